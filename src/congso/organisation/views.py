"""Officers look at the organisation on any day; an administrator keeps its calendar and office hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import asked_again, step_up_required
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed, Refusal

from . import commands, queries
from .forms import BrowseForm, OfficeHoursForm, RemoveDayForm, SpecialDayForm
from .permissions import ACTIVE_OFFICER, OfficerRequest, may_edit_calendar, may_edit_hours, officer_required
from .rules.calendar import STANDARD_HOURS, WEEKDAYS, WorkingCalendar
from .rules.rights import OrganisationRight


@dataclass(frozen=True, slots=True)
class UnitOnADay:
    """A unit with its positions and their holders, as the page shows it."""

    unit: queries.UnitView
    positions: list[queries.PositionView]


@officer_required(OrganisationRight.LOOK)
@require_safe
def structure(request: OfficerRequest) -> HttpResponse:
    """The agencies of a day: of the province, of districts where there are any, of communes."""
    form, on = _day_asked_for(request)
    text = form.text()
    if text:
        found = _found(text, on)
        groups = [(_("Tìm thấy"), found)] if found else []
    else:
        groups = [
            (title, agencies)
            for title, tier in (
                (_("Cấp tỉnh"), "province"),
                (_("Cấp huyện"), "district"),
                (_("Cấp xã"), "commune"),
            )
            if (agencies := sorted(queries.organisations(tiers=[tier], on=on), key=_rank))
        ]
    context = {"form": form, "on": on, "groups": groups, "text": text, "day_link": _day_link(on)}
    return render(request, "organisation/structure.html", context)


def _rank(one: queries.OrganisationView) -> int:
    """Put committees before their centre, and both before departments; within a rank the alphabet decides."""
    return 0 if one.kind.endswith("_committee") else 1 if one.kind == "provincial_centre" else 2


def _found(text: str, on: date) -> list[queries.OrganisationView]:
    if text.strip().isdigit():
        responsible = queries.responsible_organisation(text.strip(), on)
        return [responsible] if responsible else []
    return queries.organisations_named(text, on, limit=50)


@officer_required(OrganisationRight.LOOK)
@require_safe
def agency(request: OfficerRequest, organisation_id: int) -> HttpResponse:
    """An agency on a day: who it is, where it came from, what it became, and everyone in it."""
    form, on = _day_asked_for(request)
    shown = queries.organisation(organisation_id)
    by_unit: dict[int, list[queries.PositionView]] = {}
    for position in queries.positions(organisation_id, on):
        by_unit.setdefault(position.unit_id, []).append(position)
    place = queries.place(shown.tier, shown.place_code, max(shown.valid_from, min(on, shown.valid_to or on)))
    context = {
        "form": form,
        "on": on,
        "day_link": _day_link(on),
        "agency": shown,
        "was_there": shown.was_there(on),
        "place": place,
        "parent": queries.organisation(shown.parent_id) if shown.parent_id else None,
        "identifiers": [
            (label, value)
            for label, scheme in ((_("Mã định danh"), "new"), (_("Mã định danh cũ"), "old"))
            if (value := queries.identifier(organisation_id, scheme, on))
        ],
        "units": [UnitOnADay(unit, by_unit.get(unit.id, [])) for unit in queries.units(organisation_id, on)],
        "became": queries.successors_of(organisation_id),
        "came_from": queries.predecessors_of(organisation_id),
        "week": _week(plan) if (plan := queries.hours_plan(organisation_id, on)) else [],
    }
    return render(request, "organisation/agency.html", context)


@officer_required(OrganisationRight.LOOK)
@require_safe
def calendar(request: OfficerRequest) -> HttpResponse:
    """The special days of a year in an edition, and the editions there were."""
    return _calendar_page(request, SpecialDayForm())


@officer_required(OrganisationRight.EDIT_CALENDAR)
@step_up_required("administer")
@require_POST
def add_special_day(request: OfficerRequest) -> HttpResponse:
    """Publish a new edition with one more special day."""
    _check_calendar(request)
    form = SpecialDayForm(request.POST)
    if not form.is_valid():
        return _calendar_page(request, form, status=422)
    day = form.cleaned_data["day"]
    add = commands.add_off_day if form.cleaned_data["kind"] == SpecialDayForm.OFF else commands.add_extra_work_day
    add(day=day, reason=form.cleaned_data["reason"], now=clock.now(), account_id=request.officer.account_id)
    messages.success(request, _("Đã công bố lịch làm việc mới. Hồ sơ đã hẹn ngày vẫn giữ ngày đã hẹn."))
    return HttpResponseRedirect(f"{reverse('organisation:calendar')}?{urlencode({'nam': day.year})}")


@officer_required(OrganisationRight.EDIT_CALENDAR)
@step_up_required("administer")
@require_POST
def remove_special_day(request: OfficerRequest) -> HttpResponse:
    """Publish a new edition without one of the special days."""
    _check_calendar(request)
    form = RemoveDayForm(request.POST)
    if not form.is_valid():
        return _calendar_page(request, SpecialDayForm(), status=422)
    day = form.cleaned_data["day"]
    commands.remove_special_day(day=day, now=clock.now(), account_id=request.officer.account_id)
    messages.success(request, _("Đã công bố lịch làm việc mới."))
    return HttpResponseRedirect(f"{reverse('organisation:calendar')}?{urlencode({'nam': day.year})}")


def _check_calendar(request: OfficerRequest) -> None:
    if not may_edit_calendar(request.officer):
        raise NotAllowed(
            _("Lịch làm việc áp dụng cho cả tỉnh nên do quản trị hệ thống của tỉnh công bố."), code="wrong_agency"
        )


def _calendar_page(request: OfficerRequest, form: SpecialDayForm, status: int = 200) -> HttpResponse:
    today = clock.today()
    editions = queries.editions()
    year = _number(request.GET.get("nam"), today.year)
    wanted = _number(request.GET.get("so"), 0)
    shown = next((one for one in editions if one.number == wanted), editions[0] if editions else None)
    days = sorted(
        [(date.fromisoformat(day), reason, True) for day, reason in (shown.off.items() if shown else ())]
        + [(date.fromisoformat(day), reason, False) for day, reason in (shown.extra_work.items() if shown else ())]
    )
    context = {
        "form": form,
        "edition": shown,
        "is_current": bool(editions) and shown == editions[0],
        "editions": editions,
        "year": str(year),
        "years": [str(one) for one in sorted({day.year for day, *_rest in days} | {today.year})],
        "days": [(day, WEEKDAYS[day.weekday()], reason, is_off) for day, reason, is_off in days if day.year == year],
        "may_edit": may_edit_calendar(request.officer),
    }
    return render(request, "organisation/calendar.html", context, status=status)


@officer_required(OrganisationRight.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def office_hours(request: OfficerRequest, organisation_id: int | None = None) -> HttpResponse:
    """The office hours of the province, or of one agency; an administrator decides new ones."""
    today = clock.today()
    shown = queries.organisation(organisation_id) if organisation_id else None
    plan = queries.hours_plan(organisation_id, today)
    hours = plan.hours if plan else _usual_hours()
    may_edit = may_edit_hours(request.officer, organisation_id)
    if request.method == "POST":
        if not may_edit:
            raise NotAllowed(
                _("Giờ làm việc của một cơ quan do quản trị của cơ quan đó hoặc của tỉnh quyết định."),
                code="wrong_role",
            )
        if again := asked_again(request, "administer"):
            return again
        form = OfficeHoursForm(request.POST, hours=hours)
        if form.is_valid():
            try:
                commands.set_office_hours(
                    organisation_id=organisation_id,
                    hours=form.cleaned_data["hours"],
                    valid_from=form.cleaned_data["valid_from"],
                    basis=form.cleaned_data["basis"],
                    now=clock.now(),
                    account_id=request.officer.account_id,
                )
            except Refusal as refusal:
                form.add_error("valid_from" if refusal.status == 409 else None, refusal.message)
            else:
                messages.success(request, _("Đã công bố giờ làm việc mới cùng một lịch làm việc mới."))
                return HttpResponseRedirect(request.path)
    else:
        form = OfficeHoursForm(hours=hours)
    context = {
        "agency": shown,
        "plan": plan,
        "is_own": plan is not None and plan.organisation_id == organisation_id,
        "plans": [(one, _week(one)) for one in queries.hours_plans(organisation_id)],
        "week": _week(plan),
        "form": form,
        "may_edit": may_edit,
        "today": today,
    }
    return render(request, "organisation/office_hours.html", context, status=422 if form.errors else 200)


@officer_required()
@require_safe
def my_positions(request: OfficerRequest) -> HttpResponse:
    """The positions one holds today, to choose as whom to act."""
    mine = queries.acting_officers(request.officer.account_id, clock.today())
    return render(request, "organisation/my_positions.html", {"mine": mine, "active_id": request.officer.id})


@officer_required()
@require_POST
def switch_position(request: OfficerRequest) -> HttpResponse:
    """Act under another of one's own appointments for the rest of the session."""
    chosen = _number(request.POST.get("officer"), 0)
    mine = queries.acting_officers(request.officer.account_id, clock.today())
    officer = next((one for one in mine if one.id == chosen), None)
    if officer is None:
        raise NotAllowed(_("Bạn không giữ vị trí công tác này hôm nay."), code="not_my_position")
    request.session[ACTIVE_OFFICER] = officer.id
    messages.success(
        request,
        _("Bạn đang làm việc ở vị trí %(title)s, %(unit)s.") % {"title": officer.title, "unit": officer.unit_name},
    )
    return HttpResponseRedirect(reverse("organisation:my_positions"))


def _day_asked_for(request: HttpRequest) -> tuple[BrowseForm, date]:
    today = clock.today()
    form = BrowseForm(request.GET or None, initial={"ngay": today})
    return form, form.day(today)


def _day_link(on: date) -> str:
    """Return the query that keeps the chosen day, "" for today."""
    return "" if on == clock.today() else f"?{urlencode({'ngay': f'{on:%d/%m/%Y}'})}"


def _usual_hours() -> Mapping[str, Any]:
    hours: Mapping[str, Any] = WorkingCalendar("", hours=STANDARD_HOURS).to_json()["hours"]
    return hours


def _week(plan: queries.HoursPlanView | None) -> list[tuple[str, str]]:
    """Return (weekday, hours in words) of a plan, reception-only days told as such."""
    hours = plan.hours if plan else _usual_hours()
    rows = []
    for number, name in enumerate(WEEKDAYS, start=1):
        work = hours["week"].get(str(number), ())
        only_reception = hours["reception"].get(str(number), ())
        words = _spans(work)
        if only_reception:
            also = _("%(hours)s (chỉ tiếp nhận)") % {"hours": _spans(only_reception)}
            words = f"{words}; {also}" if words else also
        rows.append((name, words or pgettext("office hours", "Nghỉ")))
    return rows


def _spans(spans: Any) -> str:
    return ", ".join(f"{start}–{end}" for start, end in spans)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
