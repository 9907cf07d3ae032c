"""What others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretDocumentRefused:
    """Somebody tried to hand in a document marked as a state secret. Nothing of it was kept, not even its name."""

    mark: str
    account_id: int | None
    client_id: int | None
