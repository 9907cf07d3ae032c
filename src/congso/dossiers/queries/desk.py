"""What a head and a desk look at beside their lists: who in the unit has how much, what is received most often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from congso.dossiers.models import Dossier, RegisterEntry
from congso.dossiers.rules.rights import DossierRight
from congso.kernel.refusals import NotAllowed
from congso.organisation.queries import ActingOfficer

from . import rows
from .lists import MOST, _case_role, visible_to
from .noting import note_rows
from .shapes import DossierRow

LAST_RECEIVED = 300
"""How many of the register's last lines decide what a desk receives most often."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many open dossiers somebody has, and how many of them wait longer than they should."""

    open: int = 0
    overdue: int = 0


def load_of_unit(officer: ActingOfficer, *, now: datetime, unit_id: int | None = None) -> dict[int | None, Load]:
    """Return the load of each colleague of a unit, the officer's own or another of the agency; one query.

    Under None stands what nobody has.
    """
    _case_role(officer)
    counted = Dossier.objects.filter(is_open=True, waiting_unit_id=unit_id or officer.unit_id)
    if unit_id not in (None, officer.unit_id):
        counted = counted.filter(processing_organisation_id=officer.organisation_id)
    grouped = (
        counted.order_by()
        .values_list("waiting_officer_id")
        .annotate(total=Count("id"), late=Count("id", filter=Q(waits_until__lt=now)))
    )
    return {officer_id: Load(total, late) for officer_id, total, late in grouped}


def load_of_agency(officer: ActingOfficer, *, now: datetime) -> dict[tuple[int | None, int | None], Load]:
    """Return the load of each (unit, colleague) of the officer's agency, for those who see all of it; one query."""
    if not officer.may(DossierRight.SEE_AGENCY):
        raise NotAllowed("Số liệu toàn cơ quan dành cho lãnh đạo và cán bộ kiểm tra.")
    grouped = (
        Dossier.objects.filter(is_open=True, processing_organisation_id=officer.organisation_id)
        .order_by()
        .values_list("waiting_unit_id", "waiting_officer_id")
        .annotate(total=Count("id"), late=Count("id", filter=Q(waits_until__lt=now)))
    )
    return {(unit_id, officer_id): Load(total, late) for unit_id, officer_id, total, late in grouped}


def often_received(officer: ActingOfficer, *, year: int, limit: int = 8) -> list[tuple[str, str]]:
    """Return code and name of the procedures that the officer's agency received most often lately; two queries."""
    mine = RegisterEntry.objects.filter(organisation_id=officer.organisation_id, year=year)
    last = mine.aggregate(last=Max("number"))["last"] or 0
    return list(
        mine.filter(number__gt=last - LAST_RECEIVED)
        .order_by()
        .values_list("dossier__procedure_code")
        .annotate(times=Count("id"), name=Max("dossier__procedure_name"))
        .order_by("-times", "dossier__procedure_code")
        .values_list("dossier__procedure_code", "name")[:limit]
    )


def rows_seen(officer: ActingOfficer, dossier_ids: Sequence[UUID], *, now: datetime) -> list[DossierRow]:
    """Return those of some dossiers that the officer may know of, as lines; for what was chosen from a list."""
    _case_role(officer)
    listed = rows.read(visible_to(officer).filter(id__in=list(dossier_ids)[:MOST]), now)
    note_rows(officer, listed, "dossiers.list", now=now, view="chosen")
    return listed
