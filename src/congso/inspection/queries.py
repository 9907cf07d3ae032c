"""Searching the trail within one's scope. Every search and every opened entry is itself recorded, with its ground."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from congso.audit.commands import record, stamps_are_possible
from congso.audit.queries import EntryView, SealState, seal_state
from congso.audit.queries import search as trail
from congso.audit.queries.stamps import Checkpoint, checkpoints
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.audit.rules.searching import Scope, Search
from congso.kernel import timestamps
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound, NotPossibleNow
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from . import permissions
from .models import TrailExport
from .rules.rights import InspectionRight

NOT_FOUND = "Không có dòng nhật ký này, hoặc không thuộc phạm vi của bạn."


@dataclass(frozen=True, slots=True)
class Ground:
    """What somebody looks into the trail for, and the paper that says so (a plan, a decision, a request)."""

    purpose: Purpose
    paper: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, newest first; `count` stops at `BOUND`, and is there on the first page only."""

    entries: list[EntryView]
    next_cursor: str | None
    count: int | None


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export as the one who asked for it sees it."""

    id: UUID
    asked_at: datetime
    search: Search
    purpose: str
    ground: str
    format: str
    file_id: UUID | None
    lines: int | None
    digest: str
    failed_at: datetime | None


BOUND = trail.BOUND
DAYS_SHOWN = 31


def scope_of(officer: ActingOfficer, today: date) -> Scope | None:
    """Return whose entries an officer may see: those of the agency's units and accounts; None for everybody's.

    Units that have ended count too: what was done there was done in this agency.
    """
    if permissions.sees_everything(officer):
        return None
    units = organisation.all_units(officer.organisation_id)
    accounts = {
        holder.account_id
        for position in organisation.positions(officer.organisation_id, today)
        for holder in position.holders
        if holder.account_id is not None
    }
    return Scope(tuple(sorted(units)), tuple(sorted(accounts)))


def search(
    officer: ActingOfficer, asked: Search, ground: Ground, *, after: str | None, now: datetime, limit: int = 50
) -> Found:
    """Return a page of the trail, and write down that it was searched, for what, and on which ground."""
    permissions.check(officer, InspectionRight.SEARCH)
    scope = scope_of(officer, now.astimezone(VIETNAM).date())
    entries, more = trail.page(asked, scope, after=after, limit=limit)
    count = None if after else trail.count(asked, scope)
    note(
        officer,
        "inspection.search",
        ground,
        now=now,
        subjects=[asked.subject_id, asked.person_id],
        object_kind=asked.object_kind,
        object_id=asked.object_id,
        criteria=asked.as_dict(),
        page=after or "",
    )
    return Found(entries, more, count)


def entry(officer: ActingOfficer, entry_id: UUID, ground: Ground, *, now: datetime) -> EntryView:
    """Return one entry, and write down that it was opened. Raises NotFound, also for what lies outside the scope."""
    permissions.check(officer, InspectionRight.SEARCH)
    found = trail.one(entry_id, scope_of(officer, now.astimezone(VIETNAM).date()))
    if found is None:
        raise NotFound(NOT_FOUND)
    note(
        officer,
        "inspection.open_entry",
        ground,
        now=now,
        subjects=[*found.subject_ids, found.person_id],
        object_kind="audit_entry",
        object_id=entry_id,
    )
    return found


def note(
    officer: ActingOfficer, action: str, ground: Ground, *, now: datetime, kind: Kind = Kind.READ, **more: Any
) -> None:
    """Write down what somebody did with the trail."""
    record(
        action=action,
        at=now,
        kind=kind,
        purpose=ground.purpose,
        account_id=officer.account_id,
        officer_id=officer.id,
        unit_id=officer.unit_id,
        ground=ground.paper,
        **more,
    )


def exports(officer: ActingOfficer, *, limit: int = 20) -> list[ExportView]:
    """Return the newest exports an officer asked for."""
    rows = TrailExport.objects.filter(asked_by_id=officer.id, organisation_id=officer.organisation_id)
    return [_view(row) for row in rows.order_by("-asked_at", "-id")[:limit]]


def export(officer: ActingOfficer, export_id: UUID) -> ExportView:
    """Return an export that the officer asked for. Raises NotFound."""
    permissions.check(officer, InspectionRight.EXPORT)
    row = TrailExport.objects.filter(
        id=export_id, asked_by_id=officer.id, organisation_id=officer.organisation_id
    ).first()
    if row is None:
        raise NotFound("Không có bản kết xuất này, hoặc đã được dọn.")
    return _view(row)


def export_for_system(export_id: UUID) -> tuple[ExportView, Scope | None, int] | None:
    """Return an export for the job that makes it, with its scope and who asked; None when it was let go meanwhile."""
    row = TrailExport.objects.filter(id=export_id).first()
    if row is None:
        return None
    scope = Scope(tuple(row.scope["units"]), tuple(row.scope["accounts"])) if row.scope else None
    return _view(row), scope, row.asked_by_id


@dataclass(frozen=True, slots=True)
class SealsView:
    """How sealing and stamping stand. `trouble`: why nothing is stamped at all."""

    seals: SealState
    days: list[Checkpoint]
    missing: int
    trouble: NotPossibleNow | None


def seals(officer: ActingOfficer, now: datetime) -> SealsView:
    """Return how far the trail is sealed, and which of the last days have a time-stamp that holds."""
    permissions.check(officer, InspectionRight.SEE_SEALS)
    trusted = timestamps.anchors(settings.TSA_ANCHORS)
    days = checkpoints(before=now.astimezone(VIETNAM).date(), trusted=trusted, most=DAYS_SHOWN)
    trouble = None
    try:
        stamps_are_possible(trusted)
    except NotPossibleNow as refusal:
        trouble = refusal
    return SealsView(seal_state(), days, sum(one.stamped_at is None for one in days), trouble)


def _view(row: TrailExport) -> ExportView:
    return ExportView(
        id=row.id,
        asked_at=row.asked_at,
        search=Search.read(row.search),
        purpose=row.purpose,
        ground=row.ground,
        format=row.format,
        file_id=row.file_id,
        lines=row.lines,
        digest=row.digest,
        failed_at=row.failed_at,
    )
