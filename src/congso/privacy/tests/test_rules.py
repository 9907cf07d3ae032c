"""The days of a request and the hours of a breach, as the Decrees count them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotPossibleNow
from congso.privacy.rules import breaches, requests
from congso.privacy.rules.breaches import BreachState
from congso.privacy.rules.requests import TIMES, RequestKind, RequestState, Step

MONDAY = date(2026, 3, 2)
FOUND = datetime(2026, 3, 2, 9, 30, tzinfo=VIETNAM)


def weekday(day: date) -> bool:
    return day.isoweekday() < 6


@pytest.mark.parametrize(
    ("kind", "days", "with_processor", "extended"),
    [
        (RequestKind.VIEW, 10, 15, 20),
        (RequestKind.PROVIDE, 10, 15, 20),
        (RequestKind.CORRECT, 10, 15, 20),
        (RequestKind.DELETE, 20, 30, 40),
        (RequestKind.RESTRICT, 15, 20, 30),
        (RequestKind.OBJECT, 15, 20, 30),
        (RequestKind.WITHDRAW, 15, 20, 30),
        (RequestKind.PROTECT, 15, 15, 30),
    ],
)
def test_each_kind_has_the_days_of_the_decree(kind: RequestKind, days: int, with_processor: int, extended: int) -> None:
    def every_day(_: date) -> bool:
        return True

    assert requests.answer_by(kind, MONDAY, every_day) == MONDAY + timedelta(days=days)
    assert requests.answer_by(kind, MONDAY, every_day, with_processor=True) == MONDAY + timedelta(days=with_processor)
    assert requests.answer_by(kind, MONDAY, every_day, extended=True) == MONDAY + timedelta(days=extended)


def test_the_acknowledgement_counts_working_days_only() -> None:
    assert requests.acknowledge_by(MONDAY, weekday) == date(2026, 3, 4)
    assert requests.acknowledge_by(date(2026, 3, 6), weekday) == date(2026, 3, 10)


def test_an_answer_due_on_a_day_off_is_due_on_the_next_working_day() -> None:
    assert requests.answer_by(RequestKind.VIEW, date(2026, 3, 4), weekday) == date(2026, 3, 16)


@given(st.sampled_from(list(RequestKind)), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_an_answer_is_due_on_a_working_day_and_never_early(kind: RequestKind, day: date) -> None:
    due = requests.answer_by(kind, day, weekday)
    assert weekday(due)
    assert timedelta(days=TIMES[kind].days) <= due - day <= timedelta(days=TIMES[kind].days + 2)


def test_an_ended_request_moves_no_more() -> None:
    for state in (RequestState.DONE, RequestState.REFUSED):
        for step in Step:
            with pytest.raises(NotPossibleNow):
                requests.next_state(state, step)


def test_both_clocks_run_from_the_hour_a_breach_was_found() -> None:
    told = {clock.key: clock.until - FOUND for clock in breaches.clocks(FOUND, serious=True)}
    assert told == {"incident": timedelta(hours=24), "notice": timedelta(hours=72), "report": timedelta(hours=72)}
    assert [clock.key for clock in breaches.clocks(FOUND, serious=False)] == ["notice", "report"]


def test_a_clock_asks_for_attention_six_hours_before_its_end_and_is_late_after_it() -> None:
    notice = breaches.clocks(FOUND, serious=False)[0]
    assert not notice.wants_reminding(FOUND + timedelta(hours=65))
    assert notice.wants_reminding(FOUND + timedelta(hours=66))
    assert not notice.is_late(FOUND + timedelta(hours=72))
    assert notice.is_late(FOUND + timedelta(hours=72, seconds=1))
    done = breaches.clocks(FOUND, serious=False, notified_at=FOUND + timedelta(hours=70))[0]
    assert not done.wants_reminding(FOUND + timedelta(hours=90))
    assert not done.is_late(FOUND + timedelta(hours=90))


def test_a_breach_is_closed_only_after_the_report_and_never_goes_back() -> None:
    assert breaches.next_state(BreachState.FOUND, BreachState.NOTIFIED) is BreachState.NOTIFIED
    with pytest.raises(NotPossibleNow):
        breaches.next_state(BreachState.NOTIFIED, BreachState.ASSESSED)
    with pytest.raises(NotPossibleNow, match="báo cáo"):
        breaches.next_state(BreachState.REPAIRED, BreachState.CLOSED)
