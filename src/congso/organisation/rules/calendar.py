"""When offices work: days off, swapped Saturdays, office hours by weekday, season and unit.

Sources: Labour Code 45/2019/QH14, article 112 (public holidays; the Prime Minister fixes Tết and National Day every
year); the yearly decisions that swap a working day for a Saturday; the unit's own decision on office hours. Saturday
morning counters (Decision 14/2010/QĐ-TTg) receive people but do not make a working day: those are *reception* hours.

Everything here is pure: an edition of the calendar is passed in, never looked up. All instants are Asia/Ho_Chi_Minh.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FORMAT_VERSION = 1

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
"""Names of the weekdays, Monday first."""


def in_vietnam(instant: datetime) -> datetime:
    """Return the same instant on a Vietnamese clock. A naive datetime is refused: nobody knows when it is."""
    if instant.tzinfo is None:
        raise ValueError("Thời điểm phải có múi giờ.")
    return instant.astimezone(TIME_ZONE)


def weekday_name(day: date) -> str:
    """Return "Thứ Hai" … "Chủ nhật"."""
    return WEEKDAYS[day.weekday()]


def dated(day: date) -> str:
    """Return a day as people read it: "Thứ Hai 17/08/2026"."""
    return f"{weekday_name(day)} {day.day:02}/{day.month:02}/{day.year:04}"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of one day during which an office is open; `start` before `end`, both local."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("Giờ mở cửa phải trước giờ đóng cửa.")

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, time) and self.start <= moment <= self.end

    @property
    def minutes(self) -> int:
        """Length in whole minutes."""
        return (self.end.hour * 60 + self.end.minute) - (self.start.hour * 60 + self.start.minute)


Hours = tuple[Interval, ...]
Week = Mapping[int, Hours]
"""Hours by ISO weekday (1 Monday … 7 Sunday); a missing weekday is not worked."""

MORNING = Interval(time(7), time(11, 30))
AFTERNOON = Interval(time(13, 30), time(17))
STANDARD_DAY: Hours = (MORNING, AFTERNOON)
STANDARD_WEEK: Week = MappingProxyType(dict.fromkeys(range(1, 6), STANDARD_DAY))


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours for a part of every year; `starts` and `ends` are (month, day), included, and may span New Year."""

    starts: tuple[int, int]
    ends: tuple[int, int]
    week: Week

    def covers(self, day: date) -> bool:
        """Tell whether `day` falls in this season."""
        here = (day.month, day.day)
        if self.starts <= self.ends:
            return self.starts <= here <= self.ends
        return here >= self.starts or here <= self.ends


@dataclass(frozen=True)
class OfficeHours:
    """Office hours of a unit.

    `week` and `seasons` are *work* hours: a day that has some is a working day and its hours count in deadlines, so a
    unit that works on Saturday mornings lists them there. `days` overrides the hours of single days (a half-day before
    Tết). `reception` are hours at which the counter also receives without working: they never make a working day.
    """

    week: Week = field(default_factory=lambda: STANDARD_WEEK)
    seasons: tuple[Season, ...] = ()
    days: Mapping[date, Hours] = field(default_factory=dict)
    reception: Week = field(default_factory=dict)

    def __post_init__(self) -> None:
        for week in (self.week, self.reception, *(season.week for season in self.seasons)):
            for weekday, hours in week.items():
                if not 1 <= weekday <= 7:
                    raise ValueError("Thứ trong tuần phải từ 1 (Thứ Hai) đến 7 (Chủ nhật).")
                _check(hours)
        for hours in self.days.values():
            _check(hours)
        for week in (self.week, *(season.week for season in self.seasons)):
            if not any(week.values()):
                raise ValueError("Mỗi tuần phải có ít nhất một ngày làm việc.")

    def week_of(self, day: date) -> Week:
        """Return the weekly hours in force on `day`."""
        for season in self.seasons:
            if season.covers(day):
                return season.week
        return self.week

    def usual(self, day: date) -> Hours:
        """Return the work hours `day` has when nothing special is decided about it."""
        if day in self.days:
            return self.days[day]
        return self.week_of(day).get(day.isoweekday(), ())

    def full_day(self, day: date) -> Hours:
        """Return the hours of the longest day of the week in force: what a swapped-in Saturday is worked."""
        if day in self.days:
            return self.days[day]
        return max(self.week_of(day).values(), key=lambda hours: sum(interval.minutes for interval in hours))


def _check(hours: Hours) -> None:
    if any(one.end > other.start for one, other in pairwise(hours)):
        raise ValueError("Các buổi làm việc phải theo thứ tự và không chồng lên nhau.")


STANDARD_HOURS = OfficeHours()


@dataclass(frozen=True)
class WorkingCalendar:
    """One immutable edition of the working calendar of a unit.

    `off` gives the days off with their reason in Vietnamese ("Nghỉ lễ Quốc khánh"); `extra_work` the days worked
    although the week would not have them, with theirs ("Làm bù cho ngày 31/08/2026"). Weekends need not be listed.
    A dossier stores the edition it was promised with.
    """

    edition: str
    off: Mapping[date, str] = field(default_factory=dict)
    extra_work: Mapping[date, str] = field(default_factory=dict)
    hours: OfficeHours = STANDARD_HOURS
    _years: dict[int, list[date]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        both = self.off.keys() & self.extra_work.keys()
        if both:
            raise ValueError(f"Ngày {min(both):%d/%m/%Y} vừa là ngày nghỉ vừa là ngày làm bù.")

    # Days

    def hours_on(self, day: date) -> Hours:
        """Return the work hours of `day`; empty when it is not worked."""
        if day in self.off:
            return ()
        return self.hours.full_day(day) if day in self.extra_work else self.hours.usual(day)

    def reception_on(self, day: date) -> Hours:
        """Return the hours at which the counter receives on `day`: work hours and reception-only hours."""
        work = self.hours_on(day)
        only_reception = () if day in self.off else self.hours.reception.get(day.isoweekday(), ())
        return tuple(sorted({*work, *only_reception}))

    def is_worked(self, day: date) -> bool:
        """Tell whether `day` counts as a working day (ngày làm việc). A worked half-day counts as one."""
        return bool(self.hours_on(day))

    def why_not_worked(self, day: date) -> str | None:
        """Return the reason, in Vietnamese, why `day` is not worked; None when it is."""
        if day in self.off:
            return self.off[day]
        if self.hours_on(day):
            return None
        return "Đơn vị nghỉ" if day in self.hours.days else weekday_name(day)

    def why_worked(self, day: date) -> str | None:
        """Return the reason why a day that is usually off is worked ("Làm bù …"); None for ordinary days."""
        return self.extra_work.get(day)

    def next_worked(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add_working_days(day, 1)

    def this_or_next_worked(self, day: date) -> date:
        """Return `day` if it is worked, else the next working day (Civil Code 2015, art. 148 clause 5)."""
        return day if self.is_worked(day) else self.next_worked(day)

    def add_working_days(self, day: date, working_days: int) -> date:
        """Return the `working_days`-th working day after `day`, itself not counted; `day` for 0."""
        if working_days < 0:
            raise ValueError("Số ngày làm việc không được âm.")
        if working_days == 0:
            return day
        year = day.year
        worked = self._worked_in(year)
        index = bisect_right(worked, day) + working_days - 1
        while index >= len(worked):
            index -= len(worked)
            year += 1
            worked = self._worked_in(year)
        return worked[index]

    def working_days_before(self, day: date, working_days: int) -> date:
        """Return the `working_days`-th working day before `day`, itself not counted (reminders T-3, T-1)."""
        if working_days == 0:
            return day
        year = day.year
        worked = self._worked_in(year)
        index = bisect_left(worked, day) - working_days
        while index < 0:
            year -= 1
            worked = self._worked_in(year)
            index += len(worked)
        return worked[index]

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        if start.year == end.year:
            worked = self._worked_in(start.year)
            return bisect_right(worked, end) - bisect_right(worked, start)
        first, last = self._worked_in(start.year), self._worked_in(end.year)
        between = sum(len(self._worked_in(year)) for year in range(start.year + 1, end.year))
        return len(first) - bisect_right(first, start) + between + bisect_right(last, end)

    def _worked_in(self, year: int) -> list[date]:
        """Return the working days of a year; kept for the life of this edition."""
        if year not in self._years:
            first = date(year, 1, 1)
            days = (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
            self._years[year] = [day for day in days if self.is_worked(day)]
        return self._years[year]

    # Hours

    def opening(self, day: date) -> datetime:
        """Return when work starts on a working day. Raises ValueError on other days."""
        return datetime.combine(day, self._worked_hours(day)[0].start, TIME_ZONE)

    def closing(self, day: date) -> datetime:
        """Return when work ends on a working day. Raises ValueError on other days."""
        return datetime.combine(day, self._worked_hours(day)[-1].end, TIME_ZONE)

    def _worked_hours(self, day: date) -> Hours:
        hours = self.hours_on(day)
        if not hours:
            raise ValueError(f"{dated(day)} không phải ngày làm việc ({self.why_not_worked(day)}).")
        return hours

    def is_open(self, instant: datetime) -> bool:
        """Tell whether the counter receives at `instant` (opening and closing minutes included)."""
        local = in_vietnam(instant)
        return any(local.time() in interval for interval in self.reception_on(local.date()))

    def is_working(self, instant: datetime) -> bool:
        """Tell whether `instant` lies in work hours (first and last minute included)."""
        local = in_vietnam(instant)
        return any(local.time() in interval for interval in self.hours_on(local.date()))

    def effective_start(self, instant: datetime) -> datetime:
        """Return `instant` while the counter is open, else its next opening, reception-only hours included.

        Never earlier for a later arrival: who comes on Friday night is not served after who comes on Saturday.
        """
        local = in_vietnam(instant)
        if self.is_open(local):
            return local
        day = local.date()
        while True:
            for interval in self.reception_on(day):
                opens = datetime.combine(day, interval.start, TIME_ZONE)
                if opens > local:
                    return opens
            day += timedelta(days=1)

    def next_work_instant(self, instant: datetime) -> datetime:
        """Return `instant` if it lies in work hours, else the start of the next ones."""
        local = in_vietnam(instant)
        if self.is_working(local):
            return local
        return next(start for start, _ in self._work_from(local))

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return the instant at which `minutes` of work have passed since `start`.

        Ends on the last minute of a work period rather than on the first of the next: 240 minutes from 07:30 with a
        lunch break at 11:30 is 11:30.
        """
        if minutes < 0:
            raise ValueError("Số phút không được âm.")
        local = in_vietnam(start)
        if minutes == 0:
            return self.next_work_instant(local)
        left = timedelta(minutes=minutes)
        for begins, ends in self._work_from(local):
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
        raise AssertionError("the work periods never end")

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Count whole minutes of work between two instants; negative when `end` is earlier."""
        if end < start:
            return -self.working_minutes_between(end, start)
        until, total = in_vietnam(end), timedelta()
        for begins, ends in self._work_from(in_vietnam(start)):
            if begins >= until:
                break
            total += min(ends, until) - begins
        return int(total // timedelta(minutes=1))

    def _work_from(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the work periods that still have time after `local`, the first one cut at it; never ends."""
        day = local.date()
        while True:
            for interval in self.hours_on(day):
                ends = datetime.combine(day, interval.end, TIME_ZONE)
                if ends > local:
                    yield max(datetime.combine(day, interval.start, TIME_ZONE), local), ends
            day = self.next_worked(day)

    # Storage

    def to_json(self) -> dict[str, Any]:
        """Return this edition as JSON values; `from_json` reads it back equal."""
        hours = self.hours
        return {
            "format": FORMAT_VERSION,
            "edition": self.edition,
            "off": {day.isoformat(): self.off[day] for day in sorted(self.off)},
            "extra_work": {day.isoformat(): self.extra_work[day] for day in sorted(self.extra_work)},
            "hours": {
                "week": _week_to_json(hours.week),
                "seasons": [
                    {"starts": list(one.starts), "ends": list(one.ends), "week": _week_to_json(one.week)}
                    for one in hours.seasons
                ],
                "days": {day.isoformat(): _hours_to_json(hours.days[day]) for day in sorted(hours.days)},
                "reception": _week_to_json(hours.reception),
            },
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "WorkingCalendar":
        """Read an edition stored by `to_json`. Raises ValueError for a format this version does not know."""
        if stored.get("format") != FORMAT_VERSION:
            raise ValueError(f"Không đọc được định dạng lịch {stored.get('format')!r}.")
        hours = stored["hours"]
        return cls(
            edition=stored["edition"],
            off={date.fromisoformat(day): reason for day, reason in stored["off"].items()},
            extra_work={date.fromisoformat(day): reason for day, reason in stored["extra_work"].items()},
            hours=OfficeHours(
                week=_week_from_json(hours["week"]),
                seasons=tuple(
                    Season(
                        starts=(one["starts"][0], one["starts"][1]),
                        ends=(one["ends"][0], one["ends"][1]),
                        week=_week_from_json(one["week"]),
                    )
                    for one in hours["seasons"]
                ),
                days={date.fromisoformat(day): _hours_from_json(spans) for day, spans in hours["days"].items()},
                reception=_week_from_json(hours["reception"]),
            ),
        )


def _hours_to_json(hours: Hours) -> list[list[str]]:
    return [[interval.start.isoformat("minutes"), interval.end.isoformat("minutes")] for interval in hours]


def _hours_from_json(stored: list[list[str]]) -> Hours:
    return tuple(Interval(time.fromisoformat(start), time.fromisoformat(end)) for start, end in stored)


def _week_to_json(week: Week) -> dict[str, list[list[str]]]:
    return {str(weekday): _hours_to_json(week[weekday]) for weekday in sorted(week)}


def _week_from_json(stored: Mapping[str, list[list[str]]]) -> Week:
    return {int(weekday): _hours_from_json(hours) for weekday, hours in stored.items()}
