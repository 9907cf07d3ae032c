"""What somebody with the owner's rights could do to the trail. Only tests and benchmarks do it, to see it found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from congso.kernel.ids import uuid7

TABLES = ("audit_stamp", "audit_seal", "audit_removal", "audit_auditentry")


@contextmanager
def as_owner() -> Iterator[Any]:
    """Act with the rights of the owner, and with the triggers silenced."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f'SET ROLE "{role}"')


def empty() -> None:
    """Take everything away, seals too."""
    with as_owner() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def alter_content(entry_id: UUID) -> None:
    """Change what was done to what."""
    _update(entry_id, "object_id = 'x' || object_id")


def alter_officer(entry_id: UUID) -> None:
    """Change who it was."""
    _update(entry_id, "officer_id = coalesce(officer_id, 0) + 1")


def move_to_another_month(entry_id: UUID) -> None:
    """Change when it was."""
    _update(entry_id, "at = at - interval '40 days'")


def remove(entry_id: UUID) -> None:
    """Take an entry away."""
    with as_owner() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [entry_id])


def swap_with_next(entry_id: UUID) -> None:
    """Let an entry and the one after it change places."""
    with as_owner() as cursor:
        cursor.execute(
            "WITH two AS (SELECT id, number FROM audit_auditentry WHERE number >= "
            "(SELECT number FROM audit_auditentry WHERE id = %s) ORDER BY number LIMIT 2) "
            "UPDATE audit_auditentry e SET number = other.number FROM two AS own, two AS other "
            "WHERE e.id = own.id AND other.id <> own.id",
            [entry_id],
        )


def insert_after(entry_id: UUID) -> UUID:
    """Slip an entry in behind another, as if it had been written in the same transaction."""
    stranger = uuid7()
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditentry (id, at, action, object_kind, object_id, number, recorded_at, txid, era) "
            "SELECT %s, at, action, object_kind, object_id, number, recorded_at, txid, era FROM audit_auditentry "
            "WHERE id = %s",
            [stranger, entry_id],
        )
    return stranger


def _update(entry_id: UUID, change: str) -> None:
    with as_owner() as cursor:
        cursor.execute(f"UPDATE audit_auditentry SET {change} WHERE id = %s", [entry_id])  # noqa: S608 - written above
