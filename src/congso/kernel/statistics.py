"""What the planner knows. After a mass load it knows nothing for a minute, and plans for empty tables."""

from django.db import connection


def refresh(*tables: str) -> None:
    """Let PostgreSQL count `tables` again, so that the next statement is planned for what is there now."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT kernel_count_again(%s::regclass)", [table])
