"""When a dossier waits for somebody at a desk, they are told in the application."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congso.dossiers import events
from congso.dossiers.queries import DossierRow, dossier_for_system
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.notifications.commands import notify
from congso.organisation.queries import ActingOfficer, acting_officer, officers
from congso.organisation.rules.roles import Role

from . import words

TOLD = {
    "DossierSubmitted": "work_submitted",
    "DossierAssigned": "work_assigned",
    "DossierForwarded": "work_forwarded",
    "SupplementAnswered": "work_answered",
    "WithdrawalAsked": "work_withdrawal",
}


@reacts_to(
    events.DossierSubmitted,
    events.DossierAssigned,
    events.DossierForwarded,
    events.SupplementAnswered,
    events.WithdrawalAsked,
)
@app.task(name="processes.tell_officers", queue="processes", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def tell_officers(*, event: str, dossier_id: str, sequence: int, **fields: Any) -> None:
    """Tell who must act next: the officer who has the dossier, else those of the unit it waits for."""
    now = clock.now()
    row = dossier_for_system(UUID(dossier_id), now=now).row
    if not still_so(event, row, fields):
        return
    told = waiting(row.waiting_unit_id, row.waiting_officer_id)
    facts = {
        "code": row.shown_code,
        "procedure": words.short(row.procedure_name),
        "until": words.hour(row.waits_until),
        "unit": row.waiting_unit_name,
    }
    for officer in told:
        notify(
            key=f"dossier:{dossier_id}:{sequence}:{TOLD[event]}:{officer.person_id}",
            person_id=officer.person_id,
            template=TOLD[event],
            context=facts,
            link=words.desk_link(dossier_id),
            now=now,
        )


def still_so(event: str, row: DossierRow, fields: dict[str, Any]) -> bool:
    """Whether the dossier still waits for what the event announced; a late job must not call the wrong people."""
    match event:
        case "DossierSubmitted":
            return row.is_open and row.received_at is None
        case "DossierAssigned":
            return row.waiting_officer_id == fields.get("officer_id")
        case "DossierForwarded":  # an assignment that came with it is announced by itself
            return row.waiting_officer_id is None and row.waiting_unit_id == fields.get("unit_id")
        case "SupplementAnswered":
            return row.supplement_answered
        case _:
            return row.withdrawal_asked


def waiting(unit_id: int | None, officer_id: int | None) -> list[ActingOfficer]:
    """Return who is told about work: its holder; else the heads of the unit, or the desk; else everybody there."""
    today = clock.today()
    if officer_id is not None and (holder := acting_officer(officer_id, today)):
        return [holder]
    if not unit_id:
        return []
    everybody = officers(unit_id, today)
    chosen = [one for one in everybody if one.has(Role.COUNTER)] or [
        one for one in everybody if one.has(Role.UNIT_HEAD)
    ]
    # Somebody who holds two positions in the unit is told once.
    return list({one.person_id: one for one in chosen or everybody}.values())
