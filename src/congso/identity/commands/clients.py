"""Client systems and their tokens."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.identity.models import ClientSystem
from congso.identity.queries import ClientView, client_view
from congso.identity.rules.scopes import SCOPES
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotFound

TOKEN_PREFIX = "cgs_"  # noqa: S105 - makes a leaked token recognisable; no secret


@transaction.atomic
def issue_client_token(
    *,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    organisation_id: int | None = None,
    officer_id: int | None = None,
    valid_until: datetime | None = None,
    account_id: int | None = None,
) -> tuple[int, str]:
    """Register a client system, or give a registered one a new token; return its id and the token, shown this once.

    The token before it stops working at once. Raises Incorrect for a scope nobody knows.
    """
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise Incorrect(_("Không có phạm vi quyền “%(scope)s”.") % {"scope": unknown[0]})
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    client, _made = ClientSystem.objects.update_or_create(
        name=tidy(name),
        defaults={
            "token_digest": token_digest(token),
            "organisation_id": organisation_id,
            "officer_id": officer_id,
            "scopes": wanted,
            "valid_until": valid_until,
            "revoked_at": None,
        },
    )
    record(
        action="identity.issue_client_token",
        at=now,
        account_id=account_id,
        client_id=client.id,
        object_kind="client_system",
        object_id=client.id,
        scopes=wanted,
    )
    return client.id, token


@transaction.atomic
def revoke_client(*, client_id: int, now: datetime, account_id: int | None = None) -> None:
    """End a client system's access from now on."""
    if not ClientSystem.objects.filter(id=client_id).update(revoked_at=now):
        raise NotFound(_("Không tìm thấy hệ thống kết nối này."))
    record(
        action="identity.revoke_client",
        at=now,
        account_id=account_id,
        client_id=client_id,
        object_kind="client_system",
        object_id=client_id,
    )


def client_of_token(token: str, *, now: datetime | None = None) -> ClientView | None:
    """Return the client system that `token` belongs to and that may act at `now`; None for any other token.

    Looked up by digest: how long the search takes says nothing about the token.
    """
    if not token.startswith(TOKEN_PREFIX) or len(token) > 100:
        return None
    digest = token_digest(token)
    client = ClientSystem.objects.filter(token_digest=digest, revoked_at__isnull=True).first()
    if client is None or not hmac.compare_digest(client.token_digest, digest):
        return None
    if client.valid_until is not None and (now is None or client.valid_until <= now):
        return None
    return client_view(client)


def token_digest(token: str) -> str:
    """Return what is kept of a token. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
