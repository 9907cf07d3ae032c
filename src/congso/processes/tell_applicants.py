"""When something happens to a dossier that concerns its applicant, they are told, once.

Source: Decree 61/2018/NĐ-CP art. 17, 19(9), 20; Decree 224/2026/NĐ-CP art. 15(1)(g).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers import commands, events, printing
from congso.dossiers.queries import DossierView, appointment, concerned, dossier_for_system
from congso.dossiers.rules.calendar_file import calendar_file
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.notifications import attachments
from congso.notifications.attachments import Attachment
from congso.notifications.commands import notify

from . import words

REMIND_BEFORE = timedelta(days=3)
"""A supplement is recalled this long before its last moment."""

UNCLAIMED_AFTER = timedelta(days=7)
"""A result that nobody fetched is recalled after this time (public-services: periodic list of unclaimed results)."""

RECEPTION = "reception"
"""Names what goes along with the notice of reception."""

Facts = dict[str, Any]


def _supplement(dossier: DossierView, fields: Facts) -> Facts:
    asked = next((one for one in dossier.supplements if one.round == fields.get("round")), None)
    if asked is None:
        return {}
    wanted = "; ".join(f"{item.name}: {item.wanted}".strip(": ") for item in asked.items)
    reason = ". ".join(filter(None, [asked.reason.strip().rstrip("."), wanted]))
    return {"reason": reason, "until": words.day(asked.answer_until)}


def _incomplete(dossier: DossierView, fields: Facts) -> Facts:
    asked = next((one for one in dossier.supplements if one.round == fields.get("round")), None)
    if asked is None or not asked.shortfalls:
        return {}
    missing = "; ".join(f"{item.name}: {item.why.strip().rstrip('.')}" for item in asked.wanted)
    return {"reason": missing, "until": words.day(asked.answer_until)}


def _refusal(dossier: DossierView, _fields: Facts) -> Facts:
    return {"reason": dossier.refusal.reason.rstrip(".") if dossier.refusal else ""}


def _extension(dossier: DossierView, _fields: Facts) -> Facts:
    slip = dossier.extension
    return {"reason": slip.reason, "due": words.hour(slip.due_at)} if slip else {}


def _payment(_dossier: DossierView, fields: Facts) -> Facts:
    return {"amount": words.money(int(fields.get("amount_vnd", 0)))}


def _stop(dossier: DossierView, _fields: Facts) -> Facts:
    return {"reason": dossier.stop_notice.reason.rstrip(".") if dossier.stop_notice else ""}


def _returned(dossier: DossierView, _fields: Facts) -> Facts:
    return {"on": words.day(dossier.row.returned_at)}


def _recalled(dossier: DossierView, _fields: Facts) -> Facts:
    recalled = [one for one in dossier.results if one.recall_reason]
    return {"reason": recalled[-1].recall_reason.rstrip(".") if recalled else ""}


def _nothing(_dossier: DossierView, _fields: Facts) -> Facts:
    return {}


TOLD: dict[str, tuple[str, Callable[[DossierView, Facts], Facts]]] = {
    "DossierSubmitted": ("dossier_submitted", _nothing),
    "DossierReceived": ("dossier_received", _nothing),
    "SupplementAsked": ("supplement_asked", _supplement),
    "SupplementIncomplete": ("supplement_incomplete", _incomplete),
    "SupplementConfirmed": ("supplement_confirmed", _nothing),
    "DossierRefused": ("dossier_refused", _refusal),
    "PaymentRequested": ("payment_requested", _payment),
    "DeadlineExtended": ("deadline_extended", _extension),
    "ResultIssued": ("result_ready", _nothing),
    "ResultReturned": ("result_returned", _returned),
    "ResultRecalled": ("result_recalled", _recalled),
    "DossierStopped": ("dossier_stopped", _stop),
    "DossierWithdrawn": ("dossier_withdrawn", _nothing),
}
"""Event → words, and the facts the words need besides the common ones."""


@reacts_to(
    events.DossierSubmitted,
    events.DossierReceived,
    events.SupplementAsked,
    events.SupplementIncomplete,
    events.SupplementConfirmed,
    events.DossierRefused,
    events.PaymentRequested,
    events.DeadlineExtended,
    events.ResultIssued,
    events.ResultReturned,
    events.ResultRecalled,
    events.DossierStopped,
    events.DossierWithdrawn,
)
@app.task(name="processes.tell_applicant", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def tell_applicant(*, event: str, dossier_id: str, sequence: int, **fields: Any) -> None:
    """Tell the applicant, and who handed the dossier in, what has become of it."""
    now = clock.now()
    dossier = dossier_for_system(UUID(dossier_id), now=now)
    template, more = TOLD[event]
    if event == "ResultIssued" and fields.get("declined"):
        template = "result_declined"
    facts = words.about(dossier) | more(dossier, fields)
    along = f"{RECEPTION}:{dossier_id}" if event == "DossierReceived" and dossier.slip is not None else ""
    tell(dossier, template, facts, key=f"dossier:{dossier_id}:{sequence}:{template}", now=now, along=along)

    if event == "ResultIssued":
        later = now + UNCLAIMED_AFTER
        recall_result.configure(schedule_at=later).defer(dossier_id=dossier_id, sequence=sequence)
    if event in ("SupplementAsked", "SupplementIncomplete"):
        plan_recall_of_supplement(dossier, sequence, fields, now)


@app.task(name="processes.recall_result", queue="processes", retry=3)
def recall_result(*, dossier_id: str, sequence: int, **_later_fields: object) -> None:
    """Remind an applicant of a result that is ready and was not fetched."""
    now = clock.now()
    dossier = dossier_for_system(UUID(dossier_id), now=now)
    result = dossier.result
    if dossier.row.returned_at is not None or result is None or result.issued_at is None:
        return
    facts = words.about(dossier) | {"on": words.day(result.issued_at)}
    tell(dossier, "result_waiting", facts, key=f"dossier:{dossier_id}:{sequence}:result_waiting", now=now)


@app.task(name="processes.recall_supplement", queue="processes", retry=3)
def recall_supplement(*, dossier_id: str, sequence: int, round: int, **_later_fields: object) -> None:
    """Remind an applicant of a supplement that has not come."""
    now = clock.now()
    dossier = dossier_for_system(UUID(dossier_id), now=now)
    asked = next((one for one in dossier.supplements if one.round == round), None)
    if not dossier.row.is_open or asked is None or asked.answered_at is not None or asked.confirmed_at is not None:
        return
    if asked.answer_until - REMIND_BEFORE > now:
        return  # the last day has moved since; the reminder planned for the new one comes by itself
    facts = words.about(dossier) | {"until": words.day(asked.answer_until)}
    key = f"dossier:{dossier_id}:supplement:{round}:{asked.answer_until:%Y%m%d}:reminder"
    tell(dossier, "supplement_reminder", facts, key=key, now=now)


def plan_recall_of_supplement(dossier: DossierView, sequence: int, fields: Facts, now: datetime) -> None:
    """Queue the reminder of a supplement, unless its time is too short for one."""
    asked = next((one for one in dossier.supplements if one.round == fields.get("round")), None)
    if asked is not None and (at := asked.answer_until - REMIND_BEFORE) > now:
        recall_supplement.configure(schedule_at=at).defer(
            dossier_id=str(dossier.id), sequence=sequence, round=asked.round
        )


def reception(dossier_id: str) -> list[Attachment]:
    """Return what goes along with the notice of reception: the slip, and the appointment for a calendar."""
    now = clock.now()
    dossier = dossier_for_system(UUID(dossier_id), now=now)
    if dossier.slip is None:
        return []
    code = dossier.row.shown_code
    commands.sign_slip(dossier_id=dossier.id, kind="acceptance", now=now)  # where the job that does it comes later
    return [
        Attachment(f"Giay tiep nhan {code}.pdf", printing.acceptance_slip_pdf(dossier.id), "application/pdf"),
        Attachment(f"Hen tra {code}.ics", calendar_file(appointment(dossier), now=now), "text/calendar"),
    ]


attachments.register(RECEPTION, reception)


def tell(dossier: DossierView, template: str, facts: Facts, *, key: str, now: datetime, along: str = "") -> None:
    """Tell the applicant under the contact given in the application, others whom it concerns under their own.

    Nobody is told who may no longer know: a proxy whose mandate ended, a member who left an organisation.
    """
    link = words.person_link(dossier.id)
    applicant = dossier.applicant
    for person_id in concerned(dossier.id, now.astimezone(clock.VIETNAM).date()):
        if person_id == applicant.person_id:
            notify(
                key=key,
                person_id=person_id,
                template=template,
                context=facts,
                link=link,
                now=now,
                email=applicant.email,
                phone=applicant.phone,
                attachment=along,
            )
            continue
        notify(
            key=f"{key}:{'submitter' if person_id == dossier.submitter_id else person_id}",
            person_id=person_id,
            template=template,
            context=facts,
            link=link,
            now=now,
            channels=("in_app", "email"),
            attachment=along,
        )
