"""When time passes: jobs of dead workers run again, messages find their way, old things go, new months have room.

None of these jobs carries a `lock`: a killed worker would leave it locked. A `queueing_lock` is enough, and each may
run twice.
"""

from datetime import date, timedelta

import structlog
from django.core.management import call_command
from procrastinate import JobContext
from procrastinate.contrib.django import app

from congso.audit.commands import ensure_partitions
from congso.dossiers.commands import expire_supplements
from congso.identity.commands import forget_failed_sign_ins
from congso.kernel import clock
from congso.kernel.partitions import ensure_months
from congso.notifications.commands import sweep

log = structlog.get_logger(__name__)

DEAD_AFTER_SECONDS = 30
"""A worker says every 10 seconds that it lives; without three signs its jobs are given to another."""

MONTHS_AHEAD = 14
KEEP_JOBS_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="house.retry_stalled_jobs", queue="house", queueing_lock="house.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, /, timestamp: int = 0, **_later_fields: object) -> None:
    """Queue again what a worker was doing when it died."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        log.warning("house.job_stalled", job_id=job.id, task=job.task_name, attempts=job.attempts)
        await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="house.sweep_messages", queue="house", queueing_lock="house.sweep_messages")
def sweep_messages(timestamp: int = 0, **_later_fields: object) -> None:
    """Queue messages that should have gone out and may have lost their job."""
    if found := sweep(now=clock.now()):
        log.info("house.messages_swept", number=found)


@app.periodic(cron="17 * * * *")
@app.task(name="house.expire_supplements", queue="house", queueing_lock="house.expire_supplements")
def expire(timestamp: int = 0, **_later_fields: object) -> None:
    """Stop dossiers whose supplement did not come in time."""
    expire_supplements(now=clock.now())


@app.periodic(cron="23 18 * * *")  # 01:23 in Vietnam
@app.task(name="house.tidy", queue="house", queueing_lock="house.tidy", pass_context=True)
async def tidy(context: JobContext, /, timestamp: int = 0, **_later_fields: object) -> None:
    """Remove finished jobs; the rest of the night's work is synchronous."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS_HOURS)


@app.periodic(cron="29 18 * * *")
@app.task(name="house.make_room", queue="house", queueing_lock="house.make_room")
def make_room(timestamp: int = 0, **_later_fields: object) -> None:
    """Make the partitions of the months ahead; remove sessions and failed sign-ins."""
    now, today = clock.now(), clock.today()
    ahead = months_later(today, MONTHS_AHEAD)
    created = [*ensure_partitions(today, ahead), *ensure_months("dossiers_dossierevent", today, ahead)]
    if created:
        log.info("house.partitions_made", names=created)
    forget_failed_sign_ins(before=now - timedelta(days=1))
    call_command("clearsessions")


def months_later(day: date, months: int) -> date:
    """Return the first of the month that lies `months` after `day`'s."""
    months += day.year * 12 + day.month - 1
    return date(months // 12, months % 12 + 1, 1)
