"""What reading leaves behind: whose dossiers were seen, by whom, what for. Every read that names people calls it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.dossiers.models import Dossier
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

from .shapes import DossierRow


def note_rows(
    officer: ActingOfficer, listed: Sequence[DossierRow], action: str, *, now: datetime, **detail: Any
) -> None:
    """Write down that an officer was shown lines of a list, each with the name of its applicant; nothing for none."""
    if listed:
        note(
            officer,
            action,
            now=now,
            subjects=[row.applicant_id for row in listed],
            object_kind="dossier_list",
            dossiers=[row.id for row in listed],
            **detail,
        )


def note(officer: ActingOfficer, action: str, *, now: datetime, kind: Kind = Kind.READ, **more: Any) -> None:
    """Write down that an officer read something of somebody's; `more` goes to `audit.record`."""
    record(
        action=action,
        at=now,
        kind=kind,
        purpose=more.pop("purpose", None) or purpose_of(officer),
        account_id=officer.account_id,
        officer_id=officer.id,
        unit_id=officer.unit_id,
        on_behalf_of_officer_id=officer.on_behalf.officer_id if officer.on_behalf else None,
        delegation_id=officer.on_behalf.delegation_id if officer.on_behalf else None,
        **more,
    )


def purpose_of(officer: ActingOfficer) -> Purpose:
    """Return what an officer looks at dossiers for: who only inspects, inspects; everybody else works on them."""
    return Purpose.INSPECTION if officer.roles and officer.roles <= {Role.INSPECTOR} else Purpose.CASE


def note_own(
    person_id: UUID, action: str, *, now: datetime, object_kind: str = "dossier", object_id: object = "", **detail: Any
) -> None:
    """Write down that a person read what is their own, or what they handed in for another."""
    record(
        action=action,
        at=now,
        kind=Kind.READ,
        purpose=Purpose.OWN,
        person_id=person_id,
        subjects=detail.pop("subjects", None) or [person_id],
        object_kind=object_kind,
        object_id=object_id,
        **detail,
    )


def people_of(dossier: Dossier) -> Iterable[UUID | None]:
    """Return whose data a dossier holds."""
    return (dossier.applicant_id, dossier.submitter_id, *dossier.co_applicant_ids)
