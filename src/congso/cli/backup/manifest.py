"""The manifest: what is in a backup, so exactly that any change is found. It is hashed and signed itself.

The signature is made with the key of the trail (CONGSO_AUDIT_KEY, Ed25519), over a prefix of its own. A backup made
without that key carries only a hash: an accident is found, somebody who writes both anew is not.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_SIGNED = b"congso-backup-manifest\0"


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableMark(Strict):
    """How many rows a table has, and their hash (`content`)."""

    rows: int
    sha256: str


class FileMark(Strict):
    """A file of the backup itself."""

    size_bytes: int
    sha256: str


class FilesMark(Strict):
    """The stored files the snapshot names; their list is `files.txt`."""

    count: int
    size_bytes: int
    missing: list[str] = []
    """Contents that the store had lost already when the backup was made."""


class TrailMark(Strict):
    """Where the trail stood: its last seal."""

    era: int
    last_seal: int
    head: str


class KeysMark(Strict):
    """Which keys are needed to use this backup, told without giving them away."""

    audit_key: str
    data_keys: list[int]
    archive: str
    """The name of the archive of keys made with this backup; empty when none was."""


class Manifest(Strict):
    """What is in a backup."""

    format: int
    name: str
    made_at: datetime
    congso: str
    regime: str
    postgresql: int
    """The server's version as a number, 150014."""
    database: str
    migrations: dict[str, str]
    """The newest migration of each application."""
    application_role: str
    roles: list[str]
    """Roles that have rights without owning; a restore needs them first."""
    wal_from: str
    wal_to: str
    tables: dict[str, TableMark]
    parts: dict[str, FileMark]
    """Files of the backup, by their path in it."""
    files: FilesMark
    trail: TrailMark | None
    keys: KeysMark

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(mark.rows for mark in self.tables.values())


class Unreadable(Exception):  # noqa: N818 - a fact about a file
    """A manifest is not what was written; the sentence says how it is known."""


def write(folder: Path, manifest: Manifest, *, audit_key: str) -> None:
    """Write manifest and signature into a backup that is being made."""
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True).encode()
    seal = {"sha256": hashlib.sha256(text).hexdigest()}
    if len(audit_key) >= 32:
        from congso.audit.rules import chain

        key = chain.private_key(audit_key)
        seal |= {"key": chain.key_id(chain.public_bytes(key)), "signature": key.sign(_SIGNED + text).hex()}
    put(folder / MANIFEST, text)
    put(folder / SIGNATURE, json.dumps(seal).encode())


def read(folder: Path, *, public_keys: Mapping[str, bytes] | None = None) -> tuple[Manifest, bool]:
    """Return a manifest, and whether its signature was checked with a key of `public_keys`. Raises Unreadable."""
    try:
        text = (folder / MANIFEST).read_bytes()
        seal = json.loads((folder / SIGNATURE).read_text(encoding="utf-8"))
        expected = str(seal["sha256"])
    except FileNotFoundError as error:
        raise Unreadable(f"thiếu {Path(error.filename).name}") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Unreadable(f"{SIGNATURE} không đọc được") from None
    if hashlib.sha256(text).hexdigest() != expected:
        raise Unreadable(f"{MANIFEST} đã bị sửa: mã băm không khớp")
    signed = False
    if public_keys:
        public = public_keys.get(str(seal.get("key")))
        if public is None:
            raise Unreadable(f"{MANIFEST} không có chữ ký của khóa đang tin")
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(str(seal["signature"])), _SIGNED + text)
        except (InvalidSignature, ValueError, KeyError):
            raise Unreadable(f"{MANIFEST} đã bị sửa: chữ ký không khớp") from None
        signed = True
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError:
        raise Unreadable(f"{MANIFEST} không đúng dạng của phiên bản này") from None
    if manifest.format != FORMAT:
        raise Unreadable(f"{MANIFEST} theo dạng {manifest.format}, phiên bản này đọc dạng {FORMAT}")
    return manifest, signed


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file whole and onto the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def mark(path: Path) -> FileMark:
    """Return size and hash of a file."""
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileMark(size_bytes=path.stat().st_size, sha256=found)


def flush(path: Path) -> None:
    """Have a file or folder on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
