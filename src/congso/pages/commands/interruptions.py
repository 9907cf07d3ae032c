"""Announcing that the portal stops, and taking that back."""

from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from congso.audit.commands import record
from congso.kernel import normalise
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.pages.models import Interruption
from congso.pages.permissions import check
from congso.pages.queries import ANNOUNCED_KEY
from congso.pages.rules.interruptions import LONGEST_REASON, LONGEST_WHAT, Calendar, defects
from congso.pages.rules.rights import PagesRight

from .keeper import Keeper


@transaction.atomic
def announce(
    *,
    what: str,
    reason: str,
    starts_at: datetime,
    ends_at: datetime,
    urgent_reason: str,
    by: Keeper,
    now: datetime,
    working_days: int,
    calendar: Calendar,
) -> UUID:
    """Announce an interruption; every page says so from now until it ends. Raises NotAllowed, Incorrect.

    `urgent_reason` says why the repair of a fault cannot wait for the days of notice. The same one twice is kept once.
    """
    check(by, PagesRight.ANNOUNCE)
    what, reason, urgent_reason = normalise.tidy(what), normalise.tidy(reason), normalise.tidy(urgent_reason)
    wrong = defects(
        starts_at=starts_at.astimezone(VIETNAM),
        ends_at=ends_at.astimezone(VIETNAM),
        urgent_reason=urgent_reason,
        announced_at=now.astimezone(VIETNAM),
        working_days=working_days,
        calendar=calendar,
    )
    if not what or len(what) > LONGEST_WHAT:
        wrong["what"] = f"Ghi phần nào ngừng, tối đa {LONGEST_WHAT} ký tự."
    if not reason or len(reason) > LONGEST_REASON:
        wrong["reason"] = f"Ghi lý do, tối đa {LONGEST_REASON} ký tự."
    if len(urgent_reason) > LONGEST_REASON:
        wrong["urgent_reason"] = f"Tối đa {LONGEST_REASON} ký tự."
    if wrong:
        raise Incorrect(next(iter(wrong.values())), fields={name: [said] for name, said in wrong.items()})
    same = Interruption.objects.filter(what=what, starts_at=starts_at, ends_at=ends_at, ended_at__isnull=True).first()
    if same is not None:
        return same.id
    row = Interruption.objects.create(
        what=what,
        reason=reason,
        starts_at=starts_at,
        ends_at=ends_at,
        urgent_reason=urgent_reason,
        announced_at=now,
        announced_by_id=by.id,
    )
    _record("pages.announce_interruption", row, by, now)
    return row.id


@transaction.atomic
def end_interruption(*, interruption_id: UUID, by: Keeper, now: datetime) -> None:
    """Withdraw an interruption that has not begun, or say that it is over already. Raises NotAllowed, NotFound,
    NotPossibleNow."""
    check(by, PagesRight.ANNOUNCE)
    row = Interruption.objects.select_for_update().filter(id=interruption_id).first()
    if row is None:
        raise NotFound("Không có thông báo này.")
    if row.ended_at is not None or row.ends_at <= now:
        raise NotPossibleNow("Lần tạm ngừng này đã kết thúc hoặc đã được rút.")
    row.ended_at = now
    row.ended_by_id = by.id
    row.save(update_fields=["ended_at", "ended_by"])
    _record("pages.end_interruption", row, by, now)


def _record(action: str, row: Interruption, by: Keeper, now: datetime) -> None:
    transaction.on_commit(lambda: cache.delete(ANNOUNCED_KEY))
    record(
        action=action,
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="interruption",
        object_id=row.id,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
        urgent=bool(row.urgent_reason),
    )
