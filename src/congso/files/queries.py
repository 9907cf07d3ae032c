"""Reading stored files. Who may read one is decided by the context that it belongs to."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db.models import Count, Sum

from congso.kernel.refusals import NotFound, Refusal

from . import store
from .models import FileRecognition, StoredFile
from .recogniser import recogniser
from .rules import findings, pdf, recognised
from .rules.findings import Remark
from .rules.recognised import RecognisedLine

MOST_COUNTED = 10_000


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
    looked_at: Any = None

    def remarks(self, today: date) -> list[Remark]:
        """Return what the checks say about it on a day, defects first; nothing of a file nobody looked at."""
        found, valid_until = findings.read(self.looked_at)
        return findings.remarks(
            found, valid_until=valid_until, today=today, picture=self.media_type.startswith("image/")
        )

    @property
    def valid_until(self) -> date | None:
        """Until when the paper itself says it is valid; None where it does not say."""
        return findings.read(self.looked_at)[1]

    @property
    def scan_label(self) -> str:
        """What is known about malware in it, in words."""
        return str(StoredFile.Scan(self.scan).label)

    @property
    def is_quarantined(self) -> bool:
        """Whether malware was found in it: nobody gets it but who may look into malware."""
        return self.scan == StoredFile.Scan.INFECTED

    def is_of(self, owner: Owner) -> bool:
        """Tell whether `owner` handed it in. What a client system brought is not the account's it acts for."""
        if owner.client_id is not None:
            return self.client_id == owner.client_id
        return owner.account_id is not None and self.account_id == owner.account_id


class Quarantined(Refusal):
    """The file has malware in it and is kept apart."""

    code = "file_infected"


HAS_MALWARE = "Tệp có mã độc nên không dùng được. Hãy bỏ tệp này, quét máy đã tạo ra nó, rồi tải lên tệp khác."
"""What is said to who wants to hand in a file in which malware was found meanwhile."""


def check_not_quarantined(kept: FileView, *, allowed: bool = False) -> None:
    """Raise Quarantined when a file has malware in it, unless the asker is `allowed` to have it all the same."""
    if kept.is_quarantined and not allowed:
        raise Quarantined(
            f"Tệp “{kept.name}” có mã độc nên đã bị cách ly, không ai mở được.",
            remedy="Hãy quét máy đã tạo ra tệp bằng phần mềm diệt mã độc, rồi xuất, chụp hoặc quét lại giấy tờ và "
            "nộp tệp mới. Cán bộ đang giải quyết thì yêu cầu người nộp bổ sung tệp khác, đừng nhận lại qua thư, USB.",
        )


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
        looked_at=row.looked_at,
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


@dataclass(frozen=True, slots=True)
class RecognitionView:
    """What a program read on a file. `is_waiting`: not yet; `trouble` says in words why nothing could be read."""

    is_waiting: bool
    trouble: str
    lines: tuple[RecognisedLine, ...]


def may_recognise() -> bool:
    """Tell whether this installation can read the words on papers."""
    return recogniser() is not None


def recognition(file_id: UUID) -> RecognitionView | None:
    """Return what was read on a file; None where nobody asked, or it was forgotten."""
    row = FileRecognition.objects.filter(file_id=file_id).first()
    if row is None:
        return None
    trouble = recognised.TROUBLES.get(row.trouble, "") if row.state == FileRecognition.State.FAILED else ""
    return RecognitionView(row.state == FileRecognition.State.WAITING, trouble, recognised.read(row.lines))


@dataclass(frozen=True, slots=True)
class ScanFigures:
    """How many files wait for a scan (up to 10,000; `more` beyond), are in trouble by code, and have malware."""

    not_scanned: int
    more: bool
    in_trouble: dict[str, int]
    infected: int


def scan_figures() -> ScanFigures:
    """Return how the store stands with its scanner."""
    scan = StoredFile.Scan
    waiting = StoredFile.objects.filter(scan=scan.NOT_SCANNED)
    count = waiting.order_by()[: MOST_COUNTED + 1].count()
    troubles = waiting.exclude(scan_trouble="").order_by().values_list("scan_trouble").annotate(number=Count("id"))
    return ScanFigures(
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
        dict(troubles),
        StoredFile.objects.filter(scan=scan.INFECTED).count(),
    )


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file with malware in it, as somebody sees it who must not see what it says."""

    id: UUID
    sha256: str
    size_bytes: int
    threat: str
    scanner: str
    uploaded_at: datetime
    found_at: datetime


def quarantined(*, limit: int = 200) -> list[QuarantinedFile]:
    """Return the files with malware in them, the latest found first."""
    rows = StoredFile.objects.filter(scan=StoredFile.Scan.INFECTED).order_by("-scanned_at", "-id")[:limit]
    return [
        QuarantinedFile(
            row.id, row.sha256, row.size_bytes, row.threat, row.scanned_with, row.uploaded_at, row.scanned_at
        )
        for row in rows
        if row.scanned_at is not None
    ]


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
    """Open the bytes of a file for reading; the caller closes. Raises NotFound, and Quarantined for malware."""
    kept = view(file_id)
    check_not_quarantined(kept)
    try:
        return store.path_of(kept.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound("Không tìm thấy nội dung của tệp trong kho lưu trữ.") from None


def is_intact(file_id: UUID) -> bool:
    """Tell whether the stored bytes are still those that were kept. Raises NotFound, and Quarantined for malware."""
    kept = view(file_id)
    found = hashlib.sha256()
    with open_bytes(file_id) as stream:
        while part := stream.read(1 << 20):
            found.update(part)
    return found.hexdigest() == kept.sha256


def first_page_text(file_id: UUID) -> str:
    """Return the words on the first page of a PDF; empty when it has none, as a scan, or malware. Raises NotFound."""
    if view(file_id).is_quarantined:
        return ""
    with open_bytes(file_id) as stream:
        return pdf.first_page_text(stream)
