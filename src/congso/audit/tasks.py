"""The job that seals the trail and writes the seals out."""

import structlog
from django.conf import settings
from procrastinate.contrib.django import app

from congso.kernel import clock

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
