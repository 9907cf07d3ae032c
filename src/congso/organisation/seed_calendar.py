"""Days off and extra working days to start a working calendar with: data that an administrator then keeps.

Two sources: the `holidays` package for what the Labour Code fixes (2019, art. 112; 2012, art. 115) and the swaps it
knows, and `CORRECTIONS` for what it misses. The Saturdays worked in exchange are read from the names of the swapped
days. Years after `LAST_OFFICIAL_YEAR` follow from the rules and are only projected: swaps are announced late (that of
02/01/2026 on 25/12/2025), so the table must stay editable.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import holidays

from congso.organisation.rules.calendar import STANDARD_HOURS, OfficeHours, WorkingCalendar

FIRST_YEAR = 2015
LAST_YEAR = 2035
LAST_OFFICIAL_YEAR = 2026
"""The last year whose Tết and National Day have been decided by the Prime Minister."""


class DayKind(StrEnum):
    """Why a day is special."""

    HOLIDAY = "holiday"
    COMPENSATORY = "compensatory"
    SUBSTITUTED_OFF = "substituted_off"
    SUBSTITUTED_WORK = "substituted_work"

    @property
    def is_off(self) -> bool:
        """Tell whether nobody works."""
        return self is not DayKind.SUBSTITUTED_WORK


class DayStatus(StrEnum):
    """Whether the day has been decided or follows from the rules."""

    OFFICIAL = "official"
    PROJECTED = "projected"


@dataclass(frozen=True, slots=True, order=True)
class SpecialDay:
    """A day that differs from its weekday. `name` is the reason shown to people; `basis` where it is decided."""

    day: date
    name: str
    kind: DayKind
    status: DayStatus
    basis: str


LABOUR_CODE_2012 = "Bộ luật Lao động 2012, Điều 115"
LABOUR_CODE_2019 = "Bộ luật Lao động 2019, Điều 112"
CULTURE_DAY_BASIS = "Nghị quyết 80-NQ/TW (Ngày Văn hóa Việt Nam)"

SWAP_BASES = {
    2018: "Công văn 6519/VPCP-KGVX (2018)",
    2024: "Công văn 2450/VPCP-KGVX (2024)",
    2025: "Thông báo 6150/TB-BLĐTBXH (2024)",
    2026: "Lịch nghỉ Quốc khánh năm 2026",
}
"""Where the swaps that the package knows were decided, by year of the day off."""

SWAPS_MISSED = ((date(2026, 1, 2), date(2026, 1, 10), "Công văn 12729/VPCP-KGVX ngày 25/12/2025"),)
"""Swaps the package does not know: (day off, day worked instead, source)."""

_SWAPPED_FOR = re.compile(r"thay cho ngày (\d{2}/\d{2}/\d{4})")
_DAY_OFF = "Ngày nghỉ hoán đổi, làm bù {day}"
_DAY_WORKED = "Làm bù cho ngày {day}"


def special_days(years: Iterable[int]) -> list[SpecialDay]:
    """Return the special days of the given years, sorted. Raises ValueError for years outside 2015–2035.

    A Saturday worked in exchange for a day off of another year (27/12/2014 for 02/01/2015) is listed in its own year.
    """
    wanted = set(years)
    beyond = sorted(year for year in wanted if not FIRST_YEAR <= year <= LAST_YEAR)
    if beyond:
        raise ValueError(f"Lịch chỉ có từ năm {FIRST_YEAR} đến năm {LAST_YEAR}, không có {beyond[0]}.")
    looked_at = sorted(wanted | {year + 1 for year in wanted})
    found = {one.day: one for year in looked_at for one in (*_from_package(year), *_missed(year))}
    return sorted(one for one in found.values() if one.day.year in wanted)


def seed_calendar(edition: str, years: Iterable[int], hours: OfficeHours = STANDARD_HOURS) -> WorkingCalendar:
    """Return a calendar edition made of the special days of `years`."""
    days = special_days(years)
    return WorkingCalendar(
        edition,
        off={one.day: one.name for one in days if one.kind.is_off},
        extra_work={one.day: one.name for one in days if not one.kind.is_off},
        hours=hours,
    )


def _from_package(year: int) -> Iterator[SpecialDay]:
    found = holidays.country_holidays("VN", years=year, language="vi")
    tet = next(day for day, name in found.items() if name == "Tết Nguyên Đán")
    for day, name in sorted(found.items()):
        swapped = _SWAPPED_FOR.search(name)
        if swapped:
            worked = datetime.strptime(swapped[1], "%d/%m/%Y").date()  # noqa: DTZ007 (a day, not an instant)
            yield from _swap(day, worked, SWAP_BASES.get(year, f"Lịch nghỉ lễ chính thức năm {year}"))
        else:
            kind = DayKind.COMPENSATORY if "(nghỉ bù)" in name else DayKind.HOLIDAY
            yield SpecialDay(day, _name(day, name, tet), kind, _status(day), _basis(day))


def _missed(year: int) -> Iterator[SpecialDay]:
    for off, worked, basis in SWAPS_MISSED:
        if off.year == year:
            yield from _swap(off, worked, basis)


def _swap(off: date, worked: date, basis: str) -> Iterator[SpecialDay]:
    off_name, worked_name = _DAY_OFF.format(day=f"{worked:%d/%m/%Y}"), _DAY_WORKED.format(day=f"{off:%d/%m/%Y}")
    yield SpecialDay(off, off_name, DayKind.SUBSTITUTED_OFF, _status(off), basis)
    yield SpecialDay(worked, worked_name, DayKind.SUBSTITUTED_WORK, _status(worked), basis)


def _name(day: date, name: str, tet: date) -> str:
    """Return the reason people read. The package calls the second day before Tết "29 Tết" even in short months."""
    if day == tet - timedelta(days=2) and name == "29 Tết":
        return "Nghỉ Tết Nguyên đán"
    return _NAMES.get(name, name)


_NAMES = {
    "Tết Dương lịch": "Nghỉ Tết Dương lịch",
    "Giao thừa Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, Giao thừa",
    "Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, mùng Một",
    "Mùng hai Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, mùng Hai",
    "Mùng ba Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, mùng Ba",
    "Mùng bốn Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, mùng Bốn",
    "Mùng năm Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, mùng Năm",
    "Mùng sáu Tết Nguyên Đán": "Nghỉ Tết Nguyên đán, mùng Sáu",
    "Ngày Giỗ Tổ Hùng Vương": "Nghỉ Giỗ Tổ Hùng Vương",
    "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)": "Nghỉ bù Giỗ Tổ Hùng Vương",
    "Ngày Chiến thắng": "Nghỉ Ngày Chiến thắng 30/4",
    "Ngày Chiến thắng (nghỉ bù)": "Nghỉ bù Ngày Chiến thắng 30/4",
    "Ngày Quốc tế Lao động": "Nghỉ Ngày Quốc tế Lao động 1/5",
    "Ngày Quốc tế Lao động (nghỉ bù)": "Nghỉ bù Ngày Quốc tế Lao động 1/5",
    "Quốc khánh": "Nghỉ Quốc khánh",
    "Quốc khánh (nghỉ bù)": "Nghỉ bù Quốc khánh",
    "Ngày Văn hóa Việt Nam": "Nghỉ Ngày Văn hóa Việt Nam",
    "Ngày Văn hóa Việt Nam (nghỉ bù)": "Nghỉ bù Ngày Văn hóa Việt Nam",
    "Tết Dương lịch (nghỉ bù)": "Nghỉ bù Tết Dương lịch",
}


def _status(day: date) -> DayStatus:
    return DayStatus.OFFICIAL if day.year <= LAST_OFFICIAL_YEAR else DayStatus.PROJECTED


def _basis(day: date) -> str:
    if day.month == 11:
        return f"{LABOUR_CODE_2019}; {CULTURE_DAY_BASIS}"
    return LABOUR_CODE_2019 if day.year >= 2021 else LABOUR_CODE_2012
