"""Sessions in connected systems: they begin with a sign-in, hold as long as it holds, and end with it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.identity import queries as identity
from congso.kernel.refusals import NotFound

from ..models import Agreement, ConnectedSystem, RemoteSession, Subject

KEEP_ENDED = timedelta(days=90)
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def open_session(
    *,
    client_id: str,
    account_id: int,
    officer_id: int | None,
    delegation_id: int | None = None,
    sign_in_id: UUID | str,
    scopes: Collection[str],
    acr: str,
    amr: Sequence[str],
    authenticated_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> RemoteSession:
    """Begin a session in a system, or go on with the one this browser has there under the same appointment."""
    system = ConnectedSystem.objects.select_for_update(no_key=True).get(client_id=client_id)
    row = (
        RemoteSession.objects.select_for_update(no_key=True)
        .filter(client_id=client_id, sign_in_id=sign_in_id, ended_at__isnull=True)
        .first()
    )
    if row is not None and (row.account_id, row.officer_id, row.delegation_id) != (
        account_id,
        officer_id,
        delegation_id,
    ):
        # Who acts under another appointment, or on behalf, is somebody else to the system: the former must not go on.
        _end(row, RemoteSession.End.APPOINTMENT, now)
        row = None
    if row is None:
        row = RemoteSession(
            client_id=client_id,
            account_id=account_id,
            officer_id=officer_id,
            delegation_id=delegation_id,
            subject=subject_of(client_id, account_id),
            sign_in_id=sign_in_id,
            started_at=now,
        )
    row.logout_uri, row.acr, row.amr = system.logout_uri, acr, list(amr)
    row.authenticated_at, row.expires_at = authenticated_at, expires_at
    row.save()
    system.last_used_at = now
    system.save(update_fields=["last_used_at"])
    record(
        action="sso.sign_in",
        at=now,
        kind=Kind.SIGN_IN,
        account_id=account_id,
        officer_id=officer_id,
        delegation_id=delegation_id,
        subjects=[getattr(identity.person_of_account(account_id), "id", None)],
        object_kind="connected_system",
        object_id=client_id,
        scopes=sorted(scopes),
        session=str(row.id),
    )
    return row


def subject_of(client_id: str, account_id: int) -> str:
    """Return how a system calls an account: officers have one name everywhere, citizens another one in each."""
    account = identity.account(account_id)
    if account and account.kind == "officer" and account.person_id:
        return str(account.person_id)
    row, _made = Subject.objects.get_or_create(
        client_id=client_id, account_id=account_id, defaults={"value": str(uuid.uuid4())}
    )
    return str(row.value)


@transaction.atomic
def end_session(*, session_id: UUID, reason: str, now: datetime) -> bool:
    """End a session and with it all its tokens; say whether it was alive. The system is told unless it asked."""
    row = RemoteSession.objects.select_for_update(no_key=True).filter(id=session_id, ended_at__isnull=True).first()
    if row is None:
        return False
    _end(row, reason, now)
    record(
        action="sso.end_session",
        at=now,
        kind=Kind.SIGN_IN,
        account_id=row.account_id,
        object_kind="connected_system",
        object_id=row.client_id,
        session=str(row.id),
        reason=reason,
    )
    return True


def touch(*, client_id: str, now: datetime) -> None:
    """Note that a system was here, to the minute."""
    ConnectedSystem.objects.filter(client_id=client_id).exclude(last_used_at__gt=now - USE_NOTED_EVERY).update(
        last_used_at=now
    )


@transaction.atomic
def agree(*, client_id: str, account_id: int, scopes: Collection[str], now: datetime) -> None:
    """Note that somebody agreed to share `scopes` with a system, besides what they agreed to before."""
    Client.objects.select_for_update(no_key=True).get(id=client_id)
    standing = Agreement.objects.filter(client_id=client_id, account_id=account_id, withdrawn_at__isnull=True).first()
    if standing is not None and set(scopes) <= set(standing.scopes):
        return
    wanted = sorted({*scopes, *(standing.scopes if standing else ())})
    if standing is not None:
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
    Agreement.objects.create(client_id=client_id, account_id=account_id, scopes=wanted, given_at=now)
    _record_agreement("sso.agree", client_id, account_id, now, scopes=wanted)


@transaction.atomic
def withdraw(*, client_id: str, account_id: int, now: datetime) -> None:
    """Take an agreement back: what the system holds ends now, and next time it asks anew. Raises NotFound."""
    changed = Agreement.objects.filter(client_id=client_id, account_id=account_id, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    if not changed:
        raise NotFound(_("Bạn không chia sẻ thông tin với hệ thống này."))
    RemoteSession.objects.filter(client_id=client_id, account_id=account_id, ended_at__isnull=True).update(
        ended_at=now, end_reason=RemoteSession.End.CONSENT, next_attempt_at=now
    )
    _record_agreement("sso.withdraw", client_id, account_id, now)


def forget_old(*, now: datetime) -> int:
    """Remove expired tokens, and sessions that ended long ago; the trail remembers them."""
    Token.objects.filter(expires_at__lt=now).delete()
    return RemoteSession.objects.filter(ended_at__lt=now - KEEP_ENDED).delete()[0]


def _end(row: RemoteSession, reason: str, now: datetime) -> None:
    row.ended_at, row.end_reason, row.next_attempt_at = now, reason, now
    if reason == RemoteSession.End.REVOKED:
        row.told_at = now
    row.save(update_fields=["ended_at", "end_reason", "next_attempt_at", "told_at"])


def _record_agreement(action: str, client_id: str, account_id: int, now: datetime, **detail: Any) -> None:
    person = identity.person_of_account(account_id)
    record(
        action=action,
        at=now,
        account_id=account_id,
        person_id=person.id if person else None,
        object_kind="connected_system",
        object_id=client_id,
        **detail,
    )
