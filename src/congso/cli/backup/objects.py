"""Copies of stored files: each content once under its SHA-256, as in the store itself; never rewritten."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import manifest

CHUNK = 1 << 20


class Damaged(Exception):  # noqa: N818 - a fact about a file
    """The bytes under a name are not those the name says."""


def place(root: Path, sha256: str) -> Path:
    """Where a content lies under `root`; the layout of the store (`files/store.py`)."""
    return root / sha256[:2] / sha256[2:4] / sha256


def has(root: Path, sha256: str, size_bytes: int) -> bool:
    """Whether a copy of the right size is there."""
    try:
        return place(root, sha256).stat().st_size == size_bytes
    except FileNotFoundError:
        return False


def copy(source: Path, root: Path, sha256: str) -> int:
    """Copy a content to its place under `root` and return its size; hashed on the way, whole or not at all.

    Raises FileNotFoundError, and Damaged when the source is not what its name says.
    """
    target = place(root, sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{sha256}.{os.getpid()}")
    found, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as reading, draft.open("wb") as writing:
            while piece := reading.read(CHUNK):
                found.update(piece)
                size += writing.write(piece)
            writing.flush()
            os.fsync(writing.fileno())
        if found.hexdigest() != sha256:
            raise Damaged(sha256)
        draft.chmod(0o400)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    manifest.flush(target.parent)
    return size


def wrong(root: Path, listed: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Yield a sentence for every listed content that is missing or damaged; every byte is read."""
    for sha256, _size in listed:
        try:
            with place(root, sha256).open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                    yield f"tệp {sha256} đã bị sửa"
        except OSError:
            yield f"thiếu tệp {sha256}"


def write_list(path: Path, listed: Iterable[tuple[str, int]]) -> None:
    """Write a list of contents, one a line."""
    manifest.put(path, "".join(f"{sha256} {size}\n" for sha256, size in sorted(listed)).encode())


def read_list(path: Path) -> list[tuple[str, int]]:
    """Read a list of contents."""
    lines = path.read_text(encoding="ascii").splitlines()
    return [(name, int(size)) for name, _, size in (line.partition(" ") for line in lines)]


def prune(root: Path, kept: set[str]) -> int:
    """Remove contents that no backup names any more, and drafts; return how many."""
    removed = 0
    for path in root.glob("??/??/*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
