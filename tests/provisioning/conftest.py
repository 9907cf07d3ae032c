"""Systems that keep accounts, and how they ask."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from congso.dossiers import testing
from congso.dossiers.testing import Province
from congso.identity.commands import issue_client_token
from congso.kernel import clock

CORE = "urn:ietf:params:scim:schemas:core:2.0"
OFFICER = "urn:congso:scim:schemas:extension:officer:1.0:User"


@dataclass
class System:
    """A system with a token."""

    token: str

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """Ask as the system; return the answer of the test client."""
        return Client().generic(
            method,
            f"/scim/v2/{path}",
            "" if content is None else content if isinstance(content, str) else json.dumps(content),
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, path: str, **headers: str) -> Any:
        response = self.ask("GET", path, **headers)
        assert response.status_code == 200, response.content.decode()
        return response.json()


@pytest.fixture
def province(db: None) -> Province:
    return testing.plain_province()


@pytest.fixture
def system(db: None) -> Callable[..., System]:
    """A function that gives a system a token: `system("scim:read", organisation_id=1)`."""

    def make(*scopes: str, name: str = "Quản lý cán bộ", **more: Any) -> System:
        _, token = issue_client_token(name=name, scopes=scopes or ["scim:write"], now=clock.now(), **more)
        return System(token)

    return make


def somebody(**changes: Any) -> dict[str, Any]:
    """Return somebody a personnel system opens an account for."""
    number = changes.pop("number", "096095000777")
    return {
        "schemas": [f"{CORE}:User", OFFICER],
        "userName": "ngan.le",
        "externalId": "NS-0077",
        "name": {"formatted": "Lê Thị Ngân"},
        "active": True,
        "emails": [{"value": "ngan.le@tinh.example.vn"}],
        OFFICER: {"identityNumber": number},
        **changes,
    }
