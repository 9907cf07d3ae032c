"""What nobody needs any more goes: a page at a time, a bounded number of pages an hour, the same when run twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from procrastinate.contrib.django import app

from congso.dossiers.commands import discard_expired_drafts, forget_register_prints
from congso.files.commands import forget_recognitions, remove_abandoned_arrivals, remove_lost_bytes, remove_orphans
from congso.inspection.commands import forget_exports
from congso.kernel import clock, housework, idempotency
from congso.notifications.commands import remove_old
from congso.pages.commands import forget_feedback
from congso.privacy.queries import held_people

log = structlog.get_logger(__name__)

PAGES_AT_MOST = 50
"""Of each kind an hour: what is left waits for the next, and the worker stays free for people."""

HALF_WRITTEN_AFTER = timedelta(days=1)


def _drafts(now: datetime) -> int:
    return discard_expired_drafts(now=now)


def _prints(now: datetime) -> int:
    return forget_register_prints(before=now - timedelta(days=settings.KEEP_REGISTER_PRINTS_DAYS))


def _exports(now: datetime) -> int:
    return forget_exports(before=now - timedelta(days=settings.KEEP_TRAIL_EXPORTS_DAYS))


def _files(now: datetime) -> int:
    return remove_orphans(before=now - timedelta(days=settings.KEEP_ORPHANED_FILES_DAYS))


def _recognitions(now: datetime) -> int:
    return forget_recognitions(before=now - timedelta(days=settings.KEEP_RECOGNISED_DAYS))


def _lost_bytes(now: datetime) -> int:
    """One of the 256 folders of the store an hour, so that all are seen within eleven days."""
    before = now - HALF_WRITTEN_AFTER
    hour = int(now.timestamp()) // 3600
    lost = remove_lost_bytes(prefix=f"{hour % 256:02x}", before=before)
    return lost + remove_abandoned_arrivals(before=before)


def _keys(now: datetime) -> int:
    return idempotency.forget(before=now - timedelta(days=settings.KEEP_USED_KEYS_DAYS))


def _messages(now: datetime) -> int:
    """Those to somebody whose data must stay as they are (a legal hold) stay."""
    return remove_old(before=now - timedelta(days=settings.KEEP_MESSAGES_DAYS), kept=held_people())


def _feedback(now: datetime) -> int:
    return forget_feedback(before=now - timedelta(days=settings.KEEP_FEEDBACK_DAYS))


CHORES: dict[str, Callable[[datetime], int]] = {
    "expired_drafts": _drafts,  # first: what they held becomes orphaned
    "register_prints": _prints,
    "trail_exports": _exports,
    "recognised_words": _recognitions,
    "orphaned_files": _files,
    "lost_bytes": _lost_bytes,
    "used_keys": _keys,
    "old_messages": _messages,
    "old_feedback": _feedback,
}
"""Each removes one page of what it finds and says how many; 0 means that nothing is left."""


@app.periodic(cron="41 * * * *")
@app.task(name="house.clear_away", queue="house", queueing_lock="house.clear_away")
def clear_away(timestamp: int = 0, **_later_fields: object) -> None:
    """Do every chore; one that fails does not keep the others from being done, and makes the job fail at the end."""
    now, failures = clock.now(), []
    for name, page in CHORES.items():
        try:
            removed = _repeat(page, now)
        except Exception as failure:  # whatever it is, the other chores are none the worse
            log.exception("house.chore_failed", chore=name)
            failures.append(failure)
        else:
            housework.note(name, removed, now=now)
            if removed:
                log.info("house.cleared_away", chore=name, removed=removed)
    if failures:
        raise ExceptionGroup("chores failed", failures)


def _repeat(page: Callable[[datetime], int], now: datetime) -> int:
    removed = 0
    for _ in range(PAGES_AT_MOST):
        if not (found := page(now)):
            break
        removed += found
    return removed
