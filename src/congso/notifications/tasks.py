"""The job that hands one message over."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from congso.kernel import clock

from . import commands


@app.task(name=commands.SEND, queue="messages", pass_context=True)
def send_message(context: JobContext, /, *, message_id: str, **_later_fields: object) -> None:
    """Send a message. Failures are planned by the command, so the job itself is never retried on an error."""
    job_id = context.job.id if context.job is not None else 0
    commands.send(message_id=message_id, holder=f"job-{job_id}", clock=clock.now)
