"""The database role of the running application: it owns nothing, so it can alter, drop and disable nothing.

Tables belong to whoever migrates (CONGSO_OWNER_DATABASE_URL). After each migration the application's role is given what
it needs: everything on ordinary tables; on those an application calls `guarded`, only what is said there.
"""

from typing import Any

import psycopg
import structlog
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from psycopg import sql

log = structlog.get_logger(__name__)

ORDINARY = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE"


def guarded_tables() -> dict[str, str]:
    """Return the tables that contexts guard, with the privileges the application has on them (`AppConfig.guarded`)."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "guarded", {})
    return found


def guarded_sequences() -> dict[str, str]:
    """Return the sequences that contexts guard, likewise (`AppConfig.guarded_sequences`)."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "guarded_sequences", {})
    return found


def give_rights(sender: AppConfig, **_signal: Any) -> None:
    """Give the application's role its rights anew; the receiver of `post_migrate`, once per migration.

    Does nothing, and says so, where the role is missing and may not be made.
    """
    role = settings.DATABASE_APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        me, there = cursor.fetchone()
    if me == role:
        log.warning("database.application_owns_its_tables", role=role)
        return
    if not there and not _make(role):
        log.warning("database.no_application_role", role=role)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        _give(cursor, sql.Identifier(role))


def _make(role: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    except DatabaseError as error:
        # Another migration of this cluster may have been faster.
        return isinstance(error.__cause__, psycopg.errors.DuplicateObject | psycopg.errors.UniqueViolation)
    return True


def _give(cursor: Any, role: sql.Identifier) -> None:
    def run(statement: str, **names: sql.Composable) -> None:
        cursor.execute(sql.SQL(statement).format(role=role, **names))

    run("GRANT USAGE ON SCHEMA public TO {role}")
    run("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}")
    run(f"GRANT {ORDINARY} ON ALL TABLES IN SCHEMA public TO {{role}}")
    run("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    for table, privileges in guarded_tables().items():
        cursor.execute(
            "SELECT relid::regclass::text FROM pg_partition_tree(to_regclass(%s)) "
            "UNION SELECT %s WHERE to_regclass(%s) IS NOT NULL",
            [table, table, table],
        )
        for (name,) in cursor.fetchall():
            run("REVOKE ALL ON {table} FROM {role}", table=sql.Identifier(name))
            if name == table:
                # Privileges stand in our own source.
                run(f"GRANT {privileges} ON {{table}} TO {{role}}", table=sql.Identifier(table))
            else:
                run("GRANT SELECT ON {table} TO {role}", table=sql.Identifier(name))  # rows go in through the table
    for sequence, privileges in guarded_sequences().items():
        run("REVOKE ALL ON SEQUENCE {sequence} FROM {role}", sequence=sql.Identifier(sequence))
        run(f"GRANT {privileges} ON SEQUENCE {{sequence}} TO {{role}}", sequence=sql.Identifier(sequence))
