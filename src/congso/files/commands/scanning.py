"""Scanning what is stored, and keeping apart what has malware in it.

The scanner is asked outside of any transaction; what it said is written for every row with these bytes. Without a
clear verdict a file stays as not scanned and has its turn again, later each time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from congso.files import store as disk
from congso.files.events import MalwareFound
from congso.files.models import StoredFile
from congso.files.rules.scanning import pause_after
from congso.files.scanner import NO_CONNECTION, Found, Scanner, ScannerTrouble, scanner
from congso.kernel.events import publish

Scan = StoredFile.Scan


def scan(*, file_id: UUID, now: datetime) -> str:
    """Scan a file and return its state; without a scanner, or when it is in trouble, that stays what it was."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        return ""
    asked = scanner()
    if asked is None or row.scan == Scan.INFECTED:
        return row.scan
    try:
        return _write(row.sha256, _look(asked, row.sha256), now)
    except ScannerTrouble as trouble:
        _put_off(row, trouble, now)
        return row.scan


def scan_waiting(*, now: datetime, limit: int = 200) -> int:
    """Scan up to `limit` files that nobody could scan until now and whose turn it is; return how many have a verdict.

    Stops at the first sign that the scanner is not there: then it is not the files' fault.
    """
    due = StoredFile.objects.filter(scan=Scan.NOT_SCANNED).filter(Q(scan_after__isnull=True) | Q(scan_after__lte=now))
    return _scan_each(due.order_by("id"), now, limit)


def scan_again(*, now: datetime, limit: int = 200) -> int:
    """Scan up to `limit` clean files again whose scanner knew less than it does today; return how many.

    Of the last `settings.RESCAN_DAYS` only: signatures of what was new when a file came are written within weeks.
    """
    asked = scanner()
    if asked is None:
        return 0
    try:
        edition = asked.edition()
    except ScannerTrouble:
        return 0
    since = now - timedelta(days=settings.RESCAN_DAYS)
    old = StoredFile.objects.filter(scan=Scan.CLEAN, uploaded_at__gte=since).exclude(scanned_with=edition)
    return _scan_each(old.order_by("id"), now, limit)


def _scan_each(rows: QuerySet[StoredFile], now: datetime, limit: int) -> int:
    asked = scanner()
    if asked is None:
        return 0
    done: set[str] = set()
    for row in rows[:limit]:
        if row.sha256 in done:
            continue
        try:
            _write(row.sha256, _look(asked, row.sha256), now)
        except ScannerTrouble as trouble:
            if trouble.code == NO_CONNECTION:
                break
            _put_off(row, trouble, now)
        else:
            done.add(row.sha256)
    return len(done)


def _look(asked: Scanner, sha256: str) -> Found:
    try:
        stream = disk.path_of(sha256).open("rb")
    except FileNotFoundError:
        raise ScannerTrouble("no_bytes") from None
    with stream:
        return asked.scan(stream)


def _write(sha256: str, found: Found, now: datetime) -> str:
    """Write a verdict for every file with these bytes; those that turn out to have malware are announced."""
    state = Scan.CLEAN if found.is_clean else Scan.INFECTED
    with transaction.atomic():
        rows = list(StoredFile.objects.select_for_update().filter(sha256=sha256).order_by("id"))
        for row in rows:
            if row.scan == Scan.INFECTED:
                continue  # what one edition of signatures has found, another does not take back
            row.scan, row.threat, row.scanned_with, row.scanned_at = state, found.threat, found.scanner, now
            row.scan_trouble, row.scan_attempts, row.scan_after = "", 0, None
            row.save(
                update_fields=[
                    "scan", "threat", "scanned_with", "scanned_at", "scan_trouble", "scan_attempts", "scan_after",
                ]
            )  # fmt: skip
            if state == Scan.INFECTED:
                publish(MalwareFound(str(row.id), found.threat))
    return state


def _put_off(row: StoredFile, trouble: ScannerTrouble, now: datetime) -> None:
    attempts = row.scan_attempts + 1
    StoredFile.objects.filter(id=row.id).exclude(scan=Scan.INFECTED).update(
        scan_trouble=trouble.code[:20], scan_attempts=min(attempts, 30_000), scan_after=now + pause_after(attempts)
    )
