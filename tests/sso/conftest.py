"""A system that is connected, and a browser with somebody in it."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from congso.dossiers import testing
from congso.dossiers.testing import Province
from congso.identity import testing as identity
from congso.kernel import clock
from congso.sso import commands
from congso.sso.commands import Registration

BACK = "https://van-ban.example.vn/tro-lai"
AFTER = "https://van-ban.example.vn/da-dang-xuat"


@dataclass
class Elsewhere:
    """Another system, as far as one test needs it: what it registered, and what it sends."""

    id: str
    secret: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def basic(self) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()}

    def address(self, **changes: Any) -> str:
        """Return where it sends a browser; a change to None leaves a parameter out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": BACK,
            "scope": "openid profile email organisation roles",
            "state": "trang-thai",
            "nonce": "mot-lan",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return "/oidc/authorize?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def exchange(self, browser: Client, code: str, /, **changes: Any) -> Any:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
            **changes,
        }
        return browser.post("/oidc/token", {k: v for k, v in asked.items() if v is not None}, headers=self.basic)

    def refresh(self, browser: Client, token: str) -> Any:
        return browser.post("/oidc/token", {"grant_type": "refresh_token", "refresh_token": token}, headers=self.basic)


def told(response: Any) -> dict[str, str]:
    """Return what a redirection back to the system says."""
    assert response.status_code == 302, response.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


@pytest.fixture(autouse=True)
def _canonical(settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def province(db: None) -> Province:
    return testing.plain_province()


@pytest.fixture
def connect(province: Province) -> Callable[..., Elsewhere]:
    """A function that connects a system: `connect(audience="people", public=True)`."""

    def make(*, public: bool = False, **facts: Any) -> Elsewhere:
        registration: dict[str, Any] = {
            "name": "Quản lý văn bản",
            "owner_id": province.commune.clerks,
            "audience": "officers",
            "redirect_uris": (BACK,),
            "post_logout_uris": (AFTER,),
            "scopes": ("openid", "profile", "email", "phone", "organisation", "roles", "identity"),
            "asks_consent": False,
            **facts,
        }
        client_id, secret = commands.register_system(facts=Registration(**registration), public=public, now=clock.now())
        return Elsewhere(client_id, secret)

    return make


@pytest.fixture
def system(connect: Callable[..., Elsewhere]) -> Elsewhere:
    return connect()


def signed_in(account_id: int | None, assurance: str = "password") -> Client:
    """Return a browser in which this account signed in with one factor."""
    return identity.signed_in(account_id, level=assurance, amr=("pwd",))


@pytest.fixture
def officer(province: Province) -> Client:
    return signed_in(province.commune.specialist.account_id)


@pytest.fixture
def tokens(system: Elsewhere, officer: Client) -> dict[str, Any]:
    """What the system got for an officer."""
    answer: dict[str, Any] = system.exchange(officer, told(officer.get(system.address()))["code"]).json()
    return answer


def csrf(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    return found[1]
