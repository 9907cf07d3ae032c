"""What every command on amendments shares: who may, which rows are locked in which order, what is noted."""

from datetime import datetime
from typing import Any

from congso.audit.commands import record
from congso.catalogue.models import Amendment, AmendmentStep, Procedure, ProcedureVersion
from congso.catalogue.permissions import may_edit
from congso.catalogue.rules.amending import Act, Kind, Stage, next_stage
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.legal_completeness import missing_parts
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.commands import hold
from congso.organisation.queries import ActingOfficer

from .editions import State


def check_editor(officer: ActingOfficer) -> None:
    """Refuse whoever does not keep the catalogue, and one whose delegation has ended."""
    if not may_edit(officer):
        raise NotAllowed("Chỉ cán bộ kiểm soát thủ tục hành chính được soạn, thẩm định và công bố thủ tục.")
    hold(officer)


def procedure_of(code: str) -> Procedure:
    """Return a procedure, its row locked. Raises NotFound."""
    procedure = Procedure.objects.select_for_update(of=("self",)).filter(code=code).first()
    if procedure is None:
        raise NotFound(f"Không có thủ tục mã {code[:20]}.")
    return procedure


def locked(amendment_id: int) -> Amendment:
    """Return an amendment, its procedure's row locked first: every command takes both in this order."""
    procedure_id = Amendment.objects.filter(id=amendment_id).values_list("procedure_id", flat=True).first()
    if procedure_id is None:
        raise NotFound("Không có việc soạn thủ tục này.")
    procedure = Procedure.objects.select_for_update(of=("self",)).get(id=procedure_id)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(id=amendment_id)
    amendment.procedure = procedure
    return amendment


def locked_draft(amendment_id: int) -> tuple[Amendment, ProcedureVersion]:
    """Return an amendment and its draft, both locked. Raises NotFound, NotPossibleNow for an abolition."""
    amendment = locked(amendment_id)
    if amendment.version_id is None:
        raise NotPossibleNow("Việc bãi bỏ không có dự thảo để sửa.")
    return amendment, ProcedureVersion.objects.select_for_update(of=("self",)).get(id=amendment.version_id)


def move(
    amendment: Amendment, act: Act, officer: ActingOfficer | None, now: datetime, *, note: str = "", **columns: Any
) -> None:
    """Take an amendment along the table of moves, write `columns` with it, and note the step."""
    amendment.stage = next_stage(Stage(amendment.stage), act)
    amendment.changed_at = now
    if officer is not None:
        amendment.changed_by_id = officer.id
    for name, value in columns.items():
        setattr(amendment, name, value)
    amendment.save(update_fields=["stage", "changed_at", "changed_by_id", *columns])
    note_step(amendment, act, officer, now, note=note)


def note_step(
    amendment: Amendment, act: Act, officer: ActingOfficer | None, now: datetime, *, part: str = "", note: str = ""
) -> None:
    """Write what was done into the history of an amendment and into the trail."""
    paper = officer.on_behalf if officer else None
    detail: dict[str, Any] = {"part": part} if part else {}
    AmendmentStep.objects.create(
        amendment=amendment, at=now, act=act, officer_id=officer.id if officer else None, part=part, note=note
    )
    record(
        action=f"catalogue.{act.value}_amendment",
        at=now,
        account_id=officer.account_id if officer else None,
        officer_id=officer.id if officer else None,
        unit_id=officer.unit_id if officer else None,
        on_behalf_of_officer_id=paper.officer_id if paper else None,
        delegation_id=paper.delegation_id if paper else None,
        object_kind="procedure",
        object_id=amendment.procedure.code,
        amendment=amendment.id,
        **detail,
    )


def excused(amendment: Amendment) -> frozenset[str]:
    """Return what may stay missing: one change over many procedures need not mend what each has lacked before."""
    if amendment.batch_id is None or amendment.based_on is None:
        return frozenset()
    return frozenset(part.code for part in missing_parts(ProcedureContent.from_json(amendment.based_on.content)))


def check_complete(content: ProcedureContent, excused: frozenset[str]) -> None:
    """Refuse a content that lacks what the law wants, naming each part but those excused."""
    missing = [part for part in missing_parts(content) if part.code not in excused]
    if missing:
        raise Incorrect(
            "Thủ tục chưa đủ các bộ phận theo Điều 8 Nghị định 63/2010/NĐ-CP.",
            fields={part.code: [part.sentence] for part in missing},
            code="incomplete_procedure",
        )


def back_to_drafting(amendment_id: int, act: Act, officer: ActingOfficer | None, now: datetime, note: str) -> None:
    """Let a draft be worked on again; an abolition that is not wanted ends here."""
    amendment = locked(amendment_id)
    if amendment.kind == Kind.ABOLISH:
        _ = next_stage(Stage(amendment.stage), act)
        move(amendment, act, officer, now, note=note, reviewed_by_id=None)
        move(amendment, Act.WITHDRAW, officer, now)
        return
    move(amendment, act, officer, now, note=note, reviewed_by_id=None)
    ProcedureVersion.objects.filter(id=amendment.version_id or 0).update(state=State.DRAFT)
