"""What every test run needs, wherever its tests stand."""

from collections.abc import Iterator
from typing import Any

import pytest


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
