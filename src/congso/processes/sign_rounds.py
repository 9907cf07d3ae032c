"""A round of signing is carried out in the background, one result a transaction, and taken over when a worker dies."""

from uuid import UUID

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers import commands
from congso.dossiers.events import RoundAuthorised
from congso.kernel import clock
from congso.kernel.events import reacts_to

log = structlog.get_logger(__name__)


@reacts_to(RoundAuthorised)
@app.task(name="sign.round", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=3))
def sign_round(*, round_id: str, **_later_fields: object) -> None:
    """Sign what a leader ordered; what is signed already is left as it is."""
    signed = commands.carry_out(round_id=UUID(round_id), now=clock.now())
    log.info("round.signed", round_id=round_id, signed=signed)


@app.periodic(cron="* * * * *")
@app.task(name="house.sign_rounds", queue="house", queueing_lock="house.sign_rounds")
def take_over_rounds(timestamp: int = 0, **_later_fields: object) -> None:
    """Go on with rounds that were ordered and are not finished; whoever is just at one is not in the way."""
    for one in commands.rounds_under_way():
        commands.carry_out(round_id=one, now=clock.now())
