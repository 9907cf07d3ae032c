"""The work queue, the search, several at once, the unit by officer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from congso.dossiers import commands
from congso.dossiers import permissions as case_permissions
from congso.dossiers import queries as dossiers
from congso.dossiers.queries import DossierRow, QueueView
from congso.dossiers.queries.shapes import BOUND
from congso.dossiers.rules.rights import DossierRight
from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.normalise import sort_key
from congso.kernel.refusals import Incorrect, NotAllowed, NotPossibleNow, Refusal
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role
from congso.ui.htmx import is_partial, template_for

from .. import queries
from ..forms import BulkForm
from .acts import ASSIGNABLE

QUEUE = "workspace/queue.html"
PAGE = 20
V = QueueView

TITLES = {
    V.MINE: gettext_lazy("Của tôi"),
    V.UNIT: gettext_lazy("Đơn vị"),
    V.INTAKE: gettext_lazy("Chờ tiếp nhận"),
    V.DUE_SOON: gettext_lazy("Sắp đến hạn"),
    V.OVERDUE: gettext_lazy("Quá hạn"),
    V.WAITING_RETURN: gettext_lazy("Chờ trả kết quả"),
    V.QUESTIONS: gettext_lazy("Câu hỏi chưa trả lời"),
    V.ORGANISATION: gettext_lazy("Toàn cơ quan"),
}
SLUGS = {
    V.MINE: "cua-toi",
    V.UNIT: "don-vi",
    V.INTAKE: "cho-tiep-nhan",
    V.DUE_SOON: "sap-den-han",
    V.OVERDUE: "qua-han",
    V.WAITING_RETURN: "cho-tra",
    V.QUESTIONS: "cau-hoi",
    V.ORGANISATION: "co-quan",
}
_BY_SLUG = {slug: view for view, slug in SLUGS.items()}
EMPTY = {
    V.MINE: gettext_lazy("Không có hồ sơ nào đang chờ bạn. Xem hàng việc của đơn vị để nhận thêm."),
    V.UNIT: gettext_lazy("Đơn vị không còn hồ sơ nào đang chờ."),
    V.INTAKE: gettext_lazy("Không có hồ sơ trực tuyến nào chờ tiếp nhận."),
    V.DUE_SOON: gettext_lazy("Không có hồ sơ nào đến hạn trong hai ngày tới."),
    V.OVERDUE: gettext_lazy("Không có hồ sơ quá hạn."),
    V.WAITING_RETURN: gettext_lazy("Mọi kết quả đã được trả."),
    V.QUESTIONS: gettext_lazy("Không có câu hỏi nào của người nộp chờ đơn vị trả lời."),
    V.ORGANISATION: gettext_lazy("Cơ quan không có hồ sơ nào đang giải quyết."),
}


def first_view(officer: ActingOfficer) -> QueueView:
    """Return the list a role starts its day with."""
    for role, view in (
        (Role.COUNTER, V.INTAKE),
        (Role.LEADER, V.UNIT),
        (Role.UNIT_HEAD, V.UNIT),
        (Role.SPECIALIST, V.MINE),
        (Role.CLERK, V.UNIT),
    ):
        if role in officer.roles:
            return view
    return V.ORGANISATION


def title_of(view: QueueView, officer: ActingOfficer) -> str:
    """Return what a list is called for this officer: what waits for a leader waits for a signature."""
    if view is V.UNIT and Role.LEADER in officer.roles:
        return _("Chờ ký")
    if view is V.UNIT and Role.CLERK in officer.roles:
        return _("Chờ ban hành")
    return str(TITLES[view])


@officer_required()
@require_safe
@vary_on_headers("HX-Request")
def home(request: OfficerRequest) -> HttpResponse:
    """Show one of the officer's lists, the most pressing dossier first."""
    officer, now = request.officer, clock.now()
    if not officer.may(*case_permissions.SEEING):
        return render(request, "workspace/no_cases.html", {"title": _("Không gian làm việc")})
    view = _BY_SLUG.get(request.GET.get("danh-sach", ""), first_view(officer))
    procedure = "".join(filter(str.isprintable, request.GET.get("thu-tuc", ""))).strip()[:20]
    holder = request.GET.get("can-bo", "")
    held_by = int(holder) if holder.isascii() and holder.isdigit() and len(holder) < 10 else None
    after = request.GET.get("sau") or None
    page = dossiers.queue(
        officer, view=view, now=now, after=after, limit=PAGE, procedure_code=procedure, held_by=held_by
    )
    context = _listed(request, view, page.rows) | {
        "now": now,
        "next": _address(request, sau=page.next_cursor) if page.next_cursor else "",
        "title": title_of(view, officer),
        "procedure": procedure,
        "holder": holder,
        "empty_words": EMPTY[view],
        "ordered_by": "finished_at" if view is V.WAITING_RETURN else "waits_until",
        "continued": after is not None,
        "apart": is_partial(request),
    }
    if not (is_partial(request) and after):
        counts = dossiers.queue_counts(officer, now=now)
        context["tabs"] = _tabs(officer, view, counts)
        seen = {row.procedure_code: row.procedure_name for row in page.rows}
        context["procedures"] = sorted(seen.items(), key=lambda one: sort_key(one[1]))
    return render(request, template_for(request, QUEUE, "more" if after else "list"), context)


def _address(request: OfficerRequest, **changes: str | None) -> str:
    query: dict[str, str | None] = {key: str(value) for key, value in request.GET.items()}
    query.update(changes)
    return f"{request.path}?{urlencode({key: value for key, value in query.items() if value})}"


def _tabs(officer: ActingOfficer, chosen: QueueView, counts: Any) -> list[dict[str, Any]]:
    order = [V.INTAKE, V.MINE, V.UNIT, V.QUESTIONS, V.DUE_SOON, V.OVERDUE, V.WAITING_RETURN, V.ORGANISATION]
    first = first_view(officer)
    order.sort(key=lambda view: view is not first)
    return [
        {
            "title": title_of(view, officer),
            "address": f"{reverse('workspace:home')}?danh-sach={SLUGS[view]}",
            "active": view is chosen,
            "count": "1.000+" if counts[view.value] >= BOUND else counts[view.value],
            "late": view is V.OVERDUE and counts[view.value] > 0,
        }
        for view in order
        if view.value in counts and (view is not V.QUESTIONS or counts[view.value] or view is chosen)
    ]


def _listed(request: OfficerRequest, view: QueueView | None, rows: Any) -> dict[str, Any]:
    """Return what a list needs to show its rows and what can be done to several of them."""
    officer: ActingOfficer = request.officer
    bulk: list[tuple[str, str]] = []
    colleagues: list[queries.Colleague] = []
    if view is V.INTAKE:
        bulk = [("accept", _("Tiếp nhận các hồ sơ đã chọn"))]
    elif view is V.UNIT and Role.LEADER in officer.roles and officer.may(DossierRight.APPROVE):
        bulk = [("approve", _("Xem và ký các hồ sơ đã chọn"))]
    elif view is V.UNIT and Role.CLERK in officer.roles and officer.may(DossierRight.ISSUE):
        bulk = [("issue", _("Ban hành các kết quả đã chọn"))]
    elif view in (V.UNIT, V.DUE_SOON, V.OVERDUE) and Role.UNIT_HEAD in officer.roles:
        bulk = [("assign", _("Phân công"))]
        colleagues = queries.colleagues(officer, on=clock.today(), now=clock.now(), roles=ASSIGNABLE)
    elif view is V.UNIT and officer.may(DossierRight.TAKE) and Role.SPECIALIST in officer.roles:
        bulk = [("take", _("Nhận thụ lý các hồ sơ đã chọn"))]
    return {
        "rows": rows,
        "bulk": bulk,
        "colleagues": colleagues,
        "slug": SLUGS[view] if view else "",
        "shows_holder": view not in (V.MINE, V.INTAKE, V.WAITING_RETURN),
    }


@officer_required()
@require_safe
@vary_on_headers("HX-Request")
def search(request: OfficerRequest) -> HttpResponse:
    """Find dossiers by code, name with or without marks, telephone or identity number."""
    text, now = request.GET.get("q", "").strip()[:200], clock.now()
    after = request.GET.get("sau") or None
    page = dossiers.find(request.officer, text, now=now, after=after, limit=PAGE)
    if len(page.rows) == 1 and not after and not is_partial(request) and _is_code(page.rows[0], text):
        return HttpResponseRedirect(reverse("workspace:dossier", args=[page.rows[0].id]))
    context = _listed(request, None, page.rows) | {
        "now": now,
        "text": text,
        "next": _address(request, sau=page.next_cursor) if page.next_cursor else "",
        "title": _("Tìm hồ sơ"),
        "empty_words": _("Không tìm thấy hồ sơ nào trong phạm vi của bạn. Thử mã hồ sơ đầy đủ hoặc ít từ hơn."),
        "ordered_by": "submitted_at",
        "continued": after is not None,
    }
    return render(request, template_for(request, "workspace/search.html", "more" if after else "list"), context)


def _is_code(row: DossierRow, text: str) -> bool:
    return "".join(text.split()).upper() in (row.code, row.registration_code)


# Several at once


def _each(ids: list[UUID], command: Callable[..., object], **arguments: Any) -> dict[UUID, str]:
    """Do something to each, each for itself; return "" or the sentence that says why not."""
    done: dict[UUID, str] = {}
    for one in ids:
        try:
            command(dossier_id=one, **arguments)
            done[one] = ""
        except Refusal as refusal:
            done[one] = refusal.message
    return done


@officer_required()
@require_POST
def bulk(request: OfficerRequest) -> HttpResponse:
    """Accept, assign, take, approve or issue several; each is checked by itself and told of by itself."""
    officer, now = request.officer, clock.now()
    form = BulkForm(request.POST)
    back = f"{reverse('workspace:home')}?danh-sach={request.POST.get('danh-sach', '')}"
    if not form.is_valid():
        messages.warning(request, _("Chọn ít nhất một hồ sơ trong danh sách."))
        return HttpResponseRedirect(back)
    if form.cleaned_data["viec"] == "approve":
        try:
            round_id = commands.begin_round(dossier_ids=form.cleaned_data["ho_so"], by=officer, now=now)
        except (Incorrect, NotPossibleNow) as refusal:
            messages.warning(request, " ".join(filter(None, [refusal.message, getattr(refusal, "remedy", "")])))
            return HttpResponseRedirect(back)
        return HttpResponseRedirect(reverse("workspace:round", args=[round_id]))
    if form.cleaned_data["viec"] == "issue" and (again := asked_again(request, "sign")):
        return again
    ids: list[UUID] = form.cleaned_data["ho_so"]
    rows = {one.id: one for one in dossiers.rows_seen(officer, ids, now=now)}
    ids = [one for one in ids if one in rows]
    match form.cleaned_data["viec"]:
        case "accept":
            told = commands.accept_many(dossier_ids=ids, by=officer, now=now)
            outcomes = {one: result.refusal for one, result in told.items()}
            words = {one: _("Mã hồ sơ %s") % result.code for one, result in told.items() if result.code}
        case "assign":
            if not form.cleaned_data["officer"]:
                raise Incorrect(_("Chọn cán bộ được phân công."))
            outcomes = commands.assign_many(
                dossier_ids=ids, officer_id=form.cleaned_data["officer"], by=officer, now=now
            )
            words = {one: _("Đã phân công") for one in ids}
        case "issue":
            outcomes = _each(ids, commands.issue, by=officer, now=now)
            words = {one: _("Đã ban hành") for one in ids}
        case _:
            outcomes = _each(ids, commands.take, by=officer, now=now)
            words = {one: _("Đã nhận thụ lý") for one in ids}
    refused = sum(1 for said in outcomes.values() if said)
    done = len(outcomes) - refused
    if not refused and done:
        messages.success(request, ngettext("Đã xong %d hồ sơ.", "Đã xong %d hồ sơ.", done) % done)
        return HttpResponseRedirect(back)
    lines = [(rows[one], words.get(one, ""), outcomes[one]) for one in ids if one in outcomes]
    context = {"lines": lines, "done": done, "refused": refused, "back": back, "title": _("Kết quả thao tác")}
    return render(request, "workspace/bulk.html", context)


# The unit


@officer_required(DossierRight.SEE_LOAD)
@require_safe
def unit(request: OfficerRequest) -> HttpResponse:
    """Show who has how much, and how much of it is late: in one's unit, or in every unit of the leader's agency."""
    officer, now = request.officer, clock.now()
    if not officer.may(*case_permissions.SEEING):
        raise NotAllowed(_("Vai trò của bạn không xử lý hồ sơ."))
    units = queries.unit_loads(officer, on=clock.today(), now=now)
    whole = officer.may(DossierRight.SEE_AGENCY)
    context = {
        "units": units,
        "whole": whole,
        "nobody": sum(one.nobody.open for one in units),
        "total": sum(one.total for one in units),
        "late": sum(one.late for one in units),
        "home": f"{reverse('workspace:home')}?danh-sach={SLUGS[V.ORGANISATION if whole else V.UNIT]}",
        "place": officer.organisation_name if whole else officer.unit_name,
        "title": _("Đơn vị theo cán bộ"),
    }
    return render(request, "workspace/unit.html", context)
