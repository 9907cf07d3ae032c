"""When somebody writes about a dossier, the other side is told: that there is a message, never what it says."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers.events import QuestionAnswered, QuestionAsked
from congso.dossiers.queries import concerned, dossier_for_system
from congso.dossiers.queries.routes import desk_of
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.notifications.commands import notify

from . import words
from .tell_officers import waiting

RETRY = RetryStrategy(max_attempts=6, exponential_wait=5)


@reacts_to(QuestionAsked)
@app.task(name="processes.tell_of_question", queue="processes", retry=RETRY)
def tell_of_question(*, dossier_id: str, message_id: str, **_later_fields: object) -> None:
    """Tell whoever has the dossier; after its end the desk."""
    now = clock.now()
    view = dossier_for_system(UUID(dossier_id), now=now)
    row = view.row
    if row.question_at is None:
        return  # answered meanwhile
    unit_id = row.waiting_unit_id if row.is_open else desk_of(row.receiving_organisation_id, clock.today()).id
    for officer in waiting(unit_id, row.waiting_officer_id if row.is_open else None):
        notify(
            key=f"message:{message_id}:{officer.person_id}",
            person_id=officer.person_id,
            template="work_question",
            context={"code": row.shown_code, "procedure": words.short(row.procedure_name)},
            link=words.desk_link(dossier_id) + "#trao-doi",
            now=now,
        )


@reacts_to(QuestionAnswered)
@app.task(name="processes.tell_of_answer", queue="processes", retry=RETRY)
def tell_of_answer(*, dossier_id: str, message_id: str, **_later_fields: object) -> None:
    """Tell everybody whom the dossier concerns today."""
    now = clock.now()
    view = dossier_for_system(UUID(dossier_id), now=now)
    unit = view.row.waiting_unit_name if view.row.is_open else view.receiving_organisation_name
    for person_id in concerned(UUID(dossier_id), clock.today()):
        own = person_id == view.applicant.person_id
        notify(
            key=f"message:{message_id}:{person_id}",
            person_id=person_id,
            template="question_answered",
            context=words.about(view) | {"unit": unit},
            link=words.person_link(dossier_id) + "#trao-doi",
            now=now,
            email=view.applicant.email if own else None,
        )
