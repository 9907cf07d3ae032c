"""The table of states and transitions, pair by pair against the official one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.dossiers.rules.official_forms import FORMS_2018, FORMS_2025, FormKind
from congso.dossiers.rules.states import (
    FINAL_STATES,
    LABELS,
    TRANSITIONS,
    Action,
    ClockEffect,
    Doer,
    DossierState,
    Standing,
    TransitionRefused,
    allowed_actions,
    next_state,
    replay,
    step,
    transition,
)
from congso.organisation.rules.roles import Role

OFFICIAL_CODES = {
    1: "Mới đăng ký",
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính",
    7: "Công dân yêu cầu rút hồ sơ",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}

OFFICIAL_MOVES = {
    (None, 1), (None, 2), (1, 2), (1, 5), (1, 3), (1, 6), (1, 7), (2, 4), (4, 5), (5, 4), (5, 2), (5, 8), (4, 6),
    (6, 4), (4, 9), (4, 8), (2, 7), (4, 7), (5, 7), (6, 7), (9, 10), (9, 4),
}  # fmt: skip


def moves() -> set[tuple[int | None, int]]:
    found: set[tuple[int | None, int]] = set()
    for (state, _), line in TRANSITIONS.items():
        for target in {line.to, line.to_before_reception or line.to}:
            if target is not state:
                found.add((state.code if state else None, target.code))
    return found


def test_the_ten_codes_have_their_official_names() -> None:
    assert {state.code: str(state.label) for state in DossierState} == OFFICIAL_CODES
    for regime in LABELS.values():
        assert {state.code: label for state, label in regime.items()} == OFFICIAL_CODES
    assert [DossierState.from_code(code).code for code in range(1, 11)] == list(range(1, 11))


def test_an_eleventh_code_is_refused() -> None:
    with pytest.raises(ValueError, match="11"):
        DossierState.from_code(11)


def test_the_moves_are_exactly_the_official_ones_and_the_return_from_payment_to_the_desk() -> None:
    assert moves() == OFFICIAL_MOVES | {(6, 1)}


@pytest.mark.parametrize("state", [None, *DossierState])
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("received", [True, False])
def test_every_pair_either_moves_or_is_refused_with_the_state_in_words(
    state: DossierState | None, action: Action, received: bool
) -> None:
    if action in allowed_actions(state, received=received):
        assert next_state(state, action, received=received) in DossierState
    else:
        with pytest.raises(TransitionRefused, match=str(state.label) if state else "Chưa có hồ sơ"):
            next_state(state, action, received=received)


def test_every_action_is_used_has_words_and_every_line_a_source() -> None:
    assert {action for _, action in TRANSITIONS} == set(Action)
    assert all(action.label for action in Action)
    assert all(line.source and line.roles for line in TRANSITIONS.values())


def test_final_states_allow_nothing_but_rating() -> None:
    for state in FINAL_STATES:
        assert allowed_actions(state) == {Action.RATE}
        assert state.is_final
    assert not DossierState.FINISHED.is_final


def test_officers_act_under_the_roles_of_the_organisation() -> None:
    assert {doer.value for doer in Doer} - {"applicant", "system"} <= set(Role.values)


@pytest.mark.parametrize(
    ("state", "action", "slip"),
    [
        (DossierState.SUBMITTED, Action.ACCEPT, FormKind.ACCEPTANCE),
        (None, Action.RECEIVE_AT_COUNTER, FormKind.ACCEPTANCE),
        (DossierState.SUBMITTED, Action.ASK_SUPPLEMENT, FormKind.SUPPLEMENT_REQUEST),
        (DossierState.IN_PROGRESS, Action.ASK_SUPPLEMENT, FormKind.SUPPLEMENT_REQUEST),
        (DossierState.SUBMITTED, Action.REFUSE, FormKind.REFUSAL),
        (DossierState.IN_PROGRESS, Action.DECLINE, FormKind.REFUSAL),
        (DossierState.IN_PROGRESS, Action.EXTEND, FormKind.APOLOGY),
        (DossierState.IN_PROGRESS, Action.STOP, FormKind.STOP_NOTICE),
        (DossierState.IN_PROGRESS, Action.WITHDRAW, FormKind.STOP_NOTICE),
        (DossierState.RECEIVED, Action.FORWARD, FormKind.CONTROL_SLIP),
    ],
)
def test_a_transition_issues_the_form_the_law_names(state: DossierState | None, action: Action, slip: FormKind) -> None:
    assert transition(state, action).slip is slip
    assert FORMS_2025.form(slip)


def test_the_stop_notice_does_not_exist_before_2025() -> None:
    assert FORMS_2018.form(FormKind.STOP_NOTICE) is None


def test_acts_against_the_applicant_need_a_reason() -> None:
    against = {Action.REFUSE, Action.ASK_SUPPLEMENT, Action.REPORT_INCOMPLETE, Action.DECLINE, Action.STOP}
    for action in against | {Action.EXTEND, Action.SEND_BACK}:
        lines = [line for (_, one), line in TRANSITIONS.items() if one is action]
        assert lines
        assert all(line.needs_reason for line in lines)


def test_a_supplement_asked_at_intake_leads_to_acceptance() -> None:
    asked = [Action.SUBMIT, Action.ASK_SUPPLEMENT, Action.SUPPLEMENT]
    assert replay([*asked, Action.ACCEPT]) is DossierState.RECEIVED
    with pytest.raises(TransitionRefused):
        replay([*asked, Action.CONFIRM_SUPPLEMENT])


def test_a_supplement_asked_after_acceptance_leads_back_to_work_and_resets_the_clock() -> None:
    asked = [Action.RECEIVE_AT_COUNTER, Action.FORWARD, Action.ASK_SUPPLEMENT, Action.SUPPLEMENT]
    assert replay([*asked, Action.CONFIRM_SUPPLEMENT]) is DossierState.IN_PROGRESS
    with pytest.raises(TransitionRefused):
        replay([*asked, Action.ACCEPT])
    assert transition(DossierState.SUPPLEMENT_REQUESTED, Action.CONFIRM_SUPPLEMENT).clock is ClockEffect.RESET


def test_payment_before_acceptance_returns_to_the_desk_and_after_it_to_work() -> None:
    assert replay([Action.SUBMIT, Action.REQUEST_PAYMENT, Action.CONFIRM_PAYMENT]) is DossierState.SUBMITTED
    work = [Action.SUBMIT, Action.ACCEPT, Action.FORWARD, Action.REQUEST_PAYMENT, Action.CONFIRM_PAYMENT]
    assert replay(work) is DossierState.IN_PROGRESS
    paid = transition(DossierState.PAYMENT_REQUESTED, Action.CONFIRM_PAYMENT)
    assert paid.clock_effect(received=False) is ClockEffect.INTAKE
    assert paid.clock_effect(received=True) is ClockEffect.RUN


def test_a_whole_life_replays_from_stored_words() -> None:
    life = [
        "submit", "accept", "forward", "assign", "take", "draft_result", "advance", "send_back", "advance", "approve",
        "issue", "recall_result", "approve", "issue", "return_result", "rate",
    ]  # fmt: skip
    assert replay(life) is DossierState.RETURNED
    assert replay([]) is None


@given(choices=st.lists(st.integers(0, 100), max_size=40))
def test_replaying_events_gives_the_state_that_living_them_gave(choices: list[int]) -> None:
    standing, events = Standing(), []
    for choice in choices:
        possible = sorted(allowed_actions(standing.state, received=standing.received))
        action = possible[choice % len(possible)]
        before = standing
        standing = step(standing, action)
        events.append(action)
        assert standing.received >= before.received
        if before.state is DossierState.IN_PROGRESS and action in (Action.ADVANCE, Action.SEND_BACK, Action.TAKE):
            assert standing.state is DossierState.IN_PROGRESS
    assert replay(events) == standing.state
    assert replay([event.value for event in events]) == standing.state


@given(st.sampled_from(sorted(TRANSITIONS, key=str)))
def test_a_dossier_in_progress_or_finished_has_always_been_received(key: tuple[DossierState | None, Action]) -> None:
    line = TRANSITIONS[key]
    if line.target(received=False) in (DossierState.IN_PROGRESS, DossierState.FINISHED, DossierState.RETURNED):
        reached_only_after_reception = (
            DossierState.RECEIVED,
            DossierState.IN_PROGRESS,
            DossierState.FINISHED,
            DossierState.RETURNED,
        )
        assert key[0] in reached_only_after_reception or line.reception is not None
