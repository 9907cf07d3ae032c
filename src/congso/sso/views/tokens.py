"""Tokens of the programming interface: issued, shown once, revoked."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from congso.identity import commands as identity
from congso.identity import queries as accounts
from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.kernel.refusals import Incorrect
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required

from ..forms import TokenForm
from ..rules.rights import SsoRight
from .systems import add_errors, check

LONGEST = timedelta(days=3650)


@officer_required(SsoRight.CONNECT)
@step_up_required("administer")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def overview(request: OfficerRequest) -> HttpResponse:
    """Every client system with its scopes and its end; issuing a token. The token is shown this once."""
    check(request)
    agencies = [
        (one.id, one.name)
        for tier in ("province", "district", "commune")
        for one in organisation.organisations(tiers=[tier], on=clock.today())
    ]
    form = TokenForm(request.POST or None, organisations=agencies)
    token = ""
    if request.method == "POST" and form.is_valid():
        try:
            token = _issue(form.cleaned_data, request.officer.account_id)
        except Incorrect as refusal:
            add_errors(form, refusal)
    context = {
        "form": form,
        "token": token,
        "issued": form.cleaned_data["name"] if token else "",
        "clients": accounts.client_systems(),
        "agencies": dict(agencies),
        "now": clock.now(),
    }
    return render(request, "sso/tokens.html", context, status=422 if form.errors else 200)


@officer_required(SsoRight.CONNECT)
@step_up_required("administer")
@require_POST
def revoke(request: OfficerRequest) -> HttpResponse:
    """End a client system's access."""
    check(request)
    number = request.POST.get("id", "")
    client_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    identity.revoke_client(client_id=client_id, now=clock.now(), account_id=request.officer.account_id)
    messages.success(request, _("Đã thu hồi mã truy cập."))
    return HttpResponseRedirect(reverse("sso:tokens"))


def _issue(typed: dict[str, Any], account_id: int | None) -> str:
    now = clock.now()
    until = datetime.combine(typed["valid_until"] + timedelta(days=1), time(0), tzinfo=now.tzinfo)
    if not now < until <= now + LONGEST:
        raise Incorrect(_("Ngày hết hiệu lực chưa đúng."), fields={"valid_until": [_("Chọn một ngày sắp tới.")]})
    officer_id = None
    if name := typed["officer"].strip().lower():
        account = accounts.account_named(name)
        posts = organisation.acting_officers(account.id, now.date()) if account else []
        if not posts:
            said = _("Không có cán bộ nào đang giữ vị trí với tên đăng nhập này.")
            raise Incorrect(said, fields={"officer": [said]})
        officer_id = posts[0].id
    _client_id, token = identity.issue_client_token(
        name=typed["name"],
        scopes=typed["scopes"],
        now=now,
        organisation_id=typed["organisation_id"],
        officer_id=officer_id,
        valid_until=until,
        account_id=account_id,
    )
    return token
