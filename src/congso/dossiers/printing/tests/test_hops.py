"""The lines of the control slip, from histories as they happen."""

from datetime import UTC, datetime, timedelta

from congso.dossiers.printing.hops import Act, handings
from congso.dossiers.rules.states import Action

T0 = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
DESK, DIVISION, LEADERS, CLERKS = 1, 2, 3, 4
COUNTER, HEAD, SPECIALIST, LEADER, CLERK = 11, 12, 13, 14, 15


def act(hours: float, action: Action, unit: int | None, officer: int | None, to: int | None, **more) -> Act:
    """An act some hours after the reception."""
    to_officer = more.pop("to_officer", None)
    return Act(T0 + timedelta(hours=hours), action, unit, officer, to, to_officer, **more)


HISTORY = [
    act(0, Action.RECEIVE_AT_COUNTER, DESK, COUNTER, DESK),
    act(1, Action.FORWARD, DESK, COUNTER, DIVISION, until=T0 + timedelta(days=1)),
    act(2, Action.ASSIGN, DIVISION, HEAD, DIVISION, to_officer=SPECIALIST, until=T0 + timedelta(days=1)),
    act(3, Action.TAKE, DIVISION, SPECIALIST, DIVISION, to_officer=SPECIALIST, until=T0 + timedelta(days=1)),
    act(50, Action.ADVANCE, DIVISION, SPECIALIST, LEADERS, until=T0 + timedelta(days=4)),
    act(60, Action.SEND_BACK, LEADERS, LEADER, DIVISION, to_officer=SPECIALIST, reason="Thiếu căn cứ"),
    act(70, Action.ADVANCE, DIVISION, SPECIALIST, LEADERS, until=T0 + timedelta(hours=71)),
    act(71, Action.APPROVE, LEADERS, LEADER, CLERKS),
    act(72, Action.ISSUE, CLERKS, CLERK, DESK),
    act(90, Action.RETURN_RESULT, DESK, COUNTER, None),
]


def test_each_change_of_hands_is_one_line() -> None:
    found = [(one.giver_officer_id, one.unit_id, one.officer_id) for one in handings(HISTORY)]
    assert found == [
        (COUNTER, DIVISION, None),
        (HEAD, DIVISION, SPECIALIST),
        (SPECIALIST, LEADERS, None),
        (LEADER, DIVISION, SPECIALIST),
        (SPECIALIST, LEADERS, None),
        (LEADER, CLERKS, None),
        (CLERK, DESK, None),
    ]


def test_who_first_acts_in_the_receiving_unit_has_received() -> None:
    found = handings(HISTORY)
    assert [one.received_by_id for one in found] == [HEAD, SPECIALIST, LEADER, SPECIALIST, LEADER, CLERK, COUNTER]
    assert found[1].received_at == T0 + timedelta(hours=3)


def test_the_outcome_compares_days_and_stays_open_while_in_hand() -> None:
    found = handings(HISTORY)
    assert [one.outcome for one in found[:5]] == ["Trước hạn", "Quá hạn", "Trước hạn", "", "Đúng hạn"]
    assert handings(HISTORY[:2])[0].outcome == ""


def test_a_return_to_the_step_before_says_why() -> None:
    assert [one.note for one in handings(HISTORY) if one.note] == ["Thiếu căn cứ"]


def test_what_the_applicant_does_passes_nothing_on() -> None:
    history = [
        *HISTORY[:4],
        act(5, Action.ASK_SUPPLEMENT, DIVISION, SPECIALIST, DESK, reason="Bổ sung bản vẽ"),
        act(30, Action.SUPPLEMENT, None, None, DESK),
        act(31, Action.CONFIRM_SUPPLEMENT, DESK, COUNTER, DIVISION, to_officer=SPECIALIST),
    ]
    found = handings(history)
    assert [(one.unit_id, one.note) for one in found[2:]] == [(DESK, "Bổ sung bản vẽ"), (DIVISION, "")]
    assert found[2].received_by_id == COUNTER


def test_a_dossier_not_yet_forwarded_has_no_line() -> None:
    assert handings(HISTORY[:1]) == []
    assert handings([]) == []
