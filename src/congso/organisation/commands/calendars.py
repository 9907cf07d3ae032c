"""The calendar is published in editions; office hours hold for a time. Neither is ever changed in place."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from congso.audit.commands import record
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation.models import CalendarEdition, OfficeHoursPlan, Organisation
from congso.organisation.queries import forget
from congso.organisation.rules.calendar import FORMAT_VERSION, WorkingCalendar


@transaction.atomic
def publish_calendar_edition(
    *,
    off: Mapping[date, str],
    extra_work: Mapping[date, str],
    now: datetime,
    note: str = "",
    account_id: int | None = None,
) -> int:
    """Publish a new edition with exactly these days; return its id. Earlier editions stay as they were.

    Raises Incorrect when a day is both off and worked, or has no reason.
    """
    silent = [day for day, reason in {**off, **extra_work}.items() if not tidy(reason)]
    if silent:
        raise Incorrect(f"Ngày {min(silent):%d/%m/%Y} chưa ghi lý do.", fields={"reason": ["Hãy ghi lý do."]})
    try:
        WorkingCalendar("", off=off, extra_work=extra_work)
    except ValueError as error:
        raise Incorrect(str(error)) from None
    last = CalendarEdition.objects.select_for_update().order_by("-number").first()
    edition = CalendarEdition.objects.create(
        number=last.number + 1 if last else 1,
        published_at=now,
        note=tidy(note)[:200],
        days={
            "off": {day.isoformat(): tidy(off[day]) for day in sorted(off)},
            "extra_work": {day.isoformat(): tidy(extra_work[day]) for day in sorted(extra_work)},
        },
    )
    record(
        action="organisation.publish_calendar",
        at=now,
        account_id=account_id,
        object_kind="calendar_edition",
        object_id=edition.pk,
        number=edition.number,
    )
    forget()
    return edition.pk


def add_off_day(*, day: date, reason: str, now: datetime, account_id: int | None = None) -> int:
    """Publish an edition in which `day` is off; return its id."""
    return _with_days(off={day: reason}, now=now, account_id=account_id, note=f"Thêm ngày nghỉ {day:%d/%m/%Y}")


def add_extra_work_day(*, day: date, reason: str, now: datetime, account_id: int | None = None) -> int:
    """Publish an edition in which `day` is worked although the week would not have it (làm bù); return its id."""
    return _with_days(work={day: reason}, now=now, account_id=account_id, note=f"Thêm ngày làm bù {day:%d/%m/%Y}")


def remove_special_day(*, day: date, now: datetime, account_id: int | None = None) -> int:
    """Publish an edition in which `day` is like any other of its weekday; return its id."""
    return _with_days(gone=day, now=now, account_id=account_id, note=f"Bỏ ngày đặc biệt {day:%d/%m/%Y}")


@transaction.atomic
def _with_days(
    *,
    off: Mapping[date, str] | None = None,
    work: Mapping[date, str] | None = None,
    gone: date | None = None,
    now: datetime,
    account_id: int | None,
    note: str,
) -> int:
    last = CalendarEdition.objects.select_for_update().order_by("-number").first()
    days = last.days if last else {"off": {}, "extra_work": {}}
    was_off = {date.fromisoformat(day): reason for day, reason in days["off"].items()}
    was_work = {date.fromisoformat(day): reason for day, reason in days["extra_work"].items()}
    special = {*(off or {}), *(work or {}), *({gone} if gone else ())}
    if gone and gone not in {*was_off, *was_work}:
        raise NotFound(f"Ngày {gone:%d/%m/%Y} không có trong lịch làm việc đang áp dụng.")
    return publish_calendar_edition(
        off={day: reason for day, reason in was_off.items() if day not in special} | dict(off or {}),
        extra_work={day: reason for day, reason in was_work.items() if day not in special} | dict(work or {}),
        now=now,
        note=note,
        account_id=account_id,
    )


@transaction.atomic
def set_office_hours(
    *,
    organisation_id: int | None,
    hours: Mapping[str, Any],
    valid_from: date,
    now: datetime,
    basis: str = "",
    account_id: int | None = None,
    publish: bool = True,
) -> int:
    """Let an agency (None: all that decided nothing themselves) work other hours from a day on; return the plan's id.

    `hours` is the part `hours` of `WorkingCalendar.to_json`. The plan in force ends; one that begins on
    the same day or later stands in the way. Unless `publish` is False a new edition of the calendar says
    that something changed. Raises Incorrect for hours that cannot be.
    """
    try:
        calendar = WorkingCalendar.from_json(
            {"format": FORMAT_VERSION, "edition": "", "off": {}, "extra_work": {}, "hours": hours}
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Incorrect(f"Giờ làm việc không đọc được: {error}") from None
    who = "toàn tỉnh"
    if organisation_id is not None:
        agency = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
        if agency is None:
            raise NotFound("Không có cơ quan này.")
        who = agency.name
    plans = OfficeHoursPlan.objects.select_for_update().filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), organisation=organisation_id
    )
    for plan in plans:
        if plan.valid_from > valid_from:
            raise NotPossibleNow(f"Đã có giờ làm việc áp dụng từ ngày {plan.valid_from:%d/%m/%Y}.")
        if plan.valid_from == valid_from:
            raise NotPossibleNow(
                f"Giờ làm việc áp dụng từ ngày {valid_from:%d/%m/%Y} đã được công bố.", remedy="Chọn một ngày sau đó."
            )
        plan.valid_to = valid_from
        plan.save(update_fields=["valid_to"])
    stored = OfficeHoursPlan.objects.create(
        organisation_id=organisation_id,
        hours=calendar.to_json()["hours"],
        basis=tidy(basis)[:160],
        valid_from=valid_from,
    )
    record(
        action="organisation.set_office_hours",
        at=now,
        account_id=account_id,
        object_kind="office_hours_plan",
        object_id=stored.pk,
        organisation=organisation_id,
    )
    forget()
    if publish and CalendarEdition.objects.exists():
        _with_days(now=now, account_id=account_id, note=f"Giờ làm việc của {who} từ {valid_from:%d/%m/%Y}")
    return stored.pk
