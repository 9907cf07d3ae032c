"""What `congso doctor` says about backups: when the last one was made, when one was last proved by a restore."""

from collections.abc import Iterator
from datetime import timedelta

from congso.cli.doctor import Finding


def look() -> Iterator[Finding]:
    """Look at what was written down about backups and drills."""
    import django

    django.setup()
    from django.conf import settings

    from congso.kernel import backups, clock

    for kind, late_after, remedy in (
        (backups.BACKUP, timedelta(hours=settings.BACKUP_LATE_HOURS), "Chạy `congso backup`, đặt lịch hằng ngày"),
        (
            backups.DRILL,
            timedelta(days=settings.BACKUP_DRILL_LATE_DAYS),
            "Chạy `congso backup drill`, đặt lịch hằng tháng",
        ),
    ):
        now = clock.now()
        standing = backups.standing(kind, now=now, late_after=late_after)
        remedy = f"{remedy} (docs/operations/sao-luu.md)."
        last, good = standing.last, standing.last_good
        if last is not None and not last.succeeded:
            yield Finding(
                standing.label, "broken", f"lần cuối {_ago(now - last.ended_at)} không được: {last.summary}", remedy
            )
        elif good is None:
            yield Finding(standing.label, "warning", "chưa lần nào", remedy)
        else:
            found = f"{_ago(now - good.ended_at)}, bản {good.backup}: {good.summary}"
            yield Finding(
                standing.label, "warning" if standing.is_late else "fine", found, remedy if standing.is_late else ""
            )


def _ago(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours < 1:
        return f"{max(0, int(span.total_seconds() // 60))} phút trước"
    return f"{hours} giờ trước" if hours < 48 else f"{span.days} ngày trước"
