"""The signatures of a file are checked when it comes, so that whoever works with it reads the verdict beside it."""

from uuid import UUID

from procrastinate.contrib.django import app

from congso.files.events import FileStored
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.signatures import commands as signatures


@reacts_to(FileStored)
@app.task(name="signatures.check", queue="processes", retry=3)
def check_signatures(*, file_id: str, **_later_fields: object) -> None:
    """Check a file that has just come; one without signatures costs a look for one word."""
    signatures.check_stored(file_id=UUID(file_id), now=clock.now())
