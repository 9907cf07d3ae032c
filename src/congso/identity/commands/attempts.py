"""Sign-ins that failed, counted for a while; see rules/throttling."""

from datetime import datetime

from congso.identity.models import FailedSignIn


def note_failed_sign_in(*, buckets: list[str], now: datetime) -> None:
    """Count one failure in each of `buckets`."""
    FailedSignIn.objects.bulk_create([FailedSignIn(bucket=bucket, at=now) for bucket in buckets])


def forget_failed_sign_ins(*, buckets: list[str] | None = None, before: datetime | None = None) -> int:
    """Forget the failures of `buckets` (a sign-in succeeded) or those `before` an instant (too old to count)."""
    rows = FailedSignIn.objects.all()
    if buckets is not None:
        rows = rows.filter(bucket__in=buckets)
    if before is not None:
        rows = rows.filter(at__lt=before)
    return rows.delete()[0]
