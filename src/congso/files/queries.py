"""Reading stored files. Who may read one is decided by the context that it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from congso.kernel.refusals import NotFound

from . import store
from .models import StoredFile


@dataclass(frozen=True, slots=True)
class FileView:
    """A stored file as others see it; `account_id` is who handed it in."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int
    pages: int | None
    sha256: str
    scan: str
    account_id: int | None


def view_of(row: StoredFile) -> FileView:
    """Return the view of a row."""
    return FileView(
        row.id, row.name, row.media_type, row.size_bytes, row.pages, row.sha256, row.scan, row.uploaded_by_id
    )


def view(file_id: UUID) -> FileView:
    """Return one file. Raises NotFound."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        raise NotFound("Không tìm thấy tệp.")
    return view_of(row)


def views(file_ids: Iterable[UUID]) -> dict[UUID, FileView]:
    """Return those of the files that exist, by id, in one query."""
    wanted = list(file_ids)
    if not wanted:
        return {}
    return {row.id: view_of(row) for row in StoredFile.objects.filter(id__in=wanted)}


def open_bytes(file_id: UUID) -> BinaryIO:
    """Open the bytes of a file for reading; the caller closes. Raises NotFound."""
    try:
        return store.path_of(view(file_id).sha256).open("rb")
    except FileNotFoundError:
        raise NotFound("Không tìm thấy nội dung của tệp trong kho lưu trữ.") from None
