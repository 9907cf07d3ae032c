"""Reading stored files. Who may read one is decided by the context that it belongs to."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db.models import Count, Sum

from congso.kernel.refusals import NotFound

from . import store
from .models import StoredFile
from .rules import pdf


@dataclass(frozen=True, slots=True)
class Owner:
    """Who hands a file in: an account, or a client system. Without either it is nobody, and nobody owns no file."""

    account_id: int | None = None
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A stored file as others see it; `account_id` or `client_id` is who handed it in."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int
    pages: int | None
    sha256: str
    scan: str
    account_id: int | None
    client_id: int | None

    def is_of(self, owner: Owner) -> bool:
        """Tell whether `owner` handed it in. What a client system brought is not the account's it acts for."""
        if owner.client_id is not None:
            return self.client_id == owner.client_id
        return owner.account_id is not None and self.account_id == owner.account_id


def view_of(row: StoredFile) -> FileView:
    """Return the view of a row."""
    return FileView(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        pages=row.pages,
        sha256=row.sha256,
        scan=row.scan,
        account_id=row.uploaded_by_id,
        client_id=row.uploaded_by_client_id,
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


def uploaded_since(owner: Owner, since: datetime) -> tuple[int, int]:
    """Return how many files, and how many bytes, an owner has handed in since an instant."""
    mine = (
        {"uploaded_by_client_id": owner.client_id}
        if owner.client_id is not None
        else {"uploaded_by_id": owner.account_id}
    )
    told = StoredFile.objects.filter(**mine, uploaded_at__gte=since).aggregate(
        files=Count("id"), size=Sum("size_bytes")
    )
    return told["files"], int(told["size"] or 0)


def open_bytes(file_id: UUID) -> BinaryIO:
    """Open the bytes of a file for reading; the caller closes. Raises NotFound."""
    try:
        return store.path_of(view(file_id).sha256).open("rb")
    except FileNotFoundError:
        raise NotFound("Không tìm thấy nội dung của tệp trong kho lưu trữ.") from None


def is_intact(file_id: UUID) -> bool:
    """Tell whether the stored bytes are still those that were kept. Raises NotFound for a file that is not there."""
    kept = view(file_id)
    found = hashlib.sha256()
    with open_bytes(file_id) as stream:
        while part := stream.read(1 << 20):
            found.update(part)
    return found.hexdigest() == kept.sha256


def first_page_text(file_id: UUID) -> str:
    """Return the words on the first page of a PDF; empty when it has none, as a scan. Raises NotFound."""
    with open_bytes(file_id) as stream:
        return pdf.first_page_text(stream)
