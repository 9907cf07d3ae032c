"""What `congso doctor` looks at around files: is there a malware scanner, and have files an origin of their own?"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .doctor import Finding
from .installation import Installation

OLD_SIGNATURES = timedelta(days=7)
_TROUBLE = {
    "timed_out": "quá thời gian",
    "too_large": "lớn hơn StreamMaxLength của clamd",
    "broken_answer": "clamd trả lời không đúng",
    "lost": "mất kết nối giữa chừng",
    "no_connection": "không kết nối được",
    "no_bytes": "không thấy nội dung trong kho",
}
_INSTALL = "apt-get install clamav-daemon, hoặc đặt CONGSO_CLAMD=máy:cổng (docs/operations/tep.md)."


def look(_: Installation) -> Iterator[Finding]:
    """Tệp: quét mã độc, địa chỉ riêng."""
    if not os.environ.get("DATABASE_URL"):
        return
    import django

    django.setup()
    yield from _origin()
    yield from _scanner()
    yield from _recogniser()
    yield from _files()


def _origin() -> Iterator[Finding]:
    from django.conf import settings

    if settings.FILES_ORIGIN and settings.FILES_ORIGIN != settings.SITE_URL:
        yield Finding("Địa chỉ riêng của tệp", "fine", settings.FILES_ORIGIN)
        return
    yield Finding(
        "Địa chỉ riêng của tệp",
        "broken" if settings.FILES_ORIGIN else "warning",
        "trùng với địa chỉ của cổng" if settings.FILES_ORIGIN else "chưa có: tệp chỉ tải về được, không xem tại chỗ",
        "Đặt CONGSO_FILES_ORIGIN=https://tep.<tên miền> và trỏ tên ấy về máy chủ web (docs/operations/tep.md).",
    )


def _recogniser() -> Iterator[Finding]:
    from django.conf import settings

    from congso.files.recogniser import recogniser

    reader = recogniser()
    if reader is not None:
        yield Finding("Đọc chữ trên giấy", "fine", reader.edition)
        return
    found = "đã tắt" if settings.TESSERACT == "off" else "không có Tesseract với tiếng Việt; nút đọc giấy tờ được ẩn"
    remedy = "apt-get install tesseract-ocr tesseract-ocr-vie, hoặc đặt CONGSO_TESSERACT=/đường/dẫn."
    yield Finding("Đọc chữ trên giấy", "fine" if settings.TESSERACT == "off" else "warning", found, remedy)


def _scanner() -> Iterator[Finding]:
    from django.conf import settings

    from congso.files.scanner import ScannerTrouble, scanner

    subject, asked = "Quét mã độc", scanner()
    if asked is None:
        found = "đã tắt" if settings.CLAMD == "off" else "không có ClamAV; tệp mang nhãn “Chưa quét mã độc”"
        yield Finding(subject, "warning", found, _INSTALL)
        return
    try:
        edition = asked.edition()
    except ScannerTrouble as trouble:
        found = f"{_TROUBLE.get(trouble.code, trouble.code)} ({trouble})"
        yield Finding(subject, "broken", found, "systemctl status clamav-daemon; xem CONGSO_CLAMD.")
        return
    made_at = signatures_made_at(edition)
    if made_at is None:
        yield Finding(subject, "warning", f"{edition}, không rõ ngày của mẫu nhận dạng", "Chạy freshclam.")
    elif datetime.now(UTC) - made_at > OLD_SIGNATURES:
        yield Finding(
            subject, "warning", f"{edition}: mẫu nhận dạng cũ quá 7 ngày", "systemctl status clamav-freshclam."
        )
    else:
        yield Finding(subject, "fine", edition)


def signatures_made_at(edition: str) -> datetime | None:
    """Return when the signatures of `ClamAV 1.4.6/27700/Mon Nov 30 08:20:01 2026` were made, or None."""
    try:
        return datetime.strptime(edition.split("/")[2], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def _files() -> Iterator[Finding]:
    from django.db import DatabaseError

    from congso.files.queries import scan_figures

    try:
        figures = scan_figures()
    except DatabaseError:
        return  # what is wrong with the database is said elsewhere
    if figures.in_trouble:
        why = ", ".join(f"{_TROUBLE.get(code, code)}: {count}" for code, count in sorted(figures.in_trouble.items()))
        yield Finding("Tệp quét chưa được", "warning", why, "Sửa nguyên nhân; hệ thống tự quét lại.")
    yield Finding("Tệp chưa quét", "fine", f"{figures.not_scanned}{'+' if figures.more else ''}")
    if figures.infected:
        remedy = "Quản trị xem ở trang “Tệp bị cách ly”."
        yield Finding("Tệp có mã độc", "warning", f"{figures.infected} tệp đang bị cách ly", remedy)
