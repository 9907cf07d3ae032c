"""A system learns who is there, and nothing more than it may (OpenID Connect Core 1.0)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from allauth.idp.oidc.models import Token
from django.test import Client

from congso.audit.models import AuditEntry
from congso.dossiers.testing import Province
from congso.identity import commands as identity
from congso.identity import testing as identity_testing
from congso.identity.models import Account
from congso.identity.sessions import PROVED_AT
from congso.kernel import clock
from congso.organisation.commands import delegations, end_appointment
from congso.organisation.permissions import ON_BEHALF
from congso.organisation.rules.delegation import DelegationKind
from congso.sso import commands, queries
from congso.sso.models import RemoteSession

from .conftest import BACK, Elsewhere, signed_in, told

pytestmark = pytest.mark.django_db

Connect = Callable[..., Elsewhere]


def read(browser: Client, token: str) -> Any:
    key = jwt.PyJWK(next(k for k in browser.get("/oidc/jwks.json").json()["keys"]))
    return jwt.decode(token, key.key, algorithms=["RS256"], options={"verify_aud": False})


def userinfo(browser: Client, token: str) -> Any:
    return browser.get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"})


def test_the_configuration_names_one_host_whatever_host_was_asked(system: Elsewhere, settings: Any) -> None:
    settings.SITE_URL = "https://congso.example.vn"
    found = Client(SERVER_NAME="localhost").get("/.well-known/openid-configuration").json()
    assert found["issuer"] == "https://congso.example.vn"
    assert all(
        found[name].startswith("https://congso.example.vn/oidc/")
        for name in found
        if name.endswith(("_endpoint", "_uri"))
    )
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["backchannel_logout_supported"] is True
    assert found["response_types_supported"] == ["code"]


def test_an_officer_signs_in_and_the_system_learns_the_position(
    system: Elsewhere, officer: Client, tokens: dict[str, Any], province: Province
) -> None:
    claims = read(officer, tokens["id_token"])
    me = province.commune.specialist
    assert claims["iss"] == "http://testserver"
    assert (claims["aud"], claims["azp"], claims["nonce"]) == (system.id, system.id, "mot-lan")
    assert (claims["acr"], claims["amr"]) == ("password", ["pwd"])
    assert claims["exp"] - claims["iat"] == 600
    assert claims["auth_time"] <= claims["iat"]
    assert claims["sub"] == str(me.person_id)
    assert "name" not in claims
    facts = userinfo(officer, tokens["access_token"]).json()
    assert facts["sub"] == claims["sub"]
    assert facts["name"] == me.name
    assert facts["unit"] == {"id": me.unit_id, "name": me.unit_name}
    assert facts["organisation"]["name"] == me.organisation_name
    assert (facts["position"], facts["roles"]) == (me.title, ["specialist"])
    assert "identity_number" not in facts
    entry = AuditEntry.objects.get(action="sso.sign_in", object_id=system.id)
    assert (entry.account_id, entry.officer_id, entry.object_id) == (me.account_id, me.id, system.id)


def test_the_answer_comes_back_with_state_and_the_name_of_who_answers(system: Elsewhere, officer: Client) -> None:
    answer = told(officer.get(system.address()))
    assert (answer["state"], answer["iss"]) == ("trang-thai", "http://testserver")


def test_a_stranger_signs_in_first_on_the_page_of_the_audience(connect: Connect) -> None:
    for audience, page in (
        ("officers", "/dang-nhap/can-bo/"),
        ("people", "/dang-nhap/vneid/"),
        ("everyone", "/dang-nhap/"),
    ):
        system = connect(name=audience, audience=audience)
        response = Client().get(system.address())
        assert response["Location"].startswith(f"{page}?next=%2Foidc%2Fauthorize%3F")


def test_the_sign_in_form_may_end_in_the_registered_system_and_nowhere_else(system: Elsewhere) -> None:
    browser = Client()
    page = browser.get(browser.get(system.address())["Location"])
    policy = page["Content-Security-Policy"]
    assert "https://van-ban.example.vn" in next(part for part in policy.split(";") if "form-action" in part)
    assert "van-ban" not in Client().get("/dang-nhap/can-bo/")["Content-Security-Policy"]


def test_citizens_have_another_name_in_each_system_and_officers_one(connect: Connect, province: Province) -> None:
    names = []
    for number in range(2):
        system = connect(name=f"Hệ thống {number}", audience="everyone")
        for account_id in (province.citizen.account_id, province.commune.specialist.account_id):
            browser = signed_in(account_id, "vneid-2")
            answer = system.exchange(browser, told(browser.get(system.address()))["code"]).json()
            names.append(read(browser, answer["id_token"])["sub"])
    assert names[0] != names[2]
    assert names[1] == names[3]
    assert str(province.citizen.person_id) not in names


def test_a_citizen_has_no_unit_and_shares_the_number_only_when_asked_for(connect: Connect, province: Province) -> None:
    system = connect(audience="people")
    browser = signed_in(province.citizen.account_id, "vneid-2")
    for scope, shared in (("openid profile organisation roles", False), ("openid identity", True)):
        answer = system.exchange(browser, told(browser.get(system.address(scope=scope)))["code"]).json()
        facts = userinfo(browser, answer["access_token"]).json()
        assert not {"unit", "roles", "position"} & set(facts)
        assert ("identity_number" in facts) is (shared and bool(province.citizen_person.identity_number))
        # Many clients ask for the same scopes at each refresh; what was granted must not be less than what was asked.
        again = {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"], "scope": scope}
        assert "access_token" in browser.post("/oidc/token", again, headers=system.basic).json()


@pytest.mark.parametrize(("audience", "who"), [("officers", "citizen"), ("people", "officer")])
def test_the_wrong_kind_of_account_is_told_so_and_not_let_in(
    connect: Connect, province: Province, audience: str, who: str
) -> None:
    system = connect(audience=audience)
    account = province.citizen.account_id if who == "citizen" else province.commune.specialist.account_id
    browser = signed_in(account)
    page = browser.get(system.address())
    assert page.status_code == 403
    assert "Đăng xuất để dùng tài khoản khác" in page.content.decode()
    assert told(browser.get(system.address(prompt="none")))["error"] == "access_denied"
    assert not RemoteSession.objects.exists()


def test_consent_is_asked_in_words_once_and_can_be_refused(connect: Connect, province: Province) -> None:
    system = connect(audience="people", asks_consent=True)
    browser = signed_in(province.citizen.account_id)
    address = system.address(scope="openid profile phone")
    assert told(browser.get(system.address(scope="openid profile phone", prompt="none")))["error"] == "consent_required"
    page = browser.get(address).content.decode()
    assert "Số điện thoại" in page
    assert "Quản lý văn bản" in page
    assert "thư điện tử" not in page
    answer = address.replace("/oidc/authorize", "/oidc/consent")
    assert told(browser.post(answer, {"action": "refuse"}))["error"] == "access_denied"
    assert "code" in told(browser.post(answer, {"action": "agree"}))
    assert "code" in told(browser.get(address))
    assert browser.get(system.address(scope="openid profile phone email")).status_code == 200
    assert browser.get(system.address(scope="openid profile phone", prompt="consent")).status_code == 200


def test_consent_cannot_be_given_from_another_page(connect: Connect, province: Province) -> None:
    system = connect(audience="people", asks_consent=True)
    browser = signed_in(province.citizen.account_id)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = system.address().replace("/oidc/authorize", "/oidc/consent")
    assert strict.post(answer, {"action": "agree"}).status_code == 403


def test_withdrawn_consent_ends_the_session_there_and_is_asked_for_again(connect: Connect, province: Province) -> None:
    system = connect(audience="people", asks_consent=True)
    browser = signed_in(province.citizen.account_id)
    answer = browser.post(system.address().replace("authorize", "consent"), {"action": "agree"})
    tokens = system.exchange(browser, told(answer)["code"]).json()
    assert userinfo(browser, tokens["access_token"]).status_code == 200
    commands.withdraw(client_id=system.id, account_id=province.citizen.account_id or 0, now=clock.now())
    assert userinfo(browser, tokens["access_token"]).status_code == 401
    assert browser.get(system.address()).status_code == 200


def test_no_page_is_shown_when_none_is_wanted(system: Elsewhere, officer: Client) -> None:
    assert told(Client().get(system.address(prompt="none")))["error"] == "login_required"
    assert "code" in told(officer.get(system.address(prompt="none")))
    assert told(officer.get(system.address(prompt="none login")))["error"] == "invalid_request"


def test_an_old_sign_in_is_renewed_when_the_system_wants_a_fresh_one(system: Elsewhere, officer: Client) -> None:
    assert "code" in told(officer.get(system.address(max_age=60)))
    session = officer.session
    session[PROVED_AT] -= 61
    session.save()
    assert told(officer.get(system.address(max_age=60, prompt="none")))["error"] == "login_required"
    assert officer.get(system.address(max_age=60))["Location"].startswith("/xac-thuc-lai/?next=%2Foidc")


def test_who_is_asked_to_sign_in_anew_proves_it_once_and_goes_on(
    system: Elsewhere, officer: Client, province: Province
) -> None:
    wanted = system.address(prompt="login")
    for _ in range(2):
        assert officer.get(wanted)["Location"].startswith("/xac-thuc-lai/?next=%2Foidc")
    account = Account.objects.get(id=province.commune.specialist.account_id or 0)
    account.set_password("mat-khau-rat-dai-01")
    account.save()
    officer = signed_in(account.pk)
    officer.get(wanted)
    response = officer.post("/xac-thuc-lai/", {"password": "mat-khau-rat-dai-01", "next": wanted})
    assert response["Location"] == wanted
    assert "code" in told(officer.get(wanted))
    assert officer.get(wanted)["Location"].startswith("/xac-thuc-lai/"), "asked anew at the next request"


def test_who_needs_a_second_factor_goes_nowhere_without_it(connect: Connect, province: Province) -> None:
    system = connect()
    leader = signed_in(province.commune.leader.account_id)
    assert told(leader.get(system.address(prompt="none")))["error"] == "interaction_required"
    assert leader.get(system.address())["Location"].startswith("/tai-khoan/bao-mat/?next=")
    strong = identity_testing.signed_in(province.commune.leader.account_id)
    answer = system.exchange(strong, told(strong.get(system.address()))["code"]).json()
    claims = read(strong, answer["id_token"])
    assert (claims["acr"], claims["amr"]) == ("two-factors", ["pwd", "otp", "mfa"])


def test_a_session_holds_only_as_long_as_the_browsers(
    system: Elsewhere, officer: Client, tokens: dict[str, Any]
) -> None:
    assert userinfo(officer, tokens["access_token"]).status_code == 200
    officer.post("/dang-xuat/")
    assert userinfo(officer, tokens["access_token"]).status_code == 401
    assert system.refresh(officer, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert RemoteSession.objects.get().end_reason == "signed_out"


def test_a_locked_account_ends_every_token_in_the_same_transaction(
    officer: Client, tokens: dict[str, Any], province: Province
) -> None:
    Account.objects.filter(id=province.commune.specialist.account_id or 0).update(is_active=False)
    assert RemoteSession.objects.get().end_reason == "account"
    assert userinfo(officer, tokens["access_token"]).status_code == 401


def test_a_new_password_ends_every_token(officer: Client, tokens: dict[str, Any], province: Province) -> None:
    account = Account.objects.get(id=province.commune.specialist.account_id or 0)
    identity.reset_password(username=account.username, password="mat-khau-moi-rat-dai", now=clock.now())
    assert userinfo(officer, tokens["access_token"]).status_code == 401


def test_the_end_of_the_appointment_ends_every_token(
    system: Elsewhere, officer: Client, tokens: dict[str, Any], province: Province
) -> None:
    end_appointment(officer_id=province.commune.specialist.id, on=clock.today(), now=clock.now())
    assert userinfo(officer, tokens["access_token"]).status_code == 401
    assert system.refresh(officer, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    commands.end_overdue(now=clock.now(), today=clock.today())
    assert RemoteSession.objects.get().end_reason in {"appointment", "account", "signed_out"}, "whichever came first"
    assert "code" not in told(officer.get(system.address())), "the account is locked with its last position"


def test_a_disabled_system_is_as_unknown_as_one_that_never_was(
    system: Elsewhere, officer: Client, tokens: dict[str, Any]
) -> None:
    assert commands.disable_system(client_id=system.id, now=clock.now()) == 1
    assert userinfo(officer, tokens["access_token"]).status_code == 401
    assert officer.get(system.address()).status_code == 400
    assert system.refresh(officer, tokens["refresh_token"]).status_code == 401
    commands.enable_system(client_id=system.id, now=clock.now())
    assert "code" in told(officer.get(system.address()))


def test_acting_in_another_position_is_another_session(
    system: Elsewhere, officer: Client, tokens: dict[str, Any]
) -> None:
    first = RemoteSession.objects.get()
    officer.get(system.address())
    assert RemoteSession.objects.filter(ended_at__isnull=True).get() == first
    first.officer_id = None
    first.save()
    officer.get(system.address())
    assert RemoteSession.objects.filter(ended_at__isnull=True).get() != first


def test_who_acts_on_behalf_is_known_as_such_until_the_paper_is_revoked(system: Elsewhere, province: Province) -> None:
    head, me, today = province.commune.unit_head, province.commune.specialist, clock.today()
    delegation_id = delegations.delegate(
        giver_id=head.id,
        receiver_id=me.id,
        kind=DelegationKind.HANDLING,
        rights=["dossiers.assign"],
        valid_from=today,
        valid_to=today + timedelta(days=5),
        document_number="12/QĐ-UBND",
        document_on=today,
        document_issuer="Ủy ban nhân dân",
        by=head,
        today=today,
        now=clock.now(),
    )
    officer = identity_testing.signed_in(me.account_id, **{ON_BEHALF: delegation_id})
    answer = system.exchange(officer, told(officer.get(system.address()))["code"]).json()
    facts = userinfo(officer, answer["access_token"]).json()
    assert facts["name"] == me.name
    assert facts["on_behalf"]["name"] == head.name
    assert facts["on_behalf"]["appointment"] == str(head.id)
    delegations.revoke(delegation_id=delegation_id, reason="Hết việc", by=head, now=clock.now())
    assert userinfo(officer, answer["access_token"]).status_code == 401


def test_tokens_are_kept_as_digests_and_old_ones_go(tokens: dict[str, Any]) -> None:
    kept = json.dumps(list(Token.objects.values("hash", "data")))
    assert tokens["access_token"] not in kept
    assert tokens["refresh_token"] not in kept
    commands.forget_old(now=clock.now() + timedelta(days=1))
    assert not Token.objects.exists()


def test_the_list_says_who_is_used(system: Elsewhere, tokens: dict[str, Any]) -> None:
    shown = queries.systems()[0]
    assert (shown.name, shown.living_sessions) == ("Quản lý văn bản", 1)
    assert shown.last_used_at is not None
    assert shown.redirect_uris == (BACK,)
