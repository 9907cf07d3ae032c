"""What reception draws and writes: numbers, the slip, the line in the register, the fees that are published."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congso.catalogue import queries as catalogue
from congso.dossiers.models import (
    AcceptanceSlip,
    DossierDeadline,
    FeeCharge,
    RegisterEntry,
)
from congso.organisation.queries import ActingOfficer

from . import clock, numbers


@dataclass(frozen=True, slots=True)
class Numbers:
    """What one reception draws from the registers."""

    slip: int
    register: int
    year: int
    code: str


def draw_numbers(organisation_id: int, now: datetime) -> Numbers:
    """Draw what reception needs, always in this order, so that two receptions queue and never deadlock."""
    slip, year = numbers.slip_number("TNHS", organisation_id, now)
    register, _ = numbers.slip_number("SO", organisation_id, now)
    return Numbers(slip, register, year, numbers.dossier_code(organisation_id, now))


def write_slip_and_register(
    dossier_id: UUID, drawn: Numbers, by: ActingOfficer, now: datetime, promised: clock.Promise
) -> None:
    """Write the slip, the line in the register and the promise."""
    AcceptanceSlip.objects.create(
        dossier_id=dossier_id,
        number=drawn.slip,
        year=drawn.year,
        organisation_id=by.organisation_id,
        received_at=now,
        due_at=promised.derivation.due_at,
        received_by_id=by.id,
    )
    RegisterEntry.objects.create(
        dossier_id=dossier_id, organisation_id=by.organisation_id, year=drawn.year, number=drawn.register
    )
    DossierDeadline.objects.create(
        dossier_id=dossier_id,
        sequence=1,
        cause="received",
        due_at=promised.derivation.due_at,
        derivation=promised.derivation_json,
        computed_at=now,
    )


def charge_fees(dossier_id: UUID, version: catalogue.VersionView, case_code: str, channel: str, now: datetime) -> None:
    """Write down the fees whose amount is published; one that only a human can tell is left to the counter."""
    if version.policy.fee_timing != "on_acceptance":
        return
    lines = catalogue.fee_lines(version, case_code, channel, clock.day_of(now))
    already = set(FeeCharge.objects.filter(dossier_id=dossier_id).values_list("name", flat=True))
    FeeCharge.objects.bulk_create(
        FeeCharge(
            dossier_id=dossier_id,
            name=line.name or "Phí, lệ phí",
            amount_vnd=line.amount_vnd,
            basis=line.basis[:300],
            requested_at=now,
        )
        for line in lines
        if line.amount_vnd and (line.name or "Phí, lệ phí") not in already
    )
