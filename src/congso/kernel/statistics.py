"""What the planner knows. After a mass load it knows nothing for a minute, and plans for empty tables."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def refresh(*tables: str) -> None:
    """Let PostgreSQL count `tables` again, so that the next statement is planned for what is there now."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT kernel_count_again(%s::regclass)", [table])


def refresh_side_by_side(*groups: Sequence[str]) -> None:
    """Do the same for several groups of tables at once, each over a connection of its own; not inside a transaction."""

    def one(tables: Sequence[str]) -> None:
        try:
            refresh(*tables)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(groups)) as pool:
        list(pool.map(one, groups))
