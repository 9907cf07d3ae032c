"""A result for somebody who asked for it electronically is delivered to their space once issued, and paid for.

Source: Decree 61/2018/NĐ-CP art. 20; Decree 224/2026/NĐ-CP art. 15 (results returned online).
"""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers import commands
from congso.dossiers.events import PaymentConfirmed, ResultIssued
from congso.dossiers.queries import dossier_for_system
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.kernel.refusals import NotPossibleNow


@reacts_to(ResultIssued, PaymentConfirmed)
@app.task(name="deliver.result", queue="processes", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def deliver_result(*, dossier_id: str, **_later_fields: object) -> None:
    """Deliver a result that waits for its person on the portal; somebody who comes to the desk is left alone."""
    now = clock.now()
    dossier = dossier_for_system(UUID(dossier_id), now=now)
    if dossier.return_channel != "online":
        return
    try:
        commands.deliver_electronically(dossier_id=UUID(dossier_id), now=now)
    except NotPossibleNow:
        return  # delivered before, taken back since, not yet issued, or a fee is still due
