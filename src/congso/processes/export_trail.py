"""Entries of the trail that an inspector wants along are written out in the background and kept for some days."""

import tempfile
from collections.abc import Sequence
from uuid import UUID

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.audit.commands import write_export
from congso.files.commands import keep_made
from congso.inspection import commands, queries
from congso.inspection.events import TrailExportAsked
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.organisation.queries import officer_labels

log = structlog.get_logger(__name__)


@reacts_to(TrailExportAsked)
@app.task(name="trail.export", queue="processes", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def export_trail(*, export_id: str, **_later_fields: object) -> None:
    """Write an export once; a run that comes second, or too late, does nothing."""
    found = queries.export_for_system(UUID(export_id))
    if found is None or found[0].file_id is not None:
        return
    asked, scope, officer_id = found
    ground = {
        "asked_by": officer_id,
        "asked_at": asked.asked_at.astimezone(clock.VIETNAM).isoformat(),
        "purpose": asked.purpose,
        "ground": asked.ground,
    }
    try:
        with tempfile.TemporaryFile() as target:
            written = write_export(
                target,
                search=asked.search,
                scope=scope,
                format="csv" if asked.format == "csv" else "jsonl",
                ground=ground,
                name=_names,
                now=clock.now(),
            )
            target.seek(0)
            name = f"nhat-ky-{asked.asked_at.astimezone(clock.VIETNAM):%Y%m%d-%H%M}.zip"
            kept = keep_made(stream=target, name=name, media_type="application/zip", now=clock.now())
    except Exception:
        commands.note_export_failed(export_id=asked.id, now=clock.now())
        raise
    commands.keep_export(
        export_id=asked.id, file_id=kept.id, lines=written.lines, digest=written.digest, now=clock.now()
    )
    log.info("trail.exported", export_id=export_id, lines=written.lines)


def _names(ids: Sequence[int]) -> dict[int, str]:
    return {one: str(label) for one, label in officer_labels(ids).items()}
