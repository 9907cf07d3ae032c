"""What the province signed gets its time-stamp and its evidence: at once where authorities answer, else later."""

import structlog
from procrastinate.contrib.django import app

from congso.dossiers.events import ResultIssued
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.signatures import commands as signatures

log = structlog.get_logger(__name__)


@reacts_to(ResultIssued)
@app.task(name="signatures.strengthen", queue="processes")
def strengthen_issued(**_fields: object) -> None:
    """Strengthen what has just been issued, with whatever else is due."""
    signatures.strengthen_due(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="house.strengthen_signatures", queue="house", queueing_lock="house.strengthen_signatures")
def strengthen_waiting(timestamp: int = 0, **_later_fields: object) -> None:
    """Try again what could not be reached, and seal anew what ages."""
    if done := signatures.strengthen_due(now=clock.now()):
        log.info("signatures.strengthened", number=done)


@app.periodic(cron="* * * * *")
@app.task(name="house.enrol_demo_keys", queue="house", queueing_lock="house.enrol_demo_keys")
def enrol_demo_keys(timestamp: int = 0, **_later_fields: object) -> None:
    """Give those who sign in the demo certificates of the simulated authority; nothing elsewhere."""
    if done := signatures.enrol_missing(now=clock.now()):
        log.info("signatures.enrolled", number=done)
