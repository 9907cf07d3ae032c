"""The result: drafted, approved, issued, given to the person; and taken back when it was wrong (art. 19–21)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.dossiers import permissions
from congso.dossiers.events import DossierAssigned, DossierForwarded, ResultIssued, ResultRecalled, ResultReturned
from congso.dossiers.models import Dossier, Handover, Result
from congso.dossiers.permissions import Actor, System
from congso.dossiers.queries.fees import due_vnd
from congso.dossiers.queries.masking import behind_masks
from congso.dossiers.rules import timeliness, workflow
from congso.dossiers.rules.money import ResultHeld
from congso.dossiers.rules.result_print import fingerprint
from congso.dossiers.rules.states import Action, Doer
from congso.dossiers.rules.workflow import Step, StepKind
from congso.files import queries as files
from congso.kernel import masking
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation import queries as organisation
from congso.signatures import commands as signatures

from . import clock, numbers
from .case import Case, needed_text, officer_needed, take_up
from .opening import RETURN_CHANNELS
from .processing import go_on
from .refusing import void_refusal, write_refusal
from .secrets import no_secrets
from .signing import EMPTY_HANDED, Means, check_both_keys_at_once, seal_for_agency, sign_as_leader

DECLINED_TITLE = "Thông báo từ chối giải quyết hồ sơ"


def _in_force(dossier: Dossier) -> Result | None:
    return (
        Result.objects.select_for_update()
        .filter(dossier=dossier)
        .exclude(state=Result.State.RECALLED)
        .order_by("-round")
        .first()
    )


@no_secrets
@transaction.atomic
def draft_result(
    *,
    dossier_id: UUID,
    title: str,
    by: Actor,
    now: datetime,
    body: str = "",
    file_id: UUID | None = None,
    declined: bool = False,
    result_code: str = "",
    expected_event_count: int | None = None,
) -> int:
    """Write or rewrite the draft of the result; a `declined` one says no and why. Returns the result's id.

    Numbers that its writer saw masked stand whole on the paper. Raises Incorrect for one that could mean several.
    """
    case = take_up(dossier_id, Action.DRAFT_RESULT, by, expected_event_count=expected_event_count)
    dossier, officer = case.dossier, officer_needed(by)
    name = needed_text(title, "tên kết quả", "title")[:600]
    if declined:
        needed_text(body, "lý do từ chối giải quyết", "body")
    if file_id is not None and not files.view(file_id).is_of(permissions.file_owner(by)):
        kept = Result.objects.filter(dossier=dossier, file_id=file_id).exists()
        if not kept:
            raise NotFound("Không tìm thấy tệp kết quả; hãy tải lên lại.")
    result = _in_force(dossier)
    if result is None:
        result = Result(dossier=dossier, round=Result.objects.filter(dossier=dossier).count() + 1)
    elif result.state != Result.State.DRAFT:
        raise NotPossibleNow("Kết quả đã được duyệt; muốn sửa phải trả lại bước trước.")
    result.title, result.body, result.file_id = name, _written_out(dossier, body.strip()[:100_000]), file_id
    result.declined, result.result_code = declined, result_code[:30]
    result.drafted_at, result.drafted_by_id = now, officer.id
    result.save()
    case.append(Action.DRAFT_RESULT, by=by, now=now, declined=declined, result=result.id)
    return result.id


def _written_out(dossier: Dossier, body: str) -> str:
    try:
        return masking.written_out(body, behind_masks(dossier) if masking.DOT in body else {})
    except ValueError as left:
        sentence = (
            f"Trong nội dung còn giá trị bị che “{left}” không xác định được. Bấm “Xem đầy đủ” và ghi giá trị đầy đủ."
        )
        raise Incorrect(sentence, fields={"body": [sentence]}) from None


def _fingerprint(result: Result) -> str:
    """Return the fingerprint of a result, once its stored file was read again and is what it was."""
    file_sha256 = ""
    if result.file_id is not None:
        if not files.is_intact(result.file_id):
            raise NotPossibleNow(
                "Tệp kết quả trong kho không còn nguyên vẹn; chưa có gì được phê duyệt.",
                code="result_file_damaged",
                remedy="Trả lại bước trước để người soạn tải lại tệp, và báo quản trị hệ thống.",
            )
        file_sha256 = files.view(result.file_id).sha256
    return fingerprint(
        title=result.title,
        body=result.body,
        declined=result.declined,
        result_code=result.result_code,
        file_sha256=file_sha256,
    )


@no_secrets
@transaction.atomic
def approve(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    note: str = "",
    seen: str = "",
    means: Means = EMPTY_HANDED,
    expected_event_count: int | None = None,
) -> None:
    """Approve the draft result in the step that approves; it goes on to be issued.

    `seen` is the fingerprint of what was shown to whoever approves (`ResultView.fingerprint`): another draft, or a file
    whose bytes are no longer those, is refused with NotPossibleNow. The event keeps what was approved.
    """
    case = take_up(dossier_id, Action.APPROVE, by, expected_event_count=expected_event_count)
    officer, here, result = officer_needed(by), case.here, _in_force(case.dossier)
    if result is None:
        raise NotPossibleNow("Chưa có dự thảo kết quả để duyệt.", code="draft_needed")
    approved = _fingerprint(result)
    if seen and seen != approved:
        raise NotPossibleNow(
            "Dự thảo kết quả đã thay đổi sau khi bạn mở; chưa có gì được phê duyệt.",
            code="result_changed",
            remedy="Xem lại bản mới đang hiện dưới đây rồi phê duyệt.",
        )
    result.state, result.approved_at, result.approved_by_id = Result.State.APPROVED, now, officer.id
    result.save(update_fields=["state", "approved_at", "approved_by"])
    target = workflow.next_step(case.workflow, here.key)
    if target is not None and target.kind is not StepKind.RETURN:
        go_on(case, target, now)
    sequence = case.append(
        Action.APPROVE, by=by, now=now, from_step=here.key, reason=note.strip()[:4_000], fingerprint=approved
    )
    sign_as_leader(case.dossier, result, officer, now, means, fingerprint=approved)
    publish(DossierForwarded(str(case.dossier.id), sequence, case.dossier.waiting_unit_id or 0, case.dossier.step_key))


@transaction.atomic
def issue(
    *, dossier_id: UUID, by: Actor, now: datetime, means: Means = EMPTY_HANDED, expected_event_count: int | None = None
) -> str:
    """Number and issue the approved result: processing ends here, and "on time" is measured here. Returns the number.

    A result that says no is a result too; the refusal notice goes with it (NĐ 61/2018/NĐ-CP Điều 19 khoản 8).
    """
    case = take_up(dossier_id, Action.ISSUE, by, expected_event_count=expected_event_count)
    result = _in_force(case.dossier)
    if result is None or result.state != Result.State.APPROVED:
        raise NotPossibleNow("Kết quả chưa được lãnh đạo duyệt.", code="approval_needed")
    return _finish(case, result, Action.ISSUE, by, now, means, reason="")


@no_secrets
@transaction.atomic
def decline(
    *,
    dossier_id: UUID,
    reason: str,
    by: Actor,
    now: datetime,
    means: Means = EMPTY_HANDED,
    expected_event_count: int | None = None,
) -> str:
    """Decide at once that the case is declined, with the reason (leader, in the step that approves)."""
    case = take_up(dossier_id, Action.DECLINE, by, expected_event_count=expected_event_count)
    officer, why = officer_needed(by), needed_text(reason, "lý do từ chối giải quyết", "reason")
    check_both_keys_at_once(case.dossier, officer, now)
    result = _in_force(case.dossier)
    if result is None:
        result = Result(
            dossier=case.dossier,
            round=Result.objects.filter(dossier=case.dossier).count() + 1,
            drafted_at=now,
            drafted_by_id=officer.id,
        )
    # Nothing of a draft that grants may be signed: what is issued says no, and says why.
    result.title, result.file_id, result.result_code = DECLINED_TITLE, None, ""
    result.declined, result.body = True, why
    result.state, result.approved_at, result.approved_by_id = Result.State.APPROVED, now, officer.id
    result.save()
    return _finish(case, result, Action.DECLINE, by, now, means, reason=why)


def _finish(case: Case, result: Result, action: Action, by: Actor, now: datetime, means: Means, *, reason: str) -> str:
    dossier, officer, here = case.dossier, officer_needed(by), case.here
    _check_apology(dossier, now)
    if result.declined:
        write_refusal(case, officer, result.body, now, dossier.processing_organisation_id)
    number, year = numbers.slip_number("KQ", dossier.processing_organisation_id, now)
    result.number, result.reference_number = number, f"{number}/{'TB' if result.declined else 'KQ'}-{year}"
    result.state, result.issued_at, result.issued_by_id = Result.State.ISSUED, now, officer.id
    result.save(update_fields=["number", "reference_number", "state", "issued_at", "issued_by"])
    dossier.outcome = Dossier.Outcome.DECLINED if result.declined else Dossier.Outcome.GRANTED
    dossier.finished_at = now
    dossier.step_key, dossier.step_since = _return_step(case).key, now
    case.close(unit_id=case.desk(now))
    sequence = case.append(action, by=by, now=now, from_step=here.key, reason=reason, reference=result.reference_number)
    if action is Action.DECLINE:
        sign_as_leader(dossier, result, officer, now, means, fingerprint=_fingerprint(result))
    seal_for_agency(dossier, result, officer, now, means)
    publish(ResultIssued(str(dossier.id), sequence, result.declined))
    return result.reference_number


def _check_apology(dossier: Dossier, now: datetime) -> None:
    """Refuse to end a case that is overdue while the person has had no apology (NĐ 61/2018/NĐ-CP Điều 19 khoản 9)."""
    assert dossier.due_at is not None
    due_on = clock.day_of(dossier.due_at)
    if timeliness.still_open(due_on, clock.day_of(now)) is not timeliness.Timeliness.LATE:
        return
    if dossier.extension_count or not clock.policy_of(dossier).max_extensions:
        return
    raise NotPossibleNow(
        f"Hồ sơ quá hẹn trả ngày {due_on:%d/%m/%Y} mà chưa có văn bản xin lỗi (Mẫu số 04).",
        code="apology_needed",
        remedy="Lãnh đạo cơ quan “Xin lỗi và hẹn lại ngày trả” cho người nộp, rồi mới ban hành được kết quả.",
    )


def _return_step(case: Case) -> Step:
    return next((step for step in case.workflow.steps if step.kind is StepKind.RETURN), case.workflow.steps[-1])


@no_secrets
@transaction.atomic
def return_result(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    channel: str = "counter",
    receiver_name: str = "",
    receiver_paper: str = "",
    on_behalf: bool = False,
    expected_event_count: int | None = None,
) -> None:
    """Give the result to the person (at the desk, by post, electronically) and keep the proof. Final."""
    case = take_up(dossier_id, Action.RETURN_RESULT, by, expected_event_count=expected_event_count)
    dossier, officer = case.dossier, permissions.officer_of(by)
    if channel not in RETURN_CHANNELS:
        raise Incorrect("Cách trả kết quả không đúng.", fields={"channel": ["Chọn cách trả kết quả."]})
    if channel != "online":
        receiver_name = needed_text(receiver_name, "họ tên người nhận", "receiver_name")
    if on_behalf and not receiver_paper.strip():
        message = "Ghi giấy ủy quyền hoặc giấy tờ của người nhận thay."
        raise Incorrect(message, fields={"receiver_paper": [message]})
    result = _in_force(dossier)
    if result is None or result.state != Result.State.ISSUED:
        raise NotPossibleNow("Chưa có kết quả để trả.")
    _check_paid(dossier)
    Handover.objects.create(
        result=result,
        channel=channel,
        receiver_name=(receiver_name or dossier.applicant_name)[:160],
        receiver_paper=receiver_paper.strip()[:60],
        on_behalf=on_behalf,
        handed_at=now,
        handed_by_id=officer.id if officer else None,
    )
    dossier.returned_at = now
    case.close()
    sequence = case.append(Action.RETURN_RESULT, by=by, now=now, channel=channel, on_behalf=on_behalf)
    publish(ResultReturned(str(dossier.id), sequence, channel))


def _check_paid(dossier: Dossier) -> None:
    """Refuse to hand over while a fee is due: all that is charged is due by then at the latest (see `fee_timing`)."""
    due = due_vnd([dossier.id])
    if due:
        raise ResultHeld(due, "Thu tiền ở mục “Phí, lệ phí” của hồ sơ, rồi trả kết quả.")


@no_secrets
@transaction.atomic
def recall_result(
    *, dossier_id: UUID, reason: str, by: Actor, now: datetime, expected_event_count: int | None = None
) -> None:
    """Take back a wrong result that was not yet returned, at the agency's cost; work goes on where it was drafted.

    The promise stays the old one. Source: NĐ 61/2018/NĐ-CP Điều 21 khoản 1.
    """
    case = take_up(dossier_id, Action.RECALL_RESULT, by, expected_event_count=expected_event_count)
    dossier, why, here = case.dossier, needed_text(reason, "lý do thu hồi", "reason"), case.here
    result = _in_force(dossier)
    assert result is not None
    drafter = organisation.acting_officer(result.drafted_by_id, clock.day_of(now))
    result.state, result.recall_reason = Result.State.RECALLED, why
    result.save(update_fields=["state", "recall_reason"])
    void_refusal(case, why, now)
    if result.signed_paper_id is not None:
        signatures.withdraw(paper_id=result.signed_paper_id, now=now)
    dossier.is_open, dossier.finished_at, dossier.outcome = True, None, Dossier.Outcome.NONE
    target = _drafting_step(case)
    fits = drafter is not None and drafter.unit_id in dossier.unit_ids and target.role.value in drafter.roles
    case.go_to(
        target,
        now=now,
        unit_id=drafter.unit_id if fits and drafter else None,
        officer_id=drafter.id if fits and drafter else None,
    )
    sequence = case.append(Action.RECALL_RESULT, by=by, now=now, from_step=here.key, reason=why)
    publish(ResultRecalled(str(dossier.id), sequence))
    if dossier.waiting_officer_id is not None:
        publish(DossierAssigned(str(dossier.id), sequence, dossier.waiting_officer_id))


def _drafting_step(case: Case) -> Step:
    """Return the last step before review or approval: where the result was written."""
    found: Step | None = None
    for step in workflow.main_path(case.workflow):
        if step.kind in (StepKind.REVIEW, StepKind.APPROVE, StepKind.ISSUE, StepKind.RETURN):
            break
        if step.role is not Doer.COUNTER:
            found = step
    return found or case.workflow.steps[0]


def deliver_electronically(*, dossier_id: UUID, now: datetime) -> None:
    """Deliver a result to the portal of a person who asked for it that way (job; running twice delivers once)."""
    with transaction.atomic():
        return_result(dossier_id=dossier_id, by=System(), now=now, channel="online")
