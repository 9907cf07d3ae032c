"""What is remembered of interruptions goes with each test."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from congso.pages.queries import ANNOUNCED_KEY


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.delete(ANNOUNCED_KEY)
    yield
    cache.delete(ANNOUNCED_KEY)
