"""The working calendar of an agency: an edition of the days, and the agency's own hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.organisation.models import CalendarEdition, OfficeHoursPlan
from congso.organisation.rules.calendar import FORMAT_VERSION, STANDARD_HOURS, WorkingCalendar

from .remembered import remembered

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_STANDARD = WorkingCalendar(edition="", hours=STANDARD_HOURS).to_json()["hours"]


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition of the calendar as it was published; `off` and `extra_work` are ISO day → reason."""

    id: int
    number: int
    published_at: datetime
    note: str
    off: Mapping[str, str]
    extra_work: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HoursPlanView:
    """Office hours for a time, of one agency or (None) of all; `hours` as `WorkingCalendar.to_json` writes them."""

    id: int
    organisation_id: int | None
    hours: Mapping[str, Any]
    basis: str
    valid_from: date
    valid_to: date | None


@remembered(at_most=1)
def _editions() -> tuple[EditionView, ...]:
    rows = CalendarEdition.objects.order_by("number").values_list("id", "number", "published_at", "note", "days")
    return tuple(
        EditionView(id_, number, at, note, days.get("off", {}), days.get("extra_work", {}))
        for id_, number, at, note, days in rows
    )


@remembered(at_most=1)
def _plans() -> tuple[HoursPlanView, ...]:
    rows = OfficeHoursPlan.objects.order_by("valid_from", "id").values_list(
        "id", "organisation_id", "hours", "basis", "valid_from", "valid_to"
    )
    return tuple(HoursPlanView(*row) for row in rows)


@remembered(at_most=500)
def _calendar(edition_id: int, plan_id: int | None) -> WorkingCalendar:
    days = edition(edition_id)
    hours = next((plan.hours for plan in _plans() if plan.id == plan_id), _STANDARD)
    return WorkingCalendar.from_json(
        {
            "format": FORMAT_VERSION,
            "edition": str(days.number),
            "off": days.off,
            "extra_work": days.extra_work,
            "hours": hours,
        }
    )


def editions() -> list[EditionView]:
    """Return every published edition of the calendar, latest first."""
    return list(reversed(_editions()))


def edition(edition_id: int) -> EditionView:
    """Return one edition. Raises NotFound."""
    for one in _editions():
        if one.id == edition_id:
            return one
    raise NotFound("Không có lịch làm việc này.")


@remembered(at_most=500)
def current_edition_id(on: date) -> int:
    """Return the edition in force on a day: the last one published by its end, else the first there is.

    Raises NotPossibleNow before any was published: no deadline can be promised without a calendar.
    """
    every = _editions()
    if not every:
        raise NotPossibleNow(
            "Chưa công bố lịch làm việc nên chưa tính được ngày hẹn trả kết quả.",
            code="no_calendar",
            remedy="Quản trị hệ thống công bố lịch làm việc ở mục Tổ chức.",
        )
    known = [one for one in every if one.published_at.astimezone(_VIETNAM).date() <= on]
    return (known or every[:1])[-1].id


@remembered(at_most=2_000)
def hours_plan(organisation_id: int | None, on: date) -> HoursPlanView | None:
    """Return the office hours an agency decided for itself, else those of the whole province; None: the usual ones."""
    in_force = [one for one in _plans() if one.valid_from <= on and (one.valid_to is None or on < one.valid_to)]
    for of in (organisation_id, None):
        for one in in_force:
            if one.organisation_id == of:
                return one
    return None


def hours_plans(organisation_id: int | None) -> list[HoursPlanView]:
    """Return every office hours plan of an agency (None: of the whole province), latest first."""
    return [one for one in reversed(_plans()) if one.organisation_id == organisation_id]


@remembered(at_most=2_000)
def calendar_for(organisation_id: int, on: date, edition_id: int | None = None) -> WorkingCalendar:
    """Return the working calendar of an agency on a day; its `edition` is the number of the edition.

    With `edition_id` a promise is derived again as it was made. The object is shared and must not be changed.
    """
    plan = hours_plan(organisation_id, on)
    return _calendar(edition_id or current_edition_id(on), plan.id if plan else None)


def province_calendar(on: date) -> WorkingCalendar:
    """Return the working calendar of the province as a whole on a day: for what no single agency answers."""
    plan = hours_plan(None, on)
    return _calendar(current_edition_id(on), plan.id if plan else None)
