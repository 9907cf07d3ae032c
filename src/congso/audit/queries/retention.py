"""Which months of the trail there are, what the policy says of each, and what stands in the way of letting it go."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from congso.audit.rules.chain import Header
from congso.audit.rules.retention import Hindrance, Month, Policy
from congso.kernel import timestamps

from .export_verification import verify_export
from .stamps import tokens_of

Holds = Callable[[], Sequence[UUID]]
"""Tells whose data must stay as they are."""

_holds: list[Holds] = []


def hold_back(holds: Holds) -> None:
    """Let a context above say whose data must stay: months with entries about them do not go. Called once, at start."""
    if holds not in _holds:
        _holds.append(holds)


def partition_of(month: date) -> str:
    """Return the name of a month's partition."""
    return f"audit_auditentry_{month:%Y_%m}"


def archive_of(folder: Path, month: date) -> Path:
    """Return the file a month is archived in."""
    return folder / f"luu-tru-{month:%Y-%m}.zip"


def months() -> list[date]:
    """Return the months that have a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_date(right(c.relname, 7), 'YYYY_MM') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = 'audit_auditentry'::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def overview(
    policy: Policy,
    *,
    today: date,
    folder: Path,
    public_keys: Mapping[str, bytes],
    trusted: Sequence[Any],
    due_only: bool = False,
) -> list[Month]:
    """Return every month up to today's that holds entries, oldest first, with all that stands in the way of it.

    `due_only` leaves out, uncounted, those that cannot be due yet.
    """
    held = held_people()
    found = (
        look(month, policy, today=today, folder=folder, public_keys=public_keys, trusted=trusted, held=held)
        for month in months()
        if month <= today and (not due_only or policy.may_be_due(month, today))
    )
    return [one for one in found if one.entries]


def look(
    month: date,
    policy: Policy,
    *,
    today: date,
    folder: Path,
    public_keys: Mapping[str, bytes],
    trusted: Sequence[Any],
    held: Sequence[UUID],
) -> Month:
    """Return one month; what is costly (the archive, the stamps) is looked at only when the policy lets it go."""
    partition = partition_of(month)
    kinds = _kinds(partition)
    until = policy.kept_until(month, kinds, today)
    hindrances: list[Hindrance] = []
    if until is None:
        hindrances.append("kept")
    elif today < until:
        hindrances.append("not_over")
    else:
        count = sum(kinds.values())
        if _sealed(partition) != count:
            hindrances.append("not_sealed")
        if not _is_stamped(partition, trusted):
            hindrances.append("not_stamped")
        if not _is_archived(archive_of(folder, month), partition, count, public_keys):
            hindrances.append("not_archived")
        if _is_held(partition, held):
            hindrances.append("held")
    return Month(month, sum(kinds.values()), kinds, until, tuple(hindrances))


def held_people() -> list[UUID]:
    """Return whose data must stay."""
    return [one for holds in _holds for one in holds()]


def _kinds(partition: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, count(*) FROM {_quoted(partition)} GROUP BY kind")  # noqa: S608
        return dict(cursor.fetchall())


def _sealed(partition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum((header::jsonb->>'count')::bigint), 0) FROM audit_seal WHERE partition = %s",
            [partition],
        )
        return int(cursor.fetchone()[0])


_LAST_SEALS = """
SELECT days.day, last.number, last.header, last.head
FROM (SELECT DISTINCT day FROM audit_seal WHERE partition = %s) days CROSS JOIN LATERAL (
    SELECT number, header, head FROM audit_seal s WHERE s.day = days.day ORDER BY number DESC LIMIT 1
) last
"""


def _is_stamped(partition: str, trusted: Sequence[Any]) -> bool:
    """Tell whether the last seal of every day on which the month's entries were sealed has a stamp that holds."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SEALS, [partition])
        rows = cursor.fetchall()
    return all(
        any(timestamps.examine(token, bytes(head), trusted).holds for token in tokens_of(number))
        and Header.read(header).number == number
        for _day, number, header, head in rows
    )


def _is_archived(path: Path, partition: str, count: int, public_keys: Mapping[str, bytes]) -> bool:
    if not path.is_file():
        return False
    report, manifest = verify_export(path, public_keys)
    return report.is_whole and manifest.get("partition") == partition and manifest.get("lines") == count


def _is_held(partition: str, held: Sequence[UUID]) -> bool:
    if not held:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {_quoted(partition)} "  # noqa: S608 - a name from the catalogue
            "WHERE subject_ids && %s::uuid[] OR person_id = ANY(%s::uuid[]))",
            [list(held), list(held)],
        )
        return bool(cursor.fetchone()[0])


def _quoted(partition: str) -> str:
    return str(connection.ops.quote_name(partition))
