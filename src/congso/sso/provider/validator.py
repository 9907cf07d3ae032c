"""Who may have what. allauth's validator does the work; where it is more lenient than a government should be, this is
stricter (ADR 0017): codes live in the database and work once in all processes, a used refresh token ends the session,
addresses are compared whole, nobody revokes or silently uses what belongs to another system.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_plus

from allauth.core import context
from allauth.core.internal import httpkit
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.internal.tokens import decode_jwt_token
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.utils import timezone
from oauthlib.common import Request

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.identity.commands import begin_attempt, withdraw_attempt
from congso.identity.rules.throttling import Bucket
from congso.kernel import clock
from congso.kernel.context import address

from .. import commands, queries
from ..commands.systems import secret_digest
from ..models import ConnectedSystem, RemoteSession
from ..rules.addresses import fits
from ..rules.timing import CODE
from .adapter import SESSION, session_of_request, session_of_token

WRONG_SECRETS_BORNE = 20
LONGEST = 512


class ProvincialValidator(OAuthLibRequestValidator):  # type: ignore[misc]
    """The province's rules for codes and tokens."""

    # Systems

    def _lookup_client(self, request: Request, client_id: Any) -> Client | None:
        """A system that is connected; one that was cut off is as unknown as one that never was."""
        if not isinstance(client_id, str) or not client_id or len(client_id) > LONGEST or "\0" in client_id:
            return None
        known = get_validator_context().clients
        if client_id not in known:
            system = (
                ConnectedSystem.objects.select_related("client")
                .filter(client_id=client_id, disabled_at__isnull=True)
                .first()
            )
            if system is not None:
                system.client.system = system
            known[client_id] = system.client if system else None
        return known[client_id]

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """By the secret, in the header or in the body; guessing is slowed down per system and network address."""
        client_id, secret = httpkit.extract_basic_auth(request.headers)
        if not client_id or not secret:
            client_id, secret = getattr(request, "client_id", None), getattr(request, "client_secret", None)
        else:
            # Escaped as in a form before they were joined (RFC 6749 §2.3.1): strict clients do so to “-” and “_” too.
            # Ours contain neither “%” nor “+”, so a client that leaves them as they are means the same.
            client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        if request.client_id and request.client_id != client_id:
            return False
        client = self._lookup_client(request, client_id)
        if client is None or client.type != Client.Type.CONFIDENTIAL or not isinstance(secret, str) or not secret:
            return False
        now = clock.now()
        bucket = Bucket(sha256(f"sso\0{client.id}\0{address() or ''}".encode()).hexdigest(), WRONG_SECRETS_BORNE)
        attempt, wait_until = begin_attempt(buckets=[bucket], now=now)
        if wait_until is not None:
            return False
        if not hmac.compare_digest(client.system.secret_digest, secret_digest(secret)):
            record(
                action="sso.wrong_secret",
                at=now,
                kind=Kind.SIGN_IN,
                object_kind="connected_system",
                object_id=client.id,
            )
            return False
        withdraw_attempt(ids=attempt)
        self._use_client(request, client)
        commands.touch(client_id=client.id, now=now)
        return True

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        public = request.client.type == Client.Type.PUBLIC
        return fits(redirect_uri, request.client.get_redirect_uris(), any_loopback_port=public)

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        client = self._lookup_client(request, client_id)
        return client is None or client.type == Client.Type.PUBLIC or bool(client.system.pkce_required)

    def is_origin_allowed(self, client_id: str, origin: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        return False

    # Whose silence is consent

    def validate_silent_authorization(self, request: Request) -> bool:
        if request.client.skip_consent:
            return True
        agreed = queries.agreed_scopes(request.client.id, context.request.user.pk)
        return set(request.scopes) <= agreed

    def validate_user_match(self, id_token_hint: Any, scopes: Any, claims: Any, request: Request) -> bool:
        """A hint names somebody: whoever else is here signs in first."""
        if not id_token_hint:
            return True
        hint = decode_jwt_token(id_token_hint, client_id=request.client.id, verify_exp=False, verify_iss=True)
        return bool(hint) and hint["sub"] == get_adapter().get_user_sub(request.client, context.request.user)

    # Codes

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        session = session_of_request()
        assert session is not None
        row = Token(
            type=Token.Type.AUTHORIZATION_CODE,
            client=request.client,
            user=request.user,
            expires_at=timezone.now() + CODE,
            data={
                "session": str(session.id),
                "redirect_uri": request.redirect_uri,
                "nonce": getattr(request, "nonce", None),
                "pkce": [request.code_challenge, request.code_challenge_method] if request.code_challenge else None,
            },
        )
        row.set_value(code["code"])
        row.set_scopes(request.scopes)
        row.save()

    def _lookup_authorization_code(self, request: Request, client_id: Any, code: Any) -> dict[str, Any] | None:
        """The code, its row locked until the end of the exchange: of two exchanges at once, one finds it used."""
        known = get_validator_context().codes
        if not isinstance(code, str) or not isinstance(client_id, str) or "\0" in client_id:
            return None
        if (client_id, code) not in known:
            row = (
                Token.objects.select_for_update(of=("self",))
                .by_value(code[:LONGEST])
                .filter(type=Token.Type.AUTHORIZATION_CODE, client_id=client_id)
                .select_related("user")
                .first()
            )
            known[client_id, code] = row and {
                "row": row,
                "code": {"nonce": row.data["nonce"]},
                "redirect_uri": row.data["redirect_uri"],
                "scopes": row.get_scopes(),
                "pkce": row.data["pkce"]
                and {"code_challenge": row.data["pkce"][0], "code_challenge_method": row.data["pkce"][1]},
            }
        found: dict[str, Any] | None = known[client_id, code]
        return found

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        found = self._lookup_authorization_code(request, client_id, code)
        if found is None:
            return False
        row: Token = found["row"]
        if row.data.get("used"):
            # Somebody has a copy of the code; what was got with it may be in wrong hands (RFC 6749 §4.1.2).
            self._end(row, "code_reused")
            return False
        session = session_of_token(row)
        if session is None or row.expires_at <= timezone.now():
            return False
        setattr(context.request, SESSION, session)
        request.user, request.scopes, request.claims = row.user, row.get_scopes(), None
        if found["pkce"]:
            request.code_challenge = found["pkce"]["code_challenge"]
            request.code_challenge_method = found["pkce"]["code_challenge_method"]
        return True

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        found = self._lookup_authorization_code(request, client_id, code)
        assert found is not None
        row: Token = found["row"]
        row.data["used"] = True
        # Kept as long as anything that was got with it, so that a second use is recognised.
        row.expires_at = row.created_at + timedelta(seconds=settings.SSO_SESSION_SECONDS)
        row.save(update_fields=["data", "expires_at"])

    # Tokens

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        session = session_of_request()
        assert session is not None
        now = timezone.now()
        access = Token(
            type=Token.Type.ACCESS_TOKEN,
            client=request.client,
            user=request.user,
            expires_at=now + timedelta(seconds=token["expires_in"]),
            data={"session": str(session.id)},
        )
        access.set_value(token["access_token"])
        access.set_scopes(request.scopes)
        made = [access]
        former: Token | None = get_validator_context().refresh_token
        if value := token.get("refresh_token"):
            fresh = Token(
                type=Token.Type.REFRESH_TOKEN,
                client=request.client,
                user=request.user,
                expires_at=session.expires_at,
                data={"session": str(session.id)},
            )
            fresh.set_value(value)
            fresh.set_scopes(former.get_scopes() if former else request.scopes)
            made.append(fresh)
            token["refresh_expires_in"] = max(0, int((session.expires_at - now).total_seconds()))
        if former is not None:
            former.data["used"] = True
            former.save(update_fields=["data"])
        Token.objects.bulk_create(made)

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        row = (
            Token.objects.select_for_update(of=("self",))
            .by_value(str(refresh_token)[:LONGEST])
            .filter(client=client, type=Token.Type.REFRESH_TOKEN)
            .select_related("user")
            .first()
        )
        if row is None:
            return False
        if row.data.get("used"):
            # Either the system or a thief uses an old copy: nobody can tell which, so all of them end (RFC 9700 §4.14).
            self._end(row, "refresh_reused")
            return False
        session = session_of_token(row)
        if session is None or row.expires_at <= timezone.now():
            return False
        setattr(context.request, SESSION, session)
        request.user = row.user
        get_validator_context().refresh_token = row
        return True

    def validate_bearer_token(self, token: str, scopes: Any, request: Request) -> bool:
        if not super().validate_bearer_token(token, scopes, request):
            return False
        row = get_validator_context().access_token
        session = session_of_token(row) if row else None
        if session is None:
            return False
        setattr(context.request, SESSION, session)
        return True

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """Only one's own. With a refresh token the whole session there ends (RFC 7009 §2.1)."""
        row = (
            Token.objects.by_value(str(token))
            .filter(client=request.client)
            .exclude(type=Token.Type.AUTHORIZATION_CODE)
            .first()
        )
        if row is None:
            return
        if row.type == Token.Type.REFRESH_TOKEN:
            commands.end_session(session_id=row.data["session"], reason=RemoteSession.End.REVOKED, now=clock.now())
        else:
            row.delete()

    def _end(self, row: Token, why: str) -> None:
        now = clock.now()
        record(
            action=f"sso.{why}",
            at=now,
            account_id=row.user_id,
            object_kind="connected_system",
            object_id=row.client_id,
            session=row.data["session"],
        )
        commands.end_session(session_id=row.data["session"], reason=RemoteSession.End.REUSED, now=now)
