"""A province, and clients that are signed in as its people. The clock of the pages stands at the factories' NOW."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from congso.dossiers import testing as dossiers
from congso.files.testing import text_pdf
from congso.identity.testing import sign_in
from congso.kernel import clock

PDF = text_pdf("Bien ban hop thanh vien")


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.STORED_FILES_DIR = tmp_path
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _at_the_factories_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    later = dossiers.NOW + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", lambda: later.date())


@pytest.fixture
def province(db: None) -> dossiers.Province:
    """Two communes, a procedure, a citizen, a stranger."""
    return dossiers.plain_province()


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A function that gives a client signed in as an applicant."""

    def client_of(applicant: Any, *, assurance: str = "vneid-2") -> Client:
        client = Client()
        sign_in(client, applicant.account_id, level=assurance)
        return client

    return client_of


@pytest.fixture
def citizen(province: dossiers.Province, signed_in: Callable[..., Client]) -> Client:
    """The citizen's browser."""
    return signed_in(province.citizen)


@pytest.fixture
def stranger(province: dossiers.Province, signed_in: Callable[..., Client]) -> Client:
    """Somebody else's browser."""
    return signed_in(province.stranger)
