"""Rewriting stored columns batch by batch while the system runs: sealing what was plain, or anew with a new key."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from . import protection
from .keyring import ring
from .protected_fields import SealedJSON, SealedText

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where sealed values stand."""

    table: str
    key: str
    column: str
    label: str


def sealed_columns() -> list[SealedColumn]:
    """Return every column of the project that holds sealed values."""
    return [
        SealedColumn(model._meta.db_table, str(model._meta.pk.column), str(field.column), field.label)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText | SealedJSON)
    ]


def rewrite(
    *,
    table: str,
    key: str,
    read: Sequence[str],
    write: Sequence[str],
    change: Callable[..., Sequence[Any]],
    where: str = "TRUE",
    batch: int = BATCH,
) -> int:
    """Set the columns `write` of each row to `change(*columns read)`; return how many rows there were.

    Each batch is a transaction of its own and locks its rows only; `where` is SQL written in the code, never input.
    """
    done, last = 0, None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            rows = _batch(cursor, table, key, read, where, last, batch)
            if not rows:
                return done
            _put(cursor, table, key, write, [(row[0], *change(*row[1:])) for row in rows])
        done, last = done + len(rows), rows[-1][0]


def _batch(
    cursor: Any, table: str, key: str, read: Sequence[str], where: str, last: object, batch: int
) -> list[tuple[Any, ...]]:
    names = sql.SQL(", ").join(map(sql.Identifier, [key, *read]))
    beyond = sql.SQL("{} > %s").format(sql.Identifier(key)) if last is not None else sql.SQL("TRUE")
    statement = sql.SQL("SELECT {names} FROM {table} WHERE {beyond} AND ({where}) ORDER BY {key} LIMIT %s FOR UPDATE")
    cursor.execute(
        statement.format(
            names=names,
            table=sql.Identifier(table),
            beyond=beyond,
            where=sql.SQL(where),
            key=sql.Identifier(key),
        ),
        [*([last] if last is not None else []), batch],
    )
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _put(cursor: Any, table: str, key: str, write: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, [key, *write]))
    whole = sql.Identifier(table)
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE rewritten ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(names, whole)
    )
    with cursor.copy(sql.SQL("COPY rewritten ({}) FROM STDIN").format(names)) as copy:
        for row in rows:
            copy.write_row(row)
    sets = sql.SQL(", ").join(sql.SQL("{0} = r.{0}").format(sql.Identifier(name)) for name in write)
    cursor.execute(
        sql.SQL("UPDATE {table} AS t SET {sets} FROM rewritten r WHERE t.{key} = r.{key}").format(
            table=whole, sets=sets, key=sql.Identifier(key)
        )
    )
    cursor.execute("DROP TABLE rewritten")


def seal_anew(*, batch: int = BATCH) -> Iterator[tuple[SealedColumn, int]]:
    """Seal with the current key whatever another key sealed; yields each column and how many rows it had."""
    for one in sealed_columns():
        yield (
            one,
            rewrite(
                table=one.table,
                key=one.key,
                read=[one.column],
                write=[one.column],
                change=lambda sealed, label=one.label: [protection.seal(protection.unseal(sealed, label), label)],
                where=_of_another_key(one.column),
                batch=batch,
            ),
        )


def count_by_key() -> dict[int, int]:
    """Return how many sealed values each key of the database holds; 0 stands for values that are not sealed at all."""
    counts: dict[int, int] = {}
    with connection.cursor() as cursor:
        for one in sealed_columns():
            column = sql.Identifier(one.column)
            cursor.execute(
                sql.SQL(
                    "SELECT CASE WHEN get_byte({0}, 0) = 1 AND length({0}) > 31 "
                    "THEN get_byte({0}, 1) * 256 + get_byte({0}, 2) ELSE 0 END, count(*) "
                    "FROM {1} WHERE {0} IS NOT NULL AND {0} <> '' GROUP BY 1"
                ).format(column, sql.Identifier(one.table))
            )
            for key_id, count in cursor.fetchall():
                counts[key_id] = counts.get(key_id, 0) + count
    return counts


def _of_another_key(column: str) -> str:
    begins = protection.head(ring().current).hex()
    return f"{column} <> '' AND substring({column} from 1 for 3) <> '\\x{begins}'::bytea"
