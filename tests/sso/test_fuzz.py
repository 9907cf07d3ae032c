"""Requests of the protocols with one part spoilt: whatever comes, no answer is a fault.

They begin as requests that succeed, so that what is spoilt is reached. A hundred or so are sent each time;
`CONGSO_FUZZ=4000 pytest tests/sso/test_fuzz.py` sends as many as one wants, and `CONGSO_FUZZ_SEED` others.
"""

import json
import os
import random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client

from congso.dossiers.testing import Province
from congso.identity.commands import issue_client_token
from congso.kernel import clock
from tests.malformed import STRANGE
from tests.provisioning.conftest import somebody

from .conftest import AFTER, BACK, Elsewhere, told

pytestmark = pytest.mark.django_db

NUMBER = int(os.environ.get("CONGSO_FUZZ", "120"))
SEED = int(os.environ.get("CONGSO_FUZZ_SEED", "20261130"))
VALUES = (
    *STRANGE,
    "",
    " ",
    "eyJhbGciOiJub25lIn0.e30.",
    "e30.e30.e30",
    "a.b.c",
    "...",
    "Basic",
    "[::1",
    "http://[",
    "\ud800\udc00",
)
HEADERS = (
    "Authorization",
    "Content-Type",
    "Origin",
    "Accept",
    "If-Match",
    "If-None-Match",
    "Idempotency-Key",
    "Cookie",
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class Spoiler:
    """Knows requests that are in order, and spoils one part of each."""

    def __init__(self, chance: random.Random, bases: list[tuple[str, str, Any, dict[str, str]]]) -> None:
        self.chance, self.bases = chance, bases

    def value(self) -> Any:
        return self.chance.choice(VALUES)

    def spoilt(self, content: Any) -> Any:
        """Return content with one part changed, taken out, or said twice."""
        if isinstance(content, dict) and content:
            changed, name = dict(content), self.chance.choice(list(content))
            match self.chance.randrange(4):
                case 0:
                    del changed[name]
                case 1:
                    changed[str(self.value())] = changed.pop(name)
                case 2:
                    changed[name] = self.spoilt(changed[name])
                case _:
                    changed[name] = self.chance.choice(
                        [self.value(), [self.value()] * 3, None, 10**30, 1e300, True, {}]
                    )
            return changed
        if isinstance(content, list) and content:
            return [self.spoilt(content[0]), *content[1:]]
        if isinstance(content, str) and content:
            place = self.chance.randrange(len(content))
            return content[:place] + str(self.value()) + content[place + 1 :]
        return self.value()

    def request(self) -> tuple[str, str, bytes, str, dict[str, str]]:
        method, path, content, headers = self.chance.choice(self.bases)
        dice = self.chance.random()
        if dice < 0.6:
            content = self.spoilt(content)
        elif dice < 0.7:
            path = self.spoilt(path)
        elif dice < 0.8:
            method = self.chance.choice(METHODS)
        else:
            name = self.chance.choice(HEADERS)
            spoilt = self.spoilt(headers[name]) if name in headers and self.chance.random() < 0.7 else self.value()
            headers = {**headers, name: str(spoilt)}
        path = quote(path, safe="/?&=%:", errors="surrogatepass")
        if method == "GET":
            query = _form(content) if isinstance(content, dict) else ""
            return method, f"{path}{'&' if '?' in path else '?'}{query}", b"", "", headers
        if path.startswith("/scim"):
            return method, path, json.dumps(content).encode(), "application/scim+json", headers
        return method, path, _form(content).encode(), "application/x-www-form-urlencoded", headers


def _form(content: Any) -> str:
    pairs = content.items() if isinstance(content, dict) else [("", content)]
    return urlencode({str(name): value for name, value in pairs}, doseq=True, errors="surrogatepass")


def _safe(value: str) -> str:
    return value.encode("utf-8", "surrogatepass").decode("latin-1").replace("\r", " ").replace("\n", " ")


def test_a_spoilt_request_is_refused_and_never_a_fault(
    system: Elsewhere, officer: Client, tokens: dict[str, Any], province: Province
) -> None:
    _, bearer = issue_client_token(name="Quản lý cán bộ", scopes=["scim:write"], now=clock.now())
    by_token, scim = {"Authorization": f"Bearer {tokens['access_token']}"}, {"Authorization": f"Bearer {bearer}"}
    asked = dict(pair.split("=") for pair in system.address().partition("?")[2].split("&"))
    asked = {**asked, "redirect_uri": BACK, "scope": "openid profile", "prompt": "none", "max_age": "600"}
    asked |= {"id_token_hint": tokens["id_token"], "ui_locales": "vi", "acr_values": "two-factors"}
    code = told(officer.get(system.address()))["code"]
    exchange = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": system.verifier,
    }
    renew = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "scope": "openid"}
    leave = {
        "id_token_hint": tokens["id_token"],
        "post_logout_redirect_uri": AFTER,
        "state": "x",
        "client_id": system.id,
    }
    one = f"/scim/v2/Users/{province.commune.specialist.person_id}"
    patch = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": 'emails[value eq "a@b.vn"].value', "value": "moi@tinh.example.vn"}],
    }
    page = {
        "filter": 'userName eq "a" and not (active eq true)',
        "startIndex": "1",
        "count": "2",
        "attributes": "userName",
    }
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], **page, "startIndex": 1, "count": 2}
    spoiler = Spoiler(
        random.Random(SEED),
        [
            ("GET", "/oidc/authorize", asked, {}),
            ("POST", "/oidc/authorize", asked, {}),
            ("POST", "/oidc/token", exchange, system.basic),
            ("POST", "/oidc/token", {**exchange, "client_id": system.id, "client_secret": system.secret}, {}),
            ("POST", "/oidc/token", renew, system.basic),
            ("GET", "/oidc/userinfo", {}, by_token),
            ("POST", "/oidc/userinfo", {"access_token": tokens["access_token"]}, {}),
            ("POST", "/oidc/introspect", {"token": tokens["access_token"], "token_type_hint": "x"}, system.basic),
            ("POST", "/oidc/revoke", {"token": tokens["refresh_token"], "token_type_hint": "x"}, system.basic),
            ("GET", "/oidc/logout", leave, {}),
            ("POST", "/oidc/logout", leave, {}),
            ("POST", "/scim/v2/Users", somebody(active=True), {**scim, "Idempotency-Key": "a"}),
            ("PUT", one, somebody(userName="a"), {**scim, "If-Match": "*"}),
            ("PATCH", one, patch, scim),
            ("DELETE", one, {}, scim),
            ("GET", one, {"attributes": "userName,name.formatted"}, scim),
            ("GET", "/scim/v2/Users", page, scim),
            ("GET", "/scim/v2/Groups", {**page, "filter": 'displayName co "a"'}, scim),
            ("POST", "/scim/v2/Users/.search", search, scim),
            ("GET", "/scim/v2/Groups/role-leader", {"excludedAttributes": "members"}, scim),
        ],
    )
    fell = []
    for number in range(NUMBER):
        method, path, body, kind, headers = spoiler.request()
        sent = {name: _safe(value) for name, value in headers.items()}
        try:
            with transaction.atomic():
                status = officer.generic(
                    method, path, body, content_type=kind or "text/plain", headers=sent
                ).status_code
                transaction.set_rollback(True)
        except Exception as fault:
            fell.append(f"{number}: {fault!r}: {method} {path[:300]} {body[:300]!r} {sent}")
            continue
        if status >= 500:
            fell.append(f"{number}: {status}: {method} {path[:300]} {body[:300]!r} {sent}")
    assert fell == [], f"{len(fell)} of {NUMBER}\n" + "\n".join(fell[:20])
