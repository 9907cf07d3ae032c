"""Jobs of the catalogue."""

import tempfile

from procrastinate.contrib.django import app

from congso.files.commands import keep_made
from congso.kernel import clock

from . import commands
from .printing import write_lines, write_workbook
from .queries.dumps import dumps
from .queries.exchange import catalogue_mark, exported

DUMPS = {
    "jsonl": (write_lines, "application/jsonl"),
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@app.periodic(cron="5 * * * *")
@app.task(queue="catalogue", name="catalogue.bring_into_force", queueing_lock="catalogue.bring_into_force")
def bring_into_force(timestamp: int = 0, **_later_fields: object) -> None:
    """Publish what was scheduled for a day that has come, then put versions in force whose day has come.

    Hourly, for the day begins in Vietnam and not where the clock is.
    """
    commands.publish_scheduled(today=clock.today(), now=clock.now())
    commands.bring_into_force(today=clock.today())


@app.periodic(cron="20 * * * *")
@app.task(queue="catalogue", name="catalogue.write_dumps", queueing_lock="catalogue.write_dumps")
def write_dumps(timestamp: int = 0, **_later_fields: object) -> None:
    """Write the open dump anew when something public has changed since it was written."""
    mark, procedures = catalogue_mark()
    there = {one.form: one.mark for one in dumps()}
    for form, (write, media_type) in DUMPS.items():
        if there.get(form) == mark:
            continue
        with tempfile.TemporaryFile() as target:
            write(exported(public=True), target)
            target.seek(0)
            kept = keep_made(stream=target, name=f"thu-tuc-hanh-chinh.{form}", media_type=media_type, now=clock.now())
        commands.keep_dump(form=form, mark=mark, procedures=procedures, file_id=kept.id, now=clock.now())
