"""Sign-ins that failed, counted for a while; see rules/throttling."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from congso.identity.models import FailedSignIn
from congso.identity.rules.throttling import WINDOW, Bucket, open_from


def begin_attempt(*, buckets: Sequence[Bucket], now: datetime) -> tuple[list[int], datetime | None]:
    """Count an attempt as failed before it is heard; return what was written, and until when it must wait (None: now).

    Counting comes first, so that fifty guesses sent at the same moment see each other. An attempt that has to wait is
    not heard and does not count.
    """
    rows = FailedSignIn.objects.bulk_create([FailedSignIn(bucket=bucket.key, at=now) for bucket in buckets])
    waits = []
    for bucket, row in zip(buckets, rows, strict=True):
        before = FailedSignIn.objects.filter(bucket=bucket.key, at__gt=now - WINDOW, id__lt=row.id)
        waits.append(open_from(bucket, list(before.order_by("-at").values_list("at", flat=True)[:200])))
    ids = [row.id for row in rows]
    until = max((one for one in waits if one is not None and one > now), default=None)
    if until is not None:
        withdraw_attempt(ids=ids)
        return [], until
    return ids, None


def withdraw_attempt(*, ids: Iterable[int]) -> None:
    """Forget an attempt that turned out right, or was not heard."""
    FailedSignIn.objects.filter(id__in=list(ids)).delete()


def forget_failed_sign_ins(*, buckets: list[str] | None = None, before: datetime | None = None) -> int:
    """Forget the failures of `buckets` (a sign-in succeeded) or those `before` an instant (too old to count)."""
    rows = FailedSignIn.objects.all()
    if buckets is not None:
        rows = rows.filter(bucket__in=buckets)
    if before is not None:
        rows = rows.filter(at__lt=before)
    return rows.delete()[0]
