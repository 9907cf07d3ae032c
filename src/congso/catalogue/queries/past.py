"""What became of a procedure, for everybody: what changed between two published versions, and how one ended."""

from dataclasses import dataclass
from datetime import date

from congso.catalogue.models import (
    Amendment,
    ProcedureVersion,
)
from congso.catalogue.rules.amending import Kind, Stage
from congso.catalogue.rules.comparing import Change, compare
from congso.catalogue.rules.content import ProcedureContent
from congso.kernel.refusals import NotFound

State = ProcedureVersion.State


@dataclass(frozen=True)
class Comparison:
    """Two published versions of a procedure side by side."""

    code: str
    name: str
    old_number: int
    new_number: int
    changes: tuple[Change, ...]
    numbers: tuple[int, ...]
    decision_number: str


def comparison(code: str, old: str, new: str) -> Comparison:
    """Compare two published versions of a public procedure; without numbers the last two. Raises NotFound."""
    rows = list(
        ProcedureVersion.objects.filter(
            procedure__code=code, procedure__is_internal=False, published_at__isnull=False
        ).order_by("number")
    )
    if len(rows) < 2:
        raise NotFound("Thủ tục này chưa có hai bản công bố để so sánh.")
    by_number = {str(row.number): row for row in rows}
    newer = by_number.get(new) if new else rows[-1]
    if newer is None:
        raise NotFound("Không có phiên bản này của thủ tục.")
    before = [row for row in rows if row.number < newer.number]
    older = by_number.get(old) if old else (before[-1] if before else rows[0])
    if older is None:
        raise NotFound("Không có phiên bản này của thủ tục.")
    content = ProcedureContent.from_json(newer.content)
    return Comparison(
        code=code,
        name=content.name,
        old_number=older.number,
        new_number=newer.number,
        changes=compare(ProcedureContent.from_json(older.content), content),
        numbers=tuple(row.number for row in rows),
        decision_number=newer.decision_number,
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """How a procedure ended or will end: the day, the decision, and what replaces it."""

    on: date | None
    decision: str
    has_ended: bool
    successor_code: str
    successor_name: str


def ending(code: str, on: date) -> Ending | None:
    """Return how a procedure was or will be abolished by a decision of the province; None when it lives on."""
    rows = ProcedureVersion.objects.filter(procedure__code=code, ended_by__isnull=False)
    row = rows.select_related("ended_by", "procedure__replaced_by").order_by("number").last()
    if row is None or row.ended_by is None:
        return None
    procedure = row.procedure
    if procedure.current_id is not None and procedure.current_id != row.id:
        return None
    successor = procedure.replaced_by
    if successor is None:
        work = Amendment.objects.filter(procedure=procedure, stage=Stage.SCHEDULED, kind=Kind.ABOLISH).first()
        successor = work.replaced_by if work else None
    return Ending(
        on=row.effective_to,
        decision=row.ended_by.number,
        has_ended=procedure.current_id is None,
        successor_code=successor.code if successor else "",
        successor_name=successor.name if successor else "",
    )
