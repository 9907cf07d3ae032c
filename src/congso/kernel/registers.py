"""Official numbers: gap-free, drawn inside the transaction that uses them."""

from django.db import connection


def draw_number(name: str, *, period: str) -> int:
    """Return the next number (from 1) of register `name` in `period`, e.g. a year or a day.

    The register's row stays locked until the caller's transaction ends, so a rollback gives the number back and
    no other transaction can draw in between. Call it as late as possible: others wait.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("draw_number must run inside the transaction that uses the number")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_register (name, period, last_number) VALUES (%s, %s, 1) "
            "ON CONFLICT (name, period) DO UPDATE SET last_number = kernel_register.last_number + 1 "
            "RETURNING last_number",
            [name, period],
        )
        return int(cursor.fetchone()[0])
