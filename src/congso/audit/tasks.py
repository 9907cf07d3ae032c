"""The jobs that seal the trail, have the seals time-stamped, and write both out."""

import structlog
from django.conf import settings
from procrastinate.contrib.django import app

from congso.audit.queries import retention
from congso.audit.queries.verification import known_keys
from congso.audit.rules.retention import read_policy
from congso.kernel import clock, timestamps
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.timestamps import NoTimestamp

from . import commands
from .commands.sealing import TrailNotSealed

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name="audit.seal", queue="house", queueing_lock="audit.seal")
def seal(timestamp: int = 0, **_later_fields: object) -> None:
    """Seal what was committed in the last ten seconds, and write it out; say the head, so that the logs know it too."""
    try:
        sealed = commands.seal(now=clock.now())
    except TrailNotSealed as refusal:
        log.error("audit.not_sealed", code=refusal.code)
        return
    if commands.export_seals(folder=settings.AUDIT_SEALS_DIR):
        number, head = commands.newest_seal()
        log.info("audit.sealed", entries=sealed, seal=number, head=head)


@app.periodic(cron="47 19 * * *")  # 02:47 in Vietnam
@app.task(name="audit.archive", queue="house", queueing_lock="audit.archive")
def archive(timestamp: int = 0, **_later_fields: object) -> None:
    """Archive the months whose time is over, so that whoever owns the tables may let them go."""
    folder = settings.AUDIT_ARCHIVE_DIR
    policy = read_policy(settings.AUDIT_RETENTION, keep_months=settings.AUDIT_KEEP_MONTHS)
    keys = known_keys(own=settings.AUDIT_KEY, more=settings.AUDIT_PUBLIC_KEYS, folder=None)
    trusted = timestamps.anchors(settings.TSA_ANCHORS)
    found = retention.overview(
        policy, today=clock.today(), folder=folder, public_keys=keys, trusted=trusted, due_only=True
    )
    for one in found:
        if "not_archived" in one.hindrances and "not_sealed" not in one.hindrances:
            written = commands.archive_month(month=one.month, folder=folder, now=clock.now())
            log.info("audit.archived", month=f"{one.month:%Y-%m}", entries=written.lines)


@app.periodic(cron="*/5 * * * *")
@app.task(name="audit.stamp", queue="house", queueing_lock="audit.stamp")
def stamp(timestamp: int = 0, **_later_fields: object) -> None:
    """Have the last seal of each day that is over stamped; what the authority does not stamp waits for the next run."""
    try:
        if stamped := commands.stamp(now=clock.now()):
            log.info("audit.stamped", seals=stamped)
    except NotPossibleNow as refusal:
        log.warning("audit.not_stamped", code=refusal.code)
    except NoTimestamp as trouble:
        log.warning("audit.not_stamped", code=trouble.code, why=str(trouble))
    commands.export_stamps(folder=settings.AUDIT_SEALS_DIR)
