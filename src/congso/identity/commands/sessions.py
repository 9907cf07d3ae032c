"""Sessions: each sign-in is a row one can see and end. Ending it removes the session from the store, so the next
request of that browser is a stranger's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.identity.events import SessionsEnded
from congso.identity.models import SignInSession
from congso.kernel.context import address
from congso.kernel.events import publish


def open_session(
    *, account_id: int, session_key: str, device: str, level: str, methods: list[str], now: datetime
) -> UUID:
    """Write down that a session began; return its id."""
    return SignInSession.objects.create(
        account_id=account_id,
        session_key=session_key,
        started_at=now,
        seen_at=now,
        address=address(),
        device=device[:120],
        level=level,
        methods=methods,
    ).id


def touch_session(*, session_id: UUID | str, now: datetime, **changes: Any) -> None:
    """Say that a session is in use, and what changed about it (`session_key`, `level`, `methods`)."""
    SignInSession.objects.filter(id=session_id, ended_at=None).update(seen_at=now, address=address(), **changes)


@transaction.atomic
def end_sessions(
    *,
    account_id: int,
    reason: str,
    now: datetime,
    only: UUID | str | None = None,
    but: UUID | str | None = None,
    by_account_id: int | None = None,
) -> int:
    """End the sessions of an account: all, `only` one, or all `but` one. Return how many ended.

    `reason` is a code: sign_out, remote, idle, whole, password, factor, locked, position.
    """
    rows = SignInSession.objects.select_for_update().filter(account_id=account_id, ended_at=None)
    if only is not None:
        rows = rows.filter(id=only)
    if but is not None:
        rows = rows.exclude(id=but)
    ended = list(rows.order_by("id").values_list("id", "session_key"))
    if not ended:
        return 0
    ids = [one for one, _ in ended]
    SignInSession.objects.filter(id__in=ids).update(ended_at=now, end_reason=reason, session_key="")
    Session.objects.filter(session_key__in=[key for _, key in ended if key]).delete()
    if reason != "sign_out":
        record(
            action="identity.end_sessions",
            at=now,
            purpose=Purpose.SECURITY,
            account_id=by_account_id or account_id,
            object_kind="account",
            object_id=account_id,
            reason=reason,
            number=len(ended),
        )
    publish(SessionsEnded(account_id, tuple(str(one) for one in ids), reason))
    return len(ended)


def forget_ended_sessions(*, before: datetime) -> int:
    """Remove what is known of sessions that ended, or were last used, before an instant."""
    return SignInSession.objects.filter(seen_at__lt=before).delete()[0]
