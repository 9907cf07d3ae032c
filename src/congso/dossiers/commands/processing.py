"""Work on a received dossier along its procedure's workflow (Decree 61/2018/NĐ-CP art. 18–19)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.dossiers.events import DeadlineExtended, DossierAssigned, DossierForwarded
from congso.dossiers.models import Extension, Result
from congso.dossiers.permissions import Actor
from congso.dossiers.rules import deadlines, workflow
from congso.dossiers.rules.deadlines import Derivation
from congso.dossiers.rules.states import Action, Doer
from congso.dossiers.rules.workflow import Branch, Step, StepKind
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotPossibleNow, Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

from . import clock, numbers
from .case import Case, needed_text, officer_needed, take_up
from .secrets import no_secrets
from .signing import take_signature_back

NEEDS_DRAFT = frozenset({StepKind.REVIEW, StepKind.APPROVE})


def _announce_move(case: Case, sequence: int) -> None:
    dossier = case.dossier
    publish(DossierForwarded(str(dossier.id), sequence, dossier.waiting_unit_id or 0, dossier.step_key))
    if dossier.waiting_officer_id is not None:
        publish(DossierAssigned(str(dossier.id), sequence, dossier.waiting_officer_id))


@no_secrets
@transaction.atomic
def forward(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    unit_id: int | None = None,
    note: str = "",
    expected_event_count: int | None = None,
) -> None:
    """Pass a dossier on. From the desk it goes to the next step of its workflow; later to another unit, same step.

    `unit_id` chooses among the units of the agency whose step it is; from the desk it may be left to the workflow.
    """
    case = take_up(dossier_id, Action.FORWARD, by, expected_event_count=expected_event_count)
    here = case.here
    target: Step | None = here
    if here.role is Doer.COUNTER:
        target = workflow.next_step(case.workflow, here.key)
        if target is None:
            raise NotPossibleNow("Quy trình không có bước tiếp theo.")
    elif unit_id is None:
        raise Incorrect("Chọn đơn vị nhận hồ sơ.", fields={"unit": ["Chọn đơn vị nhận hồ sơ."]})
    assert target is not None
    if unit_id is not None:
        _check_unit(case, target, unit_id, clock.day_of(now))
        if target is here and unit_id == case.dossier.waiting_unit_id:
            raise NotPossibleNow("Hồ sơ đang ở đơn vị này.")
    case.go_to(target, now=now, unit_id=unit_id)
    sequence = case.append(Action.FORWARD, by=by, now=now, from_step=here.key, reason=note.strip()[:4_000])
    _announce_move(case, sequence)


def _check_unit(case: Case, step: Step, unit_id: int, on: date) -> None:
    agency = case.agencies.of(step.organisation)
    if unit_id not in {unit.id for unit in organisation.units(agency, on)}:
        raise Incorrect(
            "Đơn vị nhận không thuộc cơ quan giải quyết hồ sơ.",
            fields={"unit": ["Chọn đơn vị của cơ quan giải quyết."]},
        )


_ROLE_OF = {
    Doer.COUNTER: Role.COUNTER,
    Doer.SPECIALIST: Role.SPECIALIST,
    Doer.UNIT_HEAD: Role.UNIT_HEAD,
    Doer.LEADER: Role.LEADER,
    Doer.CLERK: Role.CLERK,
}


def _colleague(officer_id: int, unit_id: int | None, step: Step, on: date) -> ActingOfficer:
    """Return the officer to assign to: in the unit that has the dossier, in the role of the step."""
    found = organisation.acting_officer(officer_id, on)
    if found is None or found.unit_id != unit_id:
        message = "Chọn cán bộ của đơn vị đang giữ hồ sơ."
        raise Incorrect(message, fields={"officer": [message]})
    wanted = {_ROLE_OF[step.role], Role.UNIT_HEAD} if step.role is Doer.SPECIALIST else {_ROLE_OF[step.role]}
    if not found.roles & wanted:
        message = f"Cán bộ này không làm được bước “{step.name}”."
        raise Incorrect(message, fields={"officer": [message]})
    return found


@no_secrets
@transaction.atomic
def assign(
    *,
    dossier_id: UUID,
    officer_id: int,
    by: Actor,
    now: datetime,
    note: str = "",
    expected_event_count: int | None = None,
) -> None:
    """Give a dossier to an officer of the unit; where the workflow has a step for assigning, that step is then done."""
    case = take_up(dossier_id, Action.ASSIGN, by, expected_event_count=expected_event_count)
    _assign(case, officer_id, by, now, note)


def _assign(case: Case, officer_id: int, by: Actor, now: datetime, note: str) -> None:
    here, today, target = case.here, clock.day_of(now), case.here
    if here.kind is StepKind.PROCESS and here.role is Doer.UNIT_HEAD:
        following = workflow.next_step(case.workflow, here.key)
        if following is not None and following.role is Doer.SPECIALIST:
            target = following
    colleague = _colleague(officer_id, case.dossier.waiting_unit_id, target, today)
    if target is here:
        case.dossier.waiting_officer_id = colleague.id
    else:
        case.go_to(target, now=now, unit_id=case.dossier.waiting_unit_id, officer_id=colleague.id)
    sequence = case.append(Action.ASSIGN, by=by, now=now, from_step=here.key, reason=note.strip()[:4_000])
    publish(DossierAssigned(str(case.dossier.id), sequence, colleague.id))


def assign_many(*, dossier_ids: Iterable[UUID], officer_id: int, by: ActingOfficer, now: datetime) -> dict[UUID, str]:
    """Give several dossiers to one officer, each for itself; return "" or the sentence that says why not."""
    done: dict[UUID, str] = {}
    for one in sorted(set(dossier_ids)):
        try:
            assign(dossier_id=one, officer_id=officer_id, by=by, now=now)
            done[one] = ""
        except Refusal as refusal:
            done[one] = refusal.message
    return done


@transaction.atomic
def take(*, dossier_id: UUID, by: Actor, now: datetime, expected_event_count: int | None = None) -> None:
    """Take a dossier of one's unit that nobody has. Two who reach for it: one gets it, the other is told."""
    case = take_up(dossier_id, Action.TAKE, by, expected_event_count=expected_event_count)
    officer = officer_needed(by)
    # Work taken on behalf of somebody is theirs: it stays in their hands when the delegation ends.
    if case.dossier.waiting_officer_id == officer.seat_id:
        raise NotPossibleNow("Bạn đang giữ hồ sơ này.")
    case.dossier.waiting_officer_id = officer.seat_id
    sequence = case.append(Action.TAKE, by=by, now=now)
    publish(DossierAssigned(str(case.dossier.id), sequence, officer.seat_id))


def _branch(step: Step, key: str) -> Branch | None:
    return next((one for one in step.branches if one.key == key), None)


@no_secrets
@transaction.atomic
def advance(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    branch: str | None = None,
    note: str = "",
    expected_event_count: int | None = None,
) -> None:
    """Finish the present step and go on, by `branch` if one is chosen. A branch may add time by law.

    A step in which somebody reviews or approves is not reached without a draft result.
    """
    case = take_up(dossier_id, Action.ADVANCE, by, expected_event_count=expected_event_count)
    here = case.here
    target = workflow.next_step(case.workflow, here.key, branch or None)
    if target is None or target.kind is StepKind.RETURN:
        raise NotPossibleNow("Chưa ban hành kết quả nên chưa chuyển trả được.")
    if target.kind in NEEDS_DRAFT and not has_result(case):
        raise NotPossibleNow("Chưa có dự thảo kết quả để trình.", code="draft_needed")
    chosen = _branch(here, branch) if branch else None
    if chosen is not None and chosen.extends_hours:
        clock.lengthen(case.dossier, chosen, here, now=now)
    go_on(case, target, now)
    sequence = case.append(
        Action.ADVANCE, by=by, now=now, from_step=here.key, reason=note.strip()[:4_000], branch=branch or ""
    )
    _announce_move(case, sequence)


def has_result(case: Case) -> bool:
    """Tell whether there is a result that was not recalled, draft or more."""
    return Result.objects.filter(dossier=case.dossier).exclude(state=Result.State.RECALLED).exists()


def go_on(case: Case, target: Step, now: datetime) -> None:
    """Go to a step; within the same unit and role the same officer keeps the dossier."""
    dossier, here = case.dossier, case.here
    unit_id = case.unit_of(target, now)
    same_hands = unit_id == dossier.waiting_unit_id and target.role is here.role
    # A unit chosen by hand stays chosen for the steps of the same kind of unit.
    if target.unit_kind == here.unit_kind and target.organisation is here.organisation and dossier.waiting_unit_id:
        unit_id, same_hands = dossier.waiting_unit_id, target.role is here.role
    case.go_to(target, now=now, unit_id=unit_id, officer_id=dossier.waiting_officer_id if same_hands else None)


@no_secrets
@transaction.atomic
def send_back(
    *,
    dossier_id: UUID,
    to_step: str,
    reason: str,
    by: Actor,
    now: datetime,
    expected_event_count: int | None = None,
) -> None:
    """Send a dossier back to an earlier step that the workflow allows, to whoever did it, with the reason."""
    case = take_up(dossier_id, Action.SEND_BACK, by, expected_event_count=expected_event_count)
    why, here = needed_text(reason, "lý do trả lại", "reason"), case.here
    target = workflow.step_back(case.workflow, here.key, to_step)
    doer = _who_did(case, to_step, clock.day_of(now))
    case.go_to(target, now=now, unit_id=doer.unit_id if doer else None, officer_id=doer.id if doer else None)
    take_signature_back(case.dossier, now)
    Result.objects.filter(dossier=case.dossier, state=Result.State.APPROVED).update(
        state=Result.State.DRAFT, approved_at=None, approved_by=None
    )
    sequence = case.append(Action.SEND_BACK, by=by, now=now, from_step=here.key, reason=why)
    _announce_move(case, sequence)


def _who_did(case: Case, step_key: str, on: date) -> ActingOfficer | None:
    """Return who last finished a step, if they still work in that position and may do it."""
    last: Any = (
        case.dossier.events.filter(from_step=step_key, officer_id__isnull=False, at__gte=case.dossier.submitted_at)
        .exclude(to_step=step_key)
        .order_by("-sequence")
        .values_list("officer_id", "unit_id")
        .first()
    )
    found = organisation.acting_officer(last[0], on) if last is not None else None
    # Who did it on behalf of somebody sits elsewhere: then it goes to the unit, not to them.
    if found is None or found.unit_id != last[1] or _ROLE_OF[case.workflow.step(step_key).role] not in found.roles:
        return None
    return found


@no_secrets
@transaction.atomic
def extend(
    *,
    dossier_id: UUID,
    reason: str,
    by: Actor,
    now: datetime,
    new_due_on: date | None = None,
    working_days: int | None = None,
    expected_event_count: int | None = None,
) -> date:
    """Apologise and name a new day (Mẫu số 04), at most once. Returns the new day.

    The law wants it one day before the old day at the latest. Later it is still owed to the person, and without it
    nothing is issued; but the dossier stays judged by the day that was missed. Scoring keeps the original date in any
    case. Source: NĐ 61/2018/NĐ-CP Điều 19 khoản 9.
    """
    case = take_up(dossier_id, Action.EXTEND, by, expected_event_count=expected_event_count)
    dossier, officer = case.dossier, officer_needed(by)
    why, today = needed_text(reason, "lý do chậm trả kết quả", "reason"), clock.day_of(now)
    assert dossier.due_at is not None
    missed = today > clock.day_of(dossier.due_at)
    calendar = clock.calendar_of(dossier, today)
    if new_due_on is None:
        if not working_days or not 0 < working_days <= 365:
            message = "Chọn ngày hẹn mới hoặc số ngày làm việc hẹn thêm."
            raise Incorrect(message, fields={"new_due_on": [message]})
        new_due_on = calendar.add_working_days(max(clock.day_of(dossier.due_at), today), working_days)
    last = dossier.deadlines.order_by("-sequence").values_list("derivation", flat=True).first()
    current = Derivation.from_json(last) if last else Derivation(dossier.due_at, dossier.due_at)
    found = deadlines.extend(
        current, new_due_on, why, now, clock.policy_of(dossier), extensions_before=dossier.extension_count,
        calendar=calendar,
    )  # fmt: skip
    old_due_at, dossier.due_at = dossier.due_at, found.due_at
    dossier.extension_count += 1
    if missed:
        dossier.missed_due_at = old_due_at
    clock.keep(dossier, found, now=now, cause="extension")
    number, year = numbers.slip_number("XLGH", dossier.processing_organisation_id, now)
    Extension.objects.create(
        dossier=dossier,
        number=number,
        year=year,
        organisation_id=dossier.processing_organisation_id,
        reason=why,
        old_due_at=old_due_at,
        new_due_at=found.due_at,
        issued_at=now,
        issued_by_id=officer.id,
    )
    dossier.waits_until = min(clock.waits_until(dossier, case.here, now), found.due_at)
    sequence = case.append(
        Action.EXTEND,
        by=by,
        now=now,
        reason=why,
        old=old_due_at.isoformat(),
        new=found.due_at.isoformat(),
        late=today > deadlines.latest_apology_on(clock.day_of(old_due_at)),
    )
    publish(DeadlineExtended(str(dossier.id), sequence))
    return found.due_on
