"""Checking signatures: of a file that somebody brings, of which nothing is kept, and of what is stored."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from congso.files import queries as files
from congso.files.commands import refuse_secret_file
from congso.files.queries import Owner
from congso.files.rules import content, pdf, secrecy
from congso.files.rules.content import readable_size
from congso.identity.commands import begin_attempt
from congso.identity.rules.throttling import Bucket
from congso.kernel.refusals import Incorrect, NotPossibleNow

from .. import queries
from ..models import SignedFile
from ..rules.reports import Report

FROM_ONE_ADDRESS = 30
"""Files that one network address may have looked at before it waits: each costs some tenths of a second."""


def check_brought(
    *, stream: BinaryIO, name: str, size: int, account_id: int | None, address: str, now: datetime
) -> Report:
    """Return the report on a file that somebody brings. Raises Incorrect, NotPossibleNow (429).

    What bears the mark of a state secret is refused like at every other door.
    """
    if not size:
        raise Incorrect("Tệp rỗng, không có nội dung.", fields={"file": ["Tệp rỗng, không có nội dung."]})
    if size > settings.UPLOAD_MAX_BYTES:
        said = f"Tệp lớn hơn {readable_size(settings.UPLOAD_MAX_BYTES)} nên không kiểm tra được ở đây."
        raise Incorrect(said, fields={"file": [said]})
    _ids, until = begin_attempt(buckets=[_bucket(address)], now=now)
    if until is not None:
        minutes = max(1, (until - now) // timedelta(minutes=1))
        raise NotPossibleNow(
            "Địa chỉ mạng này vừa kiểm tra nhiều tệp.", remedy=f"Hãy thử lại sau {minutes} phút.",
            code="too_many_attempts", status=429,
        )  # fmt: skip
    owner = Owner(account_id)
    refuse_secret_file(secrecy.mark_in_name(name, settings.SECRET_MARKS), owner)
    refuse_secret_file(secrecy.mark_in_text(pdf.first_page_text(stream), settings.SECRET_MARKS), owner)
    stream.seek(0)
    return queries.check_file(stream, name=name, now=now)


def _bucket(address: str) -> Bucket:
    return Bucket(sha256(f"signatures\0{address}".encode()).hexdigest(), FROM_ONE_ADDRESS)


def check_stored(*, file_id: UUID, now: datetime) -> str:
    """Check the signatures of a stored file and keep the verdict; returns it, "" for a file that bears none."""
    kept = files.views([file_id]).get(file_id)
    if kept is None or kept.media_type != content.PDF:
        return ""
    with files.open_bytes(file_id) as stream:
        if not _bears_signatures(stream):
            return ""
        report = queries.check_file(stream, name=kept.name, now=now)
    if report.indication is None:
        return ""
    SignedFile.objects.update_or_create(
        file_id=file_id,
        defaults={"indication": report.indication, "report": report.to_json(), "checked_at": now},
    )
    return report.indication


def _bears_signatures(stream: BinaryIO) -> bool:
    """Tell by a word that every signed PDF has, before anybody takes the file apart; leaves the stream at its start."""
    before = b""
    while piece := stream.read(256 * 1024):
        if b"/ByteRange" in before + piece:
            break
        before = piece[-16:]
    found = bool(piece)
    stream.seek(0)
    return found
