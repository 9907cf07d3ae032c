"""One house for all journeys of a process, and people at browsers of both sizes."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .house import House, house
from .visitor import DESK, PHONE, Visitor

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep journeys together, last: their house is built once, and no other test sees it."""
    items.sort(key=lambda item: "tests/journeys/" in item.nodeid)


@pytest.fixture
def db() -> None:
    """Tell pytest-django, by this name, that the database is needed; the house opens and empties it itself."""


@pytest.fixture(scope="package")
def the_house(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[House]:
    """The running house with the demo province."""
    request.getfixturevalue("browser")
    with django_db_blocker.unblock(), house() as running:
        yield running


Somebody = Callable[..., Visitor]


@pytest.fixture
def somebody(db: None, the_house: House, browser: Any, request: pytest.FixtureRequest) -> Iterator[Somebody]:
    """A function that sits somebody down at a browser: `somebody("dân", on=PHONE, script=True)`."""
    contexts: list[Any] = []
    test = request.node.name.replace("test_", "").translate({ord(one): "-" for one in "[]_./"})[:60].rstrip("-")

    def sit(name: str = "dan", on: dict[str, int] = DESK, script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport=on,
            has_touch=on is PHONE,
            java_script_enabled=script,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        visitor = Visitor(the_house, context.new_page(), f"{test}-{name}")
        visitor.scripted = script
        return visitor

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    """Each journey once on a phone and once on a desk."""
    chosen: dict[str, int] = request.param
    return chosen
