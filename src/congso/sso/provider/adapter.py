"""Where allauth asks us: what is told about a person, under which name, and which key signs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import Client, PrivateKey, Token
from django.conf import settings
from django.contrib.auth import get_user_model

from congso.kernel import clock

from .. import commands, queries
from ..commands.keys import unseal_key
from ..models import RemoteSession
from ..rules.scopes import SCOPES, claims_of

SESSION = "sso_session"
"""Attribute of the request that holds the RemoteSession in question."""


def session_of_request() -> RemoteSession | None:
    """Return the session that the present request is about."""
    return getattr(context.request, SESSION, None)


def session_of_token(token: Token) -> RemoteSession | None:
    """Return the living session a token belongs to, or None."""
    told = token.data.get("session") if isinstance(token.data, dict) else None
    return queries.living(told, now=clock.now(), today=clock.today())


class ProvincialAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Claims from persons and appointments; keys from `SigningKey`; one canonical issuer."""

    scope_display = {scope: words for scope, (words, _) in SCOPES.items()}

    def get_issuer(self) -> str:
        return str(settings.SITE_URL)

    def get_user_sub(self, client: Client, user: Any) -> str:
        return commands.sessions.subject_of(client.id, user.pk) if user.is_authenticated else ""

    def get_user_by_sub(self, client: Client, sub: str) -> Any:
        account_id = queries.account_of_subject(client.id, sub)
        return get_user_model().objects.filter(id=account_id, is_active=True).first() if account_id else None

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: Any,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The identity token says who and how; what else there is to know is asked for at `userinfo`."""
        session = session_of_request()
        assert session is not None
        if purpose == "id_token":
            return {"sub": session.subject}
        facts = queries.facts_of(session, today=clock.today())
        return {"sub": session.subject, **claims_of(set(scopes), facts)}

    def populate_id_token(self, id_token: dict[str, Any], client: Client, scopes: Iterable[str], **kwargs: Any) -> None:
        session = session_of_request()
        assert session is not None
        id_token |= {
            "sid": str(session.id),
            "auth_time": int(session.authenticated_at.timestamp()),
            "acr": session.acr,
            "amr": session.amr,
            "azp": client.id,
        }

    def is_introspection_allowed(self, token: Token, *, caller_client: Client) -> bool:
        session = session_of_token(token)
        if session is None or token.type not in (Token.Type.ACCESS_TOKEN, Token.Type.REFRESH_TOKEN):
            return False
        if isinstance(token.data, dict) and token.data.get("used"):
            return False
        setattr(context.request, SESSION, session)
        return bool(token.client_id == caller_client.id or caller_client.system.may_introspect)

    def populate_introspection_response(self, *, response: dict[str, Any], token: Token) -> None:
        session = session_of_request()
        assert session is not None
        response |= {"sub": session.subject, "sid": str(session.id), "acr": session.acr}
        if session.account.kind == "officer":
            response["username"] = session.account.username

    def list_private_keys(
        self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None
    ) -> list[PrivateKey]:
        now = clock.now()
        return list(filter_keys(private_keys(now), did_activate=did_activate, is_active=is_active))


def private_keys(now: datetime) -> list[PrivateKey]:
    """Return the published keys, unsealed; the first one is made when there is none."""
    sealed = queries.keys(now)
    if not sealed:
        commands.ensure_key(now=now)
        sealed = queries.keys(now)
    return [
        PrivateKey(
            pem=unseal_key(one.kid, one.sealed_pem),
            not_before=one.signs_from,
            expires_at=one.retires_at,
            issued_at=one.signs_from,
        )
        for one in sealed
    ]
