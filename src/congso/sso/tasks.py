"""Jobs: what has ended is told to those who should know; keys change; old things go."""

from uuid import UUID

import structlog
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from congso.kernel import clock

from . import commands
from .commands.keys import rotate_when_due
from .provider.notice import hand_over

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * * */2")
@app.task(name="sso.end_overdue", queue="sso", queueing_lock="sso.end_overdue")
def end_overdue(timestamp: int = 0, **_later_fields: object) -> None:
    """Every two seconds: end what is over, and queue a message to each system that has not been told yet.

    Sign-outs are noted by a trigger in their own transaction; this only looks at the small index of the untold.
    """
    for session_id in commands.end_overdue(now=clock.now(), today=clock.today()):
        try:
            tell_system.configure(queueing_lock=f"sso.tell:{session_id}").defer(session_id=str(session_id))
        except AlreadyEnqueued:
            continue


@app.task(name="sso.tell_system", queue="sso")
def tell_system(*, session_id: str, **_later_fields: object) -> None:
    """Tell one system of one ended session. The row plans the next attempt, so the job itself is never retried."""
    commands.tell(session_id=UUID(session_id), send=lambda notice: hand_over(notice, clock.now()), clock=clock.now)


@app.periodic(cron="41 18 * * *")  # 01:41 in Vietnam
@app.task(name="sso.tidy", queue="sso", queueing_lock="sso.tidy")
def tidy(timestamp: int = 0, **_later_fields: object) -> None:
    """Every night: a new signing key when the last has lived its life; expired tokens and old sessions go."""
    if kid := rotate_when_due(now=clock.now()):
        log.info("sso.key_made", kid=kid)
    commands.forget_old(now=clock.now())
