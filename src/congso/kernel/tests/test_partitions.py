"""Monthly partitions are made once and begin at midnight in Vietnam."""

from datetime import date

import pytest
from django.db import connection

from congso.kernel.partitions import ensure_months, months

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> str:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE long_tail (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at)")
    return "long_tail"


def test_months_run_over_the_new_year() -> None:
    assert months(date(2026, 11, 21), date(2027, 2, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]


def test_only_missing_months_are_made(table: str) -> None:
    assert ensure_months(table, date(2026, 11, 1), date(2026, 12, 31)) == ["long_tail_2026_11", "long_tail_2026_12"]
    assert ensure_months(table, date(2026, 11, 1), date(2027, 1, 1)) == ["long_tail_2027_01"]
    assert ensure_months(table, date(2026, 11, 1), date(2027, 1, 1)) == []


def test_a_month_begins_at_midnight_in_vietnam(table: str) -> None:
    ensure_months(table, date(2026, 11, 1), date(2026, 12, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO long_tail VALUES ('2026-11-30 23:59:59+07', 'last'), ('2026-11-30 17:00:00+00', 'first') "
            "RETURNING what, tableoid::regclass::text"
        )
        assert cursor.fetchall() == [("last", "long_tail_2026_11"), ("first", "long_tail_2026_12")]
