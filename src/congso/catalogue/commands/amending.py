"""Amendments of the catalogue: started, drafted part by part, proposed, and reviewed by a second person."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from congso.catalogue.models import Amendment, Procedure, ProcedureVersion
from congso.catalogue.queries.form_drafts import mark_of, own_form
from congso.catalogue.rules import parts, records
from congso.catalogue.rules.amending import OPEN, Act, Kind, Stage, next_stage
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.publication_clock import Publisher
from congso.kernel import normalise
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.queries import ActingOfficer

from . import editions
from .editions import PROVINCE, State
from .form_drafts import check_form
from .working import (
    back_to_drafting,
    check_complete,
    check_editor,
    excused,
    locked,
    locked_draft,
    move,
    note_step,
    procedure_of,
)


class PartChanged(NotPossibleNow):
    """Somebody saved the same part meanwhile; what was typed is not stored."""

    code = "part_changed"


@transaction.atomic
def start_amendment(*, code: str, officer: ActingOfficer, now: datetime, from_version_id: int | None = None) -> int:
    """Start a draft of a procedure from its version in force; an open one is returned instead. Return its id.

    `from_version_id` takes the words of another version of the procedure (an imported text that waits, or the last
    one of an abolished procedure). Raises NotAllowed, NotFound, NotPossibleNow.
    """
    check_editor(officer)
    procedure = procedure_of(code)
    found = Amendment.objects.filter(procedure=procedure, stage__in=OPEN).first()
    if found is not None:
        if found.kind == Kind.ABOLISH:
            raise NotPossibleNow("Thủ tục này đang được trình bãi bỏ; hãy hủy việc đó trước khi soạn sửa đổi.")
        if from_version_id is not None:
            raise NotPossibleNow("Thủ tục này đang có dự thảo; hãy sửa hoặc hủy dự thảo đó trước.")
        return found.id
    base = (
        procedure.current
        or ProcedureVersion.objects.filter(procedure=procedure, published_at__isnull=False).order_by("number").last()
    )
    if base is None:
        raise NotPossibleNow("Thủ tục chưa có phiên bản nào để sửa đổi.")
    words = base
    if from_version_id is not None:
        chosen = ProcedureVersion.objects.filter(procedure=procedure, id=from_version_id).first()
        if chosen is None:
            raise NotFound("Không có phiên bản này của thủ tục.")
        words = chosen
    kept = ProcedureVersion.objects.filter(
        procedure=procedure, state=State.DRAFT, source=PROVINCE, amendment__isnull=True
    ).last()
    version = kept or _draft_like(procedure, base, words.content, now)
    return _begin(procedure, Kind.AMEND, version, base, officer, now, note=f"bản số {words.number}")


@transaction.atomic
def start_procedure(*, code: str, name: str, officer: ActingOfficer, now: datetime) -> int:
    """Start the first draft of a procedure that the catalogue does not know. Return the amendment's id.

    Raises NotAllowed, NotPossibleNow when the code is taken, Incorrect for a code or name that cannot be.
    """
    check_editor(officer)
    code, name = code.strip(), normalise.tidy(name)
    wrong: dict[str, list[str]] = {}
    if not is_national(code):
        wrong["code"] = ["Mã thủ tục gồm một chữ số từ 1 đến 6, dấu chấm và sáu chữ số, ví dụ 1.001193."]
    if not name:
        wrong["name"] = ["Ghi tên thủ tục."]
    if len(name) > editions.LONGEST_NAME:
        wrong["name"] = [f"Tên dài quá {editions.LONGEST_NAME} ký tự."]
    if wrong:
        raise Incorrect("Chưa lập được thủ tục mới.", fields=wrong)
    procedure, _is_new = Procedure.objects.select_for_update().get_or_create(
        code=code, defaults={"is_internal": code.startswith("6."), "name": name}
    )
    if ProcedureVersion.objects.filter(procedure=procedure, published_at__isnull=False).exists():
        raise NotPossibleNow(f"Mã {code} đã có trong danh mục; hãy mở thủ tục đó và soạn sửa đổi.")
    if Amendment.objects.filter(procedure=procedure, stage__in=OPEN).exists():
        raise NotPossibleNow(f"Mã {code} đang có dự thảo của người khác; mở danh sách dự thảo để xem.")
    content = ProcedureContent(code=code, name=name, is_internal=code.startswith("6."))
    version = _draft_like(procedure, None, content.to_json(), now)
    return _begin(procedure, Kind.NEW, version, None, officer, now)


def is_national(code: str) -> bool:
    """Tell whether a code has the national form."""
    return len(code) == 8 and code[0] in "123456" and code[1] == "." and code[2:].isascii() and code[2:].isdigit()


@transaction.atomic
def start_abolition(
    *, code: str, reason: str, officer: ActingOfficer, now: datetime, replaced_by: str = "", batch_id: int | None = None
) -> int:
    """Propose that a procedure be abolished, for a reason, perhaps replaced by another. Return the amendment's id.

    Raises NotAllowed, NotFound, NotPossibleNow, Incorrect.
    """
    check_editor(officer)
    procedure = procedure_of(code)
    if procedure.current is None:
        raise NotPossibleNow(f"Thủ tục {code} không có bản đang hiệu lực để bãi bỏ.")
    if Amendment.objects.filter(procedure=procedure, stage__in=OPEN).exists():
        raise NotPossibleNow(f"Thủ tục {code} đang có dự thảo; hãy công bố hoặc hủy dự thảo đó trước.")
    reason = normalise.tidy(reason)[:1_000]
    if len(reason) < 5:
        raise Incorrect("Ghi lý do, căn cứ bãi bỏ.", fields={"reason": ["Ghi lý do, căn cứ bãi bỏ."]})
    successor = None
    if replaced_by:
        successor = Procedure.objects.filter(code=replaced_by.strip()).exclude(id=procedure.id).first()
        if successor is None:
            sentence = f"Không có thủ tục khác mã {replaced_by[:20]}."
            raise Incorrect(sentence, fields={"replaced_by": [sentence]})
    amendment_id = _begin(
        procedure, Kind.ABOLISH, None, procedure.current, officer, now, note=reason, batch_id=batch_id,
        successor=successor,
    )  # fmt: skip
    amendment = Amendment.objects.get(id=amendment_id)
    move(amendment, Act.PROPOSE, officer, now, proposed_by_id=officer.id)
    return amendment_id


def _draft_like(
    procedure: Procedure, base: ProcedureVersion | None, content: dict[str, Any], now: datetime
) -> ProcedureVersion:
    return ProcedureVersion.objects.create(
        procedure=procedure,
        number=editions.next_number(procedure.id),
        state=State.DRAFT,
        source=PROVINCE,
        content=content,
        content_hash=records.fingerprint(content),
        form_version_id=base.form_version_id if base else None,
        workflow_version_id=base.workflow_version_id if base else None,
        policy=base.policy if base else {},
        created_at=now,
    )


def _begin(
    procedure: Procedure,
    kind: Kind,
    version: ProcedureVersion | None,
    base: ProcedureVersion | None,
    officer: ActingOfficer,
    now: datetime,
    *,
    note: str = "",
    batch_id: int | None = None,
    successor: Procedure | None = None,
) -> int:
    try:
        with transaction.atomic():
            amendment = Amendment.objects.create(
                procedure=procedure,
                kind=kind,
                version=version,
                based_on=base,
                replaced_by=successor,
                batch_id=batch_id,
                created_at=now,
                changed_at=now,
                changed_by_id=officer.id,
            )
    except IntegrityError:
        raise NotPossibleNow("Người khác vừa bắt đầu soạn thủ tục này.") from None
    note_step(amendment, Act.START, officer, now, note=note)
    return amendment.id


@transaction.atomic
def revise_part(
    *, amendment_id: int, part: str, edited: ProcedureContent, seen: str, officer: ActingOfficer, now: datetime
) -> None:
    """Save one part of a draft as `edited` has it; the other parts stay as whoever saved them left them.

    `seen` is the mark (`parts.seen`) of the part as it was shown. Raises PartChanged when somebody saved the same part
    since, NotAllowed, NotFound, NotPossibleNow.
    """
    check_editor(officer)
    where = parts.BY_KEY.get(part)
    if where is None:
        raise NotFound("Không có phần này của thủ tục.")
    amendment, version = locked_draft(amendment_id)
    _ = next_stage(Stage(amendment.stage), Act.REVISE)
    content = ProcedureContent.from_json(version.content)
    if parts.seen(content, where) != seen:
        raise PartChanged(
            f"Phần “{where.title}” vừa được người khác (hoặc một cửa sổ khác của bạn) lưu, nên chưa ghi đè.",
            remedy="Xem bản vừa lưu ở bên dưới; điều bạn gõ vẫn còn trong ô. Sửa cho khớp rồi lưu lại.",
        )
    _store(amendment, version, parts.with_part(content, where, edited), officer, now, part=part)


@transaction.atomic
def revise_draft(
    *, amendment_id: int, content: ProcedureContent, officer: ActingOfficer, now: datetime, note: str
) -> None:
    """Save a whole draft, for a fix that was pressed. Raises NotAllowed, NotFound, NotPossibleNow."""
    check_editor(officer)
    amendment, version = locked_draft(amendment_id)
    _ = next_stage(Stage(amendment.stage), Act.REVISE)
    _store(amendment, version, content, officer, now, note=note)


def _store(
    amendment: Amendment,
    version: ProcedureVersion,
    content: ProcedureContent,
    officer: ActingOfficer,
    now: datetime,
    *,
    part: str = "",
    note: str = "",
) -> None:
    if content.to_json() == version.content:
        return
    editions.revise(version_id=version.id, content=content)
    Amendment.objects.filter(id=amendment.id).update(changed_at=now, changed_by_id=officer.id)
    note_step(amendment, Act.REVISE, officer, now, part=part, note=note)


@transaction.atomic
def set_law(
    *,
    amendment_id: int,
    publisher: Publisher,
    law_signed_on: date | None,
    law_effective_on: date | None,
    simplified: bool,
    officer: ActingOfficer,
    now: datetime,
) -> None:
    """Say which legal text an open amendment follows, for the clock. Raises NotAllowed, NotFound, NotPossibleNow."""
    check_editor(officer)
    amendment = locked(amendment_id)
    if amendment.stage not in OPEN:
        _ = next_stage(Stage(amendment.stage), Act.REVISE)
    Amendment.objects.filter(id=amendment.id).update(
        publisher=publisher,
        law_signed_on=law_signed_on,
        law_effective_on=law_effective_on,
        simplified=simplified,
        changed_at=now,
        changed_by_id=officer.id,
    )


@transaction.atomic
def rebase(*, amendment_id: int, officer: ActingOfficer, now: datetime) -> None:
    """Compare a draft with the version in force from now on, after that one has changed.

    Raises NotAllowed, NotFound, NotPossibleNow.
    """
    check_editor(officer)
    amendment, version = locked_draft(amendment_id)
    current = amendment.procedure.current
    if current is None or amendment.based_on_id == current.id:
        raise NotPossibleNow("Dự thảo đã dựa trên bản đang hiệu lực.")
    version.policy = current.policy
    if own_form(version) is None:
        version.form_version_id = current.form_version_id
    version.workflow_version_id = current.workflow_version_id
    version.save(update_fields=["policy", "form_version_id", "workflow_version_id"])
    move(amendment, Act.REBASE, officer, now, note=f"bản số {current.number}", based_on_id=current.id)


@transaction.atomic
def propose(*, amendment_id: int, officer: ActingOfficer, now: datetime) -> None:
    """Hand a draft to a second person, complete as the law wants it.

    Raises NotAllowed, NotFound, NotPossibleNow, and Incorrect naming each missing part.
    """
    check_editor(officer)
    amendment, version = locked_draft(amendment_id)
    _ = next_stage(Stage(amendment.stage), Act.PROPOSE)
    content = ProcedureContent.from_json(version.content)
    check_complete(content, excused(amendment))
    check_form(version)
    if amendment.based_on is not None and content.to_json() == amendment.based_on.content and own_form(version) is None:
        raise NotPossibleNow("Dự thảo chưa khác bản đang hiệu lực ở chỗ nào.")
    version.state = State.PROPOSED
    version.save(update_fields=["state"])
    move(amendment, Act.PROPOSE, officer, now, proposed_by_id=officer.id, reviewed_by_id=None)


@transaction.atomic
def take_back(*, amendment_id: int, officer: ActingOfficer, now: datetime) -> None:
    """Go on drafting what was proposed or approved; it must be reviewed anew. Raises as `propose`."""
    check_editor(officer)
    back_to_drafting(amendment_id, Act.TAKE_BACK, officer, now, "")


@transaction.atomic
def give_back(*, amendment_id: int, reason: str, officer: ActingOfficer, now: datetime) -> None:
    """Return a draft to whoever proposed it, with the reason. Raises as `propose`."""
    check_editor(officer)
    reason = normalise.tidy(reason)[:2_000]
    if len(reason) < 5:
        raise Incorrect("Ghi rõ cần sửa gì.", fields={"reason": ["Ghi rõ cần sửa gì."]})
    back_to_drafting(amendment_id, Act.GIVE_BACK, officer, now, reason)


@transaction.atomic
def approve(*, amendment_id: int, officer: ActingOfficer, now: datetime, seen_hash: str = "") -> None:
    """Say as a second person that what was proposed may be published.

    `seen_hash` is the hash of what was shown (`queries.form_drafts.mark_of`). Raises NotAllowed for who proposed it,
    NotFound, NotPossibleNow.
    """
    check_editor(officer)
    amendment = locked(amendment_id)
    _ = next_stage(Stage(amendment.stage), Act.APPROVE)
    proposer = amendment.proposed_by
    if proposer is None or proposer.person_id == officer.person_id:
        raise NotAllowed(
            "Người trình không tự thẩm định; cần một cán bộ kiểm soát thủ tục khác.", code="second_person_needed"
        )
    if amendment.version is not None and seen_hash and mark_of(amendment.version) != seen_hash:
        raise NotPossibleNow("Dự thảo đã đổi từ khi bạn mở trang; hãy xem lại so sánh.")
    move(amendment, Act.APPROVE, officer, now, reviewed_by_id=officer.id)


@transaction.atomic
def withdraw(*, amendment_id: int, officer: ActingOfficer, now: datetime) -> None:
    """Give a draft up; nothing of it is published. Raises NotAllowed, NotFound, NotPossibleNow."""
    check_editor(officer)
    amendment = locked(amendment_id)
    move(amendment, Act.WITHDRAW, officer, now)
    if amendment.version_id is not None:
        ProcedureVersion.objects.filter(id=amendment.version_id, published_at=None).update(state=State.EXPIRED)
