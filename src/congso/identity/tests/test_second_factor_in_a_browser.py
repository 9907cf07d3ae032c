"""Passkeys with Chromium's virtual authenticator, and the pages of the second factor on a telephone."""

from typing import Any

import pytest

from congso.identity import commands, queries
from congso.identity.rules import totp
from congso.identity.testing import current_code, give_totp
from congso.kernel import clock
from congso.ui.testing import axe_violations, console_errors, sideways

PASSWORD = "con-nuoc-rong-mot-cua-2026"
NAME = "hanh.khoa"

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account(settings: Any) -> queries.AccountView:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = commands.ensure_person(full_name="Nguyễn Thị Hạnh")
    return commands.open_officer_account(person_id=person.id, username=NAME, password=PASSWORD, now=clock.now())


def device(page: Any, *, verifies: bool = True) -> tuple[Any, str]:
    """Put an authenticator into the browser; return the session and its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def look(page: Any) -> None:
    assert axe_violations(page) == [], page.url
    assert sideways(page) <= 0, page.url


def with_password(page: Any, url: str) -> None:
    page.goto(f"{url}/dang-nhap/can-bo/")
    page.fill("[name=login]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_load_state()


def test_a_passkey_is_made_and_then_signs_in_alone(live_server: Any, open_page: Any, account: Any) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    page = open_page(1440)
    session, authenticator = device(page)
    with_password(page, url)
    page.goto(f"{url}/tai-khoan/bao-mat/khoa-truy-cap/")
    look(page)
    page.fill("[name=name]", "Máy ở cơ quan")
    page.get_by_role("button", name="Tạo khóa trên thiết bị này").click()
    page.wait_for_url("**/ma-du-phong/")
    assert [factor.name for factor in queries.factors(account.id)] == ["Máy ở cơ quan"]
    keys = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert [key["rpId"] for key in keys] == ["localhost"]

    page.context.clear_cookies()
    page.goto(f"{url}/dang-nhap/can-bo/")
    look(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(lambda place: "/dang-nhap/" not in place)
    page.goto(f"{url}/tai-khoan/bao-mat/")
    look(page)
    assert "Máy ở cơ quan" in page.inner_text("main")

    # As second factor after the password.
    page.context.clear_cookies()
    with_password(page, url)
    assert "/ma-xac-thuc/" in page.url
    look(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(lambda place: "/dang-nhap/" not in place)

    # A copy of the key, which counts from the beginning again, opens nothing.
    key = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"][0]
    session.send("WebAuthn.removeCredential", {"authenticatorId": authenticator, "credentialId": key["credentialId"]})
    session.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": {**key, "signCount": 0}})
    page.context.clear_cookies()
    with_password(page, url)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.get_by_text("không còn đáng tin").wait_for()
    assert console_errors(page) == []


def test_a_device_that_does_not_verify_its_holder_opens_nothing(live_server: Any, open_page: Any, account: Any) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    page = open_page(1440)
    device(page, verifies=False)
    with_password(page, url)
    page.goto(f"{url}/tai-khoan/bao-mat/khoa-truy-cap/")
    page.get_by_role("button", name="Tạo khóa trên thiết bị này").click()
    page.get_by_text("Thiết bị chưa tạo khóa").wait_for()
    assert queries.factors(account.id) == []


def test_an_application_is_coupled_on_a_telephone_without_script(
    live_server: Any, open_page: Any, account: Any
) -> None:
    page = open_page(360, script=False)
    with_password(page, live_server.url)
    page.goto(f"{live_server.url}/tai-khoan/bao-mat/")
    page.get_by_role("link", name="Gắn ứng dụng xác thực").click()
    page.locator("summary", has_text="Không quét được").click()
    secret = page.locator("[data-secret]").inner_text().replace(" ", "")
    page.fill("[name=code]", totp.code_at(secret, totp.step_at(clock.now())))
    page.get_by_role("button", name="Gắn ứng dụng").click()
    page.get_by_role("button", name="Tạo 10 mã dự phòng").click()
    codes = page.locator("[data-codes] .code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="Tôi đã cất giữ").click()
    assert {factor.kind for factor in queries.factors(account.id)} == {"totp", "recovery_codes"}


@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_the_second_factor_are_for_everybody(
    live_server: Any, open_page: Any, account: Any, width: int
) -> None:
    page = open_page(width)
    give_totp(account.id, clock.now())
    with_password(page, live_server.url)
    look(page)
    page.fill("[name=code]", current_code(NAME))
    page.get_by_role("button", name="Xác nhận").click()
    for place in (
        "/tai-khoan/bao-mat/",
        "/tai-khoan/bao-mat/ung-dung/",
        "/tai-khoan/bao-mat/khoa-truy-cap/",
        "/tai-khoan/bao-mat/ma-du-phong/",
        "/tai-khoan/mat-khau/",
        "/tai-khoan/phien/",
        "/xac-thuc-lai/",
    ):
        page.goto(live_server.url + place)
        look(page)
    page.goto(f"{live_server.url}/tai-khoan/bao-mat/ma-du-phong/")
    page.get_by_role("button", name="Tạo 10 mã dự phòng").click()
    page.locator("[data-codes]").wait_for()
    look(page)
    assert console_errors(page) == []
