"""Early, on time, overdue: by date, at the end of processing."""

from datetime import date

import pytest

from congso.dossiers.rules.timeliness import (
    Ends,
    Timeliness,
    ended_on,
    finished,
    for_scoring,
    reminder_days,
    still_open,
    timeliness,
)
from congso.organisation.seed_calendar import seed_calendar

CALENDAR = seed_calendar("2026", [2026])
DUE = date(2026, 8, 19)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(18, Timeliness.EARLY), (19, Timeliness.ON_TIME), (20, Timeliness.OVERDUE)],
)
def test_a_finished_dossier_is_compared_by_date(day: int, expected: Timeliness) -> None:
    assert finished(DUE, date(2026, 8, day)) is expected
    assert expected.counts_on_time is (day < 20)


def test_an_open_dossier_is_late_from_the_day_after() -> None:
    assert still_open(DUE, DUE) is Timeliness.IN_TIME
    assert still_open(DUE, date(2026, 8, 20)) is Timeliness.LATE
    assert timeliness(DUE, None, date(2026, 8, 20)) is Timeliness.LATE
    assert timeliness(DUE, DUE, date(2026, 12, 1)) is Timeliness.ON_TIME
    assert timeliness(None, None, DUE) is timeliness(None, DUE, DUE) is Timeliness.UNDATED


def test_the_end_is_state_nine_and_not_the_day_the_result_was_fetched() -> None:
    assert ended_on(Ends(date(2026, 8, 18), date(2026, 8, 25))) == date(2026, 8, 18)
    assert ended_on(Ends(None, date(2026, 8, 25))) == date(2026, 8, 25)
    assert ended_on(Ends(closed_on=date(2026, 8, 17))) == date(2026, 8, 17)
    assert ended_on(Ends()) is None


def test_a_second_supplement_request_makes_a_dossier_overdue_for_scoring() -> None:
    assert for_scoring(DUE, DUE, DUE, supplement_requests=1) is Timeliness.ON_TIME
    assert for_scoring(DUE, DUE, DUE, supplement_requests=2) is Timeliness.OVERDUE
    assert for_scoring(DUE, None, DUE, supplement_requests=2) is Timeliness.LATE


def test_reminders_come_three_and_one_working_days_before() -> None:
    assert reminder_days(date(2026, 9, 4), CALENDAR) == {
        3: date(2026, 8, 27),
        1: date(2026, 9, 3),
    }


def test_every_standing_has_its_words() -> None:
    assert [one.label for one in (Timeliness.EARLY, Timeliness.ON_TIME, Timeliness.OVERDUE)] == [
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
    ]
