"""The desk: receiving, accepting, asking for supplements, refusing (Decree 61/2018/NĐ-CP art. 15–19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.audit.commands import record
from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.events import (
    DossierReceived,
    DossierRefused,
    DossierSubmitted,
)
from congso.dossiers.models import (
    AcceptanceSlip,
    DossierDeadline,
    DossierPaper,
    DossierPause,
    FeeCharge,
    RefusalNotice,
    RegisterEntry,
    SupplementRequest,
)
from congso.dossiers.permissions import Actor, Applicant, Client
from congso.dossiers.queries import routes
from congso.dossiers.rules import workflow
from congso.dossiers.rules.rights import DossierRight as R
from congso.dossiers.rules.states import Action, DossierState
from congso.kernel.events import publish
from congso.kernel.normalise import search_words
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow, Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from . import clock, numbers, opening
from .case import NOT_FOUND, Case, lock, needed_text, officer_needed, take_up
from .opening import PaperInput


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

    `key` makes a repetition harmless: the same sender with the same key gets the same dossier, also when the procedure
    has a new edition or has closed since. Raises NotPossibleNow `idempotency_key_reused` when the content differs,
    Incorrect with each field's sentences, NotAllowed for a sender who may not hand in there.
    """
    sender, submitter, assurance = _sender(by, receiving_organisation_id)
    if not key or len(key) > 80:
        raise Incorrect("Thiếu khóa chống gửi trùng, hoặc khóa dài quá 80 ký tự.", code="idempotency_key_needed")
    origin = f"{sender}:{key}"
    pinned = routes.pinned(version_id)
    # The procedure, not its edition: whoever repeats what was sent yesterday finds today's edition.
    mark = opening.fingerprint(
        pinned.version.procedure_code, answers, papers, receiving_organisation_id, channel, case_code, return_channel
    )
    before = opening.already_opened(origin, mark)
    if before is not None:
        return before
    try:
        with transaction.atomic():
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
                file_owner=permissions.file_owner(by),
                now=now,
            )
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
                raise _OpenedMeanwhileError
            publish(DossierSubmitted(str(dossier_id), 1, application.agencies.receiving_id, channel))
    except _OpenedMeanwhileError:
        # The same was sent twice at once: whatever this one made (a person without a number) is gone again.
        existing = opening.already_opened(origin, mark)
        assert existing is not None
        return existing
    return dossier_id


class _OpenedMeanwhileError(Exception):
    """Another sending of the same key was faster."""


def _sender(by: Actor, receiving_organisation_id: int) -> tuple[str, UUID | None, str]:
    """Return who sends (for the key), who hands in, and with which sign-in."""
    if isinstance(by, Applicant):
        return f"account:{by.account_id}", by.person_id, by.assurance
    if isinstance(by, Client):
        # A system of one agency hands in to that agency only; one without an agency (a national portal) to all.
        if by.organisation_id not in (None, receiving_organisation_id):
            raise NotAllowed("Hệ thống này chỉ được nộp hồ sơ vào cơ quan của mình.")
        return f"client:{by.client_id}", None, "client"
    officer = officer_needed(by)
    _check_counter(officer, receiving_organisation_id)
    return f"officer:{officer.id}", None, "counter"


def _check_counter(officer: ActingOfficer, receiving_organisation_id: int) -> None:
    if not officer.may(R.RECEIVE_AT_COUNTER) or officer.organisation_id != receiving_organisation_id:
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
        file_owner=permissions.file_owner(by),
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


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one of several: its dossier code, or the sentence that says why not."""

    code: str = ""
    refusal: str = ""


def accept_many(*, dossier_ids: Iterable[UUID], by: ActingOfficer, now: datetime) -> dict[UUID, Accepted]:
    """Accept several dossiers, each for itself."""
    done: dict[UUID, Accepted] = {}
    for one in sorted(set(dossier_ids)):
        try:
            done[one] = Accepted(code=accept(dossier_id=one, by=by, now=now))
        except Refusal as refusal:
            done[one] = Accepted(refusal=refusal.message)
    return done


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
    RefusalNotice.objects.create(
        dossier=case.dossier,
        number=number,
        year=year,
        organisation_id=organisation_id,
        reason=reason,
        refused_at=now,
        refused_by_id=officer.id,
    )


def void_refusal(case: Case, reason: str, now: datetime) -> None:
    """Make the notice in force void, as the result it went with was recalled. It is kept with its number."""
    RefusalNotice.objects.filter(dossier=case.dossier, voided_at__isnull=True).update(voided_at=now, void_reason=reason)


@transaction.atomic
def judge_paper(
    *, dossier_id: UUID, paper_id: UUID, verdict: str, remark: str, by: ActingOfficer, now: datetime
) -> None:
    """Note beside a paper whether it is good, for the colleagues who come after. Not an act: changes no state."""
    dossier = lock([dossier_id]).get(dossier_id)
    if dossier is None or not permissions.may_see(by, dossier):
        raise NotFound(NOT_FOUND)
    if not by.may(R.JUDGE_PAPER) or not dossier.is_open or dossier.waiting_unit_id != by.unit_id:
        raise NotAllowed("Chỉ đơn vị đang giữ hồ sơ được ghi nhận xét giấy tờ.")
    if verdict not in DossierPaper.Verdict.values:
        raise Incorrect("Nhận xét không đúng.")
    changed = DossierPaper.objects.filter(id=paper_id, dossier=dossier).update(verdict=verdict, remark=remark[:500])
    if not changed:
        raise NotFound("Không tìm thấy giấy tờ này trong hồ sơ.")
    record(
        action="dossiers.judge_paper",
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        unit_id=by.unit_id,
        subjects=(dossier.applicant_id, dossier.submitter_id),
        object_kind="dossier",
        object_id=dossier_id,
        paper=paper_id,
        verdict=verdict,
    )
