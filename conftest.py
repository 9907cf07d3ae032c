"""What every test run needs, wherever its tests stand."""

from collections.abc import Iterator
from typing import Any

import pytest


def pytest_configure() -> None:
    """Compile the English where a .po file is newer than what was made of it: set-up may not have run since."""
    from tools import messages

    if messages.is_stale():
        messages.compile_all()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give every process of a run a copy of the migrated database, in place of pytest-django's migrating each anew."""
    from django.db import connection

    from congso.cli.template_database import copied

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    name = f"test_{connection.settings_dict['NAME']}{f'_{worker}' if worker else ''}"
    with django_db_blocker.unblock(), copied(name), django_db_blocker.block():
        yield


@pytest.fixture(scope="session", autouse=True)
def flush_what_is_filled() -> Iterator[None]:
    """Let the flush after a transactional test empty only tables that hold something.

    Django truncates all of them, and PostgreSQL makes new files for each, its hundreds of partitions and their indexes.
    Deleting asks nobody: keys and guards sleep meanwhile. Whoever wants sequences set back, or may not do this, gets
    Django's way.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations as Operations

    everything = Operations.sql_flush

    def sql_flush(
        self: Any, style: Any, tables: list[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser') = 'on'")
            if not tables or reset_sequences or not cursor.fetchone()[0]:
                return everything(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
            names = [self.quote_name(table) for table in tables]
            cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {name})" for name in names))  # noqa: S608
            filled = [name for name, holds in zip(names, cursor.fetchone(), strict=True) if holds]
        return [
            "SET LOCAL session_replication_role = replica",
            *(f"DELETE FROM {name}" for name in filled),  # noqa: S608
            "SET LOCAL session_replication_role = origin",
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Empty the queue after a transactional test: its tables are not Django's, whose flush leaves them as they are."""
    yield
    marker = request.node.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction")
    if transactional or "transactional_db" in request.fixturenames:
        from django.db import connection

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_workers CASCADE")
