"""Exports of the trail: asked for with a ground, made by a job, taken along, let go after some days."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.audit.rules.searching import Search
from congso.kernel.clock import VIETNAM
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation.queries import ActingOfficer

from . import permissions
from .events import TrailExportAsked
from .models import TrailExport
from .queries import Ground, note, scope_of
from .rules.rights import InspectionRight


@transaction.atomic
def ask_export(*, search: Search, format: str, by: ActingOfficer, ground: Ground, now: datetime) -> UUID:
    """Have what a search finds written into a file. Raises NotAllowed, and Incorrect without a ground."""
    permissions.check(by, InspectionRight.EXPORT)
    if not ground.paper.strip():
        raise Incorrect("Chưa ghi căn cứ kết xuất.")
    scope = scope_of(by, now.astimezone(VIETNAM).date())
    row = TrailExport.objects.create(
        asked_at=now,
        asked_by_id=by.id,
        organisation_id=by.organisation_id,
        search=search.as_dict(),
        scope=asdict(scope) if scope else None,
        purpose=ground.purpose.value,
        ground=ground.paper,
        format=TrailExport.Format(format),
    )
    note(
        by,
        "inspection.ask_export",
        ground,
        now=now,
        kind=Kind.EXPORT,
        subjects=[search.subject_id, search.person_id],
        object_kind="trail_export",
        object_id=row.id,
        criteria=row.search,
        format=row.format,
    )
    publish(TrailExportAsked(str(row.id)))
    return row.id


@transaction.atomic
def keep_export(*, export_id: UUID, file_id: UUID, lines: int, digest: str, now: datetime) -> bool:
    """Keep the file that a job made. Returns False when another run was faster, or the export was let go meanwhile."""
    made = TrailExport.objects.select_for_update().filter(id=export_id, file=None)
    return bool(made.update(file_id=file_id, lines=lines, digest=digest, made_at=now, failed_at=None))


def note_export_failed(*, export_id: UUID, now: datetime) -> None:
    """Write down that a run did not succeed, so that who waits is told; the job runs again."""
    TrailExport.objects.filter(id=export_id, file=None).update(failed_at=now)


def note_export_taken(*, export_id: UUID, by: ActingOfficer, now: datetime) -> UUID:
    """Write down that an export is taken along, and return its file. Raises NotFound before it is there."""
    permissions.check(by, InspectionRight.EXPORT)
    row = TrailExport.objects.filter(id=export_id, asked_by_id=by.id, organisation_id=by.organisation_id).first()
    if row is None or row.file_id is None:
        raise NotFound("Bản kết xuất chưa có, hoặc đã được dọn.")
    note(
        by,
        "inspection.take_export",
        Ground(Purpose(row.purpose), row.ground),
        now=now,
        kind=Kind.EXPORT,
        object_kind="trail_export",
        object_id=row.id,
        lines=row.lines,
        digest=row.digest,
    )
    return row.file_id


def forget_exports(*, before: datetime, limit: int = 500) -> int:
    """Let go of exports asked for before an instant (job); their files go with what nothing refers to."""
    old = TrailExport.objects.filter(asked_at__lt=before).order_by("id").values_list("id", flat=True)[:limit]
    return TrailExport.objects.filter(id__in=list(old)).delete()[0]
