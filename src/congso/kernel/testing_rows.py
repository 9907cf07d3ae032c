"""Rows that many tests build alike: built by the first of a process, put back for the others.

    plain = Kept(build)
    found = plain()          # in each test: what `build` returned, with its rows in the database

Putting back is a COPY per table, many times faster than the commands that made the rows. Whatever would make the copy
differ from building anew leads to building anew: rows that are already there, keys that changed, sequences that were
set back, a database that does not let us. What `build` leaves outside the database is not put back.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

from .keyring import ring
from .protection import blind_index

T = TypeVar("T")

_ATTEMPTS = 8
"""How often a process tries to keep rows that cannot be kept: looking costs a tenth of a second."""

_AT_ONCE = 60


@dataclass(frozen=True)
class _Rows(Generic[T]):
    """What was built: the answer, the whole content of the tables it filled, and how far it drew numbers."""

    answer: T
    tables: dict[str, bytes]
    sequences: dict[str, int]

    def fit(self) -> bool:
        """Whether the rows can go back: nothing is in their way, and their numbers will not be drawn again."""
        conditions = ["current_setting('is_superuser') = 'on'"]
        conditions += [f"NOT EXISTS (SELECT FROM {table})" for table in self.tables]
        conditions += [f"(SELECT last_value FROM {name}) >= {last}" for name, last in self.sequences.items()]  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + " AND ".join(conditions))
            return bool(cursor.fetchone()[0])

    def put_back(self) -> None:
        """Write the rows as they are: no trigger changes them, and no key has to be looked up again."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, content in self.tables.items():
                with _driver().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.write(content)
            cursor.execute("SET LOCAL session_replication_role = origin")


class Kept(Generic[T]):
    """A function whose rows are kept. `depends` says what else they follow from; `afterwards` runs once they lie.

    `aside` names tables whose standing rows change meanwhile, and which `afterwards` renews instead.
    """

    def __init__(
        self,
        build: Callable[[], T],
        *,
        depends: Callable[[], Hashable] = lambda: None,
        afterwards: Callable[[], None] = lambda: None,
        aside: Collection[str] = (),
    ) -> None:
        self.build, self.depends, self.afterwards, self.aside = build, depends, afterwards, aside
        self.attempts = 0
        self.kept: dict[Hashable, _Rows[T]] = {}

    def __call__(self) -> T:
        keys = ring()
        under = (keys.newest.secret, blind_index("rows", "rows"), self.depends())
        rows = self.kept.get(under)
        if rows is not None and rows.fit():
            rows.put_back()
            self.afterwards()
            return deepcopy(rows.answer)
        if self.attempts >= _ATTEMPTS:
            return self.build()
        self.attempts += 1
        tables, sequences = _tables(), _sequences()
        with transaction.atomic():
            answer = self.build()
        made = _made(answer, tables, sequences, self.aside)
        if made is not None:
            self.kept[under] = made
        return answer


def _made(
    answer: T, tables_before: dict[str, Any], sequences_before: dict[str, int], aside: Collection[str]
) -> _Rows[T] | None:
    """Return what was written since; None when it cannot be told from what was there."""
    filled = [
        table for table, content in _tables().items() if content != tables_before.get(table) and table not in aside
    ]
    if any(tables_before.get(table, (0,))[0] for table in filled):
        return None
    return _Rows(
        deepcopy(answer),
        {table: _content(table) for table in filled},
        {name: last for name, last in _sequences().items() if last != sequences_before.get(name)},
    )


def _tables() -> dict[str, tuple[int, Any]]:
    """Return every table with the number of its rows and a sum over them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        names = [row[0] for row in cursor.fetchall()]
        found: dict[str, tuple[int, Any]] = {}
        for some in _in_parts(names):
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT '{name}', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM {name} t"  # noqa: S608
                    for name in some
                )
            )
            found |= {name: (count, total) for name, count, total in cursor.fetchall()}
    return found


def _in_parts(names: list[str]) -> Iterable[list[str]]:
    return (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))


def _sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value FROM pg_sequences "
            "WHERE last_value IS NOT NULL"
        )
        return dict(cursor.fetchall())


def _content(table: str) -> bytes:
    with _driver().copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as copy:
        return b"".join(bytes(part) for part in copy)


def _driver() -> Any:
    """A cursor of the driver: Django's has no COPY."""
    return connection.connection.cursor()
