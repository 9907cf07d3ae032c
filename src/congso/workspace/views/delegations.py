"""Acting for a colleague: who lets whom, taking it back, and choosing as whom to work."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.kernel import clock
from congso.kernel.refusals import NotAllowed, Refusal
from congso.organisation import commands
from congso.organisation import queries as organisation
from congso.organisation.permissions import ON_BEHALF, OfficerRequest, may_keep_delegations_of, officer_required
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.delegation import DelegationKind
from congso.organisation.rules.rights import OrganisationRight

from ..delegating import DelegationForm


@officer_required()
@require_safe
def delegations(request: OfficerRequest) -> HttpResponse:
    """What one gave and received; for administrators, what stands in the agency."""
    officer, today = request.officer, clock.today()
    keeps = officer.may(OrganisationRight.KEEP_DELEGATIONS)
    own = organisation.acting_officers(officer.account_id, today)
    found = organisation.delegations_in(officer.organisation_id) if keeps else organisation.delegations_of(officer.id)
    mine = {one.id for one in own}
    lines = [
        {
            "delegation": one,
            "stands": one.stands(today),
            "ahead": one.ahead(today),
            "may_revoke": one.revoked_at is None
            and (one.valid_to is None or today < one.valid_to)
            and officer.on_behalf is None
            and (one.giver_id == officer.id or keeps),
            "to_me": one.receiver_id in mine,
            "last_day": one.valid_to - timedelta(days=1) if one.valid_to else None,
        }
        for one in found
    ]
    context = {
        "lines": lines,
        "stand_ins": organisation.stand_ins(own, today),
        "acting": officer.on_behalf,
        "may_give": officer.may(OrganisationRight.DELEGATE),
        "keeps": keeps,
        "givers": _givers(officer, today) if keeps else [],
        "title": _("Ủy quyền, làm thay"),
    }
    return render(request, "workspace/delegations.html", context)


def _givers(officer: ActingOfficer, today: date) -> list[ActingOfficer]:
    return [
        holder
        for position in organisation.positions(officer.organisation_id, today)
        for holder in position.holders
        if holder.may(OrganisationRight.DELEGATE)
    ]


@officer_required(OrganisationRight.DELEGATE, OrganisationRight.KEEP_DELEGATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: OfficerRequest) -> HttpResponse:
    """Let a colleague act in one's place; an administrator enters it for the giver, from the signed paper."""
    officer, today = request.officer, clock.today()
    giver = _giver(request, officer, today)
    holders = [one for position in organisation.positions(giver.organisation_id, today) for one in position.holders]
    people = [one for one in holders if one.person_id != giver.person_id]
    units = organisation.units(giver.organisation_id, today)
    form = DelegationForm(request.POST or None, giver=giver, colleagues=people, units=units, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            _enter(form.cleaned_data, giver, officer, today)
        except Refusal as refusal:
            named = getattr(refusal, "fields", {}) or {None: [refusal.message]}
            for field, sentences in named.items():
                for sentence in sentences:
                    form.add_error(field if field in form.fields else None, sentence)
        else:
            messages.success(request, _("Đã ghi nhận ủy quyền. Người nhận thấy ngay ở trang này."))
            return HttpResponseRedirect(reverse("workspace:delegations"))
    context = {"form": form, "giver": giver, "own": giver.id == officer.id, "title": _("Lập ủy quyền, giao điều hành")}
    return render(request, "workspace/delegate.html", context, status=422 if form.errors else 200)


def _giver(request: OfficerRequest, officer: ActingOfficer, today: date) -> ActingOfficer:
    """Return for whom the form is: oneself, or for an administrator the officer chosen."""
    asked = request.GET.get("nguoi-giao", "")
    if not asked:
        if officer.may(OrganisationRight.DELEGATE):
            return officer
        raise NotAllowed(_("Chọn người giao trong danh sách trước khi lập ủy quyền."), code="choose_giver")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    giver = organisation.acting_officer(number, today)
    if giver is None or not may_keep_delegations_of(officer, giver.organisation_id):
        raise NotAllowed(_("Bạn không ghi nhận được ủy quyền của người này."), code="wrong_agency")
    return giver


def _enter(given: dict[str, Any], giver: ActingOfficer, officer: ActingOfficer, today: date) -> None:
    until = given["valid_to"]
    commands.delegate(
        giver_id=giver.id,
        receiver_id=given["receiver"],
        kind=DelegationKind(given["kind"]),
        rights=given["rights"],
        fields_of_work=given.get("fields_of_work", ()),
        unit_id=given["unit"],
        valid_from=given["valid_from"],
        valid_to=until + timedelta(days=1) if until else None,
        document_number=given["document_number"],
        document_on=given["document_on"],
        document_issuer=given["document_issuer"],
        by=officer,
        today=today,
        now=clock.now(),
    )


@officer_required()
@require_POST
def revoke(request: OfficerRequest, delegation_id: int) -> HttpResponse:
    """Take a delegation back at once."""
    commands.revoke(
        delegation_id=delegation_id, by=request.officer, now=clock.now(), reason=request.POST.get("ly-do", "")
    )
    messages.success(request, _("Đã thu hồi. Từ lúc này không còn ai làm thay theo văn bản đó."))
    return HttpResponseRedirect(reverse("workspace:delegations"))


@officer_required()
@require_POST
def act_as(request: OfficerRequest) -> HttpResponse:
    """Work on behalf of somebody from now on, or as oneself again."""
    asked = request.POST.get("uy-quyen", "")
    today = clock.today()
    if not asked:
        request.session.pop(ON_BEHALF, None)
        messages.success(request, _("Bạn làm việc ở vị trí của chính mình."))
        return HttpResponseRedirect(reverse("workspace:home"))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    own = organisation.acting_officers(request.officer.account_id, today)
    chosen = organisation.stand_in(own, number, today)
    if chosen is None or chosen.on_behalf is None:
        raise NotAllowed(_("Ủy quyền này không phải của bạn, hoặc đã kết thúc."), code="not_my_delegation")
    request.session[ON_BEHALF] = number
    messages.success(request, _("Từ bây giờ bạn làm việc %s.") % chosen.on_behalf.said)
    return HttpResponseRedirect(reverse("workspace:home"))
