"""What somebody may try, and does not get (RFC 9700, OpenID Connect Core §16)."""

import base64
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from allauth.idp.oidc.models import Token
from django.db import connections
from django.test import Client
from django.utils import timezone

from congso.audit.models import AuditEntry
from congso.dossiers.testing import Province
from congso.kernel import clock
from congso.kernel.sealing import CannotUnseal
from congso.sso import commands
from congso.sso.commands.keys import reseal_keys, unseal_key
from congso.sso.models import RemoteSession, SigningKey

from .conftest import AFTER, BACK, Elsewhere, signed_in, told

pytestmark = pytest.mark.django_db

Connect = Callable[..., Elsewhere]


@pytest.mark.parametrize(
    "address",
    [
        "https://ke-gian.example/",
        BACK + "/them",
        BACK + "?them=1",
        BACK + "/../khac",
        BACK.replace("https", "http"),
        BACK + "%00",
        "https://van-ban.example.vn:444/tro-lai",
        "https://van-ban.example.vn@ke-gian.example/tro-lai",
        "//van-ban.example.vn/tro-lai",
        "javascript:alert(1)",
        "",
        None,
    ],
)
def test_the_browser_is_never_sent_to_an_address_that_is_not_registered(
    system: Elsewhere, officer: Client, address: str | None
) -> None:
    for browser in (officer, Client()):
        response = browser.get(system.address(redirect_uri=address))
        assert response.status_code == 400
        assert "Location" not in response


def test_a_program_on_the_persons_machine_chooses_its_port_and_nothing_else(connect: Connect, officer: Client) -> None:
    public = connect(public=True, redirect_uris=("http://127.0.0.1/tro-lai",), post_logout_uris=())
    assert "code" in told(officer.get(public.address(redirect_uri="http://127.0.0.1:50123/tro-lai")))
    for other in ("http://127.0.0.1:50123/khac", "http://localhost:50123/tro-lai", "https://127.0.0.1:50123/tro-lai"):
        assert officer.get(public.address(redirect_uri=other)).status_code == 400
    kept = connect(name="Có khóa", redirect_uris=("http://127.0.0.1/tro-lai",), post_logout_uris=())
    assert officer.get(kept.address(redirect_uri="http://127.0.0.1:50123/tro-lai")).status_code == 400


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "id_token token"}, "unauthorized_client"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "ngan"}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "http://169.254.169.254/"}, "request_not_supported"),
    ],
)
def test_a_faulty_request_goes_back_with_the_state_and_no_code(
    system: Elsewhere, officer: Client, change: dict[str, Any], error: str
) -> None:
    response = officer.get(system.address(**change))
    assert response["Location"].startswith(BACK)
    answer = told(response)
    assert answer["state"] == "trang-thai"
    assert "code" not in answer
    assert answer["error"] in {error, "unsupported_response_type"}


def test_a_code_works_once_and_its_second_use_ends_what_the_first_got(system: Elsewhere, officer: Client) -> None:
    code = told(officer.get(system.address()))["code"]
    first = system.exchange(officer, code).json()
    assert system.exchange(officer, code).json()["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {first['access_token']}"}
    assert officer.get("/oidc/userinfo", headers=bearer).status_code == 401
    assert system.refresh(officer, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert RemoteSession.objects.get().end_reason == "reused"
    assert AuditEntry.objects.filter(action="sso.code_reused", object_id=system.id).count() == 1


def test_a_code_does_not_work_late(system: Elsewhere, officer: Client) -> None:
    code = told(officer.get(system.address()))["code"]
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert system.exchange(officer, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "a" * 64},
        {"code_verifier": None},
        {"code_verifier": ""},
        {"redirect_uri": "https://ke-gian.example/"},
        {"redirect_uri": None},
        {"code": "khong-co"},
        {"code": "x\x00y"},
        {"grant_type": "password", "username": "a", "password": "b"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
    ],
)
def test_a_code_is_worth_nothing_without_all_that_belongs_to_it(
    system: Elsewhere, officer: Client, change: dict[str, Any]
) -> None:
    code = told(officer.get(system.address()))["code"]
    response = system.exchange(officer, code, **change)
    assert response.status_code in (400, 401)
    assert "access_token" not in response.json()


def test_another_system_cannot_use_a_code_or_a_refresh_token(
    connect: Connect, system: Elsewhere, officer: Client
) -> None:
    other = connect(name="Hệ thống khác")
    other.verifier = system.verifier
    code = told(officer.get(system.address()))["code"]
    assert other.exchange(officer, code).json()["error"] == "invalid_grant"
    tokens = system.exchange(officer, code).json()
    assert other.refresh(officer, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    officer.post("/oidc/revoke", {"token": tokens["refresh_token"]}, headers=other.basic)
    assert "access_token" in system.refresh(officer, tokens["refresh_token"]).json()


def test_a_public_system_needs_no_secret_and_must_prove_itself_by_the_verifier(
    connect: Connect, officer: Client
) -> None:
    public = connect(public=True)
    assert public.secret == ""
    code = told(officer.get(public.address()))["code"]
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": public.id}
    assert Client().post("/oidc/token", asked).status_code == 400
    answer = Client().post("/oidc/token", {**asked, "code_verifier": public.verifier}).json()
    fresh = (
        Client()
        .post(
            "/oidc/token",
            {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"], "client_id": public.id},
        )
        .json()
    )
    assert fresh["refresh_token"] != answer["refresh_token"]


def test_a_system_with_a_secret_gets_nothing_without_it(system: Elsewhere, officer: Client) -> None:
    code = told(officer.get(system.address()))["code"]
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": system.id,
        "code_verifier": system.verifier,
    }
    assert Client().post("/oidc/token", asked).status_code == 401
    assert Client().post("/oidc/token", {**asked, "client_secret": "sai"}).status_code == 401
    assert Client().post("/oidc/token", {**asked, "client_secret": system.secret}).status_code == 200


def test_a_secret_may_come_escaped_as_in_a_form(system: Elsewhere, officer: Client) -> None:
    """RFC 6749 §2.3.1: strict clients escape “_” and “-” before they join name and secret."""
    escaped = system.secret.replace("_", "%5F").replace("-", "%2D")
    strict = Elsewhere(system.id, escaped, system.verifier)
    assert "access_token" in strict.exchange(officer, told(officer.get(system.address()))["code"]).json()


def test_guessing_secrets_is_slowed_down_for_the_guesser_only(system: Elsewhere, officer: Client) -> None:
    wrong = Elsewhere(system.id, "cgsb_sai")
    for _ in range(20):
        assert wrong.refresh(Client(), "x").status_code == 401
    assert system.refresh(Client(), "x").status_code == 401, "even the right one, from this address"
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    code = told(officer.get(system.address()))["code"]
    assert system.exchange(elsewhere, code).status_code == 200


def test_a_used_refresh_token_ends_the_whole_session(system: Elsewhere, officer: Client, tokens: Any) -> None:
    fresh = system.refresh(officer, tokens["refresh_token"]).json()
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert system.refresh(officer, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert system.refresh(officer, fresh["refresh_token"]).json()["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert officer.get("/oidc/userinfo", headers=bearer).status_code == 401
    assert AuditEntry.objects.filter(action="sso.refresh_reused", object_id=system.id).count() == 1


def test_refreshing_cannot_widen_what_was_granted(system: Elsewhere, officer: Client) -> None:
    tokens = system.exchange(officer, told(officer.get(system.address(scope="openid")))["code"]).json()
    asked = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "scope": "openid identity"}
    assert officer.post("/oidc/token", asked, headers=system.basic).json()["error"] == "invalid_scope"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["code", "refresh_token"])
def test_of_two_uses_at_once_one_fails(system: Elsewhere, officer: Client, what: str) -> None:
    code = told(officer.get(system.address()))["code"]
    refresh = "" if what == "code" else system.exchange(officer, code).json()["refresh_token"]
    answers = []
    together = threading.Barrier(2)

    def use() -> None:
        together.wait()
        response = system.exchange(Client(), code) if what == "code" else system.refresh(Client(), refresh)
        answers.append(response.status_code)
        connections.close_all()

    racers = [threading.Thread(target=use) for _ in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(30)
    assert sorted(answers) == [200, 400]


def test_a_system_may_give_back_its_tokens(system: Elsewhere, officer: Client, tokens: Any) -> None:
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert officer.post("/oidc/revoke", {"token": tokens["access_token"]}, headers=system.basic).status_code == 200
    assert officer.get("/oidc/userinfo", headers=bearer).status_code == 401
    fresh = system.refresh(officer, tokens["refresh_token"]).json()
    officer.post("/oidc/revoke", {"token": fresh["refresh_token"]}, headers=system.basic)
    bearer = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert officer.get("/oidc/userinfo", headers=bearer).status_code == 401


def introspect(system: Elsewhere, token: str) -> Any:
    return Client().post("/oidc/introspect", {"token": token}, headers=system.basic).json()


def test_only_the_owner_and_those_who_may_learn_about_a_token(
    connect: Connect, system: Elsewhere, officer: Client, tokens: Any, province: Province
) -> None:
    mail = connect(name="Thư điện tử", may_introspect=True)
    stranger = connect(name="Hệ thống khác")
    for asker in (system, mail):
        answer = introspect(asker, tokens["access_token"])
        assert answer["active"] is True
        assert answer["sub"] == str(province.commune.specialist.person_id)
        assert answer["client_id"] == system.id
        assert answer["username"]
    assert introspect(stranger, tokens["access_token"]) == {"active": False}
    assert introspect(mail, "khong-co") == {"active": False}
    assert Client().post("/oidc/introspect", {"token": tokens["access_token"]}).status_code == 401
    system.refresh(officer, tokens["refresh_token"])
    assert introspect(mail, tokens["refresh_token"]) == {"active": False}, "a used one"
    officer.post("/dang-xuat/")
    assert introspect(mail, tokens["access_token"]) == {"active": False}


def test_a_statement_without_signature_or_with_another_is_no_hint(
    system: Elsewhere, officer: Client, tokens: Any
) -> None:
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    header = jwt.get_unverified_header(tokens["id_token"])
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": header["kid"]})
    public = officer.get("/oidc/jwks.json").json()["keys"][0]["n"]
    confused = jwt.encode(claims, public, algorithm="HS256", headers={"kid": header["kid"]})
    head, _, tail = tokens["id_token"].partition(".")
    _, _, signature = tail.partition(".")
    claims["sub"] = "nguoi-khac"
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    tampered = f"{head}.{body}.{signature}"
    for hint in (unsigned, confused, tampered, "x.y.z"):
        response = officer.get("/oidc/logout?" + urlencode({"id_token_hint": hint}))
        assert response.status_code == 200, "asked, not signed out"
        assert told(officer.get(system.address(id_token_hint=hint, prompt="none")))["error"] == "login_required"
    assert officer.get("/oidc/logout?" + urlencode({"id_token_hint": tokens["id_token"]})).status_code == 302
    assert officer.get("/can-bo/").status_code == 302


def test_signing_out_leads_only_to_registered_places(system: Elsewhere, officer: Client, tokens: Any) -> None:
    for address in ("https://ke-gian.example/", AFTER + "/x", "//ke-gian.example", "javascript:1"):
        for more in ({"id_token_hint": tokens["id_token"]}, {"client_id": system.id}, {}):
            asked = {"post_logout_redirect_uri": address, **more}
            response = officer.get("/oidc/logout?" + urlencode(asked))
            assert response.status_code == 400
            assert "Location" not in response
    asked = {"post_logout_redirect_uri": AFTER, "id_token_hint": tokens["id_token"], "state": "s1"}
    assert officer.get("/oidc/logout?" + urlencode(asked))["Location"] == f"{AFTER}?state=s1"


def test_a_link_elsewhere_does_not_sign_anybody_out(system: Elsewhere, officer: Client) -> None:
    page = officer.get(f"/oidc/logout?client_id={system.id}")
    assert "Đăng xuất khỏi mọi hệ thống" in page.content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies
    assert strict.post("/oidc/logout/now").status_code == 403
    assert officer.get("/can-bo/").status_code != 302
    assert officer.post(f"/oidc/logout/now?client_id={system.id}")["Location"] == "/"
    assert officer.get("/can-bo/").status_code == 302


def test_a_hint_about_somebody_else_does_not_sign_me_out(system: Elsewhere, tokens: Any, province: Province) -> None:
    other = signed_in(province.commune.unit_head.account_id)
    assert other.get("/oidc/logout?" + urlencode({"id_token_hint": tokens["id_token"]})).status_code == 200


def test_no_page_of_this_may_be_framed_or_kept(connect: Connect, province: Province) -> None:
    system = connect(asks_consent=True)
    officer = signed_in(province.commune.specialist.account_id)
    for address in (system.address(), "/oidc/logout", system.address(client_id="x")):
        page = officer.get(address)
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert "no-store" in page["Cache-Control"]
        assert "Referrer-Policy" in page


def test_tokens_are_never_kept_by_caches(system: Elsewhere, officer: Client) -> None:
    response = system.exchange(officer, told(officer.get(system.address()))["code"])
    assert response["Cache-Control"] == "no-store"


def test_a_token_in_the_address_is_not_taken(officer: Client, tokens: Any) -> None:
    assert officer.get(f"/oidc/userinfo?access_token={tokens['access_token']}").status_code == 401


@pytest.mark.parametrize("secret", ["", "x", "x\x00", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1")])
def test_nonsense_is_refused_and_no_fault(officer: Client, secret: str) -> None:
    for address in ("/oidc/token", "/oidc/revoke", "/oidc/introspect"):
        for data in (
            {},
            {"client_id": secret, "client_secret": secret, "token": secret, "grant_type": "refresh_token"},
            {"client_id": secret, "code": secret, "grant_type": "authorization_code", "refresh_token": secret},
        ):
            assert Client().post(address, data).status_code in (400, 401), address
    for header in ("Basic %%%", "Basic " + base64.b64encode(b"\xff:\x00").decode(), "Bearer \xff", "Bearer"):
        assert Client().post("/oidc/token", {"grant_type": "x"}, headers={"Authorization": header}).status_code < 500
        assert Client().get("/oidc/userinfo", headers={"Authorization": header}).status_code == 401
    for asked in ({"client_id": secret}, {"client_id": secret, "redirect_uri": secret, "response_type": secret}):
        assert officer.get("/oidc/authorize?" + urlencode(asked, errors="replace")).status_code == 400
    assert officer.get("/oidc/authorize?" + "a=1&" * 2000).status_code == 400
    assert officer.get("/oidc/authorize?client_id=a&client_id=b").status_code == 400


def test_keys_are_published_before_they_sign_and_after(system: Elsewhere, officer: Client, tokens: Any) -> None:
    now = clock.now()

    def published() -> list[str]:
        return [key["kid"] for key in officer.get("/oidc/jwks.json").json()["keys"]]

    old = jwt.get_unverified_header(tokens["id_token"])["kid"]
    assert published() == [old]
    new = commands.rotate_keys(now=now)
    assert set(published()) == {old, new}
    fresh = system.refresh(officer, tokens["refresh_token"]).json()
    assert jwt.get_unverified_header(fresh["id_token"])["kid"] == old, "not yet"
    SigningKey.objects.filter(kid=new).update(signs_from=clock.now())
    fresh = system.refresh(officer, fresh["refresh_token"]).json()
    assert jwt.get_unverified_header(fresh["id_token"])["kid"] == new
    assert set(published()) == {old, new}, "what the old one signed still holds"
    SigningKey.objects.filter(kid=old).update(retires_at=now)
    assert published() == [new]
    assert commands.rotate_keys(now=now, if_older_than=timedelta(days=90)) is None


def test_a_leaked_key_can_be_dropped_at_once(system: Elsewhere, officer: Client, tokens: Any) -> None:
    commands.rotate_keys(now=clock.now(), lead=timedelta(0), drop_former=True)
    keys = officer.get("/oidc/jwks.json").json()["keys"]
    assert [key["kid"] for key in keys] != [jwt.get_unverified_header(tokens["id_token"])["kid"]]
    assert len(keys) == 1
    assert officer.get("/oidc/logout?" + urlencode({"id_token_hint": tokens["id_token"]})).status_code == 200


def test_private_keys_are_never_plain_in_the_database_and_follow_a_change_of_sealing_keys(
    system: Elsewhere, officer: Client, tokens: Any, settings: Any
) -> None:
    row = SigningKey.objects.get()
    assert "PRIVATE" not in row.sealed_pem
    assert unseal_key(row.kid, row.sealed_pem).startswith("-----BEGIN PRIVATE KEY-----")
    former = settings.SEALING_KEYS
    settings.SEALING_KEYS = ["mot-khoa-moi-0123456789abcdefghijklmnop", *former]
    assert reseal_keys() == 1
    assert reseal_keys() == 0
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    fresh = system.refresh(officer, tokens["refresh_token"]).json()
    assert jwt.get_unverified_header(fresh["id_token"])["kid"] == row.kid
    settings.SEALING_KEYS = former
    with pytest.raises(CannotUnseal):
        unseal_key(row.kid, SigningKey.objects.get().sealed_pem)
