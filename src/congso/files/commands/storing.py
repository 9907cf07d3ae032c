"""Taking bytes in: typed, checked, counted, kept once."""

import hashlib
import io
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from PIL import Image

from congso.files import store as disk
from congso.files.events import FileStored
from congso.files.models import StoredFile
from congso.files.queries import FileView, Owner, uploaded_since, view_of
from congso.files.rules import content, findings, pages, pdf, pictures, quota, secrecy
from congso.files.rules.refused import FileRefused
from congso.kernel.clock import VIETNAM
from congso.kernel.events import publish

from .secrets import refuse_secret_file

_CHUNK = 256 * 1024


class Readable(Protocol):
    """Anything bytes can be read from: an upload, an open file."""

    def read(self, size: int = ..., /) -> Any: ...


def store(
    *, stream: Readable, name: str, account_id: int | None, now: datetime, client_id: int | None = None
) -> FileView:
    """Keep the bytes of `stream` and return the file. Equal bytes are kept once; each upload is a row of its own,
    of the account or of the client system that brought it.

    The type is told by the content. Whether it can be read is looked at (`FileView.remarks`) and refuses
    nothing. Pictures are written anew, and the hash of what came is kept beside. Raises
    Incorrect with a sentence for the person when the file is empty, larger than the bound, of a type that is not
    accepted, damaged, protected by a password, able to act, known for malware, marked as a state
    secret, or one too many for the day.
    """
    owner = Owner(account_id, client_id)
    check_quota(owner, now)
    refuse_secret_file(secrecy.mark_in_name(name, settings.SECRET_MARKS), owner)
    descriptor, raw_path = tempfile.mkstemp(dir=disk.arriving())
    arrived = Path(raw_path)
    try:
        with os.fdopen(descriptor, "wb") as target:
            sha256, size_bytes, head = _pour(stream, target, name)
            target.flush()
            os.fsync(target.fileno())
        media_type = content.media_type_of(head, name, tuple(settings.UPLOAD_MEDIA_TYPES))
        page_count = None
        original_sha256 = sha256
        if media_type == content.PDF:
            page_count, text = pdf.check(arrived, name)
            refuse_secret_file(secrecy.mark_in_text(text, settings.SECRET_MARKS), owner)
            found, valid_until = pages.looked_at(arrived, settings.PAPER_THRESHOLDS, settings.SIGNATURE_FORMATS)
        else:
            anew = pictures.rewritten(arrived, name, as_png=media_type == content.PNG)
            sha256, size_bytes = _write(arrived, anew), len(anew)
            with Image.open(io.BytesIO(anew)) as picture:
                found, valid_until = pages.of_picture(picture, settings.PAPER_THRESHOLDS), None
        with transaction.atomic():
            # Whoever removes unnamed bytes waits until this row names them.
            disk.lock(sha256)
            _refuse_known_malware(sha256, name)
            disk.keep(arrived, sha256)
            row = StoredFile.objects.create(
                sha256=sha256,
                original_sha256=original_sha256,
                size_bytes=size_bytes,
                media_type=media_type,
                name=content.tidy_name(name, media_type),
                pages=page_count,
                looked_at=findings.kept(found, valid_until),
                uploaded_by_id=account_id,
                uploaded_by_client_id=client_id,
                uploaded_at=now,
            )
            publish(FileStored(str(row.id)))
    finally:
        arrived.unlink(missing_ok=True)
    return view_of(row)


def _refuse_known_malware(sha256: str, name: str) -> None:
    if StoredFile.objects.filter(sha256=sha256, scan=StoredFile.Scan.INFECTED).exists():
        raise FileRefused(
            f"Tệp “{name}” có mã độc nên không được nhận. Hãy quét máy đã tạo ra tệp bằng phần mềm diệt mã độc, rồi "
            "xuất, chụp hoặc quét lại giấy tờ và tải tệp mới lên.",
            code="file_infected",
        )


def _write(place: Path, content_: bytes) -> str:
    with place.open("wb") as target:
        target.write(content_)
        target.flush()
        os.fsync(target.fileno())
    return hashlib.sha256(content_).hexdigest()


def check_quota(owner: Owner, now: datetime) -> None:
    """Refuse one more file to whoever has used up their day (in Vietnam). Without an owner, nothing is counted."""
    midnight = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    if owner.client_id is not None:
        allowed = quota.Quota(settings.UPLOAD_CLIENT_DAILY_FILES, settings.UPLOAD_CLIENT_DAILY_BYTES)
    elif owner.account_id is not None:
        allowed = quota.Quota(settings.UPLOAD_DAILY_FILES, settings.UPLOAD_DAILY_BYTES)
    else:
        return
    quota.check(allowed, *uploaded_since(owner, midnight))


def _pour(stream: Readable, target: Any, name: str) -> tuple[str, int, bytes]:
    """Copy in pieces up to the bound; return digest, size and the first bytes."""
    digest, size_bytes, head = hashlib.sha256(), 0, b""
    bound = int(settings.UPLOAD_MAX_BYTES)
    while piece := stream.read(_CHUNK):
        size_bytes += len(piece)
        if size_bytes > bound:
            limit = content.readable_size(bound)
            raise FileRefused(
                f"Tệp “{name}” lớn hơn {limit}. Hãy giảm dung lượng (quét 150–200 dpi) rồi tải lên lại.",
                code="file_too_large",
            )
        if len(head) < 4096:
            head += piece[: 4096 - len(head)]
        digest.update(piece)
        target.write(piece)
    if not size_bytes:
        raise FileRefused(f"Tệp “{name}” rỗng, không có nội dung.", code="file_empty")
    return digest.hexdigest(), size_bytes, head
