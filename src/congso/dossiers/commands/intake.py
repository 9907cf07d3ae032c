"""The desk: receiving, accepting, asking for supplements, refusing (Decree 61/2018/NĐ-CP art. 15–19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.events import (
    DossierForwarded,
    DossierReceived,
    DossierRefused,
    DossierSubmitted,
    SupplementAnswered,
    SupplementAsked,
    SupplementConfirmed,
)
from congso.dossiers.models import (
    AcceptanceSlip,
    Dossier,
    DossierDeadline,
    DossierForm,
    DossierPaper,
    DossierPause,
    FeeCharge,
    RefusalNotice,
    RegisterEntry,
    SupplementRequest,
)
from congso.dossiers.permissions import Actor, Applicant, Client
from congso.dossiers.queries.shapes import SupplementItem
from congso.dossiers.rules import deadlines, workflow
from congso.dossiers.rules.states import Action, DossierState
from congso.files import queries as files
from congso.kernel.events import publish
from congso.kernel.normalise import search_words
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow, Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

from . import clock, numbers, opening
from .case import NOT_FOUND, Case, lock, needed_text, officer_needed, take_up
from .opening import PaperInput


@transaction.atomic
def submit_direct(
    *,
    version_id: int,
    answers: Mapping[str, Any],
    receiving_organisation_id: int,
    by: Actor,
    now: datetime,
    key: str,
    papers: Sequence[PaperInput] = (),
    channel: str = "online",
    case_code: str = "",
    return_channel: str = "counter",
) -> UUID:
    """Hand in a whole application at once: other systems, the post, the counter for somebody who will wait.

    `key` makes a repetition harmless: the same sender with the same key gets the same dossier. Raises NotPossibleNow
    `idempotency_key_reused` when the content differs, Incorrect with each field's sentences, NotAllowed for a sender
    who may not hand in there.
    """
    sender, file_owner, submitter, assurance = _sender(by, receiving_organisation_id)
    if not key or len(key) > 80:
        raise Incorrect("Thiếu khóa chống gửi trùng, hoặc khóa dài quá 80 ký tự.", code="idempotency_key_needed")
    origin = f"{sender}:{key}"
    mark = opening.fingerprint(
        version_id, answers, papers, receiving_organisation_id, channel, case_code, return_channel
    )
    try:
        application = opening.check_application(
            version_id=version_id,
            case_code=case_code,
            channel=channel,
            answers=answers,
            papers=papers,
            receiving_organisation_id=receiving_organisation_id,
            return_channel=return_channel,
            submitter=submitter,
            assurance=assurance,
            file_owner=file_owner,
            now=now,
        )
    except Refusal:
        # What was accepted once stays accepted, though the procedure has closed since: the sender only asks again.
        before = opening.already_opened(origin, mark)
        if before is None:
            raise
        return before
    if isinstance(by, Applicant):
        opening.check_assurance(application.pinned.version, by.assurance)
    placement = opening.Placement(
        DossierState.SUBMITTED,
        clock.intake_until(application.agencies.receiving_id, application.pinned.policy, now),
    )
    dossier_id = opening.write(
        application,
        placement,
        action=Action.SUBMIT,
        by=by,
        origin=origin,
        now=now,
        payload={"fingerprint": mark},
    )
    if dossier_id is None:
        existing = opening.already_opened(origin, mark)
        assert existing is not None
        return existing
    publish(DossierSubmitted(str(dossier_id), 1, application.agencies.receiving_id, channel))
    return dossier_id


def _sender(by: Actor, receiving_organisation_id: int) -> tuple[str, int | None, UUID | None, str]:
    """Return who sends (for the key), whose files may be attached, who hands in, and with which sign-in."""
    if isinstance(by, Applicant):
        return f"account:{by.account_id}", by.account_id, by.person_id, by.assurance
    if isinstance(by, Client):
        # A system of one agency hands in to that agency only; one without an agency (a national portal) to all.
        if by.organisation_id not in (None, receiving_organisation_id):
            raise NotAllowed("Hệ thống này chỉ được nộp hồ sơ vào cơ quan của mình.")
        owner = by.officer.account_id if by.officer else None
        return f"client:{by.client_id}", owner, None, "client"
    officer = officer_needed(by)
    _check_counter(officer, receiving_organisation_id)
    return f"officer:{officer.id}", officer.account_id, None, "counter"


def _check_counter(officer: ActingOfficer, receiving_organisation_id: int) -> None:
    if Role.COUNTER not in officer.roles or officer.organisation_id != receiving_organisation_id:
        raise NotAllowed("Chỉ cán bộ tiếp nhận của cơ quan này được nhận hồ sơ tại quầy.")


@transaction.atomic
def receive_at_counter(
    *,
    version_id: int,
    answers: Mapping[str, Any],
    by: ActingOfficer,
    now: datetime,
    key: str,
    papers: Sequence[PaperInput] = (),
    channel: str = "in_person",
    case_code: str = "",
    return_channel: str = "counter",
    submitter_id: UUID | None = None,
    deadline_choice: clock.DeadlineDecision | None = None,
) -> UUID:
    """Receive a person at the counter: dossier code, register line, slip and promise in one act (from nothing to 2).

    `key` comes from the page: a double click makes one dossier. Raises Incorrect `deadline_needed` when the catalogue
    publishes no deadline and none was chosen.
    """
    _check_counter(by, by.organisation_id)
    if not key:
        raise Incorrect("Thiếu khóa chống gửi trùng.", code="idempotency_key_needed")
    origin = f"counter:{by.id}:{key}"[:120]
    mark = opening.fingerprint(version_id, answers, papers, channel, case_code, return_channel, submitter_id)
    existing = opening.already_opened(origin, mark)
    if existing is not None:
        return existing
    application = opening.check_application(
        version_id=version_id,
        case_code=case_code,
        channel=channel,
        answers=answers,
        papers=papers,
        receiving_organisation_id=by.organisation_id,
        return_channel=return_channel,
        submitter=submitter_id,
        assurance="counter",
        file_owner=by.account_id,
        now=now,
    )
    today = clock.day_of(now)
    edition_id = organisation.current_edition_id(today)
    calendar = organisation.calendar_for(by.organisation_id, today, edition_id)
    pinned = application.pinned
    promised = clock.promise(pinned.version, case_code, channel, deadline_choice, pinned.policy, calendar, now)
    step = workflow.first_step(pinned.workflow)
    numbers_drawn = _numbers(by.organisation_id, now)
    placement = opening.Placement(
        DossierState.RECEIVED,
        clock.step_until(calendar, step, promised.derivation.due_at, now),
        code=numbers_drawn.code,
        step=step,
        received_at=now,
        promise=promised,
        calendar_edition_id=edition_id,
        words=_code_words(numbers_drawn.code),
    )
    dossier_id = opening.write(
        application,
        placement,
        action=Action.RECEIVE_AT_COUNTER,
        by=by,
        origin=origin,
        now=now,
        payload={"fingerprint": mark, "code": numbers_drawn.code},
    )
    if dossier_id is None:
        raise NotPossibleNow("Hồ sơ này vừa được tiếp nhận.", code="received_meanwhile")
    _slip_and_register(dossier_id, numbers_drawn, by, now, promised)
    _charge_fees(dossier_id, pinned.version, case_code, channel, now)
    publish(DossierReceived(str(dossier_id), 1, by.organisation_id, numbers_drawn.code))
    return dossier_id


@dataclass(frozen=True, slots=True)
class _Numbers:
    slip: int
    register: int
    year: int
    code: str


def _numbers(organisation_id: int, now: datetime) -> _Numbers:
    """Draw what reception needs, always in this order, so that two receptions queue and never deadlock."""
    slip, year = numbers.slip_number("TNHS", organisation_id, now)
    register, _ = numbers.slip_number("SO", organisation_id, now)
    return _Numbers(slip, register, year, numbers.dossier_code(organisation_id, now))


def _code_words(code: str) -> list[str]:
    return search_words(code)


def _slip_and_register(
    dossier_id: UUID, drawn: _Numbers, by: ActingOfficer, now: datetime, promised: clock.Promise
) -> None:
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


def _charge_fees(dossier_id: UUID, version: catalogue.VersionView, case_code: str, channel: str, now: datetime) -> None:
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


@transaction.atomic
def accept(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    deadline_choice: clock.DeadlineDecision | None = None,
    expected_event_count: int | None = None,
) -> str:
    """Accept what was handed in online or by post: code, register line, slip, due date. Returns the dossier code.

    Raises Incorrect `deadline_needed` when the catalogue publishes no deadline and none was chosen; NotPossibleNow
    when the dossier is no longer at the door.
    """
    case = take_up(dossier_id, Action.ACCEPT, by, expected_event_count=expected_event_count)
    return _accept(case, officer_needed(by), by, now, deadline_choice)


def _accept(case: Case, officer: ActingOfficer, by: Actor, now: datetime, choice: clock.DeadlineDecision | None) -> str:
    dossier, today = case.dossier, clock.day_of(now)
    dossier.calendar_edition_id = organisation.current_edition_id(today)
    calendar = clock.calendar_of(dossier, today)
    promised = clock.promise(
        case.version, dossier.case_code, dossier.channel, choice, clock.policy_of(dossier), calendar, now
    )
    before = dossier.step_key
    dossier.received_at = now
    dossier.due_at = dossier.original_due_at = dossier.scoring_due_at = promised.derivation.due_at
    dossier.deadline_rule = promised.rule_json
    dossier.supplement_answered_at = None
    SupplementRequest.objects.filter(dossier=dossier, confirmed_at__isnull=True).update(confirmed_at=now)
    DossierPause.objects.filter(dossier=dossier, to_at__isnull=True).update(to_at=now)
    _charge_fees(dossier.id, case.version, dossier.case_code, dossier.channel, now)
    drawn = _numbers(dossier.receiving_organisation_id, now)
    dossier.code = drawn.code
    case.go_to(workflow.first_step(case.workflow), now=now)
    sequence = case.append(
        Action.ACCEPT, by=by, now=now, from_step=before, words=_code_words(drawn.code), code=drawn.code
    )
    _slip_and_register(dossier.id, drawn, officer, now, promised)
    publish(DossierReceived(str(dossier.id), sequence, dossier.receiving_organisation_id, drawn.code))
    return drawn.code


def accept_many(*, dossier_ids: Iterable[UUID], by: ActingOfficer, now: datetime) -> dict[UUID, str]:
    """Accept several dossiers, each for itself; return the code of each, or the sentence that says why not."""
    done: dict[UUID, str] = {}
    for one in sorted(set(dossier_ids)):
        try:
            done[one] = accept(dossier_id=one, by=by, now=now)
        except Refusal as refusal:
            done[one] = refusal.message
    return done


def _checked_items(case: Case, items: Sequence[SupplementItem]) -> list[dict[str, str]]:
    """Check that everything asked for is in the published list: nothing else may be asked (NĐ 61/2018 Điều 5)."""
    if not items:
        message = "Chọn ít nhất một giấy tờ cần bổ sung."
        raise Incorrect(message, fields={"items": [message]})
    checked = []
    for item in items:
        component = case.version.content.component(item.component_key)
        if component is None or component.is_note or component.case not in ("", case.dossier.case_code):
            message = "Chỉ được yêu cầu giấy tờ có trong thành phần hồ sơ đã công bố."
            raise Incorrect(message, code="not_in_published_list", fields={"items": [message]})
        why = needed_text(item.why, f"lý do yêu cầu “{component.name[:80]}”", "items")
        checked.append(
            {
                "component_key": component.key,
                "name": component.name[:600],
                "wanted": item.wanted.strip()[:600] or "Bổ sung",
                "why": why,
            }
        )
    return checked


@transaction.atomic
def ask_supplement(
    *,
    dossier_id: UUID,
    items: Sequence[SupplementItem],
    reason: str,
    by: Actor,
    now: datetime,
    expected_event_count: int | None = None,
) -> int:
    """Ask the applicant to complete the dossier (Mẫu số 02), once, through the desk. Returns the round.

    Only components of the published list may be asked for, each with a reason. The clock stands still until the
    answer. Raises Incorrect for anything else; NotPossibleNow when it is one request too many, or too late.
    """
    case = take_up(dossier_id, Action.ASK_SUPPLEMENT, by, expected_event_count=expected_event_count)
    dossier, officer = case.dossier, officer_needed(by)
    wanted, why = _checked_items(case, items), needed_text(reason, "lý do yêu cầu bổ sung", "reason")
    policy, today = clock.policy_of(dossier), clock.day_of(now)
    at_intake = not case.received
    before = SupplementRequest.objects.filter(dossier=dossier, at_intake=at_intake).count()
    if dossier.received_at is not None:
        deadlines.check_supplement_request(
            _complete_since(dossier, dossier.received_at),
            now,
            policy,
            requests_before=before,
            calendar=clock.calendar_of(dossier, today),
        )
    elif policy.max_supplements is not None and before >= policy.max_supplements:
        raise NotPossibleNow(
            f"Khi tiếp nhận chỉ được yêu cầu bổ sung {policy.max_supplements} lần (NĐ 61/2018/NĐ-CP Điều 11).",
            code="supplement_too_often",
        )
    until = clock.answer_until(dossier, now, case.version.policy.supplement_answer_working_days)
    number, year = numbers.slip_number("YCBS", dossier.receiving_organisation_id, now)
    dossier.supplement_count += 1
    request = SupplementRequest.objects.create(
        dossier=dossier,
        round=dossier.supplement_count,
        number=number,
        year=year,
        organisation_id=dossier.receiving_organisation_id,
        at_intake=at_intake,
        items=wanted,
        reason=why,
        asked_at=now,
        asked_by_id=officer.id,
        answer_until=until,
    )
    if not at_intake:
        DossierPause.objects.create(dossier=dossier, cause=DossierPause.Cause.SUPPLEMENT, from_at=now)
    held_unit, held_officer = dossier.waiting_unit_id, dossier.waiting_officer_id
    dossier.supplement_answered_at = None
    case.wait_for(case.desk(now), until)
    sequence = case.append(
        Action.ASK_SUPPLEMENT,
        by=by,
        now=now,
        reason=why,
        round=request.round,
        held_unit=held_unit,
        held_officer=held_officer,
    )
    publish(SupplementAsked(str(dossier.id), sequence, request.round, at_intake))
    return request.round


def _complete_since(dossier: Dossier, received_at: datetime) -> datetime:
    """Return when the dossier was last complete: the days within which a supplement may be asked count from there."""
    answered = SupplementRequest.objects.filter(dossier=dossier, at_intake=False, answered_at__isnull=False)
    last = answered.order_by("-round").values_list("answered_at", flat=True).first()
    return max(received_at, last) if last is not None else received_at


@transaction.atomic
def answer_supplement(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    papers: Sequence[PaperInput] = (),
    answers: Mapping[str, Any] | None = None,
) -> None:
    """Hand in what was asked for: papers of the components asked, and corrected answers. The desk then confirms."""
    case = take_up(dossier_id, Action.SUPPLEMENT, by)
    dossier, version = case.dossier, case.version
    request = _open_request(dossier)
    if not papers and not answers:
        raise Incorrect("Chưa có giấy tờ hoặc nội dung nào được bổ sung.", fields={"papers": ["Đính kèm giấy tờ."]})
    if request.answered_at is not None and not answers:
        papers = _not_yet_handed_in(dossier, request, papers)
        if not papers:
            return  # the same answer sent twice: a double click, a retry
    officer = permissions.officer_of(by)
    owner = officer.account_id if officer else by.account_id if isinstance(by, Applicant) else None
    _add_papers(dossier, version, papers, request, owner, now, online=officer is None)
    if answers:
        form = DossierForm.objects.select_for_update().get(dossier=dossier)
        merged = {**form.answers, **answers}
        have = set(DossierPaper.objects.filter(dossier=dossier).values_list("component_key", flat=True))
        checked = catalogue.check_answers(version, merged, have, clock.day_of(now))
        if checked.errors:
            raise Incorrect("Nội dung bổ sung chưa đúng. Xem các mục được đánh dấu.", fields=checked.errors)
        form.answers = checked.answers
        form.save(update_fields=["answers"])
    request.answered_at = now
    request.save(update_fields=["answered_at"])
    dossier.supplement_answered_at = now
    until = clock.intake_until(dossier.receiving_organisation_id, clock.policy_of(dossier), now)
    case.wait_for(case.desk(now), until)
    sequence = case.append(
        Action.SUPPLEMENT, by=by, now=now, round=request.round, papers=len(papers), answers=bool(answers)
    )
    publish(SupplementAnswered(str(dossier.id), sequence, request.round))


def _open_request(dossier: Dossier) -> SupplementRequest:
    request = (
        SupplementRequest.objects.select_for_update()
        .filter(dossier=dossier, confirmed_at__isnull=True)
        .order_by("-round")
        .first()
    )
    if request is None:
        raise NotPossibleNow("Hồ sơ không có yêu cầu bổ sung nào đang chờ.")
    return request


def _not_yet_handed_in(
    dossier: Dossier, request: SupplementRequest, papers: Sequence[PaperInput]
) -> Sequence[PaperInput]:
    """Leave out papers whose very bytes this round already has for the same component."""
    had = list(
        DossierPaper.objects.filter(dossier=dossier, round=request.round, file_id__isnull=False).values_list(
            "component_key", "file_id"
        )
    )
    known = files.views([*(file_id for _, file_id in had if file_id), *(one.file_id for one in papers if one.file_id)])
    seen = {(key, known[file_id].sha256) for key, file_id in had if file_id in known}
    return [
        one
        for one in papers
        if one.file_id is None or one.file_id not in known or (one.component_key, known[one.file_id].sha256) not in seen
    ]


def _add_papers(
    dossier: Dossier,
    version: catalogue.VersionView,
    papers: Sequence[PaperInput],
    request: SupplementRequest,
    owner: int | None,
    now: datetime,
    *,
    online: bool,
) -> None:
    known = files.views([paper.file_id for paper in papers if paper.file_id is not None])
    rows = []
    for paper in papers:
        component = version.content.component(paper.component_key)
        found = known.get(paper.file_id) if paper.file_id else None
        if component is None or component.is_note:
            raise Incorrect("Giấy tờ này không có trong thành phần hồ sơ của thủ tục.")
        if (paper.file_id is not None or online) and (found is None or found.account_id != owner):
            raise NotFound("Không tìm thấy tệp đính kèm; hãy tải lên lại.")
        rows.append(
            DossierPaper(
                dossier=dossier,
                component_key=component.key,
                name=(paper.name or component.name)[:600],
                kind=paper.kind,
                quantity=paper.quantity,
                file_id=paper.file_id,
                round=request.round,
                added_at=now,
            )
        )
    DossierPaper.objects.bulk_create(rows)


@transaction.atomic
def confirm_supplement(*, dossier_id: UUID, by: Actor, now: datetime, expected_event_count: int | None = None) -> None:
    """Confirm that a received dossier is complete again: the clock runs, by the procedure's supplement policy.

    It counts from the moment the applicant completed it; from now when the papers were brought to the desk.
    """
    case = take_up(dossier_id, Action.CONFIRM_SUPPLEMENT, by, expected_event_count=expected_event_count)
    dossier = case.dossier
    request = _open_request(dossier)
    complete_at = request.answered_at or now
    request.answered_at, request.confirmed_at = complete_at, now
    request.save(update_fields=["answered_at", "confirmed_at"])
    DossierPause.objects.filter(dossier=dossier, to_at__isnull=True).update(to_at=complete_at)
    if clock.policy_of(dossier).supplement is deadlines.SupplementPolicy.RESET and dossier.deadline_rule:
        dossier.deadline_rule = {**dossier.deadline_rule, "start_at": complete_at.isoformat()}
    clock.rederive(dossier, now=now, cause="supplement")
    dossier.supplement_answered_at = None
    resume(case, now, Action.ASK_SUPPLEMENT)
    sequence = case.append(Action.CONFIRM_SUPPLEMENT, by=by, now=now, round=request.round)
    publish(SupplementConfirmed(str(dossier.id), sequence, request.round))
    publish(DossierForwarded(str(dossier.id), sequence, dossier.waiting_unit_id or 0, dossier.step_key))


def resume(case: Case, now: datetime, interrupted_by: Action) -> None:
    """Give a dossier back to whoever had it when it was interrupted, with the step's quota anew."""
    held = (
        case.dossier.events.filter(action=interrupted_by.value, at__gte=case.dossier.submitted_at)
        .order_by("-sequence")
        .values_list("payload", flat=True)
        .first()
    ) or {}
    case.go_to(case.here, now=now, unit_id=held.get("held_unit"), officer_id=held.get("held_officer"))


@transaction.atomic
def refuse(*, dossier_id: UUID, reason: str, by: Actor, now: datetime, expected_event_count: int | None = None) -> None:
    """Refuse to receive, with the reason (Mẫu số 03). Final."""
    case = take_up(dossier_id, Action.REFUSE, by, expected_event_count=expected_event_count)
    why = needed_text(reason, "lý do từ chối", "reason")
    write_refusal(case, officer_needed(by), why, now, case.dossier.receiving_organisation_id)
    case.close()
    sequence = case.append(Action.REFUSE, by=by, now=now, reason=why)
    publish(DossierRefused(str(case.dossier.id), sequence))


def write_refusal(case: Case, officer: ActingOfficer, reason: str, now: datetime, organisation_id: int) -> None:
    """Write the refusal notice, which the law also wants for a result that says no (TT 03/2025/TT-VPCP Mẫu 03)."""
    number, year = numbers.slip_number("TCHS", organisation_id, now)
    RefusalNotice.objects.update_or_create(
        dossier=case.dossier,
        defaults={
            "number": number,
            "year": year,
            "organisation_id": organisation_id,
            "reason": reason,
            "refused_at": now,
            "refused_by_id": officer.id,
        },
    )


@transaction.atomic
def judge_paper(*, dossier_id: UUID, paper_id: UUID, verdict: str, remark: str, by: ActingOfficer) -> None:
    """Note beside a paper whether it is good, for the colleagues who come after. Not an act: changes no state."""
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not permissions.may_see(by, dossier):
        raise NotFound(NOT_FOUND)
    if not dossier.is_open or dossier.waiting_unit_id != by.unit_id:
        raise NotAllowed("Chỉ đơn vị đang giữ hồ sơ được ghi nhận xét giấy tờ.")
    if verdict not in DossierPaper.Verdict.values:
        raise Incorrect("Nhận xét không đúng.")
    changed = DossierPaper.objects.filter(id=paper_id, dossier=dossier).update(verdict=verdict, remark=remark[:500])
    if not changed:
        raise NotFound("Không tìm thấy giấy tờ này trong hồ sơ.")
