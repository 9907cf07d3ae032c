"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretDocumentRefused:
    """Somebody tried to hand in a document marked as a state secret. Nothing of it was kept, not even its name."""

    mark: str
    account_id: int | None
    client_id: int | None


@dataclass(frozen=True, slots=True)
class FileStored:
    """Somebody handed in a file; its bytes are in the store and nobody has looked at them for malware yet."""

    file_id: str


@dataclass(frozen=True, slots=True)
class MalwareFound:
    """The scanner found malware in a stored file; from now on nobody gets it but who may look into it."""

    file_id: str
    threat: str


@dataclass(frozen=True, slots=True)
class RecognitionAsked:
    """Somebody asked to have the words on a file of theirs read by a program."""

    file_id: str
