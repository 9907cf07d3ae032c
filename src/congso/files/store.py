"""Where the bytes are: one object per content under its SHA-256, written whole or not at all."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

_LOCKS = 0x66696C65
"""The family of advisory locks that are contents of files ("file")."""

REMOVALS = 7_216_302
"""Advisory lock: shared by whoever removes bytes, held alone by a backup, whose snapshot still names them."""


def root() -> Path:
    """The folder of stored objects."""
    return Path(settings.STORED_FILES_DIR)


def path_of(sha256: str) -> Path:
    """Where the object with this content is, or would be."""
    return root() / sha256[:2] / sha256[2:4] / sha256


def arriving() -> Path:
    """The folder for objects on their way in, on the same file system as the store."""
    folder = root() / "arriving"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def lock(sha256: str) -> None:
    """Let nobody else keep or remove this content until the running transaction ends."""
    number = int(sha256[:8], 16) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, number])


def may_remove() -> bool:
    """Whether bytes may be removed in the running transaction; not while a backup copies them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [REMOVALS])
        return bool(cursor.fetchone()[0])


def keep(arrived: Path, sha256: str) -> Path:
    """Move a completely written, synced file to its place; equal bytes are kept once."""
    place = path_of(sha256)
    if place.exists():
        arrived.unlink()
        return place
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    arrived.chmod(0o400)
    arrived.rename(place)
    # The name must survive a power cut as surely as the bytes.
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return place
