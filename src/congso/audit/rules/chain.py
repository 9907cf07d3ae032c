"""How entries are chained and sealed: pure functions over bytes, the same for whoever writes and whoever verifies.

    digest of an entry   SHA-256 of its content, as `CONTENT` has the database write it down
    link of an entry     SHA-256(link before it + digest)
    first link of a seal SHA-256("congso-trail-start" + head of the seal before + day)
    header of a seal     JSON: number, day, place in the order, how many, SHA-256 of ids and links, head before
    head of a seal       SHA-256(header)
    signature            Ed25519 over "congso-trail-seal" + header

The links of a day thus hang on each other and on the last head of the day before. Each entry's own link is kept, so
that an altered entry is known by name and does not blame those after it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION = 1
GENESIS = bytes(32)
ENTRIES_AT_MOST = 10_000
"""Entries under one seal."""

ID_BYTES, LINK_BYTES = 16, 32

CONTENT = (
    "ROW(id, era, txid, number, (extract(epoch FROM at) * 1000000)::bigint, "
    "(extract(epoch FROM recorded_at) * 1000000)::bigint, kind, action, purpose, account_id, officer_id, unit_id, "
    "on_behalf_of_officer_id, delegation_id, mandate_id, client_id, person_id, subject_ids, object_kind, object_id, "
    "host(address), session, agent, request, detail)::text"
)
"""What of an entry is hashed: every column, instants as whole microseconds, so that no setting changes a letter."""

_START, _SIGNED, _REMOVED = b"congso-trail-start\0", b"congso-trail-seal\0", b"congso-trail-removal\0"
_EXPORTED = b"congso-trail-export\0"


def digest(content: str) -> bytes:
    """Return the digest of an entry's content."""
    return hashlib.sha256(content.encode()).digest()


def start(previous_head: bytes, day: date) -> bytes:
    """Return what the first link of a seal hangs on."""
    return hashlib.sha256(_START + previous_head + day.isoformat().encode()).digest()


def link(before: bytes, content: str) -> bytes:
    """Return the link of an entry."""
    return hashlib.sha256(before + digest(content)).digest()


def links(before: bytes, contents: Iterable[str]) -> bytes:
    """Return the links of consecutive entries, one after the other."""
    found = bytearray()
    for content in contents:
        before = hashlib.sha256(before + hashlib.sha256(content.encode()).digest()).digest()
        found += before
    return bytes(found)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of entries: by transaction, then by number. A seal reaches from one to before another."""

    txid: int
    number: int = 0

    def __lt__(self, other: "Place") -> bool:
        return (self.txid, self.number) < (other.txid, other.number)


@dataclass(frozen=True, slots=True)
class Header:
    """What a seal says about itself, and what is signed."""

    number: int
    day: date
    sealed_at: datetime
    era: int
    partition: str
    begin: Place
    end: Place
    first_sequence: int
    count: int
    content: str
    previous: str
    key: str

    def text(self) -> str:
        """Return the header as it is stored, hashed and signed."""
        told = {
            "v": VERSION,
            "number": self.number,
            "day": self.day.isoformat(),
            "sealed_at": self.sealed_at.isoformat(),
            "era": self.era,
            "partition": self.partition,
            "from": [self.begin.txid, self.begin.number],
            "to": [self.end.txid, self.end.number],
            "first_sequence": self.first_sequence,
            "count": self.count,
            "content": self.content,
            "previous": self.previous,
            "key": self.key,
        }
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Header":
        """Return a stored header. Raises ValueError for a text that is none."""
        try:
            told: dict[str, Any] = json.loads(text)
            return cls(
                number=int(told["number"]),
                day=date.fromisoformat(told["day"]),
                sealed_at=datetime.fromisoformat(told["sealed_at"]),
                era=int(told["era"]),
                partition=str(told["partition"]),
                begin=Place(*map(int, told["from"])),
                end=Place(*map(int, told["to"])),
                first_sequence=int(told["first_sequence"]),
                count=int(told["count"]),
                content=str(told["content"]),
                previous=str(told["previous"]),
                key=str(told["key"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not a header: {error}") from None


def head(header: str) -> bytes:
    """Return the hash that the next seal hangs on."""
    return hashlib.sha256(header.encode()).digest()


def content_mark(entry_ids: bytes, entry_links: bytes) -> str:
    """Return what binds the ids and links of a seal to its header."""
    return hashlib.sha256(entry_ids + entry_links).hexdigest()


def split_ids(entry_ids: bytes) -> list[UUID]:
    """Return the ids of a seal's entries, in order."""
    return [UUID(bytes=entry_ids[at : at + ID_BYTES]) for at in range(0, len(entry_ids), ID_BYTES)]


# Keys


def private_key(secret: str) -> Ed25519PrivateKey:
    """Return the key a secret stands for (at least 32 characters, kept outside the database)."""
    if len(secret) < 32:
        raise ValueError("the secret of the trail's key needs at least 32 characters")
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"congso-trail-key\0" + secret.encode()).digest())


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of a public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    """Return the name of a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(key: Ed25519PrivateKey, header: str) -> bytes:
    """Return the signature over a seal's header."""
    return key.sign(_SIGNED + header.encode())


def is_signed(public: bytes, header: str, signature: bytes) -> bool:
    """Tell whether a header bears a signature of this key."""
    return _verifies(public, _SIGNED + header.encode(), signature)


def sign_removal(key: Ed25519PrivateKey, content: str) -> bytes:
    """Return the signature over the record of a removal."""
    return key.sign(_REMOVED + content.encode())


def is_signed_removal(public: bytes, content: str, signature: bytes) -> bool:
    """Tell whether the record of a removal bears a signature of this key."""
    return _verifies(public, _REMOVED + content.encode(), signature)


def sign_export(key: Ed25519PrivateKey, manifest: str) -> bytes:
    """Return the signature over the manifest of an export."""
    return key.sign(_EXPORTED + manifest.encode())


def is_signed_export(public: bytes, manifest: str, signature: bytes) -> bool:
    """Tell whether the manifest of an export bears a signature of this key."""
    return _verifies(public, _EXPORTED + manifest.encode(), signature)


def _verifies(public: bytes, signed: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
