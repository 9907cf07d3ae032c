"""A system asks that the person be signed out here too (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.internal.tokens import decode_jwt_token
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.identity import sessions
from congso.kernel import clock

from .. import queries
from ..rules.addresses import fits


@dataclass(frozen=True)
class Wish:
    """What a system asks for at sign-out; what could not be checked is left out."""

    system: queries.SystemView | None
    subject: str
    address: str
    state: str
    is_faulty: bool

    @property
    def place(self) -> str:
        """Where the browser goes afterwards."""
        if not self.address:
            return "/"
        separator = "&" if "?" in self.address else "?"
        return f"{self.address}{separator}{urlencode({'state': self.state})}" if self.state else self.address


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: HttpRequest) -> HttpResponse:
    """Sign out at once when the request proves that it is about this person; else ask first."""
    asked = request.POST if request.method == "POST" else request.GET
    wish = _read(asked)
    if wish.is_faulty:
        return render(request, "sso/faulty_request.html", {"code": "invalid_request"}, status=400)
    if not request.user.is_authenticated:
        return _leave(wish)
    if wish.system and wish.subject and queries.account_of_subject(wish.system.id, wish.subject) == request.user.pk:
        return _sign_out(request, wish)
    return render(
        request,
        "sso/sign_out.html",
        {"system": wish.system, "action": f"{reverse('sso:end_session_now')}?{asked.urlencode()}"},
    )


@never_cache
@require_POST
def end_session_now(request: HttpRequest) -> HttpResponse:
    """The person said yes to the question above."""
    wish = _read(request.GET)
    if wish.is_faulty:
        return render(request, "sso/faulty_request.html", {"code": "invalid_request"}, status=400)
    return _sign_out(request, wish)


def _sign_out(request: HttpRequest, wish: Wish) -> HttpResponse:
    record(
        action="identity.sign_out",
        at=clock.now(),
        kind=Kind.SIGN_IN,
        account_id=request.user.pk,
        object_kind="connected_system",
        object_id=wish.system.id if wish.system else "",
    )
    sessions.end(request, reason="sign_out", now=clock.now())
    return _leave(wish)


def _leave(wish: Wish) -> HttpResponse:
    response = HttpResponse(status=302)
    response["Location"] = wish.place
    return response


def _read(asked: QueryDict) -> Wish:
    hint: dict[str, Any] = decode_jwt_token(asked.get("id_token_hint", ""), verify_exp=False, verify_iss=True) or {}
    told = asked.get("client_id", "")
    audience = str(hint.get("aud", ""))
    if hint and told and told != audience:
        hint, told = {}, ""
    system = queries.open_system(audience or told) if (audience if hint else told) else None
    address = asked.get("post_logout_redirect_uri", "")
    faulty = bool(address) and (
        system is None or not fits(address, system.post_logout_uris, any_loopback_port=system.is_public)
    )
    return Wish(
        system=system,
        subject=str(hint.get("sub", "")) if system else "",
        address=address,
        state=asked.get("state", "")[:2000],
        is_faulty=faulty,
    )
