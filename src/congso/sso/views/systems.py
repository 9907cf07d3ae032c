"""An administrator of the province registers systems, changes them and cuts them off."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from .. import commands, queries
from ..forms import NewSystemForm, SystemForm
from ..permissions import may_connect_systems
from ..rules.rights import SsoRight


@officer_required(SsoRight.CONNECT)
@step_up_required("administer")
@require_safe
def overview(request: OfficerRequest) -> HttpResponse:
    """Every connected system, with its last use."""
    check(request)
    return render(request, "sso/systems.html", {"systems": queries.systems(), "issuer": settings.SITE_URL})


@officer_required(SsoRight.CONNECT)
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def register(request: OfficerRequest) -> HttpResponse:
    """Register a system; its secret is shown on the page that answers, and never again."""
    check(request)
    form = NewSystemForm(request.POST or None, units=units_to_own())
    if request.method == "POST" and form.is_valid():
        try:
            client_id, secret = commands.register_system(
                facts=form.registration(),
                public=form.cleaned_data["kind"] == "public",
                now=clock.now(),
                account_id=request.officer.account_id,
            )
        except Incorrect as refusal:
            add_errors(form, refusal)
        else:
            return _secret_page(request, client_id, secret)
    status = 422 if form.errors else 200
    return render(request, "sso/register.html", {"form": form}, status=status)


@officer_required(SsoRight.CONNECT)
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def system(request: OfficerRequest, client_id: str) -> HttpResponse:
    """One system: what is registered, and changing it."""
    check(request)
    shown = _system(client_id)
    form = SystemForm(request.POST or None, units=units_to_own(shown.owner_id), system=shown)
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_system(
                client_id=client_id,
                facts=form.registration(),
                now=clock.now(),
                account_id=request.officer.account_id,
            )
        except Incorrect as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _("Đã lưu thay đổi."))
            return HttpResponseRedirect(request.path)
    status = 422 if form.errors else 200
    return render(request, "sso/system.html", {"system": shown, "form": form}, status=status)


@officer_required(SsoRight.CONNECT)
@step_up_required("administer")
@require_POST
@sensitive_variables("secret")
def act(request: OfficerRequest, client_id: str, change: str) -> HttpResponse:
    """Renew the secret, cut off, connect again."""
    check(request)
    shown = _system(client_id)
    by: dict[str, Any] = {"client_id": shown.id, "now": clock.now(), "account_id": request.officer.account_id}
    match change:
        case "doi-khoa":
            return _secret_page(request, client_id, commands.renew_secret(**by))
        case "ngung":
            ended = commands.disable_system(**by)
            messages.success(request, _("Đã ngừng kết nối; %(n)s phiên đã kết thúc.") % {"n": ended})
        case "ket-noi-lai":
            commands.enable_system(**by)
            messages.success(request, _("Đã kết nối lại."))
        case _:
            raise NotFound(_("Không có việc này."))
    return HttpResponseRedirect(reverse("sso:system", args=[client_id]))


def check(request: OfficerRequest) -> None:
    """Refuse whoever is not an administrator of the province."""
    if not may_connect_systems(request.officer):
        raise NotAllowed(
            _("Việc kết nối hệ thống áp dụng cho cả tỉnh nên do quản trị hệ thống của tỉnh quyết định."),
            code="wrong_agency",
        )


def add_errors(form: Any, refusal: Incorrect) -> None:
    """Show a refusal beside the fields it is about."""
    for field, said in (refusal.fields or {}).items():
        for one in said:
            form.add_error(field if field in form.fields else None, one)
    if not refusal.fields:
        form.add_error(None, refusal.message)


def units_to_own(*also: int) -> list[tuple[int, str]]:
    """Return the units of the province's agencies, which own what is connected, and those that own something now."""
    today = clock.today()
    found = [
        (unit.id, f"{unit.name}, {agency.name}")
        for agency in organisation.organisations(tiers=["province"], on=today)
        for unit in organisation.units(agency.id, today)
    ]
    known = {number for number, _name in found}
    for number in also:
        if number not in known:
            unit = organisation.unit(number)
            found.append((number, f"{unit.name}, {organisation.organisation(unit.organisation_id).name}"))
    return found


def _system(client_id: str) -> queries.SystemView:
    found = queries.system(client_id)
    if found is None:
        raise NotFound(_("Không có hệ thống kết nối này."))
    return found


def _secret_page(request: OfficerRequest, client_id: str, secret: str) -> HttpResponse:
    context = {"system": _system(client_id), "secret": secret, "issuer": settings.SITE_URL}
    return render(request, "sso/secret.html", context)
