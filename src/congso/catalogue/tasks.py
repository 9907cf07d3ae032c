"""Jobs of the catalogue."""

from procrastinate.contrib.django import app

from congso.kernel import clock

from . import commands


@app.periodic(cron="5 * * * *")
@app.task(queue="catalogue", name="catalogue.bring_into_force", queueing_lock="catalogue.bring_into_force")
def bring_into_force(timestamp: int = 0, **_later_fields: object) -> None:
    """Put versions in force whose day has come; hourly, for the day begins in Vietnam and not where the clock is."""
    commands.bring_into_force(today=clock.today())
