"""Tables that grow for ever are partitioned by month from their first migration."""

from datetime import date

from django.db import connection


def months(first: date, last: date) -> list[date]:
    """Return the first day of each month from `first`'s to `last`'s, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(count)]


def ensure_months(table: str, first: date, last: date) -> list[str]:
    """Create the missing monthly partitions of `table` for `first`..`last`; return the names of those created.

    `table` is partitioned by range on an instant; a month begins at midnight in Asia/Ho_Chi_Minh.
    """
    created = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('kernel_make_month(regclass, date)')")
        owner_is_asked = cursor.fetchone()[0] is not None  # not yet while the first migrations run
        for month in months(first, last):
            name = f"{table}_{month:%Y_%m}"
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0] is not None:
                continue
            if owner_is_asked:
                cursor.execute("SELECT kernel_make_month(%s::regclass, %s)", [table, month])
            else:
                after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
                cursor.execute(
                    f'CREATE TABLE "{name}" PARTITION OF "{table}" '
                    f"FOR VALUES FROM ('{month} 00:00:00+07') TO ('{after} 00:00:00+07')"
                )
            created.append(name)
    return created
