"""The table of transitions, pair by pair, through the commands that officers and applicants really use."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from congso.dossiers import commands, testing
from congso.dossiers.commands import SYSTEM, FeeInput
from congso.dossiers.models import Dossier, DossierEvent, FeeCharge
from congso.dossiers.rules import states
from congso.dossiers.rules.states import Action, DossierState, Reception, TransitionRefused
from congso.dossiers.testing import NOW, Province, plain_province, supplement_item
from congso.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db
Build = Callable[[Province], UUID]


@pytest.fixture
def province() -> Province:
    return plain_province()


def ask(province: Province, dossier_id: UUID) -> UUID:
    received = Dossier.objects.get(id=dossier_id).received_at is not None
    by = province.commune.specialist if received else province.commune.counter
    commands.ask_supplement(
        dossier_id=dossier_id, items=[supplement_item("TP01")], reason="Thiếu giấy tờ", by=by, now=NOW
    )
    return dossier_id


def charge(province: Province, dossier_id: UUID) -> UUID:
    received = Dossier.objects.get(id=dossier_id).received_at is not None
    by = province.commune.specialist if received else province.commune.counter
    commands.request_payment(dossier_id=dossier_id, fees=[FeeInput("Lệ phí", 100_000)], by=by, now=NOW)
    return dossier_id


def refused(province: Province) -> UUID:
    dossier_id = testing.submitted(province)
    commands.refuse(dossier_id=dossier_id, reason="Không thuộc thẩm quyền", by=province.commune.counter, now=NOW)
    return dossier_id


def withdrawn(province: Province) -> UUID:
    dossier_id = testing.submitted(province)
    commands.ask_withdrawal(dossier_id=dossier_id, by=province.citizen, now=NOW)
    return dossier_id


def stopped(province: Province) -> UUID:
    dossier_id = testing.in_progress(province)
    commands.stop(dossier_id=dossier_id, reason="Quy định chuyển tiếp", by=province.commune.leader, now=NOW)
    return dossier_id


STANDINGS: dict[tuple[DossierState, bool], Build] = {
    (DossierState.SUBMITTED, False): testing.submitted,
    (DossierState.RECEIVED, True): testing.received,
    (DossierState.NOT_RECEIVED, False): refused,
    (DossierState.IN_PROGRESS, True): testing.in_progress,
    (DossierState.SUPPLEMENT_REQUESTED, False): lambda p: ask(p, testing.submitted(p)),
    (DossierState.SUPPLEMENT_REQUESTED, True): lambda p: ask(p, testing.in_progress(p)),
    (DossierState.PAYMENT_REQUESTED, False): lambda p: charge(p, testing.submitted(p)),
    (DossierState.PAYMENT_REQUESTED, True): lambda p: charge(p, testing.in_progress(p)),
    (DossierState.WITHDRAWN, False): withdrawn,
    (DossierState.STOPPED, True): stopped,
    (DossierState.FINISHED, True): testing.finished,
    (DossierState.RETURNED, True): testing.returned,
}

# Where an act belongs to another step of the workflow than the one `testing.in_progress` reaches.
STEPS: dict[Action, Build] = {
    Action.ASSIGN: testing.forwarded,
    Action.TAKE: testing.forwarded,
    Action.APPROVE: testing.to_approve,
    Action.DECLINE: testing.to_approve,
    Action.ISSUE: testing.approved,
    Action.ADVANCE: testing.drafted,
}


def withdraw(province: Province, dossier_id: UUID) -> None:
    if Dossier.objects.get(id=dossier_id).state != DossierState.SUBMITTED:
        commands.ask_withdrawal(dossier_id=dossier_id, by=province.citizen, now=NOW)
        commands.confirm_withdrawal(dossier_id=dossier_id, by=province.commune.counter, now=NOW)
    else:
        commands.ask_withdrawal(dossier_id=dossier_id, by=province.citizen, now=NOW)


def case_officer(province: Province, dossier_id: UUID, action: Action) -> commands.Actor:
    """Who would ask: the desk before reception, the specialist in the work."""
    before = Dossier.objects.get(id=dossier_id).state in (DossierState.SUBMITTED, DossierState.RECEIVED)
    return province.commune.counter if before else province.commune.specialist


def waive_one_of_two(province: Province, dossier_id: UUID) -> None:
    """One fee stays due, so that a dossier that waits for money waits on."""
    first, _ = (
        FeeCharge.objects.create(dossier_id=dossier_id, name=name, amount_vnd=10_000, requested_at=NOW)
        for name in ("Phí", "Lệ phí")
    )
    commands.waive_fees(
        dossier_id=dossier_id, fee_ids=[first.id], basis="Hộ nghèo", evidence="Giấy số 1",
        by=province.commune.leader, now=NOW,
    )  # fmt: skip


PERFORM: dict[Action, Callable[[Province, UUID], object]] = {
    Action.ACCEPT: lambda p, d: commands.accept(dossier_id=d, by=p.commune.counter, now=NOW),
    Action.ASK_SUPPLEMENT: lambda p, d: commands.ask_supplement(
        dossier_id=d,
        items=[supplement_item("TP01")],
        reason="Thiếu",
        by=case_officer(p, d, Action.ASK_SUPPLEMENT),
        now=NOW,
    ),
    Action.SUPPLEMENT: lambda p, d: commands.answer_supplement(
        dossier_id=d, answers={"content": "Mở quán phở"}, by=p.citizen, now=NOW
    ),
    Action.REPORT_INCOMPLETE: lambda p, d: (
        PERFORM[Action.SUPPLEMENT](p, d),
        commands.report_incomplete(dossier_id=d, missing=[supplement_item("TP01")], by=p.commune.counter, now=NOW),
    ),
    Action.CONFIRM_SUPPLEMENT: lambda p, d: commands.confirm_supplement(dossier_id=d, by=p.commune.counter, now=NOW),
    Action.EXPIRE_SUPPLEMENT: lambda p, d: commands.expire_supplement(
        dossier_id=d, by=SYSTEM, now=NOW + timedelta(days=90)
    ),
    Action.REFUSE: lambda p, d: commands.refuse(
        dossier_id=d, reason="Không thuộc thẩm quyền", by=p.commune.counter, now=NOW
    ),
    Action.REQUEST_PAYMENT: lambda p, d: commands.request_payment(
        dossier_id=d, fees=[FeeInput("Phí", 50_000)], by=case_officer(p, d, Action.REQUEST_PAYMENT), now=NOW
    ),
    Action.CONFIRM_PAYMENT: lambda p, d: commands.confirm_payment(dossier_id=d, by=p.commune.counter, now=NOW),
    Action.WAIVE_FEES: waive_one_of_two,
    Action.FORWARD: lambda p, d: commands.forward(
        dossier_id=d,
        by=case_officer(p, d, Action.FORWARD),
        now=NOW,
        unit_id=None if Dossier.objects.get(id=d).step_key == "receive" else p.commune.other_division,
    ),
    Action.ASSIGN: lambda p, d: commands.assign(
        dossier_id=d, officer_id=p.commune.specialist.id, by=p.commune.unit_head, now=NOW
    ),
    Action.TAKE: lambda p, d: commands.take(dossier_id=d, by=p.commune.unit_head, now=NOW),
    Action.ADVANCE: lambda p, d: commands.advance(dossier_id=d, by=p.commune.specialist, now=NOW),
    Action.SEND_BACK: lambda p, d: commands.send_back(
        dossier_id=d, to_step="assign", reason="Không đúng lĩnh vực", by=p.commune.specialist, now=NOW
    ),
    Action.DRAFT_RESULT: lambda p, d: commands.draft_result(
        dossier_id=d, title="Giấy chứng nhận", by=p.commune.specialist, now=NOW
    ),
    Action.APPROVE: lambda p, d: commands.approve(dossier_id=d, by=p.commune.leader, now=NOW),
    Action.ISSUE: lambda p, d: commands.issue(dossier_id=d, by=p.commune.clerk, now=NOW),
    Action.DECLINE: lambda p, d: commands.decline(
        dossier_id=d, reason="Không đủ điều kiện", by=p.commune.leader, now=NOW
    ),
    Action.STOP: lambda p, d: commands.stop(dossier_id=d, reason="Quy định mới", by=p.commune.leader, now=NOW),
    Action.WITHDRAW_REQUEST: lambda p, d: commands.ask_withdrawal(dossier_id=d, by=p.citizen, now=NOW),
    Action.WITHDRAW: withdraw,
    Action.EXTEND: lambda p, d: commands.extend(
        dossier_id=d, working_days=2, reason="Chờ xác minh", by=p.commune.leader, now=NOW
    ),
    Action.RETURN_RESULT: lambda p, d: commands.return_result(
        dossier_id=d, by=p.commune.counter, now=NOW, receiver_name="Nguyễn Văn Bảo"
    ),
    Action.RECALL_RESULT: lambda p, d: commands.recall_result(
        dossier_id=d, reason="Sai tên", by=p.commune.leader, now=NOW
    ),
    Action.RATE: lambda p, d: commands.rate(dossier_id=d, overall=2, by=p.citizen, now=NOW),
}


def is_in_table(state: DossierState, action: Action, *, received: bool) -> bool:
    line = states.TRANSITIONS.get((state, action))
    return line is not None and (line.reception is None or (line.reception is Reception.AFTER) == received)


class UndoneError(Exception):
    """Rolls one try back."""


@pytest.mark.parametrize(("state", "received"), STANDINGS, ids=lambda value: str(value))
def test_each_act_does_what_the_table_says_or_is_refused(
    province: Province, state: DossierState, received: bool
) -> None:
    built: dict[Build, UUID] = {}
    for action in PERFORM:
        # Before reception an applicant who asks to withdraw has withdrawn: see the test below.
        if (state, action) == (DossierState.SUBMITTED, Action.WITHDRAW_REQUEST):
            continue
        build = STANDINGS[state, received]
        if state is DossierState.IN_PROGRESS:
            build = STEPS.get(action, build)
        if build not in built:
            built[build] = build(province)
        with suppress(UndoneError), transaction.atomic():
            try_one(province, built[build], state, action, received=received)
            raise UndoneError


def try_one(province: Province, dossier_id: UUID, state: DossierState, action: Action, *, received: bool) -> None:
    before = Dossier.objects.get(id=dossier_id)
    assert before.state == state
    if not is_in_table(state, action, received=received):
        # An officer whose unit never had the dossier is told that there is none, which is a refusal too.
        with pytest.raises((TransitionRefused, NotFound)):
            PERFORM[action](province, dossier_id)
        after = Dossier.objects.get(id=dossier_id)
        assert (after.state, after.event_count) == (before.state, before.event_count), action
        return
    PERFORM[action](province, dossier_id)
    after = Dossier.objects.get(id=dossier_id)
    last = DossierEvent.objects.filter(dossier=after).order_by("sequence").last()
    assert last is not None
    assert last.action == action
    assert after.state == last.to_state == states.next_state(state, action, received=received), action
    assert last.from_state == (state if action is not Action.WITHDRAW else last.from_state)
    actions = DossierEvent.objects.filter(dossier=after).order_by("sequence").values_list("action", flat=True)
    assert states.replay(actions) == after.state, action


def test_asking_to_withdraw_before_reception_withdraws_at_once(province: Province) -> None:
    assert Dossier.objects.get(id=withdrawn(province)).state == DossierState.WITHDRAWN


def test_a_withdrawal_nobody_asked_for_cannot_be_confirmed(province: Province) -> None:
    dossier_id = testing.received(province)
    with pytest.raises(TransitionRefused, match="chưa đề nghị"):
        commands.confirm_withdrawal(dossier_id=dossier_id, by=province.commune.counter, now=NOW)


def test_every_line_of_the_table_is_covered_by_a_command() -> None:
    without_command = {action for _, action in states.TRANSITIONS} - set(PERFORM)
    assert without_command == {Action.SUBMIT, Action.RECEIVE_AT_COUNTER}
