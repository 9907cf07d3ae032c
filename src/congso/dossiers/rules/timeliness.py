"""Early, on time, overdue; days left; and the days on which to remind.

Official comparison is by date, never by hour, and looks at the end of processing (state 9), not at the day the result
was fetched (Decision 766/QĐ-TTg as practised; public reports of provinces). An extension changes the appointment but
not the original due date, which is what scoring compares; a second supplement request counts as overdue there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from congso.organisation.rules.calendar import WorkingCalendar


class Timeliness(StrEnum):
    """How a dossier stands against its date."""

    EARLY = "early"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        """Return the official words."""
        return _LABELS[self]

    @property
    def counts_on_time(self) -> bool:
        """Tell whether a finished dossier counts in "% đúng hạn" (early or on time)."""
        return self in (Timeliness.EARLY, Timeliness.ON_TIME)


_LABELS: Mapping[Timeliness, str] = MappingProxyType(
    {
        Timeliness.EARLY: "Trước hạn",
        Timeliness.ON_TIME: "Đúng hạn",
        Timeliness.OVERDUE: "Quá hạn",
        Timeliness.IN_TIME: "Đang xử lý, trong hạn",
        Timeliness.LATE: "Đang xử lý, quá hạn",
        Timeliness.UNDATED: "Chưa có ngày hẹn trả",
    }
)


def finished(due_on: date | None, finished_on: date) -> Timeliness:
    """Compare the end of processing with the appointment, by date."""
    if due_on is None:
        return Timeliness.UNDATED
    if finished_on < due_on:
        return Timeliness.EARLY
    return Timeliness.ON_TIME if finished_on == due_on else Timeliness.OVERDUE


def still_open(due_on: date | None, today: date) -> Timeliness:
    """Tell whether a dossier in hand is in time: late from the day after its appointment."""
    if due_on is None:
        return Timeliness.UNDATED
    return Timeliness.LATE if today > due_on else Timeliness.IN_TIME


def timeliness(due_on: date | None, finished_on: date | None, today: date) -> Timeliness:
    """Return how a dossier, finished or not, stands on `today`."""
    return still_open(due_on, today) if finished_on is None else finished(due_on, finished_on)


@dataclass(frozen=True, slots=True)
class Ends:
    """The days that may end a dossier: processing finished (9), result returned (10), stopped or refused (8, 3)."""

    finished_on: date | None = None
    returned_on: date | None = None
    closed_on: date | None = None


def ended_on(ends: Ends) -> date | None:
    """Return the day that counts as the end: state 9, else 10, else 8 or 3; None while it is open."""
    return ends.finished_on or ends.returned_on or ends.closed_on


def for_scoring(
    original_due_on: date | None, ended: date | None, today: date, *, supplement_requests: int
) -> Timeliness:
    """Return how national scoring sees the dossier.

    `original_due_on` is the scoring figure: waiting for a supplement deducted (PAUSE), extensions ignored.
    """
    seen = timeliness(original_due_on, ended, today)
    if supplement_requests < 2 or seen is Timeliness.UNDATED:
        return seen
    return Timeliness.LATE if ended is None else Timeliness.OVERDUE


REMIND_WORKING_DAYS_BEFORE = (3, 1)


def reminder_days(
    due_on: date, calendar: WorkingCalendar, before: tuple[int, ...] = REMIND_WORKING_DAYS_BEFORE
) -> Mapping[int, date]:
    """Return the working days on which to remind: {3: …, 1: …} working days before the appointment."""
    return {days: calendar.working_days_before(due_on, days) for days in before}
