"""The signatures of a file are checked when it comes, and again where an authority did not answer.

Whoever works with the file reads the verdict beside it.
"""

from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from congso.files.events import FileStored
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.signatures import commands as signatures

log = structlog.get_logger(__name__)


@reacts_to(FileStored)
@app.task(name="signatures.check", queue="processes", retry=3)
def check_signatures(*, file_id: str, **_later_fields: object) -> None:
    """Check a file that has just come; one without signatures costs a look for one word."""
    signatures.check_stored(file_id=UUID(file_id), now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="house.check_signatures_again", queue="house", queueing_lock="house.check_signatures_again")
def check_signatures_again(timestamp: int = 0, **_later_fields: object) -> None:
    """Check once more what nobody could say whether it was taken back; each file a bounded number of times."""
    if done := signatures.check_again(now=clock.now()):
        log.info("signatures.checked_again", number=done)
