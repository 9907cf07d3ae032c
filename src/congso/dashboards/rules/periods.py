"""Periods that figures are asked for: a month, a quarter, a year, or any days.

Written as `2026-11`, `2026-q4`, `2026` in addresses; a period that is not over ends today for comparisons with stock.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_DAYS = 3_660
EARLIEST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both counted. `code` names a month, a quarter or a year; "" for free days."""

    first: date
    last: date
    code: str = ""

    @property
    def label(self) -> str:
        """Return the period as people write it: "tháng 11/2026", "quý IV/2026", "năm 2026"."""
        if len(self.code) == 7 and "q" in self.code:
            return f"quý {('I', 'II', 'III', 'IV')[int(self.code[-1]) - 1]}/{self.first.year}"
        if len(self.code) == 7:
            return f"tháng {self.first.month}/{self.first.year}"
        if self.code:
            return f"năm {self.first.year}"
        return f"từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"

    @property
    def before(self) -> date:
        """Return the last day before the period."""
        return self.first - timedelta(days=1)


def a_year_before(day: date) -> date:
    """Return the first day of the twelve months that end with a day."""
    eve = day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
    return eve + timedelta(days=1)


def month(day: date) -> Period:
    """Return the month a day lies in."""
    first = day.replace(day=1)
    return Period(first, day.replace(day=monthrange(day.year, day.month)[1]), f"{first:%Y-%m}")


def quarter(day: date) -> Period:
    """Return the quarter a day lies in."""
    number = (day.month - 1) // 3
    first = date(day.year, 3 * number + 1, 1)
    return Period(first, month(date(day.year, 3 * number + 3, 1)).last, f"{day.year}-q{number + 1}")


def year(day: date) -> Period:
    """Return the calendar year a day lies in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year:04}")


def week(day: date) -> Period:
    """Return the week a day lies in, Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    return Period(first, first + timedelta(days=6))


def days(first: date, last: date) -> Period | None:
    """Return a period of any days, or None when they make none: reversed, or too far apart."""
    return Period(first, last) if first <= last and (last - first).days <= LONGEST_DAYS else None


def read(code: str) -> Period | None:
    """Return the period of a code, or None for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-(?:q([1-4])|(0[1-9]|1[0-2])))?", code)
    if not found or not EARLIEST_YEAR <= int(found[1]) <= 2200:
        return None
    number = int(found[1])
    if found[2]:
        return quarter(date(number, 3 * int(found[2]), 1))
    return month(date(number, int(found[3]), 1)) if found[3] else year(date(number, 1, 1))


def choices(today: date) -> list[Period]:
    """Return what one picks from: this and the last month, quarter and year."""
    return [
        month(today),
        month(month(today).before),
        quarter(today),
        quarter(quarter(today).before),
        year(today),
        year(year(today).before),
    ]


def last_months(today: date, count: int) -> list[Period]:
    """Return the last `count` months with the present one, oldest first."""
    found = [month(today)]
    while len(found) < count:
        found.insert(0, month(found[0].before))
    return found


def whole_months(period: Period) -> tuple[date, date] | None:
    """Return the first and the last month (as first days) that lie wholly in a period; None without any."""
    first = period.first if period.first.day == 1 else month(period.first).last + timedelta(days=1)
    ended = month(period.last)
    last = ended.first if ended.last == period.last else month(ended.before).first
    return (first, last) if first <= last else None
