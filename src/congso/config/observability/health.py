"""Is the installation well? Asked often and by anybody, so answered from one short connection a second at most."""

import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

WORKER_SILENT_AFTER = 60
"""Seconds without a heartbeat after which the worker counts as dead (it beats every ten)."""

QUEUE_LATE_AFTER = 300
"""Seconds a job may wait beyond its time before the queue counts as stalled."""

FRESH_FOR = 1.0


@dataclass(frozen=True)
class Health:
    """What was found. `status` is `down` without database or schema, `degraded` when background work stands still."""

    status: str
    database: bool
    migrations: bool
    worker: bool
    worker_silent_seconds: float | None
    queue_waiting: int | None
    queue_oldest_seconds: float | None

    @property
    def serves(self) -> bool:
        return self.status != "down"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


DOWN = Health("down", False, False, False, None, None, None)

_last: tuple[float, Health] | None = None
_asking = threading.Lock()
_schema_is_current = False


def health() -> Health:
    """Return the present health, at most `FRESH_FOR` seconds old; while one thread asks, others get the last answer."""
    global _last
    if _last is not None and (time.monotonic() - _last[0] < FRESH_FOR or _asking.locked()):
        return _last[1]
    with _asking:
        answer = ask()
        _last = (time.monotonic(), answer)
    return answer


def ask() -> Health:
    """Look at the database now. A database that is away answers within two seconds, without waiting for the pool."""
    parameters = connection.get_connection_params()
    for name in ("pool", "context", "cursor_factory"):
        parameters.pop(name, None)
    try:
        with psycopg.connect(**parameters | {"connect_timeout": 2, "autocommit": True}) as asked:
            asked.execute("set statement_timeout = '3s'")
            if not _migrated():
                return Health("down", True, False, False, None, None, None)
            silent = _number(asked, "select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers")
            # Bounded: a health check must not read a long queue.
            waiting = _number(
                asked,
                "select count(*) from (select 1 from procrastinate_jobs where status = 'todo'"
                " and coalesce(scheduled_at, '-infinity') <= now() limit 1001) ready",
            )
            oldest = _number(
                asked,
                "select extract(epoch from now() - min(ready_at))"
                " from (select greatest(job.scheduled_at, event.at) ready_at"
                " from procrastinate_jobs job join procrastinate_events event on event.job_id = job.id"
                " where job.status = 'todo' and coalesce(job.scheduled_at, '-infinity') <= now() limit 1001) ready",
            )
    except (psycopg.Error, DatabaseError, OSError):
        return DOWN
    working = silent is not None and silent < WORKER_SILENT_AFTER
    late = oldest is not None and oldest > QUEUE_LATE_AFTER
    return Health(
        status="ok" if working and not late else "degraded",
        database=True,
        migrations=True,
        worker=working,
        worker_silent_seconds=None if silent is None else round(silent, 1),
        queue_waiting=int(waiting or 0),
        queue_oldest_seconds=None if oldest is None else round(oldest, 1),
    )


def _number(asked: "psycopg.Connection[Any]", query: str) -> float | None:
    row = asked.execute(query).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def _migrated() -> bool:
    """Whether the schema is the code's; once true it stays true for the life of the process."""
    global _schema_is_current
    if not _schema_is_current:
        executor = MigrationExecutor(connection)
        _schema_is_current = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _schema_is_current
