"""A logout token, and handing it over."""

from datetime import datetime
from urllib.parse import urlsplit

import jwt
from allauth.core.internal import jwkkit
from allauth.idp.oidc.internal.private_keys import filter_keys, pick_signing_key
from django.conf import settings

from congso.kernel import outgoing

from ..commands.logout import Notice
from ..rules.addresses import may_call
from .adapter import private_keys

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TIMEOUT_SECONDS = 3.0
VALID_SECONDS = 120


def logout_token(notice: Notice, now: datetime) -> str:
    """Return the signed statement that a session has ended (Back-Channel Logout 1.0 §2.4)."""
    key = pick_signing_key(filter_keys(private_keys(now), did_activate=True, is_active=True))
    assert key is not None
    jwk, private = jwkkit.load_jwk_from_pem(key.pem)
    said = int(now.timestamp())
    return jwt.encode(
        {
            "iss": settings.SITE_URL,
            "sub": notice.subject,
            "aud": notice.client_id,
            "iat": said,
            "exp": said + VALID_SECONDS,
            "jti": notice.jti,
            "sid": notice.session_id,
            "events": {EVENT: {}},
        },
        private,
        algorithm="RS256",
        headers={"kid": jwk["kid"], "typ": "logout+jwt"},
    )


def hand_over(notice: Notice, now: datetime) -> str:
    """Post the token to the system; return "" or a code for what went wrong. Redirections are not followed.

    The name is looked up once: what was checked is what is called.
    """
    parts = urlsplit(notice.address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = outgoing.resolve(host, port)
    except (OSError, UnicodeError):
        return "unknown_host"
    if not found or not all(may_call(one, loopback=settings.SSO_LOOPBACK) for one in found):
        return "forbidden_host"
    # An administrator registered the host, and systems of the province stand inside its network.
    way = outgoing.session([host], [host], resolver=lambda _host, _port: found, seconds=TIMEOUT_SECONDS)
    try:
        answer = way.post(notice.address, data={"logout_token": logout_token(notice, now)}, timeout=TIMEOUT_SECONDS)
    except outgoing.Trouble as error:
        return type(error).__name__
    return "" if answer.status_code in (200, 204) else f"status_{answer.status_code}"
