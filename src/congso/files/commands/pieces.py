"""Taking a file in pieces, so that a line cut in the middle loses nothing: what has arrived stays, the rest follows.

A place for a file is a name in the folder of arrivals and a sealed ticket that only the account it was made for can
use. No row is kept: how much has arrived is how much is there, and what nobody finishes is cleared away like anything
else that was left half-way in.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from congso.files import store as disk
from congso.files.queries import FileView, Owner
from congso.files.rules.content import readable_size
from congso.files.rules.refused import FileRefused
from congso.kernel.ids import uuid7
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.kernel.sealing import CannotUnseal, seal, unseal

from .storing import check_quota, store

LARGEST_PIECE = 2 * 1024 * 1024
MOST_AT_ONCE = 30
"""Files one account may have half-way in."""

_PURPOSE = "files.pieces"


class PieceOutOfPlace(NotPossibleNow):
    """The piece does not begin where the arrived part ends; `arrived` is where it does."""

    code = "piece_out_of_place"

    def __init__(self, arrived: int) -> None:
        super().__init__("Phần tệp gửi không nối tiếp phần đã nhận.")
        self.arrived = arrived


@dataclass(frozen=True, slots=True)
class Place:
    """A file on its way in: how large it will be, how much of it has arrived."""

    name: str
    size_bytes: int
    arrived: int

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is missing."""
        return self.arrived == self.size_bytes


def begin(*, name: str, size_bytes: int, account_id: int, now: datetime) -> str:
    """Make a place for a file and return its ticket. Raises Incorrect for one that would be refused anyway."""
    check_quota(Owner(account_id), now)
    if size_bytes <= 0:
        raise FileRefused(f"Tệp “{name}” rỗng, không có nội dung.", code="file_empty")
    if size_bytes > settings.UPLOAD_MAX_BYTES:
        limit = readable_size(settings.UPLOAD_MAX_BYTES)
        raise FileRefused(
            f"Tệp “{name}” lớn hơn {limit}. Hãy giảm dung lượng (quét 150–200 dpi) rồi tải lên lại.",
            code="file_too_large",
        )
    if sum(1 for _ in disk.arriving().glob(f"{_prefix(account_id)}*")) >= MOST_AT_ONCE:
        raise NotPossibleNow(
            "Bạn đang có quá nhiều tệp tải lên dở dang.", remedy="Hãy tải nốt các tệp ấy, hoặc thử lại vào ngày mai."
        )
    number = uuid7()
    _path(account_id, number).touch(mode=0o600)
    return seal(json.dumps([str(number), size_bytes, name[:300]]), purpose=_PURPOSE, owner=str(account_id))


def arrived(*, ticket: str, account_id: int) -> Place:
    """Return how much of a file has arrived. Raises NotFound for a ticket of somebody else's, or one cleared away."""
    path, size_bytes, name = _opened(ticket, account_id)
    return Place(name, size_bytes, path.stat().st_size)


def take(*, ticket: str, begins_at: int, piece: bytes, account_id: int) -> Place:
    """Keep the next piece of a file, and return how much has arrived now. A piece that came twice is kept once.

    Raises PieceOutOfPlace for one that leaves a gap.
    """
    path, size_bytes, name = _opened(ticket, account_id)
    if len(piece) > LARGEST_PIECE:
        raise Incorrect(f"Mỗi phần tệp tối đa {readable_size(LARGEST_PIECE)}.")
    with _held(path) as target:
        there = target.seek(0, os.SEEK_END)
        if begins_at > there or begins_at < 0 or begins_at + len(piece) > size_bytes:
            raise PieceOutOfPlace(there)
        if begins_at + len(piece) > there:
            target.write(piece[there - begins_at :])
            target.flush()
            os.fsync(target.fileno())
            there = begins_at + len(piece)
    return Place(name, size_bytes, there)


def store_arrived(*, ticket: str, account_id: int, now: datetime) -> FileView:
    """Check and keep a file that has arrived whole, as `store` does; its place is given up.

    Raises PieceOutOfPlace while something is missing; whatever `store` refuses is gone afterwards.
    """
    path, size_bytes, name = _opened(ticket, account_id)
    with _held(path) as whole:
        there = whole.seek(0, os.SEEK_END)
        if there != size_bytes:
            raise PieceOutOfPlace(there)
        whole.seek(0)
        try:
            return store(stream=whole, name=name, account_id=account_id, now=now)
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _held(path: Path) -> Iterator[BinaryIO]:
    """Open an arriving file for oneself alone: the same piece may be sent by two windows at once."""
    with path.open("r+b") as target:
        fcntl.flock(target, fcntl.LOCK_EX)
        if not path.exists():
            raise NotFound("Tệp này đã được nhận xong.")
        yield target


def _opened(ticket: str, account_id: int) -> tuple[Path, int, str]:
    gone = NotFound("Không còn phần đã tải lên của tệp này; hãy tải lại từ đầu.")
    try:
        number, size_bytes, name = json.loads(unseal(ticket, purpose=_PURPOSE, owner=str(account_id)))
    except CannotUnseal:
        raise gone from None
    path = _path(account_id, UUID(number))
    if not path.exists():
        raise gone
    return path, int(size_bytes), str(name)


def _prefix(account_id: int) -> str:
    return f"part-{account_id}-"


def _path(account_id: int, number: UUID) -> Path:
    return disk.arriving() / f"{_prefix(account_id)}{number}"
