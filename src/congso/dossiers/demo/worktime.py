"""Worked time as a number line: minute 0 is the opening of the first worked day, and nights do not exist.

A case that takes "six working hours" is then an addition, and turning the sum back into an instant is a look-up: what
makes it possible to play millions of cases. Instants are plain minutes of the Vietnamese clock (`day ordinal × 1440 +
minute of the day`), because a `datetime` costs more than all the rest.
"""

from bisect import bisect_right
from datetime import date, datetime, time

from congso.kernel.clock import VIETNAM
from congso.organisation.rules.calendar import WorkingCalendar

DAY = 1_440


class WorkTime:
    """The worked minutes of one calendar between two days, both included."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self._days: list[int] = []
        self._start: list[int] = []
        self._spans: list[tuple[tuple[int, int], ...]] = []
        total = 0
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if not calendar.is_worked(day):
                continue
            spans = tuple((_minute(one.start), _minute(one.end)) for one in calendar.hours_on(day))
            self._days.append(ordinal)
            self._start.append(total)
            self._spans.append(spans)
            total += sum(end - start for start, end in spans)
        self.total = total
        self._index = {ordinal: i for i, ordinal in enumerate(self._days)}

    def of(self, instant: int) -> int:
        """Return the worked minute at or after an instant."""
        ordinal, minute = divmod(instant, DAY)
        i = self._index.get(ordinal)
        if i is None:
            j = bisect_right(self._days, ordinal)
            return self._start[j] if j < len(self._start) else self.total
        at = self._start[i]
        for start, end in self._spans[i]:
            if minute <= start:
                return at
            if minute < end:
                return at + minute - start
            at += end - start
        return at

    def at(self, worked: int) -> int:
        """Return the instant of a worked minute; beyond the end, the last closing."""
        if worked >= self.total:
            return self._days[-1] * DAY + self._spans[-1][-1][1]
        i = bisect_right(self._start, worked) - 1
        left = worked - self._start[i]
        for start, end in self._spans[i]:
            if left < end - start:
                return self._days[i] * DAY + start + left
            left -= end - start
        return self._days[i] * DAY + self._spans[i][-1][1]

    def end(self, worked: int) -> int:
        """Return the instant at which so many minutes are worked off: a closing, never the opening after it."""
        return self.at(worked - 1) + 1

    def days(self) -> list[int]:
        """Return the ordinals of the worked days."""
        return self._days


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def minutes_of(instant: datetime) -> int:
    """Return an instant as minutes of the Vietnamese clock."""
    local = instant.astimezone(VIETNAM)
    return local.toordinal() * DAY + local.hour * 60 + local.minute


def instant_of(minutes: int) -> datetime:
    """Return minutes of the Vietnamese clock as an instant."""
    ordinal, minute = divmod(minutes, DAY)
    day = date.fromordinal(ordinal)
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=VIETNAM)
