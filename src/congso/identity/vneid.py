"""The relying party: how we speak OpenID Connect with the electronic identity provider (VNeID).

allauth does the protocol; here it is made stricter: the request cannot change scope or parameters, every sign-in
carries a nonce, and the signature of the identity token is always checked against the provider's published keys.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

import jwt
import structlog
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from congso.kernel import outgoing

log = structlog.get_logger(__name__)

PROVIDER_ID = "vneid"
CONFIGURATION_SECONDS = 600
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""How an identity token may be signed. The token names its own algorithm, so it is held against this list first."""


class VNeIDConnection(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One sign-in: its addresses, and the check of what comes back."""

    state: dict[str, Any] | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        return configuration(self.get_provider().server_url)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return home(request) + reverse("identity:vneid_return")

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise OAuth2Error("no id_token")
        try:
            if jwt.get_unverified_header(raw).get("alg") not in ALGORITHMS:
                raise OAuth2Error("id_token is signed in a way we do not take")
            claims = jwtkit.verify_and_decode(
                credential=raw,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("malformed id_token") from error
        nonce = (self.state or {}).get("nonce")
        if not nonce or not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
            raise OAuth2Error("nonce does not fit")
        told = self._fetch_user_info(token.token)
        if told.get("sub") != claims.get("sub"):
            raise OAuth2Error("userinfo is about somebody else")
        request.vneid_id_token = raw  # type: ignore[attr-defined]  # kept for signing out there, see adapters
        # What is signed wins over what is merely told.
        return self.get_provider().sociallogin_from_response(request, {"userinfo": {**told, **claims}})


class VNeIDProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The provider as configured in `settings.SOCIALACCOUNT_PROVIDERS`."""

    oauth2_adapter_class = VNeIDConnection

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        asked = super().get_redirect_from_request_kwargs(request)
        return {
            "process": "login",
            "scope": self.get_scope(),
            "auth_params": self.get_auth_params(),
            **({"next_url": asked["next_url"]} if "next_url" in asked else {}),
        }

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> Any:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or self.get_auth_params()), "nonce": nonce}
        return super().redirect(request, process, nonce=nonce, **kwargs)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """The person's facts live in `Person`, once; here only what links the two."""
        return {"sub": data["userinfo"]["sub"]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        login = super().sociallogin_from_response(request, response)
        login.claims = response["userinfo"]
        return login


class _Return(OAuth2CallbackView):  # type: ignore[misc]
    """Hands the state to the connection, which needs the nonce in it."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


def begin(request: HttpRequest) -> HttpResponseBase:
    """Send the browser to the provider (or, on GET, ask first: a link elsewhere must not sign anybody in)."""
    view = OAuth2LoginView.adapter_view(VNeIDConnection(request, PROVIDER_ID))
    response: HttpResponseBase = view(request)
    return response


def finish(request: HttpRequest) -> HttpResponseBase:
    """Take the browser back from the provider."""
    view = _Return.adapter_view(VNeIDConnection(request, PROVIDER_ID))
    response: HttpResponseBase = view(request)
    return response


def session() -> Any:
    """Return the session by which the provider is asked: guarded, to listed partners only."""
    return outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE)


def configuration(url: str) -> dict[str, Any]:
    """Return the provider's published configuration, kept for some minutes.

    Raises outgoing.Trouble, and ValueError when it speaks for another issuer than the one that was agreed on.
    """
    known = cache.get(f"vneid:{url}")
    if known is None:
        answer = session().get(url, timeout=5)
        answer.raise_for_status()
        known = answer.json()
        if str(known.get("issuer", "")).rstrip("/") != settings.VNEID_ISSUER:
            raise ValueError("the configuration is another issuer's")
        cache.set(f"vneid:{url}", known, CONFIGURATION_SECONDS)
    return dict(known)


def is_reachable() -> bool:
    """Tell whether the provider answers; an answer of some minutes ago still counts."""
    try:
        configuration(f"{settings.VNEID_ISSUER}/.well-known/openid-configuration")
    except (outgoing.Trouble, ValueError):
        return False
    return True


def home(request: HttpRequest) -> str:
    """Return the address of this site under which the provider knows us: the canonical one.

    In a demo people reach the same machine by name and by number; there the one they used, or their session is lost.
    """
    if settings.DEMO:
        return f"{request.scheme}://{request.get_host()}"
    return str(settings.SITE_URL)


def sign_out_address(request: HttpRequest, id_token: str) -> str | None:
    """Return where to send the browser so that the provider's session ends too; None when it offers no such place."""
    try:
        known = configuration(f"{settings.VNEID_ISSUER}/.well-known/openid-configuration")
    except (outgoing.Trouble, ValueError):
        log.warning("identity.provider_unreachable")
        return None
    place = known.get("end_session_endpoint")
    if not place:
        return None
    parameters = {
        "client_id": settings.VNEID_CLIENT_ID,
        "post_logout_redirect_uri": f"{home(request)}/",
    }
    if id_token:
        parameters["id_token_hint"] = id_token
    return f"{place}{'&' if '?' in place else '?'}{urlencode(parameters)}"
