"""A browser comes from another system and goes back with a code, when whoever sits there may and wants to."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlencode

from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import extract_headers, get_uri
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from oauthlib.oauth2.rfc6749 import errors

from congso.audit.commands import record
from congso.identity import commands as identity
from congso.identity import queries as accounts
from congso.identity import sessions
from congso.kernel import clock
from congso.kernel.middleware import mark

from .. import commands, queries
from ..provider.adapter import SESSION
from ..rules.addresses import GOING_BACK_TO, origin
from ..rules.scopes import in_words

ASKED_AGAIN = "sso_asked_again"
"""Session key: a mark of the session in which the person was asked to prove anew who they are. Proving it renews the
session's key, so the mark no longer fits; while it does, they have not."""

LONGEST_REQUEST = 4096
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Asked:
    """A request that a connected system may make, and that can be answered at its own address."""

    system: queries.SystemView
    scopes: list[str]
    redirect_uri: str
    state: str | None
    prompt: frozenset[str]
    max_age: int | None
    oauth: Any

    def refuse(self, error: str, description: str = "") -> HttpResponse:
        """Send the browser back with an error."""
        facts = {"error": error, "error_description": description, "state": self.state, "iss": settings.SITE_URL}
        return _back(self.redirect_uri, {name: value for name, value in facts.items() if value})


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Answer an authorization request (OpenID Connect Core §3.1.2)."""
    if request.method == "POST":  # allowed by the standard; answered as the same request by GET
        return HttpResponseRedirect(f"{reverse('sso:authorize')}?{request.POST.urlencode()}")
    asked = read_request(request)
    if isinstance(asked, HttpResponse):
        return asked
    if not request.user.is_authenticated:
        return _to_sign_in(request, asked)
    if cast(Any, request).needs_second_factor() and not sessions.is_strong(request):
        proof = "step_up" if accounts.has_second_factor(request.user.pk or 0) else "security"
        return asked.refuse("interaction_required") if "none" in asked.prompt else _to_prove(request, proof)
    if not _fresh_enough(request, asked):
        if "none" in asked.prompt or _has_proved_since(request):
            request.session.pop(ASKED_AGAIN, None)
            return asked.refuse("login_required")
        request.session[ASKED_AGAIN] = mark(request.session.session_key or "")
        request.session[GOING_BACK_TO] = origin(asked.redirect_uri)
        return _to_prove(request, "step_up")
    request.session.pop(ASKED_AGAIN, None)
    request.session.pop(GOING_BACK_TO, None)
    account: Any = request.user
    officer = cast(Any, request).officer if account.kind == "officer" else None
    if not asked.system.is_for(account.kind) or (account.kind == "officer" and not officer):
        if "none" in asked.prompt:
            return asked.refuse("access_denied")
        return render(
            request,
            "sso/not_for_you.html",
            {"system": asked.system, "kind": account.kind, "back": asked.refuse("access_denied")["Location"]},
            status=403,
        )
    if _must_consent(request, asked):
        if "none" in asked.prompt:
            return asked.refuse("consent_required")
        page = render(
            request,
            "sso/consent.html",
            {
                "system": asked.system,
                "account": account,
                "officer": officer,
                "words": in_words([one for one in asked.scopes if one != "openid"], officer=bool(officer)),
                "action": f"{reverse('sso:consent')}?{request.META['QUERY_STRING']}",
            },
        )
        page._csp_update = {"form-action": [origin(asked.redirect_uri)]}  # type: ignore[attr-defined]
        return page
    return _issue(request, asked)


@never_cache
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Take the answer of the page above; the request itself is read once more from the address."""
    asked = read_request(request)
    if isinstance(asked, HttpResponse):
        return asked
    account: Any = request.user
    officer = cast(Any, request).officer if account.kind == "officer" else None
    if not asked.system.is_for(account.kind) or (account.kind == "officer" and not officer):
        return asked.refuse("access_denied")
    if request.POST.get("action") != "agree":
        record(
            action="sso.refuse_to_share",
            at=clock.now(),
            account_id=account.pk,
            object_kind="connected_system",
            object_id=asked.system.id,
        )
        return asked.refuse("access_denied", _("Người dùng không đồng ý."))
    if not _fresh_enough(request, asked, prompted=False):
        return asked.refuse("login_required")
    commands.agree(client_id=asked.system.id, account_id=account.pk, scopes=asked.scopes, now=clock.now())
    return _issue(request, asked)


def read_request(request: HttpRequest) -> Asked | HttpResponse:
    """Return what is asked; or, for a request nobody may make, a page here; for a faulty one, the way back."""
    uri = get_uri(request)
    if len(uri) > LONGEST_REQUEST or "\0" in uri or "%00" in uri:
        return _page_of_error(request, "invalid_request")
    try:
        scopes, found = get_server().validate_authorization_request(uri, "GET", "", _headers(request))
        oauth = found["request"]
        if oauth.code_challenge is not None and (
            oauth.code_challenge_method != "S256" or not CHALLENGE.fullmatch(oauth.code_challenge)
        ):
            raise errors.UnsupportedCodeChallengeMethodError(request=oauth)
        if "openid" not in scopes:
            raise errors.InvalidScopeError(request=oauth, description="openid")
        if "request" in request.GET or "request_uri" in request.GET:
            raise errors.CustomOAuth2Error("request_not_supported", request=oauth)
    except errors.FatalClientError as error:
        return _page_of_error(request, error.error)
    except errors.OAuth2Error as error:
        facts = {"error": error.error, "error_description": error.description, "state": error.state}
        facts["iss"] = settings.SITE_URL
        return _back(error.redirect_uri, {name: value for name, value in facts.items() if value})
    except ValueError:
        return _page_of_error(request, "invalid_request")
    system = queries.open_system(found["client_id"])
    assert system is not None
    age = request.GET.get("max_age", "")
    return Asked(
        system=system,
        scopes=list(scopes),
        redirect_uri=found["redirect_uri"],
        state=found["state"],
        prompt=frozenset(request.GET.get("prompt", "").split()),
        max_age=int(age) if age.isascii() and age.isdigit() and len(age) < 9 else None,
        oauth=oauth,
    )


def _issue(request: HttpRequest, asked: Asked) -> HttpResponse:
    account: Any = request.user
    officer = cast(Any, request).officer if account.kind == "officer" else None
    now = clock.now()
    sign_in_id = request.session.get(sessions.SESSION_ID)
    if sign_in_id is None:
        if not request.session.session_key:
            request.session.save()
        sign_in_id = identity.open_session(
            account_id=account.pk,
            session_key=str(request.session.session_key),
            device="",
            level=request.session.get(sessions.ASSURANCE, ""),
            methods=request.session.get(sessions.AMR) or [],
            now=now,
        )
        request.session[sessions.SESSION_ID] = str(sign_in_id)
    with transaction.atomic():
        session = commands.open_session(
            client_id=asked.system.id,
            account_id=account.pk,
            officer_id=officer.id if officer else None,
            delegation_id=officer.on_behalf.delegation_id if officer and officer.on_behalf else None,
            sign_in_id=sign_in_id,
            scopes=asked.scopes,
            acr=request.session.get(sessions.ASSURANCE) or "",
            amr=request.session.get(sessions.AMR) or [],
            authenticated_at=datetime.fromtimestamp(_proved_at(request), tz=UTC),
            expires_at=request.session.get_expiry_date(),
            now=now,
        )
        setattr(request, SESSION, session)
        headers, _body, status = get_server().create_authorization_response(
            get_uri(request), "GET", "", _headers(request), scopes=asked.scopes, credentials={"user": account}
        )
    response = HttpResponse(status=status)
    separator = "&" if "?" in headers["Location"] else "?"
    response["Location"] = f"{headers['Location']}{separator}{urlencode({'iss': settings.SITE_URL})}"
    return response


def _must_consent(request: HttpRequest, asked: Asked) -> bool:
    if "consent" in asked.prompt:
        return True
    if not asked.system.asks_consent:
        return False
    return not set(asked.scopes) <= queries.agreed_scopes(asked.system.id, request.user.pk or 0)


def _fresh_enough(request: HttpRequest, asked: Asked, *, prompted: bool = True) -> bool:
    """Whether this sign-in is one that the system accepts: not too long ago, and anew when it says so."""
    if prompted and asked.prompt & {"login", "select_account"} and not _has_proved_since(request):
        return False
    return asked.max_age is None or clock.now().timestamp() - _proved_at(request) <= asked.max_age


def _has_proved_since(request: HttpRequest) -> bool:
    """Whether the person was asked to prove anew who they are, and has done so."""
    told = request.session.get(ASKED_AGAIN)
    return told is not None and told != mark(request.session.session_key or "")


def _proved_at(request: HttpRequest) -> int:
    """Return when the person last proved who they are, in seconds since 1970; at VNeID, when they did so there."""
    told = (request.session.get(key) for key in (sessions.PROVED_AT, sessions.AUTHENTICATED_AT))
    at = [one for one in told if isinstance(one, int)]
    return (max(at) if request.user.kind == "officer" else min(at)) if at else 0  # type: ignore[union-attr]


def _to_sign_in(request: HttpRequest, asked: Asked) -> HttpResponse:
    # The policy of the sign-in pages must let the browser follow the way back: see `middleware`.
    request.session[GOING_BACK_TO] = origin(asked.redirect_uri)
    request.session[ASKED_AGAIN] = mark(request.session.session_key or "")
    page = {"officers": "account_login", "people": "identity:vneid"}.get(asked.system.audience, "identity:sign_in")
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def _to_prove(request: HttpRequest, page: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(f'identity:{page}')}?{urlencode({'next': request.get_full_path()})}")


def _page_of_error(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "sso/faulty_request.html", {"code": code}, status=400)


def _back(address: str, facts: dict[str, Any]) -> HttpResponse:
    """Return to a registered address; it may be an application's, while Django's redirect takes only web addresses."""
    response = HttpResponse(status=302)
    response["Location"] = f"{address}{'&' if '?' in address else '?'}{urlencode(facts)}"
    return response


def _headers(request: HttpRequest) -> dict[str, str]:
    headers: dict[str, str] = extract_headers(request)
    headers.pop("Authorization", None)
    return headers
