"""Malformed requests by the thousand, straight into the web application: whatever comes, no answer is a fault.

The requests follow from one seed. A few hundred are sent each time; `CONGSO_FUZZ=10000 pytest tests/test_fuzz.py` sends
as many as one wants, and `CONGSO_FUZZ_SEED` others.
"""

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from congso.config.wsgi import application
from tests.malformed import Maker
from tests.test_permissions import Things, addresses

pytestmark = pytest.mark.django_db

NUMBER = int(os.environ.get("CONGSO_FUZZ", "600"))
SEED = int(os.environ.get("CONGSO_FUZZ_SEED", "20261121"))

NOT_OURS = {"suc-khoe/", "metrics"}
"""Answer 503 on purpose where no worker runs."""


def ask(asked: dict[str, Any]) -> int:
    """Send a request as a web server would; return the status. What it changes is taken back."""
    told: list[str] = []

    def start(status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], None]:
        told.append(status)
        return lambda _: None

    with transaction.atomic():
        answer = application(asked, start)
        try:
            for _ in answer:
                pass
        finally:
            answer.close()
        transaction.set_rollback(True)
    return int(told[-1].split(" ")[0])


@pytest.fixture
def credentials(settings: Any, tmp_path: Any) -> Iterator[tuple[Things, list[dict[str, str]]]]:
    settings.STORED_FILES_DIR = tmp_path
    # As Django's own test client does: the connection belongs to the test, not to the request.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    things = Things()
    found: list[dict[str, str]] = [{}]
    for asker in ("citizen", "counter", "specialist", "leader", "catalogue_editor", "administrator"):
        client = things.client(asker)
        found.append({"HTTP_COOKIE": "; ".join(f"{one.key}={one.value}" for one in client.cookies.values())})
    found += [
        {"HTTP_AUTHORIZATION": things.client(asker).defaults["HTTP_AUTHORIZATION"]}
        for asker in ("client_read", "client_submit", "client_act")
    ]
    yield things, found
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_nothing_that_is_sent_makes_us_fail(
    credentials: tuple[Things, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    things, askers = credentials
    maker = Maker(random.Random(SEED))
    # A browser's token against forgery is known to whoever has the page; without this, forms would never be read.
    monkeypatch.setattr("django.middleware.csrf.CsrfViewMiddleware.process_view", lambda *_: None)
    paths = [
        things.path(route, variant) for route, variant in addresses() if "vneid" not in route and route not in NOT_OURS
    ]
    fell = []
    for number in range(NUMBER):
        asked = maker.request(maker.chance.choice(paths), maker.chance.choice(askers))
        said = {name: value for name, value in asked.items() if name.isupper()}
        body = asked["wsgi.input"].getvalue()
        try:
            status = ask(asked)
        except Exception as fault:
            fell.append(f"{number}: {fault!r} at {_where(fault)}: {said} {body[:200]!r}")
            continue
        if status >= 500:
            fell.append(f"{number}: {status}: {said} {body[:200]!r}")
    assert fell == [], f"{len(fell)} of {NUMBER}\n" + "\n".join(fell[:20])


def _where(fault: BaseException) -> str:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
