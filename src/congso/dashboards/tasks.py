"""The jobs that keep the figures up to date, and that make them public."""

import structlog
from procrastinate.contrib.django import app

from congso.kernel import clock

from . import commands

log = structlog.get_logger(__name__)

AT_ONCE = 20
"""Batches of one run: after a mass of work the next run goes on, and other jobs get their turn."""


@app.periodic(cron="* * * * * */4")
@app.task(name="dashboards.fold", queue="figures", queueing_lock="dashboards.fold")
def fold(timestamp: int = 0, **_later_fields: object) -> None:
    """Fold what happened since the last run, four seconds ago."""
    folded = 0
    for _ in range(AT_ONCE):
        batch = commands.fold()
        folded += batch
        if not batch:
            break
    if folded:
        log.info("dashboards.folded", dossiers=folded)


@app.periodic(cron="25 * * * *")
@app.task(name="dashboards.publish_figures", queue="figures", queueing_lock="dashboards.publish_figures")
def publish_figures(timestamp: int = 0, **_later_fields: object) -> None:
    """Say on the public pages of procedures how they really go; hourly."""
    lines = commands.publish_figures(today=clock.today(), now=clock.now())
    log.info("dashboards.published", lines=lines)
