"""How often a system may call, and who changes a user first."""

from datetime import datetime
from uuid import UUID

from django.db import connection


def count_call(*, client_id: int, now: datetime) -> int:
    """Count a call of a system; return how many it has made within this minute, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO provisioning_callcount AS c (client_id, minute, calls) VALUES (%s, %s, 1) "
            "ON CONFLICT (client_id) DO UPDATE SET minute = excluded.minute, "
            "calls = CASE WHEN c.minute = excluded.minute THEN c.calls + 1 ELSE 1 END RETURNING calls",
            [client_id, now.replace(second=0, microsecond=0)],
        )
        return int(cursor.fetchone()[0])


def hold(person_id: UUID) -> None:
    """Let nobody else change this user through SCIM until the running transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"congso.provisioning.{person_id}"])
