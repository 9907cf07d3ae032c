"""Papers are read by a program when their owner asks for it."""

from uuid import UUID

from procrastinate.contrib.django import app

from congso.files import commands as files
from congso.files.events import RecognitionAsked
from congso.kernel import clock
from congso.kernel.events import reacts_to


@reacts_to(RecognitionAsked)
@app.task(name="files.recognise", queue="processes", retry=3)
def recognise_file(*, file_id: str, **_later_fields: object) -> None:
    """Read a file; what cannot be read says so on the page that waits for it."""
    files.recognise(file_id=UUID(file_id), now=clock.now())
