"""Officers of the plainest province who have signed in, an hour after its dossiers were made."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from congso.dossiers import testing
from congso.dossiers.testing import NOW, Province
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.organisation.queries import ActingOfficer

LATER = NOW + timedelta(hours=1)
SignIn = Callable[[ActingOfficer], Client]


@pytest.fixture(autouse=True)
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock of every page stands at ten o'clock of that Monday."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    monkeypatch.setattr(clock, "today", LATER.date)
    return LATER


@pytest.fixture
def province(db: None) -> Province:
    return testing.plain_province()


@pytest.fixture
def as_officer() -> SignIn:
    """A browser in which an officer has signed in."""

    def signed_in(officer: ActingOfficer) -> Client:
        client = Client()
        sign_in(client, officer.account_id)
        return client

    return signed_in


@pytest.fixture
def as_citizen(province: Province) -> Client:
    client = Client()
    sign_in(client, province.citizen.account_id)
    return client
