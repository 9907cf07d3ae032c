"""Two foreign systems, written with Authlib and with openid-client, sign people and officers in through congso."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from congso.identity.queries import find_by_identity_number
from congso.identity.testing import current_code
from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.rules.roles import Role
from congso.sso import commands
from congso.sso.commands import Registration
from congso.sso.models import SigningKey
from congso.sso.tasks import end_overdue
from congso_simulators.testing import free_port
from tests.clients import AUTHLIB, OPENID_CLIENT, Program, Running, running

from .applications import marital_status
from .house import COMMUNE, DEMO_PASSWORD, House
from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.journey

CITIZEN = marital_status().citizen
ADMINISTRATOR = "quantri.vpubnd"
"""Of the province: only they connect systems."""


@pytest.fixture(params=[AUTHLIB, OPENID_CLIENT], ids=lambda one: one.name)
def system(request: pytest.FixtureRequest, db: None, the_house: House) -> Iterator[Running]:
    """A registered foreign system that runs."""
    program: Program = request.param
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    owner = organisation.committee_of("commune", COMMUNE, clock.today())
    assert owner is not None
    client_id, secret = commands.register_system(
        facts=Registration(
            name=f"Quản lý văn bản ({program.name})",
            owner_id=organisation.units(owner.id, clock.today())[0].id,
            audience="everyone",
            redirect_uris=(f"{here}/callback",),
            post_logout_uris=(f"{here}/logged-out",),
            logout_uri=f"{here}/backchannel",
            scopes=("openid", "profile", "organisation", "roles"),
            asks_consent=True,
        ),
        public=False,
        now=clock.now(),
    )
    with running(program, port=port, issuer=the_house.url, client_id=client_id, client_secret=secret) as started:
        yield started


class There:
    """Somebody's browser in the foreign system."""

    def __init__(self, visitor: Visitor, system: Running) -> None:
        self.visitor, self.system = visitor, system

    def open(self, path: str) -> Any:
        """Open an address of the foreign system; return what it says, or None when the browser ends with us."""
        self.visitor.page.goto(self.system.url + path)
        return self.said()

    def arrived(self) -> Any:
        """Wait until the browser is led back to the foreign system; return what it says."""
        self.visitor.page.wait_for_url(lambda url: url.startswith(self.system.url))
        return self.said()

    def said(self) -> Any:
        page = self.visitor.page
        return json.loads(page.inner_text("body")) if page.url.startswith(self.system.url) else None


def tell(house: House) -> None:
    """Do what the worker does every two seconds."""
    end_overdue()
    house.work()


def test_an_officer_signs_in_renews_and_signs_out_of_a_foreign_system(
    system: Running, the_house: House, somebody: Any
) -> None:
    name = the_house.officer(Role.LEADER)
    officer: Visitor = somebody("lanh-dao", on=DESK)
    there = There(officer, system)

    assert there.open("/login?prompt=none")["error"] == "login_required"
    assert there.open("/login") is None, "whoever is not signed in comes to our page"
    officer.follow("Đăng nhập cán bộ", within="main")
    officer.fill({"login": name, "password": DEMO_PASSWORD})
    officer.press("Đăng nhập", within="main")
    officer.fill({"code": current_code(name)})
    officer.press("Xác nhận", within="main")
    assert "Bạn đang làm việc với tư cách" in officer.text()
    officer.press("Đồng ý và đăng nhập", within="main", look=False)
    first = there.arrived()
    assert (first["claims"]["acr"], "otp" in first["claims"]["amr"]) == ("two-factors", True)
    assert (first["facts"]["preferred_username"], first["facts"]["roles"]) == (name, ["leader"])

    assert there.open("/login?prompt=none&max_age=3600")["claims"]["sub"] == first["claims"]["sub"]
    assert there.open("/login?prompt=login") is None
    assert "Xác thực lại" in officer.heading()
    officer.fill({"code": current_code(name)})
    officer.press("Tiếp tục", within="main", look=False)
    again = there.arrived()
    assert again["claims"]["auth_time"] > first["claims"]["auth_time"]
    assert again["claims"]["sid"] == first["claims"]["sid"], "the same session of the same browser, proved anew"

    assert there.open("/refresh") == {"rotated": True, "same": True, "kid": first["kid"]}
    commands.rotate_keys(now=clock.now())
    assert there.open("/refresh")["kid"] == first["kid"], "published, and not signing yet"
    there.open("/restart")  # two hours later, and with the keys of that hour
    SigningKey.objects.filter(retires_at=None).update(signs_from=clock.now())
    renewed = there.open("/refresh")
    assert renewed["kid"] != first["kid"]
    known = there.open("/verify")
    assert (known["sub"], known["keys"]) == (first["claims"]["sub"], SigningKey.objects.count()), (
        "old ones still verify"
    )

    assert there.open("/refresh?old")["error"] == "invalid_grant"
    assert there.open("/refresh")["error"] == "invalid_grant", "the whole family has ended"
    assert there.open("/userinfo") == {"status": 401}
    tell(the_house)
    assert first["claims"]["sid"] in system.ended()
    assert there.open("/me") == {"signed_in": False}

    last = there.open("/login")
    assert last["claims"]["sid"] != first["claims"]["sid"]
    assert there.open("/logout") == {"signed_in": False, "state": "checked"}
    tell(the_house)
    assert last["claims"]["sid"] in system.ended()
    assert there.open("/login?prompt=none")["error"] == "login_required", "signed out here as well"


def test_a_person_signs_in_by_vneid_and_takes_the_agreement_back(
    system: Running, the_house: House, somebody: Any
) -> None:
    person: Visitor = somebody("dan", on=PHONE)
    there = There(person, system)
    assert there.open("/login") is None
    person.open('main a[href^="/dang-nhap/vneid/"], main form[action^="/dang-nhap/vneid/"] button')
    person.sign_in_as_citizen(CITIZEN)
    person.press("Đồng ý và đăng nhập", within="main", look=False)
    told = there.arrived()
    assert told.get("signed_in"), told
    assert told["claims"]["acr"].startswith("vneid-")
    known = find_by_identity_number(CITIZEN)
    assert known is not None
    assert (told["facts"]["name"], told["facts"]["account_kind"]) == (known.full_name, "citizen")
    assert told["claims"]["sub"] != str(known.id), "a name of their own in each system"
    assert not {"unit", "roles", "identity_number", "email"} & set(told["facts"])
    renewed = there.open("/refresh")
    assert renewed.get("rotated"), renewed

    person.go("/he-thong-ket-noi/")
    person.press("Rút đồng ý", within="main")
    assert there.open("/userinfo") == {"status": 401}
    tell(the_house)
    assert told["claims"]["sid"] in system.ended()
    assert there.open("/me") == {"signed_in": False}
    assert there.open("/login?prompt=none")["error"] == "consent_required"


def shown_at_both_sizes(visitor: Visitor, words: str) -> None:
    """Look at the page on a desk and on a phone."""
    for viewport in (PHONE, DESK):
        visitor.page.set_viewport_size(viewport)
        visitor.is_phone = viewport is PHONE
        visitor.look(words)


def test_an_administrator_connects_a_system_in_the_browser(the_house: House, somebody: Any) -> None:
    admin: Visitor = somebody("quan-tri", on=DESK)
    admin.sign_in_as_officer(ADMINISTRATOR)
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    admin.go("/can-bo/quan-tri/he-thong/")
    shown_at_both_sizes(admin, "systems")
    admin.follow("Đăng ký hệ thống", within="main")
    shown_at_both_sizes(admin, "register")
    wrong = {
        "name": "Quản lý văn bản (đăng ký)",
        "audience": "officers",
        "redirect_uris": "http://van-ban.tinh.vn/tro-lai",
        "logout_uri": "https://169.254.169.254/latest",
    }
    admin.fill(wrong)
    admin.press("Đăng ký", within="main")
    assert "Chỉ nhận https" in admin.text()
    assert "Không gọi đến địa chỉ này" in admin.text()
    shown_at_both_sizes(admin, "refused")
    admin.fill(
        {
            "redirect_uris": f"{here}/callback",
            "post_logout_uris": f"{here}/logged-out",
            "logout_uri": f"{here}/backchannel",
        }
    )
    for scope in ("profile", "organisation", "roles"):
        admin.page.locator(f'main [name="scopes"][value="{scope}"]').check()
    admin.page.locator('main [name="asks_consent"]').uncheck()
    admin.press("Đăng ký", within="main")
    shown_at_both_sizes(admin, "secret")
    client_id, secret = (admin.page.locator("main dd.code").nth(number).inner_text() for number in (1, 2))
    assert secret.startswith("cgsb_")
    admin.follow("Xem hệ thống", within="main")
    assert secret not in admin.page.content()
    shown_at_both_sizes(admin, "system")
    known = {"port": port, "issuer": the_house.url, "client_id": client_id}

    officer: Visitor = somebody("can-bo", on=DESK)
    officer.sign_in_as_officer(the_house.officer(Role.SPECIALIST))
    with running(OPENID_CLIENT, client_secret=secret, **known) as system:
        there = There(officer, system)
        session = there.open("/login")["claims"]["sid"]
        admin.page.locator("main summary", has_text="Đổi khóa bí mật").click()
        admin.press("Đổi khóa", within="#doi-khoa")
        fresh = admin.page.locator("main dd.code").nth(2).inner_text()
        assert fresh != secret
        assert there.open("/refresh")["error"] != "", "the old secret is worth nothing"
    with running(OPENID_CLIENT, client_secret=fresh, **known) as system:
        there = There(officer, system)
        session = there.open("/login")["claims"]["sid"]
        admin.follow("Xem hệ thống", within="main")
        admin.page.locator("main summary", has_text="Ngừng kết nối").click()
        admin.press("Ngừng kết nối", within="#ngung")
        assert "1 phiên đã kết thúc" in admin.text() + admin.page.inner_text("body")
        tell(the_house)
        assert session in system.ended()
        assert there.open("/me") == {"signed_in": False}
    admin.go("/can-bo/quan-tri/ma-truy-cap/")
    shown_at_both_sizes(admin, "tokens")
