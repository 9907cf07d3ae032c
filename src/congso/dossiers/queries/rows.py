"""Dossiers as lines of lists: read as plain columns, named from what the process remembers."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from congso.dossiers.models import Dossier
from congso.dossiers.rules.states import DossierState
from congso.dossiers.rules.workflow import step_words
from congso.kernel.clock import VIETNAM
from congso.organisation import queries as organisation

from . import routes
from .shapes import DossierRow, Urgency

DUE_SOON_DAYS = 2
"""A dossier is "due soon" on the day itself and this many days before."""

COLUMNS = (
    "id",
    "code",
    "registration_code",
    "procedure_version_id",
    "procedure_code",
    "procedure_name",
    "state",
    "outcome",
    "channel",
    "applicant_id",
    "applicant_name",
    "submitted_at",
    "received_at",
    "due_at",
    "waits_until",
    "finished_at",
    "returned_at",
    "step_key",
    "waiting_unit_id",
    "waiting_officer_id",
    "receiving_organisation_id",
    "processing_organisation_id",
    "is_open",
    "withdrawal_asked_at",
    "supplement_answered_at",
    "question_at",
    "supplement_count",
    "extension_count",
    "event_count",
)


PAUSED = frozenset({DossierState.SUPPLEMENT_REQUESTED, DossierState.PAYMENT_REQUESTED})
"""States in which the clock of the promise stands still."""


def urgency(
    *, is_open: bool, due_at: datetime | None, waits_until: datetime | None, now: datetime, paused: bool = False
) -> Urgency:
    """Return how an open dossier stands: by its appointment; before reception by the desk's own 8 hours.

    While the clock stands still the appointment means nothing: what counts is until when the answer may come.
    """
    if paused:
        due_at = None
    limit = due_at or waits_until
    if not is_open or limit is None:
        return Urgency.NONE
    today, last = now.astimezone(VIETNAM).date(), limit.astimezone(VIETNAM).date()
    if today > last or (due_at is None and now > limit):
        return Urgency.OVERDUE
    return Urgency.DUE_SOON if today >= last - timedelta(days=DUE_SOON_DAYS) else Urgency.ON_TIME


def _step_name(version_id: int, key: str, agency_id: int) -> str:
    if not key:
        return ""
    step = next((one for one in routes.pinned(version_id).workflow.steps if one.key == key), None)
    return step_words(step, organisation.organisation(agency_id).name) if step is not None else key


def unit_name(unit_id: int | None) -> str:
    """Return the name of a unit, living or gone; "" for none."""
    return organisation.unit(unit_id).name if unit_id is not None else ""


def rows_of(found: Iterable[dict[str, Any]], now: datetime) -> list[DossierRow]:
    """Return lines from columns, names included: one more query, whatever the length."""
    found = list(found)
    officers = {row["waiting_officer_id"] for row in found if row["waiting_officer_id"] is not None}
    labels = organisation.officer_labels(officers) if officers else {}
    return [
        DossierRow(
            id=row["id"],
            shown_code=row["code"] or row["registration_code"],
            code=row["code"],
            registration_code=row["registration_code"],
            procedure_code=row["procedure_code"],
            procedure_name=row["procedure_name"],
            state=DossierState(row["state"]),
            outcome=row["outcome"],
            channel=row["channel"],
            channel_label=str(Dossier.Channel(row["channel"]).label),
            applicant_id=row["applicant_id"],
            applicant_name=row["applicant_name"],
            submitted_at=row["submitted_at"],
            received_at=row["received_at"],
            due_at=row["due_at"],
            waits_until=row["waits_until"],
            finished_at=row["finished_at"],
            returned_at=row["returned_at"],
            step_key=row["step_key"],
            step_name=_step_name(row["procedure_version_id"], row["step_key"], row["processing_organisation_id"]),
            waiting_unit_id=row["waiting_unit_id"],
            waiting_unit_name=unit_name(row["waiting_unit_id"]),
            waiting_officer_id=row["waiting_officer_id"],
            waiting_officer_name=labels[row["waiting_officer_id"]].name if row["waiting_officer_id"] in labels else "",
            receiving_organisation_id=row["receiving_organisation_id"],
            processing_organisation_id=row["processing_organisation_id"],
            is_open=row["is_open"],
            withdrawal_asked=row["withdrawal_asked_at"] is not None,
            supplement_answered=row["supplement_answered_at"] is not None,
            question_at=row["question_at"],
            supplement_count=row["supplement_count"],
            extension_count=row["extension_count"],
            event_count=row["event_count"],
            urgency=urgency(
                is_open=row["is_open"],
                due_at=row["due_at"],
                waits_until=row["waits_until"],
                now=now,
                paused=row["state"] in PAUSED,
            ),
        )
        for row in found
    ]


def read(dossiers: QuerySet[Dossier], now: datetime) -> list[DossierRow]:
    """Run a query that is already scoped, ordered and bounded."""
    return rows_of(dossiers.values(*COLUMNS), now)
