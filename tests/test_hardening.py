"""What binds browsers, caches and whoever forges a request: asked at every address, not at some.

The walks go over the same addresses and things as test_permissions.py, so a new page is held to this when it is made.
"""

import gzip
import json
import logging
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, RequestFactory

from congso.config.settings.logs import LOGGING, renderer_of
from congso.identity import vneid
from congso.identity.forms import OfficerSignInForm
from congso.identity.rules import recovery
from tests.test_permissions import NOT_ASKED, Things, addresses

pytestmark = pytest.mark.django_db

PUBLIC_KEYS = {".well-known/openid-configuration", "oidc/jwks.json"}
"""Public by nature, and asked for by every connected system: caches and scripts of other sites may have them."""

GATES = ("dang-nhap/", "oidc/authorize", "oidc/logout", "xac-thuc-lai/")
"""Pages that ask one question and lead on or back; they have no frame, so no button to sign out."""

FOR_MACHINES = (
    "api/v1",
    "oidc/authorize",
    "oidc/introspect",
    "oidc/logout",
    "oidc/revoke",
    "oidc/token",
    "oidc/userinfo",
    "scim/v2/",
)
"""Asked by programs that have no cookie of ours, or by a form of another site as OpenID Connect wants it; none of them
does anything for a session alone (tests/sso/test_attacks.py)."""


@pytest.fixture
def things(settings: Any, tmp_path: Path) -> Things:
    settings.STORED_FILES_DIR = tmp_path
    return Things()


class Page(HTMLParser):
    """Collects what a page must not have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._form = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self.wrong += [f"<{tag} {name}>" for name in have if name == "style" or name.startswith(("on", "hx-on"))]
        self.wrong += [
            f"<{tag} {name}={have[name]}>"
            for name in ("href", "action", "formaction", "src")
            if have.get(name, "").lstrip().lower().startswith(("javascript:", "vbscript:", "data:text"))
        ]
        if tag == "style" or (tag == "script" and "src" not in have and have.get("type") != "application/json"):
            self.wrong.append(f"<{tag}> with content")
        if tag in {"script", "img", "iframe"} and "//" in have.get("src", "")[:8]:
            self.wrong.append(f"<{tag}> from {have['src']}")
        if have.get("target") == "_blank" and "noopener" not in have.get("rel", ""):
            self.wrong.append("<a target=_blank> without noopener")
        if tag == "form" and have.get("method", "").lower() == "post":
            self._form = have.get("action", "?")
        if tag == "input" and have.get("name") == "csrfmiddlewaretoken":
            self._form = ""
        if have.get("type") == "password" and have.get("autocomplete") not in {"current-password", "new-password"}:
            self.wrong.append("a password that no manager fills in")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            self.wrong.append(f"form to {self._form} without token")
            self._form = ""


def wrong_headers(response: Any, route: str, asker: str) -> list[str]:
    """Return what is missing in the head of an answer."""
    policy = response.get("Content-Security-Policy", "")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    wrong = [name for name, value in wanted.items() if response.get(name) != value]
    if "geolocation=()" not in response.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    told = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}  # in no order
    needed = {"default-src": ["'none'"]}
    if "script-src" in told:  # a page of ours; files, and the ways to them, have no script at all
        needed |= {"script-src": ["'self'"], "style-src": ["'self'"], "object-src": ["'none'"], "base-uri": ["'none'"]}
    wrong += [f"policy {name} {told.get(name)}" for name, value in needed.items() if told.get(name) != value]
    if "frame-ancestors" not in told:
        wrong.append("policy without frame-ancestors")
    if response.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        wrong.append("Referrer-Policy")
    kind = response.get("Content-Type", "")
    if kind.startswith("text/") and "charset=utf-8" not in kind.lower():
        wrong.append(f"Content-Type {kind}")
    if asker != "stranger" and "no-store" not in response.get("Cache-Control", "") and route not in PUBLIC_KEYS:
        wrong.append(f"Cache-Control {response.get('Cache-Control')}")
    return wrong


@pytest.mark.parametrize("asker", ["stranger", "citizen", "leader", "client_act"])
def test_every_answer_binds_the_browser_and_no_page_carries_script_or_style(asker: str, things: Things) -> None:
    client, wrong, pages = things.client(asker), [], 0
    for route, variant in addresses():
        if (route, "GET") in NOT_ASKED or (asker == "client_act" and not route.startswith("api/")):
            continue
        with transaction.atomic():
            response = client.get(things.path(route, variant), headers={"Origin": "https://ke-gian.example"})
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        wrong += [f"{route}: {one}" for one in wrong_headers(response, route, asker)]
        wrong += [
            f"{route}: cookie {name}"
            for name, one in response.cookies.items()
            if not (one["httponly"] and one["samesite"])
        ]
        if response.get("Content-Type", "").startswith("text/html"):
            pages += 1
            living = route.startswith("giao-dien/")  # its forms are examples that lead nowhere
            wrong += [f"{route}: {one}" for one in Page(body.decode()).wrong if not (living and "without token" in one)]
            framed = asker in {"citizen", "leader"} and b"<header" in body and not route.startswith(GATES)
            if framed and b'action="/dang-xuat/"' not in body:
                wrong.append(f"{route}: no way out in sight")
        if route not in PUBLIC_KEYS and any(name.startswith("Access-Control-") for name in response.headers):
            wrong.append(f"{route}: shared with another origin")
    assert wrong == [], "\n".join(wrong)
    assert pages > 10 or asker == "client_act"


@pytest.mark.parametrize("asker", ["stranger", "citizen", "leader"])
def test_nothing_is_changed_by_a_form_of_another_site(asker: str, things: Things) -> None:
    signed_in = things.client(asker)
    client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"} if asker == "leader" else {})
    client.cookies = signed_in.cookies
    let_in = []
    for route, variant in addresses():
        if route.startswith(FOR_MACHINES):
            continue
        with transaction.atomic():
            status = client.post(things.path(route, variant), {"csrfmiddlewaretoken": "doan"}).status_code
            transaction.set_rollback(True)
        if status != 403:
            let_in.append(f"{route}: {status}")
    assert let_in == []


def test_a_request_is_never_sent_back_as_it_came(things: Things) -> None:
    """TRACE would show scripts what they may not read; another method may not be smuggled in a field or a header."""
    client = things.client("leader")
    echoed = []
    for route, variant in addresses():
        with transaction.atomic():
            response = client.trace(things.path(route, variant), headers={"X-Rieng": "chi-minh-toi-biet"})
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        if b"chi-minh-toi-biet" in body:
            echoed.append(route)
    assert echoed == []
    smuggled = client.post("/can-bo/", {"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "GET"})
    assert smuggled.status_code == 405


@pytest.mark.parametrize(
    "host", ["ke-gian.example", "localhost.ke-gian.example", "127.0.0.1@ke-gian.example", "a b", ""]
)
def test_a_host_that_is_not_ours_is_refused(host: str) -> None:
    assert Client(headers={"host": host}).get("/dang-nhap/").status_code == 400


def test_no_header_of_the_asker_names_another_host() -> None:
    page = Client(headers={"X-Forwarded-Host": "ke-gian.example", "Forwarded": "host=ke-gian.example"}).get("/")
    assert "ke-gian" not in page.content.decode()


@pytest.mark.parametrize("sent", [["/can-bo/", "//ke-gian.example"], ["//ke-gian.example", "/can-bo/"]])
def test_a_field_sent_twice_opens_no_way_out(sent: list[str]) -> None:
    page = Client().get("/dang-nhap/", {"next": sent})
    assert "ke-gian" not in page.content.decode()


def test_a_fault_tells_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT mat_khau FROM nguoi_dung")

    monkeypatch.setattr("congso.catalogue.queries.search", broken, raising=False)
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", broken)
    client = Client(raise_request_exception=False)
    for path in ("/thu-tuc/?q=khai", "/api/v1/procedures"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "mat_khau" not in answer.content.decode()
        assert "Traceback" not in answer.content.decode()


def test_what_people_send_begins_no_line_of_its_own_in_the_log() -> None:
    forged = 'x"}\n{"event": "identity.sign_in", "account": 1}\r\n\u2028\x1b[2J'
    line = renderer_of("json")(None, "info", {"event": "refused", "path": forged})
    assert isinstance(line, str)
    assert not {"\n", "\r", "\x1b"} & set(line)
    assert json.loads(line)["path"] == forged


def test_the_line_of_a_refusal_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        Client().get("/%00%0A%7B%22event%22:%22forged%22%7D")
    assert caplog.records
    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_pages_are_compressed_where_no_other_site_can_ask_for_them(things: Things) -> None:
    anybody = Client(headers={"Accept-Encoding": "gzip, br"})
    page = anybody.get("/thu-tuc/")
    assert page["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(page.content)
    assert "Accept-Encoding" in page["Vary"]
    assert "Content-Encoding" not in Client().get("/thu-tuc/")
    citizen = things.client("citizen")
    for asked_from, compressed in (("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)):
        page = citizen.get("/cua-toi/", headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": asked_from})
        assert page.status_code == 200
        assert ("Content-Encoding" in page) == compressed, asked_from
    silent = citizen.get("/cua-toi/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in silent, "a browser that does not say who asks"


def test_over_https_cookies_belong_to_this_host_alone_and_browsers_keep_to_it() -> None:
    script = (
        "from congso.config import settings as s; import json;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper() and ('COOKIE' in n or 'HSTS' in n)}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "CONGSO_HTTPS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(done.stdout)
    names = {name: value for name, value in told.items() if name.endswith("COOKIE_NAME")}
    assert len(names) == 4
    assert all(value.startswith("__Host-congso_") for value in names.values())
    assert told["SESSION_COOKIE_SECURE"] is told["CSRF_COOKIE_SECURE"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert told["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_every_cookie_of_ours_follows_the_settings() -> None:
    """No view names a cookie itself, and none sets one that scripts read or that plain HTTP carries."""
    for path in (Path(__file__).resolve().parents[1] / "src" / "congso").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in text.split(".set_cookie(")[1:]:
            said = call[: call.index("\n    )")]
            assert "_COOKIE_NAME" in said, path
            assert "httponly=True" in said, path
            assert "secure=settings.SESSION_COOKIE_SECURE" in said, path


def test_signing_out_clears_what_the_browser_keeps(things: Things) -> None:
    gone = things.client("citizen").post("/dang-xuat/")
    assert gone["Clear-Site-Data"] == '"storage"'


def test_no_form_and_no_shape_is_welded_to_a_table() -> None:
    """What may be sent is written down field by field: nothing else of a row can be set by naming it."""
    from congso.api.shapes import Input

    source = Path(__file__).resolve().parents[1] / "src" / "congso"
    welded = [
        str(path)
        for path in source.rglob("*.py")
        if "tests" not in path.parts and any(word in path.read_text("utf-8") for word in ("ModelForm", "ModelSchema"))
    ]
    assert welded == []
    shapes = [Input]
    for shape in shapes:
        shapes += shape.__subclasses__()
    assert len(shapes) > 3
    assert all(shape.model_config.get("extra") == "forbid" for shape in shapes)


def test_what_is_encoded_twice_is_decoded_once() -> None:
    page = Client().get("/thu-tuc/?q=%253Cscript%253E").content.decode()
    assert "%3Cscript%3E" in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    "path", ["/.git/config", "/static/", "/static/ui/", "/static/../pyproject.toml", "/static/%2e%2e/x"]
)
def test_nothing_but_the_listed_files_is_served(path: str) -> None:
    assert Client().get(path).status_code in {302, 404}
    assert b"[project]" not in Client().get(path).content


def test_a_line_break_begins_no_header_of_a_letter() -> None:
    with pytest.raises(ValueError, match="newlines"):
        EmailMessage("Kết quả\nBcc: ai-cung@duoc.vn", "…", "a@b.vn", ["c@d.vn"]).message()


def test_a_fault_is_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", lambda *_: 1 / 0)
    Client(raise_request_exception=False).get("/thu-tuc/?q=khai")
    assert any(record.levelno == logging.ERROR and record.exc_info for record in caplog.records)


def test_a_refusal_is_logged_with_its_code(things: Things, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        assert things.client("citizen").get("/can-bo/").status_code == 403
    assert any("not_an_officer" in str(record.msg) for record in caplog.records)


def test_lines_of_the_log_are_in_utc() -> None:
    """And they go to standard error, nowhere else."""
    formatter = LOGGING["formatters"]["structured"]  # type: ignore[index]
    stamped: Any = {"event": "x"}
    for processor in formatter["foreign_pre_chain"]:
        if type(processor).__name__ == "TimeStamper":
            stamped = processor(None, "info", stamped)
    assert stamped["timestamp"].endswith("Z")
    assert {one["class"] for one in LOGGING["handlers"].values()} == {"logging.StreamHandler"}  # type: ignore[attr-defined]


USUAL = ("123456789012", "qwertyuiop123", "matkhau20262026")
GOOD = ("con cua đồng quê", "aaaaaaaab aaaaaaaac", "không-có-chữ-hoa-nào", "9471 0382 5566 120x")


def test_usual_passwords_are_refused_and_no_composition_is_asked_for() -> None:
    for password in USUAL:
        with pytest.raises(ValidationError):
            validate_password(password)
    for password in GOOD:
        validate_password(password)


def test_a_password_counts_as_it_was_typed() -> None:
    """Spaces, marks and capitals count; long ones are not cut."""
    long = " Ơ" + "n" * 180 + " "
    form = OfficerSignInForm()
    assert form.fields["password"].clean(long) == long
    assert form.fields["password"].widget.input_type == "password"
    assert make_password(long) != make_password(long.strip())


def test_passwords_are_kept_by_argon2() -> None:
    assert identify_hasher(make_password("con cua đồng quê")).algorithm == "argon2"


def test_a_session_key_has_bits_enough() -> None:
    fresh: Any = SessionStore()
    keys = {fresh._get_new_session_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) >= 32 and key.isalnum() for key in keys)  # 36 signs each: 165 bits


def test_a_recovery_code_has_bits_enough() -> None:
    assert len(recovery.ALPHABET) ** recovery._SECRET >= 2**20
    assert len(recovery.ALPHABET) ** 2 > recovery.COUNT


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ISSUER = "http://127.0.0.1:8010"


def identity_token(key: Any = KEY, algorithm: str | None = "RS256", **claims: Any) -> str:
    told = {"iss": ISSUER, "aud": "congso", "sub": "1", "nonce": "n", "iat": 1, "exp": 4_000_000_000, **claims}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": "1", "jku": "https://ke-gian.example/keys"})


@pytest.mark.parametrize(
    "token",
    [
        identity_token(None, "none"),
        identity_token(FOREIGN),
        identity_token("con-cua-dong-que-con-cua-dong-que", "HS256"),
        identity_token(aud="he-thong-khac"),
        identity_token(iss="https://ke-gian.example"),
        identity_token(exp=1_000_000_000),
        identity_token(nbf=3_900_000_000),
        identity_token(nonce="cu"),
        identity_token()[:-4] + "AAAA",
        "a.b.c",
        "",
    ],
    ids=[
        "unsigned",
        "foreign key",
        "symmetric",
        "audience",
        "issuer",
        "late",
        "early",
        "nonce",
        "altered",
        "odd",
        "none",
    ],
)
def test_an_identity_token_that_nobody_signed_is_refused(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwtkit, "fetch_key", lambda raw, *_: (jwt.get_unverified_header(raw)["alg"], KEY.public_key()))
    monkeypatch.setattr(vneid.VNeIDConnection, "openid_config", {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"})
    connection = vneid.VNeIDConnection(RequestFactory().get("/"), "vneid")
    connection.state = {"nonce": "n"}
    app, given = SimpleNamespace(client_id="congso"), SimpleNamespace(token="t")
    with pytest.raises(OAuth2Error):
        connection.complete_login(connection.request, app, given, response={"id_token": token})


def test_a_configuration_of_another_issuer_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = SimpleNamespace(raise_for_status=lambda: None, json=lambda: {"issuer": "https://ke-gian.example"})
    monkeypatch.setattr(vneid, "session", lambda: SimpleNamespace(get=lambda *_, **__: answer))
    with pytest.raises(ValueError, match="issuer"):
        vneid.configuration(f"{settings.VNEID_ISSUER}/khac/.well-known/openid-configuration")


def test_the_password_is_changed_only_by_who_knows_it(things: Things) -> None:
    fresh = "ba con sông một bến đò"
    answer = things.client("leader").post("/tai-khoan/mat-khau/", {"old": "sai", "new": fresh, "again": fresh})
    assert answer.status_code == 422
    assert "Mật khẩu chưa đúng" in answer.content.decode()
