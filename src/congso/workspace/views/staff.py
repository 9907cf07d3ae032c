"""Cán bộ và tài khoản: who joins, moves and leaves an agency, and how their accounts stand."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity import commands as identity
from congso.identity import queries as accounts
from congso.identity.step_up import asked_again
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, Refusal
from congso.kernel.rights import rights_of
from congso.organisation import commands as organisation_commands
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, may_keep_staff, officer_required
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.rights import OrganisationRight

from .staff_forms import AppointForm, EndForm, LockForm, MoveForm

OWN_ACTS = ("khoa", "ket-thuc", "go-yeu-to", "dieu-dong")
"""What nobody does to themselves: it takes a colleague."""


@officer_required(OrganisationRight.KEEP_STAFF)
@require_safe
def everybody(request: OfficerRequest) -> HttpResponse:
    """The positions of an agency with their holders; the province's administrator chooses the agency."""
    today = clock.today()
    wanted = request.GET.get("co-quan", "")
    agency_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    agency = organisation.organisation(agency_id or request.officer.organisation_id)
    _check(request, agency.id)
    units = {unit.id: unit for unit in organisation.units(agency.id, today)}
    positions = [one for one in organisation.positions(agency.id, today) if one.unit_id in units]
    states = {holder.person_id: accounts.account_state(holder.person_id) for one in positions for holder in one.holders}
    context = {
        "agency": agency,
        "groups": [
            (unit, [(one, [(who, states[who.person_id]) for who in one.holders]) for one in positions
                    if one.unit_id == unit.id])
            for unit in units.values()
        ],
        "agencies": organisation.organisations(on=today) if request.officer.tier == "province" else [],
    }  # fmt: skip
    return render(request, "workspace/staff.html", context)


@officer_required(OrganisationRight.KEEP_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: OfficerRequest, position_id: int) -> HttpResponse:
    """Appoint somebody to a position. What they will be able to do is shown before anything is saved."""
    place = organisation.position(position_id, clock.today())
    if place is None:
        raise NotFound(_("Không có vị trí công tác này."))
    agency_id = organisation.unit(place.unit_id).organisation_id
    _check(request, agency_id)
    if again := asked_again(request, "administer"):
        return again
    form = AppointForm(request.POST or None, initial={"on": clock.today()})
    is_shown = False
    if request.method == "POST" and form.is_valid():
        is_shown = "confirmed" in request.POST
        if is_shown:
            try:
                officer_id = organisation_commands.join(
                    position_id=position_id,
                    now=clock.now(),
                    account_id=request.officer.account_id,
                    **form.cleaned_data,
                )
            except Refusal as refusal:
                _spread(form, refusal)
                is_shown = False
            else:
                messages.success(request, _("Đã bổ nhiệm và gửi lời mời lập mật khẩu."))
                if form.cleaned_data["on"] > clock.today():
                    return HttpResponseRedirect(f"{reverse('workspace:staff')}?co-quan={agency_id}")
                return HttpResponseRedirect(reverse("workspace:staff_member", args=[officer_id]))
        else:
            is_shown = True
    context = {
        "form": form,
        "place": place,
        "agency": organisation.organisation(agency_id),
        "preview": is_shown,
        **_means(place.roles),
    }
    return render(request, "workspace/appoint.html", context, status=422 if form.errors else 200)


@officer_required(OrganisationRight.KEEP_STAFF)
@require_safe
def one(request: OfficerRequest, officer_id: int) -> HttpResponse:
    """Somebody in a position: until when, with which account, and what can be done about it."""
    return _page(request, _staff_member(request, officer_id))


@officer_required(OrganisationRight.KEEP_STAFF)
@require_POST
def do(request: OfficerRequest, officer_id: int, act: str) -> HttpResponse:
    """End, move, lock, unlock, invite again, or take the factors away."""
    member = _staff_member(request, officer_id)
    if act not in ACTS:
        raise NotFound(_("Không có việc này."))
    if act in OWN_ACTS and member.person_id == request.officer.person_id:
        raise NotAllowed(_("Việc này với chính mình phải do quản trị khác làm."), code="not_on_oneself")
    if again := asked_again(request, "administer"):
        return again
    forms = _forms(member, request.POST, act)
    form = forms.get(act)
    if form is not None and not form.is_valid():
        return _page(request, member, forms, 422)
    try:
        said = ACTS[act](request, member, form.cleaned_data if form is not None else {})
    except Refusal as refusal:
        if form is None:
            raise
        _spread(form, refusal)
        return _page(request, member, forms, 422)
    messages.success(request, said)
    still = organisation.acting_officer(officer_id, clock.today())
    if still is None:
        return HttpResponseRedirect(f"{reverse('workspace:staff')}?co-quan={member.organisation_id}")
    return HttpResponseRedirect(reverse("workspace:staff_member", args=[officer_id]))


def _end(request: OfficerRequest, member: ActingOfficer, told: dict[str, Any]) -> str:
    organisation_commands.end_appointment(
        officer_id=member.id, now=clock.now(), account_id=request.officer.account_id, **told
    )
    return _("Đã ghi ngày thôi giữ vị trí. Từ ngày đó quyền và các phiên đăng nhập của vị trí chấm dứt.")


def _move(request: OfficerRequest, member: ActingOfficer, told: dict[str, Any]) -> str:
    organisation_commands.move(
        officer_id=member.id,
        position_id=told["position"],
        on=told["on"],
        basis=told["basis"],
        now=clock.now(),
        account_id=request.officer.account_id,
    )
    return _("Đã ghi việc điều động.")


def _lock(request: OfficerRequest, member: ActingOfficer, told: dict[str, Any]) -> str:
    identity.lock_account(
        account_id=_account(member).id, now=clock.now(), by_account_id=request.officer.account_id, **told
    )
    return _("Đã khóa tài khoản. Mọi phiên đăng nhập đã kết thúc.")


def _unlock(request: OfficerRequest, member: ActingOfficer, told: dict[str, Any]) -> str:
    identity.unlock_account(account_id=_account(member).id, now=clock.now(), by_account_id=request.officer.account_id)
    return _("Đã mở khóa tài khoản.")


def _invite(request: OfficerRequest, member: ActingOfficer, told: dict[str, Any]) -> str:
    identity.invite_again(
        account_id=_account(member).id,
        now=clock.now(),
        lasts=timedelta(hours=settings.INVITATION_HOURS),
        by_account_id=request.officer.account_id,
    )
    return _("Đã gửi lời mời lập mật khẩu.")


def _take_factors(request: OfficerRequest, member: ActingOfficer, told: dict[str, Any]) -> str:
    account, now = _account(member), clock.now()
    identity.take_all_factors(account_id=account.id, by_account_id=request.officer.account_id, now=now)
    identity.end_sessions(account_id=account.id, reason="factor", now=now, by_account_id=request.officer.account_id)
    return _("Đã gỡ mọi yếu tố thứ hai. Lần đăng nhập tới người đó gắn yếu tố mới.")


ACTS = {
    "ket-thuc": _end,
    "dieu-dong": _move,
    "khoa": _lock,
    "mo-khoa": _unlock,
    "moi-lai": _invite,
    "go-yeu-to": _take_factors,
}


def _staff_member(request: OfficerRequest, officer_id: int) -> ActingOfficer:
    """Return who holds the appointment today; somebody of another agency is not found."""
    member = organisation.acting_officer(officer_id, clock.today())
    if member is None or not may_keep_staff(request.officer, member.organisation_id):
        raise NotFound(_("Không tìm thấy cán bộ này trong cơ quan bạn quản trị."))
    return member


def _account(member: ActingOfficer) -> accounts.AccountState:
    state = accounts.account_state(member.person_id)
    if state is None:
        raise NotFound(_("Người này chưa có tài khoản."))
    return state


def _forms(member: ActingOfficer, posted: Any = None, act: str = "") -> dict[str, Any]:
    today = clock.today()
    units = {unit.id: unit.name for unit in organisation.units(member.organisation_id, today)}
    choices = [
        (str(one.id), f"{one.title}, {units[one.unit_id]}")
        for one in organisation.positions(member.organisation_id, today)
        if one.unit_id in units and member.id not in {who.id for who in one.holders}
    ]

    def given(name: str) -> dict[str, Any]:
        return {"data": posted if name == act else None, "prefix": name, "initial": {"on": today}}

    return {
        "ket-thuc": EndForm(**given("ket-thuc")),
        "dieu-dong": MoveForm(**given("dieu-dong"), positions=choices),
        "khoa": LockForm(**given("khoa")),
    }


def _page(
    request: OfficerRequest, member: ActingOfficer, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    forms = forms or _forms(member)
    context = {
        "member": member,
        "account": accounts.account_state(member.person_id),
        "end_form": forms["ket-thuc"],
        "move_form": forms["dieu-dong"],
        "lock_form": forms["khoa"],
        "is_own": member.person_id == request.officer.person_id,
        **_means(member.roles),
    }
    return render(request, "workspace/staff_member.html", context, status=status)


def _means(roles: Any) -> dict[str, Any]:
    """What holding these roles means, in the words of the table of rights."""
    return {
        "roles": sorted(roles),
        "rights": sorted({str(right.label) for right in rights_of(frozenset(map(str, roles)))}),
        "needs_factor": not settings.SECOND_FACTOR_ROLES.isdisjoint(map(str, roles)),
    }


def _check(request: HttpRequest, organisation_id: int) -> None:
    if not may_keep_staff(getattr(request, "officer", None), organisation_id):
        raise NotFound(_("Không tìm thấy cơ quan này trong những cơ quan bạn quản trị."))


def _spread(form: Any, refusal: Refusal) -> None:
    """Put a refusal beside the fields it is about, else above the form."""
    fields = refusal.fields if isinstance(refusal, Incorrect) else {}
    known = {name: said for name, said in fields.items() if name in form.fields}
    for name, sentences in known.items():
        for sentence in sentences:
            form.add_error(name, sentence)
    if not known:
        form.add_error(None, refusal.message)
