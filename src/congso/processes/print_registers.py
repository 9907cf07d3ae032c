"""A register that somebody wants on paper is printed in the background and kept for some days."""

import tempfile
from uuid import UUID

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers import commands, printing, queries
from congso.dossiers.events import RegisterPrintAsked
from congso.files.commands import keep_made
from congso.kernel import clock
from congso.kernel.events import reacts_to

log = structlog.get_logger(__name__)


@reacts_to(RegisterPrintAsked)
@app.task(name="print.register", queue="processes", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def print_register(*, print_id: str, **_later_fields: object) -> None:
    """Print a copy of the register once; a run that comes second, or too late, does nothing."""
    asked = queries.register_print_for_system(UUID(print_id))
    if asked is None or asked.file_id is not None:
        return
    try:
        with tempfile.TemporaryFile() as target:
            lines = printing.write_register(asked.organisation_id, asked.year, asked.as_of, target)
            target.seek(0)
            name = f"so-theo-doi-{asked.year}-{asked.as_of.astimezone(clock.VIETNAM):%Y%m%d-%H%M}.pdf"
            kept = keep_made(stream=target, name=name, media_type="application/pdf", now=clock.now())
    except Exception:
        commands.note_register_print_failed(print_id=asked.id, now=clock.now())
        raise
    commands.keep_register_print(print_id=asked.id, file_id=kept.id, lines=lines, now=clock.now())
    log.info("register.printed", print_id=print_id, lines=lines)
