from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from congso.audit.commands import ensure_partitions, record
from congso.audit.queries import entries_about
from congso.audit.rules.purposes import Purpose
from congso.kernel.context import come_from

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def partition_of(entry_id) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_auditentry WHERE id = %s", [entry_id])
        return cursor.fetchone()[0]


def test_an_entry_says_who_did_what_from_where() -> None:
    dossier = uuid4()
    come_from("203.0.113.7")
    try:
        record(
            action="dossiers.read",
            at=NOW,
            account_id=7,
            object_kind="dossier",
            object_id=dossier,
            step="chuyen-vien",
            purpose=Purpose.CASE,
        )
    finally:
        come_from(None)
    (entry,) = entries_about("dossier", dossier)
    assert (entry.action, entry.at, entry.account_id, entry.address) == ("dossiers.read", NOW, 7, "203.0.113.7")
    assert (entry.purpose, entry.detail) == ("case", {"step": "chuyen-vien"})


def test_one_entry_costs_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        record(action="x", at=NOW)


def test_a_month_begins_at_midnight_in_vietnam() -> None:
    before = record(action="x", at=datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC))
    after = record(action="x", at=datetime(2026, 11, 30, 17, 0, tzinfo=UTC))
    assert partition_of(before) == "audit_auditentry_2026_11"
    assert partition_of(after) == "audit_auditentry_2026_12"


def test_an_entry_outside_every_month_is_kept_too() -> None:
    assert partition_of(record(action="x", at=datetime(1999, 1, 1, tzinfo=UTC))) == "audit_auditentry_default"


@pytest.mark.parametrize("table", ["audit_auditentry", "audit_auditentry_2026_11"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET action = 'y'", "DELETE FROM {}", "TRUNCATE {}"], ids=["update", "delete", "truncate"]
)
def test_the_trail_refuses_change(statement: str, table: str) -> None:
    record(action="x", at=NOW)
    with (
        pytest.raises(DatabaseError, match="Nhật ký chỉ được ghi thêm"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_months_made_later_are_guarded_too() -> None:
    assert ensure_partitions(date(2031, 12, 1), date(2032, 1, 1)) == [
        "audit_auditentry_2031_12",
        "audit_auditentry_2032_01",
    ]
    assert ensure_partitions(date(2031, 12, 1), date(2032, 1, 1)) == []
    assert partition_of(record(action="x", at=datetime(2032, 1, 5, tzinfo=UTC))) == "audit_auditentry_2032_01"
    for statement in ("DELETE FROM audit_auditentry_2032_01", "TRUNCATE audit_auditentry_2032_01"):
        with pytest.raises(DatabaseError, match="Nhật ký"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_transaction_that_fails_leaves_no_entry() -> None:
    dossier = uuid4()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        record(action="x", at=NOW, object_kind="dossier", object_id=dossier)
        _ = 1 / 0
    assert entries_about("dossier", dossier) == []
