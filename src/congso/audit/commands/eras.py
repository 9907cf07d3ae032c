"""Transaction ids order entries within one database system. In another one (a restore) a new era begins."""

from typing import Any

import structlog
from django.db import connection, transaction

log = structlog.get_logger(__name__)


def begin_era_after_restore(sender: object, **_signal: Any) -> None:
    """Begin a new era when the database lives in another system than the last era; run after each migration."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('audit_era') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            "INSERT INTO audit_era (era, system_identifier) SELECT last.era + 1, here.system_identifier "
            "FROM (SELECT era, system_identifier FROM audit_era ORDER BY era DESC LIMIT 1) last, "
            "pg_control_system() here "
            "WHERE last.system_identifier <> here.system_identifier RETURNING era"
        )
        row = cursor.fetchone()
        if row is None:
            return
        set_era(cursor, row[0])
    log.info("audit.era_began", era=row[0])


def set_era(cursor: Any, era: int) -> None:
    """Let new entries belong to an era; what is written through a month directly, too."""
    cursor.execute("SELECT relid::regclass::text FROM pg_partition_tree('audit_auditentry')")
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {connection.ops.quote_name(name)} ALTER COLUMN era SET DEFAULT {int(era)}")
