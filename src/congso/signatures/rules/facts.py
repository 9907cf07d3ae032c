"""What can be read of one signature, before anybody judges it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a signature field holds."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class Coverage(StrEnum):
    """How much of the file was there when it was signed."""

    ENTIRE_FILE = "ENTIRE_FILE"
    ENTIRE_REVISION = "ENTIRE_REVISION"
    CONTIGUOUS_BLOCK_FROM_START = "CONTIGUOUS_BLOCK_FROM_START"
    PART = "PART"
    UNCLEAR = "UNCLEAR"


class Change(StrEnum):
    """The furthest kind of change after a signature, in the words of ISO 32000-1 and of pyHanko."""

    NONE = "NONE"
    LTA_UPDATES = "LTA_UPDATES"
    FORM_FILLING = "FORM_FILLING"
    ANNOTATIONS = "ANNOTATIONS"
    OTHER = "OTHER"


class Trust(StrEnum):
    """Whether the certificate hangs on a root we trust, at the moment that counts."""

    TRUSTED = "trusted"
    NO_PATH = "no_path"
    OUT_OF_DATE = "out_of_date"
    REFUSED = "refused"


class Revocation(StrEnum):
    """What is known about the certificate being taken back."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A signer's certificate. `serial` is decimal, `fingerprint` the SHA-256 in hexadecimal."""

    name: str
    organisation: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signature as it was read. `intact`: the signed bytes are those that were signed; `valid`: the signature value
    is the certificate's. `claimed_at` is what the signer's machine said, `proven_at` what a trusted authority says.

    `changes` are visible changes that came after it, as sentences; `filled` boxes that were filled in afterwards as the
    signer allowed; `trouble` why it could not be read at all; `covers` what it is about where that is not the file
    itself: the parts of an XML file, the content of a CMS file.
    `changed_pages` count from 1, `signed_bytes` is how long the file was when signed; both of a PDF that changed.
    """

    index: int
    field: str
    kind: Kind
    format: str = ""
    digest: str = ""
    certificate: CertificateFacts | None = None
    claimed_at: datetime | None = None
    proven_at: datetime | None = None
    proven_by: str = ""
    intact: bool = False
    valid: bool = False
    coverage: Coverage = Coverage.UNCLEAR
    change: Change = Change.NONE
    changes: tuple[str, ...] = ()
    trust: Trust = Trust.NO_PATH
    revocation: Revocation = Revocation.UNKNOWN
    revoked_at: datetime | None = None
    trouble: str = ""
    filled: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    changed_pages: tuple[int, ...] = ()
    signed_bytes: int = 0


CONTENT_MISSING = "content missing"
"""The trouble of a signature whose content lies in another file that was not given."""
UNSUPPORTED = "unsupported: "
"""How the trouble begins of a signature made in a way that is not read here; the rest says which."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file. `trouble` says why it is no file that can be read; then there are no signatures."""

    signatures: tuple[SignatureFacts, ...]
    revisions: int = 0
    trouble: str = ""
