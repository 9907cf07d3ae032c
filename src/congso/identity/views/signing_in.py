"""Signing in and out: a choice, two ways in, one way out."""

from typing import Any, cast

import structlog
from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.identity import adapters, guessing, passkeys, sessions, vneid
from congso.identity.doors import before_second_factor
from congso.identity.forms import OfficerSignInForm
from congso.kernel import clock, outgoing
from congso.kernel.refusals import NotPossibleNow

log = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask which way: people by VNeID, officers by their account."""
    place = safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(place or reverse("identity:after_sign_in"))
    ended = request.session.pop(sessions.ENDED_BECAUSE, "")
    return render(request, "identity/sign_in.html", {"next": place, "ended": ended})


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class OfficerSignIn(LoginView):  # type: ignore[misc]
    """Name and password."""

    template_name = "identity/officer_sign_in.html"
    form_class = OfficerSignInForm

    def form_valid(self, form: OfficerSignInForm) -> HttpResponse:
        response = cast(HttpResponse, super().form_valid(form))
        if self.request.user.is_authenticated:
            guessing.remember_device(self.request, response, str(form.cleaned_data["login"]))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "form": self.get_form(),
            "next": safe_next(self.request),
            "passkeys": passkeys.are_possible(self.request),
            **kwargs,
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        status = 422 if context["form"].errors else 200
        return cast(HttpResponse, super().render_to_response(context, status=status, **kwargs))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def with_vneid(request: HttpRequest) -> HttpResponseBase:
    """Send the person to VNeID. A link that was followed here asks first."""
    if request.method != "POST":
        return render(request, "identity/vneid.html", {"next": safe_next(request)})
    try:
        return vneid.begin(request)
    except (outgoing.Trouble, ValueError):
        log.warning("identity.provider_unreachable")
        return adapters.refused(request, _unreachable())


@login_not_required
@never_cache
@require_safe
def back_from_vneid(request: HttpRequest) -> HttpResponseBase:
    """Take the person back from VNeID, signed in or not."""
    try:
        return vneid.finish(request)
    except (outgoing.Trouble, ValueError):
        log.warning("identity.provider_unreachable")
        return adapters.refused(request, _unreachable())


@login_not_required
@never_cache
@require_safe
def not_signed_in(request: HttpRequest) -> HttpResponse:
    """The person changed their mind at VNeID, or the account is closed."""
    closed = request.resolver_match is not None and request.resolver_match.url_name == "account_inactive"
    refusal = NotPossibleNow(
        _("Tài khoản này đang bị khóa.") if closed else _("Bạn chưa đăng nhập: việc đăng nhập đã được hủy."),
        code="account_closed" if closed else "cancelled",
    )
    return adapters.refused(request, refusal)


@never_cache
@require_safe
@before_second_factor
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Officers go to their desk, people to their own pages; whoever may act for organisations chooses first, unless
    they have just signed in for one."""
    if request.user.kind == "officer":  # type: ignore[union-attr]
        return HttpResponseRedirect("/can-bo/")
    asker = cast(Any, request)
    chooses = getattr(asker, "memberships", None) and not getattr(asker, "acting_for", None)
    return HttpResponseRedirect("/cua-toi/nhan-danh/" if chooses else "/cua-toi/")


@login_not_required
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here, and the one at VNeID when it began there."""
    place = "/"
    if request.user.is_authenticated:
        record(
            action="identity.sign_out",
            at=clock.now(),
            kind=Kind.SIGN_IN,
            purpose=Purpose.SECURITY,
            account_id=request.user.pk,
        )
        id_token = request.session.get(sessions.ID_TOKEN)
        if id_token is not None:
            place = vneid.sign_out_address(request, id_token) or place
        sessions.end(request, reason="sign_out", now=clock.now())
    request.session.flush()
    # What a form kept on this machine while the network was away goes with the session (ui/js/autosave.js).
    return HttpResponseRedirect(place, headers={"Clear-Site-Data": '"storage"'})


def safe_next(request: HttpRequest) -> str:
    """Return the asked-for place after signing in, if it lies on this site, else ""."""
    place = str(request.POST.get("next") or request.GET.get("next") or "")
    safe = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if safe else ""


def _unreachable() -> NotPossibleNow:
    return NotPossibleNow(
        _("Hiện chưa kết nối được với VNeID."),
        code="provider_unreachable",
        status=503,
        remedy=_("Hãy thử lại sau ít phút. Hồ sơ đang soạn của bạn vẫn được giữ."),
    )
