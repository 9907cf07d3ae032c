"""Telling systems that a session has ended (OpenID Connect Back-Channel Logout 1.0)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from ..models import RemoteSession
from ..rules.timing import next_try

log = structlog.get_logger(__name__)

AT_ONCE = 200


@dataclass(frozen=True)
class Notice:
    """What a system is told: whose session has ended, and where to say it."""

    jti: str
    client_id: str
    subject: str
    session_id: str
    address: str


@transaction.atomic
def end_overdue(*, now: datetime, today: date) -> list[UUID]:
    """End what nobody ended: expired sessions, appointments that are over. Return of which systems are to be told."""
    living = RemoteSession.objects.filter(ended_at__isnull=True)
    living.filter(expires_at__lte=now).update(ended_at=now, end_reason=RemoteSession.End.EXPIRED, next_attempt_at=now)
    over = Q(officer__valid_to__lte=today)
    for path in ("officer__position", "officer__position__unit", "officer__position__unit__organisation"):
        over |= Q(**{f"{path}__valid_to__lte": today})
    over |= Q(delegation__valid_to__lte=today) | Q(delegation__revoked_at__isnull=False)
    over |= Q(delegation__giver__valid_to__lte=today)
    # `update` takes no joins, so the ids are read first.
    ended = list(living.filter(over).values_list("id", flat=True)[:AT_ONCE])
    RemoteSession.objects.filter(id__in=ended, ended_at__isnull=True).update(
        ended_at=now, end_reason=RemoteSession.End.APPOINTMENT, next_attempt_at=now
    )
    waiting = (
        RemoteSession.objects.select_for_update(skip_locked=True)
        .filter(ended_at__isnull=False, told_at__isnull=True, next_attempt_at__lte=now)
        .exclude(logout_uri="")
        .order_by("next_attempt_at", "id")
        .values_list("id", flat=True)[:AT_ONCE]
    )
    return list(waiting)


def tell(*, session_id: UUID, send: Callable[[Notice], str], clock: Callable[[], datetime]) -> bool:
    """Tell a system of one ended session; `send` returns "" or what went wrong. A failure is tried again later.

    The next attempt is written before the call, so that a second job, or one after a crash, keeps its distance.
    """
    row = _claim(session_id, clock())
    if row is None:
        return False
    notice = Notice(uuid.uuid4().hex, str(row.client_id), row.subject, str(row.id), row.logout_uri)
    trouble = send(notice)
    if trouble:
        log.warning("sso.logout_not_told", client_id=notice.client_id, attempts=row.attempts, reason=trouble)
        return False
    RemoteSession.objects.filter(id=session_id).update(told_at=clock(), next_attempt_at=None)
    return True


@transaction.atomic
def _claim(session_id: UUID, now: datetime) -> RemoteSession | None:
    row = (
        RemoteSession.objects.select_for_update(skip_locked=True)
        .filter(id=session_id, ended_at__isnull=False, told_at__isnull=True, next_attempt_at__lte=now)
        .exclude(logout_uri="")
        .first()
    )
    if row is None:
        return None
    row.attempts += 1
    wait = next_try(row.attempts)
    row.next_attempt_at = now + wait if wait else None
    row.save(update_fields=["attempts", "next_attempt_at"])
    return row
