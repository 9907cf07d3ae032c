"""How days, instants and money read on paper: NĐ 30/2020/NĐ-CP, Phụ lục I (a zero before days to 9, months 1 and 2)."""

from datetime import date, datetime

from congso.kernel.clock import VIETNAM


def day(value: date) -> str:
    """Return "21/11/2026"."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def day_in_full(value: date) -> str:
    """Return "ngày 05 tháng 9 năm 2026"."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def moment(value: datetime) -> str:
    """Return "08:30 21/11/2026", the clock of Vietnam."""
    local = value.astimezone(VIETNAM)
    return f"{local.hour:02d}:{local.minute:02d} {day(local)}"


def moment_in_full(value: datetime) -> str:
    """Return "08 giờ 30 phút, ngày 21 tháng 11 năm 2026", the clock of Vietnam."""
    local = value.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {day_in_full(local)}"


def money(vnd: int) -> str:
    """Return "20.000 đ"."""
    return f"{vnd:,}".replace(",", ".") + " đ"
