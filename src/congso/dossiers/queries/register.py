"""The register of dossiers (Sổ theo dõi hồ sơ), and what reminders and figures read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from congso.audit.commands import MOST_SUBJECTS
from congso.audit.rules.kinds import Kind
from congso.dossiers import permissions
from congso.dossiers.models import Dossier, RegisterEntry, RegisterPrint
from congso.kernel.refusals import NotAllowed, NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from . import rows
from .lists import MOST
from .noting import note
from .shapes import Page, RegisterLine


def register_book(
    officer: ActingOfficer, year: int, *, now: datetime, after: str | None = None, limit: int = 50
) -> Page[RegisterLine]:
    """Return the register of the officer's agency for a year, in order of numbers; the cursor is the last number."""
    if not permissions.may_read_register(officer):
        raise NotAllowed("Sổ theo dõi hồ sơ dành cho Bộ phận Một cửa, lãnh đạo và cán bộ kiểm tra.")
    limit = max(1, min(limit, 5 * MOST))
    last = int(after) if after and after.isascii() and after.isdigit() and len(after) < 10 else 0
    found = list(
        RegisterEntry.objects.filter(organisation_id=officer.organisation_id, year=year, number__gt=last)
        .select_related("dossier")
        .order_by("number")[: limit + 1]
    )
    lines = [
        RegisterLine(
            number=one.number,
            year=one.year,
            dossier_id=one.dossier_id,
            code=one.dossier.code or "",
            procedure_name=one.dossier.procedure_name,
            applicant_name=one.dossier.applicant_name,
            processing_organisation_name=organisation.organisation(one.dossier.processing_organisation_id).name,
            received_at=one.dossier.received_at,
            due_at=one.dossier.due_at,
            returned_at=one.dossier.returned_at,
            return_channel=one.dossier.return_channel,
            note="Thu hồi, dừng hoặc rút" if one.dossier.state in ("stopped", "withdrawn") else "",
        )
        for one in found[:limit]
    ]
    if lines:
        note(
            officer,
            "dossiers.register",
            now=now,
            subjects=[one.dossier.applicant_id for one in found[:limit]],
            object_kind="register",
            object_id=f"{officer.organisation_id}/{year}",
            dossiers=[one.dossier_id for one in lines],
        )
    return Page(lines, str(lines[-1].number) if len(found) > limit else None)


def note_register_printed(officer: ActingOfficer, year: int, *, now: datetime, as_of: datetime) -> None:
    """Write down that the register of a year, as it stood at `as_of`, was taken out on paper: everybody in it.

    An entry names many people, and there are as many entries as it takes.
    """
    ids = list(
        RegisterEntry.objects.filter(
            organisation_id=officer.organisation_id, year=year, dossier__received_at__lte=as_of
        )
        .order_by("dossier__applicant_id")
        .values_list("dossier__applicant_id", flat=True)
        .distinct()
    )
    for first in range(0, max(1, len(ids)), MOST_SUBJECTS):
        note(
            officer,
            "dossiers.register_pdf",
            now=now,
            kind=Kind.EXPORT,
            subjects=ids[first : first + MOST_SUBJECTS],
            object_kind="register",
            object_id=f"{officer.organisation_id}/{year}",
        )


@dataclass(frozen=True, slots=True)
class RegisterPrintView:
    """A copy of the register: asked for, and there once `file_id` is."""

    id: UUID
    organisation_id: int
    year: int
    as_of: datetime
    asked_at: datetime
    lines: int | None
    file_id: UUID | None
    failed_at: datetime | None


def register_print(officer: ActingOfficer, print_id: UUID) -> RegisterPrintView:
    """Return a copy of the register of the officer's own agency. Raises NotFound for any other."""
    found = _prints(officer).filter(id=print_id).first()
    if found is None:
        raise NotFound("Không có bản in này: có thể đã được dọn sau một số ngày. Mở sổ và lập bản mới.")
    return _copy(found)


def register_prints(officer: ActingOfficer, year: int, *, limit: int = 5) -> list[RegisterPrintView]:
    """Return the latest copies of the register of the officer's agency for a year."""
    return [_copy(one) for one in _prints(officer).filter(year=year).order_by("-as_of")[:limit]]


def register_print_for_system(print_id: UUID) -> RegisterPrintView | None:
    """Return a copy for the job that makes it; None when it was let go."""
    found = RegisterPrint.objects.filter(id=print_id).first()
    return _copy(found) if found else None


def _prints(officer: ActingOfficer) -> QuerySet[RegisterPrint]:
    if not permissions.may_read_register(officer):
        raise NotAllowed("Sổ theo dõi hồ sơ dành cho Bộ phận Một cửa, lãnh đạo và cán bộ kiểm tra.")
    return RegisterPrint.objects.filter(organisation_id=officer.organisation_id)


def _copy(one: RegisterPrint) -> RegisterPrintView:
    return RegisterPrintView(
        one.id, one.organisation_id, one.year, one.as_of, one.asked_at, one.lines, one.file_id, one.failed_at
    )


@dataclass(frozen=True, slots=True)
class DueDossier:
    """An open, received dossier and who has it: what a reminder needs to know. No personal data but ids."""

    id: UUID
    code: str
    due_at: datetime
    waiting_unit_id: int
    waiting_officer_id: int | None
    receiving_organisation_id: int
    applicant_id: UUID


def due_between(first: datetime, last: datetime, *, after: UUID | None = None, limit: int = 500) -> list[DueDossier]:
    """Return open, received dossiers due from `first` up to and not including `last`, by id; for jobs.

    Those whose clock stands still are left out. Go on with `after`, the id of the last one.
    """
    found = Dossier.objects.filter(is_open=True, due_at__gte=first, due_at__lt=last, code__isnull=False)
    found = found.exclude(state__in=rows.PAUSED)
    if after is not None:
        found = found.filter(id__gt=after)
    return [
        DueDossier(row[0], row[1] or "", row[2] or first, *row[3:])
        for row in found.order_by("id").values_list(
            "id",
            "code",
            "due_at",
            "waiting_unit_id",
            "waiting_officer_id",
            "receiving_organisation_id",
            "applicant_id",
        )[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a message about a dossier goes to, and its codes."""

    applicant_id: UUID
    submitter_id: UUID | None
    shown_code: str
    procedure_name: str
    waiting_unit_id: int | None
    waiting_officer_id: int | None
    receiving_organisation_id: int
    processing_organisation_id: int
    due_at: datetime | None


def parties(dossier_id: UUID | str) -> Parties | None:
    """Return whom a dossier concerns, for jobs that tell people; None when it does not exist."""
    row = Dossier.objects.filter(id=dossier_id).first()
    if row is None:
        return None
    return Parties(
        row.applicant_id,
        row.submitter_id,
        str(row),
        row.procedure_name,
        row.waiting_unit_id,
        row.waiting_officer_id,
        row.receiving_organisation_id,
        row.processing_organisation_id,
        row.due_at,
    )
