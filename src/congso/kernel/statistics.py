"""What the planner knows. After a mass load it knows nothing for a minute, and plans for empty tables."""

from django.db import connection


def refresh(*tables: str) -> None:
    """Let PostgreSQL count `tables` again, so that the next statement is planned for what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(table) for table in tables))
