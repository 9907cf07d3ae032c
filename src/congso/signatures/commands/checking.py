"""Checking signatures: of a file that somebody brings, of which nothing is kept, and of what is stored."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction

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
from ..rules.judging import TRY_LATER
from ..rules.reports import Report
from ..rules.revocation import next_try
from .revocation import AskingEvidence

_WORDS_LOOKED_AT = 64 * 1024
_TAG = re.compile(r"<[^>]{0,500}>|[\x00-\x08\x0e-\x1f]+")
FROM_ONE_ADDRESS = 30
"""Files that one network address may have looked at before it waits: each costs some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody brings it."""

    stream: BinaryIO
    name: str
    size: int


def check_brought(
    *, file: Brought, content: Brought | None = None, account_id: int | None, address: str, now: datetime
) -> Report:
    """Return the report on a file that somebody brings. Raises Incorrect, NotPossibleNow (429).

    `content` is the signed file where the signature lies beside it. What bears the mark of a state secret is refused
    like at every other door.
    """
    given = {"file": file} | ({"content": content} if content is not None else {})
    for field, one in given.items():
        _check_size(one, field)
    _ids, until = begin_attempt(buckets=[_bucket(address)], now=now)
    if until is not None:
        minutes = max(1, (until - now) // timedelta(minutes=1))
        raise NotPossibleNow(
            "Địa chỉ mạng này vừa kiểm tra nhiều tệp.", remedy=f"Hãy thử lại sau {minutes} phút.",
            code="too_many_attempts", status=429,
        )  # fmt: skip
    for one in given.values():
        _refuse_secrets(one, Owner(account_id))
    evidence = AskingEvidence(now=now, seconds=settings.SIGNATURE_SECONDS)
    signed = content.stream if content is not None else None
    return queries.check_file(file.stream, name=file.name, now=now, evidence=evidence, content=signed)


def _check_size(one: Brought, field: str) -> None:
    if not one.size:
        raise Incorrect("Tệp rỗng, không có nội dung.", fields={field: ["Tệp rỗng, không có nội dung."]})
    if one.size > settings.UPLOAD_MAX_BYTES:
        said = f"Tệp lớn hơn {readable_size(settings.UPLOAD_MAX_BYTES)} nên không kiểm tra được ở đây."
        raise Incorrect(said, fields={field: [said]})


def _refuse_secrets(one: Brought, owner: Owner) -> None:
    refuse_secret_file(secrecy.mark_in_name(one.name, settings.SECRET_MARKS), owner)
    start = one.stream.read(_WORDS_LOOKED_AT)
    one.stream.seek(0)
    words = pdf.first_page_text(one.stream) if b"%PDF-" in start[:1024] else _words_in(start)
    refuse_secret_file(secrecy.mark_in_text(words, settings.SECRET_MARKS), owner)
    one.stream.seek(0)


def _words_in(start: bytes) -> str:
    """Return the words of a file that is no PDF, a line for what stands between two tags."""
    return _TAG.sub("\n", start.decode("utf-8", errors="replace"))


def _bucket(address: str) -> Bucket:
    return Bucket(sha256(f"signatures\0{address}".encode()).hexdigest(), FROM_ONE_ADDRESS)


def check_stored(*, file_id: UUID, now: datetime) -> str:
    """Check the signatures of a stored file and keep the verdict; returns it, "" for a file that bears none.

    Where an authority could not be asked, `check_again` has another try.
    """
    kept = files.views([file_id]).get(file_id)
    if kept is None or kept.media_type != content.PDF:
        return ""
    evidence = AskingEvidence(now=now, seconds=settings.SIGNATURE_SECONDS_APART)
    with files.open_bytes(file_id) as stream:
        if not _bears_signatures(stream):
            return ""
        report = queries.check_file(stream, name=kept.name, now=now, evidence=evidence)
    if report.indication is None:
        return ""
    waits = bool(settings.SIGNATURE_HOSTS) and any(one.verdict.sub == TRY_LATER for one in report.signatures)
    with transaction.atomic():
        row = SignedFile.objects.select_for_update().filter(file_id=file_id).first() or SignedFile(file_id=file_id)
        row.indication, row.report, row.checked_at = report.indication, report.to_json(), now
        row.try_again_at = next_try(row.tries, now) if waits else None
        row.tries = row.tries + 1 if waits else 0
        row.save()
    return report.indication


def check_again(*, now: datetime, limit: int = 50) -> int:
    """Check once more the files on which an authority did not answer and whose time has come; returns how many."""
    waiting = SignedFile.objects.filter(try_again_at__lte=now).order_by("try_again_at")[:limit]
    ids = list(waiting.values_list("file_id", flat=True))
    for file_id in ids:
        check_stored(file_id=file_id, now=now)
    return len(ids)


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
