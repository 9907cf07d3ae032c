"""What the protocol's machinery asks: where things are, which keys sign, tokens and claims."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.idp.oidc import views as allauth_views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oauthlib.common import urldecode

from congso.identity.rules import assurance

from ..rules.scopes import SCOPES, SESSION_CLAIMS


def _well_formed(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 where the machinery below would fail: it takes every query for one it can take apart."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            urldecode(request.META.get("QUERY_STRING", ""))
            if request.content_type == "application/x-www-form-urlencoded":
                urldecode(request.body.decode())
        except ValueError:
            return _private(JsonResponse({"error": "invalid_request"}, status=400))
        return view(request)

    return guarded


@login_not_required
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """OpenID Connect Discovery 1.0. Only what is really offered; every address under the one canonical host."""

    def at(name: str) -> str:
        return f"{settings.SITE_URL}{reverse(f'sso:{name}')}"

    secrets = ["client_secret_basic", "client_secret_post"]
    response = JsonResponse(
        {
            "issuer": settings.SITE_URL,
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "userinfo_endpoint": at("userinfo"),
            "jwks_uri": at("jwks"),
            "end_session_endpoint": at("end_session"),
            "revocation_endpoint": at("revoke"),
            "introspection_endpoint": at("introspect"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [*secrets, "none"],
            "revocation_endpoint_auth_methods_supported": [*secrets, "none"],
            "introspection_endpoint_auth_methods_supported": secrets,
            "scopes_supported": list(SCOPES),
            "claims_supported": [*SESSION_CLAIMS, *(claim for _, claims in SCOPES.values() for claim in claims)],
            "acr_values_supported": list(assurance.LABELS),
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "ui_locales_supported": ["vi", "en"],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }
    )
    return _for_everyone(response)


@login_not_required
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The keys that verify what we sign, the coming one included."""
    return _answer(allauth_views.jwks(request))


@login_not_required
@csrf_exempt
@require_POST
@_well_formed
def token(request: HttpRequest) -> HttpResponse:
    """Codes and refresh tokens become access and identity tokens."""
    return _private(_answer(allauth_views.token(request)))


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
@_well_formed
def userinfo(request: HttpRequest) -> HttpResponse:
    """The claims that the access token's scopes cover, as they are now."""
    return _private(_answer(allauth_views.user_info(request)))


@login_not_required
@csrf_exempt
@require_POST
@_well_formed
def revoke(request: HttpRequest) -> HttpResponse:
    """A system gives a token back (RFC 7009)."""
    return _private(_answer(allauth_views.revoke(request)))


@login_not_required
@csrf_exempt
@require_POST
@_well_formed
def introspect(request: HttpRequest) -> HttpResponse:
    """A system asks whether a token holds (RFC 7662)."""
    return _private(_answer(allauth_views.introspect(request)))


def _answer(response: Any) -> HttpResponse:
    assert isinstance(response, HttpResponse)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    return response


def _for_everyone(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "max-age=3600"
    return response
