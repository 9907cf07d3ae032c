"""Refusing: the notice (Mẫu số 03), at the door or with a result that says no; and making it void."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.dossiers.events import (
    DossierRefused,
)
from congso.dossiers.models import (
    RefusalNotice,
)
from congso.dossiers.permissions import Actor
from congso.dossiers.rules.states import Action
from congso.kernel.events import publish
from congso.organisation.queries import ActingOfficer

from . import numbers
from .case import Case, needed_text, officer_needed, take_up
from .secrets import no_secrets


@no_secrets
@transaction.atomic
def refuse(*, dossier_id: UUID, reason: str, by: Actor, now: datetime, expected_event_count: int | None = None) -> None:
    """Refuse to receive, with the reason (Mẫu số 03). Final."""
    case = take_up(dossier_id, Action.REFUSE, by, expected_event_count=expected_event_count)
    why = needed_text(reason, "lý do từ chối", "reason")
    write_refusal(case, officer_needed(by), why, now, case.dossier.receiving_organisation_id)
    case.close()
    sequence = case.append(Action.REFUSE, by=by, now=now, reason=why)
    publish(DossierRefused(str(case.dossier.id), sequence))


def write_refusal(case: Case, officer: ActingOfficer, reason: str, now: datetime, organisation_id: int) -> None:
    """Write the refusal notice, which the law also wants for a result that says no (TT 03/2025/TT-VPCP Mẫu 03)."""
    number, year = numbers.slip_number("TCHS", organisation_id, now)
    RefusalNotice.objects.create(
        dossier=case.dossier,
        number=number,
        year=year,
        organisation_id=organisation_id,
        reason=reason,
        refused_at=now,
        refused_by_id=officer.id,
    )


def void_refusal(case: Case, reason: str, now: datetime) -> None:
    """Make the notice in force void, as the result it went with was recalled. It is kept with its number."""
    RefusalNotice.objects.filter(dossier=case.dossier, voided_at__isnull=True).update(voided_at=now, void_reason=reason)
