"""The application's role writes the trail and can do nothing else to it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from congso.audit.commands import ensure_partitions, record, remove_month, seal
from congso.audit.rules.retention import Policy
from congso.cli.trail_check import look
from congso.dossiers import testing as dossiers
from congso.kernel.database_role import guarded_tables
from congso.kernel.refusals import NotPossibleNow

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_application(db: None) -> Iterator[None]:
    """Be the application's role until the test ends."""
    role = connection.ops.quote_name(settings.DATABASE_APPLICATION_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def partition() -> str:
    return "audit_auditentry_2026_11"


FORBIDDEN = [
    "UPDATE {} SET action = 'y'",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} ADD COLUMN x int",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "DROP TABLE {}",
    "CREATE TRIGGER x BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()",
    "CREATE RULE x AS ON INSERT TO {} DO INSTEAD NOTHING",
    "GRANT UPDATE ON {} TO CURRENT_USER; UPDATE {} SET action = 'y'",
]


@pytest.mark.parametrize(
    "table",
    [
        "audit_auditentry",
        "audit_auditentry_2026_11",
        "audit_seal",
        "dossiers_dossierevent",
        "dossiers_coapplicant",
        "dossiers_casemessage",
    ],
)
@pytest.mark.parametrize("statement", FORBIDDEN, ids=[one[:28] for one in FORBIDDEN])
@pytest.mark.usefixtures("as_application")
def test_the_application_cannot_change_what_was_written(statement: str, table: str) -> None:
    column = {"audit_seal": "header", "dossiers_coapplicant": "level", "dossiers_casemessage": "origin"}.get(
        table, "action"
    )
    said = statement.format(table, table).replace("action =", f"{column} =")
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE audit_auditentry DETACH PARTITION audit_auditentry_2026_11",
        "DROP FUNCTION audit_refuse_change()",
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE TABLE public.mine (x int)",
        "SELECT setval('audit_entry_number', 1)",
        "INSERT INTO audit_auditentry_2026_11 (id, at, action) VALUES (gen_random_uuid(), '2026-11-05', 'x')",
        "INSERT INTO audit_auditentry (id, at, action, txid) VALUES (gen_random_uuid(), now(), 'x', '1')",
        "INSERT INTO audit_auditentry (id, at, action, recorded_at) VALUES (gen_random_uuid(), now(), 'x', now())",
        "INSERT INTO audit_removal VALUES ('x', now(), 'x', 'x')",
        "UPDATE django_migrations SET name = 'x'",
        "SELECT kernel_make_month('identity_person', '2030-01-01')",
    ],
)
@pytest.mark.usefixtures("as_application")
def test_the_application_cannot_go_around_it(statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.usefixtures("as_application")
def test_months_made_later_are_closed_to_the_application_too() -> None:
    assert ensure_partitions(date(2033, 4, 1), date(2033, 4, 1)) == ["audit_auditentry_2033_04"]
    record(action="x", at=datetime(2033, 4, 5, tzinfo=UTC))
    for statement in ("DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format("audit_auditentry_2033_04"))


def test_the_application_does_its_work_with_what_it_may(settings: Any) -> None:
    settings.AUDIT_KEY = "only-for-tests-0123456789abcdefghijklmnop"
    province = dossiers.plain_province()
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_APPLICATION_ROLE)}")
        try:
            dossiers.returned(province)
            seal(now=NOW)
        finally:
            cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_application")
def test_the_application_cannot_let_a_month_go(settings: Any) -> None:
    settings.AUDIT_KEY = "only-for-tests-0123456789abcdefghijklmnop"
    with pytest.raises(NotPossibleNow) as refused:
        remove_month(
            month=date(2020, 1, 1),
            basis="Quyết định 1",
            policy=Policy(),
            folder=Path("-"),
            public_keys={},
            trusted=(),
            now=NOW,
        )
    assert refused.value.code == "not_the_owner"


def test_every_guarded_table_is_there() -> None:
    with connection.cursor() as cursor:
        for table in guarded_tables():
            cursor.execute("SELECT to_regclass(%s)", [table])
            assert cursor.fetchone()[0] is not None, table


def test_the_doctor_tells_an_owner_from_an_application() -> None:
    with connection.cursor() as cursor:
        before = next(look(cursor))
        assert (before.verdict, "congso_app" in before.remedy) == ("warning", True)
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_APPLICATION_ROLE)}")
        try:
            assert next(look(cursor)).verdict == "fine"
        finally:
            cursor.execute("RESET ROLE")
