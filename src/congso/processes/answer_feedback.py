"""When feedback about the portal is answered, the answer goes to the address that was left."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.notifications.commands import write_to
from congso.pages.events import FeedbackAnswered
from congso.pages.queries import feedback


@reacts_to(FeedbackAnswered)
@app.task(name="processes.answer_feedback", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def answer_feedback(*, feedback_id: str, **_later_fields: object) -> None:
    """Write the letter, once."""
    one = feedback(UUID(feedback_id))
    if one.email and one.answer:
        write_to(
            key=f"feedback:{feedback_id}",
            address=one.email,
            template="feedback_answered",
            context={"code": one.reference, "answer": one.answer},
            now=clock.now(),
        )
