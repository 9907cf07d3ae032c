"""Searching the trail: newest first, by pages without end, counted up to a bound. Who may is for the caller to say."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from congso.audit.rules.searching import Scope, Search

from .views import EntryView, cursor_of, place_of

BOUND = 1_001
"""Entries counted at most."""

COLUMNS = (
    "id, at, kind, action, purpose, account_id, officer_id, unit_id, on_behalf_of_officer_id, delegation_id, "
    "mandate_id, client_id, person_id, subject_ids, object_kind, object_id, host(address), session, agent, request, "
    "detail"
)
_NEWEST = "ORDER BY at DESC, number DESC"


def page(
    search: Search, scope: Scope | None, *, after: str | None = None, limit: int = 50
) -> tuple[list[EntryView], str | None]:
    """Return a page of entries, newest first, and where to go on. `scope` None: of everybody."""
    place = place_of(after)
    statement, values = _found(search, scope, f"{COLUMNS}, number", place=place, limit=limit + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({statement}) found {_NEWEST} LIMIT {limit + 1:d}", values)  # noqa: S608
        rows = cursor.fetchall()
    found = [_view(row) for row in rows[:limit]]
    more = cursor_of(rows[limit - 1][1], rows[limit - 1][-1]) if len(rows) > limit else None
    return found, more


def count(search: Search, scope: Scope | None) -> int:
    """Return how many entries there are, `BOUND` for that many and more."""
    statement, values = _found(search, scope, "1", place=None, limit=BOUND, order="")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT FROM ({statement}) found LIMIT {BOUND:d}) counted", values)  # noqa: S608
        return int(cursor.fetchone()[0])


def one(entry_id: UUID, scope: Scope | None) -> EntryView | None:
    """Return an entry, None when there is none that may be seen."""
    statement, values = f"SELECT {COLUMNS} FROM audit_auditentry WHERE id = %s", [entry_id]  # noqa: S608
    if scope is not None:
        inside, more = _inside(scope)
        statement, values = f"{statement} AND ({inside})", [*values, *more]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return _view(row) if row else None


def every(search: Search, scope: Scope | None, columns: str, *, rows: int = 2_000) -> Iterator[tuple[Any, ...]]:
    """Yield `columns` of every entry that fits, in the order of sealing. For jobs."""
    where, values = _where(search, None)
    if scope is not None:
        inside, more = _inside(scope)
        where, values = f"{where} AND ({inside})", [*values, *more]
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM audit_auditentry WHERE {where} ORDER BY era, txid, number",  # noqa: S608
            values,
        )
        while found := cursor.fetchmany(rows):
            yield from found


# Statements are put together from what is written here; every value is bound.


def _found(
    search: Search,
    scope: Scope | None,
    columns: str,
    *,
    place: tuple[datetime, int] | None,
    limit: int,
    order: str = _NEWEST,
) -> tuple[str, list[Any]]:
    """Return the statement for the newest `limit` entries, or for any so many if `order` is empty.

    An agency's entries are found unit by unit, each from its own index, unless what is asked is narrow anyway.
    """
    where, values = _where(search, place)
    select = f"SELECT {columns} FROM audit_auditentry WHERE {where}"  # noqa: S608
    if scope is None:
        return f"{select} {order} LIMIT {limit:d}", values
    if search.is_narrow:
        inside, more = _inside(scope)
        return f"{select} AND ({inside}) {order} LIMIT {limit:d}", [*values, *more]
    branches = [
        ("unnest(%s::bigint[])", list(scope.units), "unit_id = wanted"),
        ("unnest(%s::bigint[])", list(scope.accounts), "account_id = wanted AND unit_id IS NULL"),
        ("unnest(%s::text[])", _texts(scope), "object_kind = 'account' AND object_id = wanted AND account_id IS NULL"),
    ]
    parts = [
        f"(SELECT found.* FROM {each} AS wanted CROSS JOIN LATERAL "  # noqa: S608
        f"({select} AND {condition} {order} LIMIT {limit:d}) found)"
        for each, _of, condition in branches
    ]
    return " UNION ALL ".join(parts), [value for _each, of, _on in branches for value in (of, *values)]


def _texts(scope: Scope) -> list[str]:
    return [str(account) for account in scope.accounts]


def _inside(scope: Scope) -> tuple[str, list[Any]]:
    return (
        "unit_id = ANY(%s::bigint[]) OR (unit_id IS NULL AND account_id = ANY(%s::bigint[])) OR "
        "(account_id IS NULL AND object_kind = 'account' AND object_id = ANY(%s::text[]))",
        [list(scope.units), list(scope.accounts), _texts(scope)],
    )


_EQUAL = (
    "kind",
    "action",
    "purpose",
    "account_id",
    "officer_id",
    "client_id",
    "person_id",
    "object_kind",
    "object_id",
)


def _where(search: Search, place: tuple[datetime, int] | None) -> tuple[str, list[Any]]:
    until = search.until if place is None else min(search.until, place[0] + timedelta(microseconds=1))
    conditions = ["at >= %s", "at < %s"]
    values: list[Any] = [search.since, until]
    for name in _EQUAL:
        value = getattr(search, name)
        if value not in (None, ""):
            conditions.append(f"{name} = %s")
            values.append(value)
    if search.subject_id is not None:
        conditions.append("subject_ids @> ARRAY[%s]::uuid[]")
        values.append(search.subject_id)
    if search.on_behalf_of:
        conditions.append("on_behalf_of_officer_id = ANY(%s::bigint[])")
        values.append(list(search.on_behalf_of))
    if search.address:
        conditions.append("address <<= %s::inet" if "/" in search.address else "address = %s::inet")
        values.append(search.address)
    if place is not None:
        conditions.append("(at, number) < (%s, %s)")
        values += place
    return " AND ".join(conditions), values


def _view(row: tuple[Any, ...]) -> EntryView:
    told, detail = list(row[:20]), row[20]
    told[13] = tuple(told[13])
    told.append(json.loads(detail) if isinstance(detail, str) else detail)
    return EntryView(*told)
