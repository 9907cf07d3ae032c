"""A person signs in through VNeID: the relying party in this process, the provider in its own, HTTP between them."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from congso.audit.models import AuditEntry
from congso.identity import commands, queries
from congso.identity.models import Account, Person
from congso_simulators.testing import Outside, outside

SECRET = "bi-mat-cua-phep-thu"
AN = "096085000101"
UT = "096155000808"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world() -> Iterator[Outside]:
    with outside(site_url="http://127.0.0.1", CONGSO_VNEID_CLIENT_SECRET=SECRET) as running:
        yield running


@pytest.fixture(autouse=True)
def _vneid_of_the_test(world: Outside, settings) -> Iterator[None]:
    providers = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    app = providers["openid_connect"]["APPS"][0]
    app["secret"] = SECRET
    app["settings"]["server_url"] = world.url
    settings.SOCIALACCOUNT_PROVIDERS = providers
    settings.VNEID_ISSUER = world.url
    settings.SITE_URL = "http://127.0.0.1"
    cache.clear()
    world.clear()
    yield
    cache.clear()


class Browser:
    """One browser that visits both sites."""

    def __init__(self, world: Outside) -> None:
        self.world = world
        self.site = Client(SERVER_NAME="127.0.0.1")
        self.vneid = httpx.Client(base_url=world.url, follow_redirects=False)

    def set_out(self, **form: str) -> str:
        """Press the button; return where the site sends us."""
        response = self.site.post("/dang-nhap/vneid/", form)
        assert response.status_code == 302, response.content.decode()
        return response["Location"]

    def at_vneid(self, address: str, number: str = AN) -> str:
        """Sign in there; return where VNeID sends us."""
        response = self.vneid.get(address)
        if response.headers["location"].startswith("/dang-nhap/"):
            page = self.vneid.get(response.headers["location"])
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)
            place = re.search(r'name="next" value="([^"]+)"', page.text)
            assert token
            assert place
            form = {"csrfmiddlewaretoken": token[1], "next": place[1].replace("&amp;", "&"), "pick": number}
            response = self.vneid.post("/dang-nhap/", data=form)
            response = self.vneid.get(response.headers["location"])
        return response.headers["location"]

    def come_back(self, address: str):
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == "http://127.0.0.1"
        return self.site.get(f"{parts.path}?{parts.query}")

    def sign_in(self, number: str = AN, **form: str):
        return self.come_back(self.at_vneid(self.set_out(**form), number))


@pytest.fixture
def browser(world: Outside) -> Browser:
    return Browser(world)


def test_a_person_signs_in_and_becomes_known(browser: Browser) -> None:
    response = browser.sign_in()
    assert response["Location"] == "/dang-nhap/xong/"
    assert browser.site.get("/dang-nhap/xong/")["Location"] == "/cua-toi/"
    person = queries.find_by_identity_number(AN)
    assert person is not None
    assert (person.full_name, person.gender, person.phone) == ("Nguyễn Văn An", "male", "0900000101")
    assert person.commune_code == "32025"
    assert browser.site.session["assurance"] == "vneid-2"
    assert browser.site.session["amr"] == ["pwd", "otp"]
    account = queries.account_of_person(person.id, kind="citizen")
    assert account is not None
    assert queries.person_of_account(account.id) == person
    assert AuditEntry.objects.filter(action="identity.sign_in", account_id=account.id).get().detail["acr"] == "2"


def test_who_signs_in_with_an_organisations_identity_acts_for_it(browser: Browser) -> None:
    browser.sign_in("9900004042")
    person = queries.find_by_identity_number("096192000202")
    assert person is not None
    assert person.full_name == "Trần Thị Bích Ngọc"
    assert "acting_for_body_id" in browser.site.session
    page = browser.site.get("/cua-toi/nhan-danh/").content.decode()
    for words in ("Hộ kinh doanh Bích Ngọc", "9900004042", "Người đại diện theo pháp luật"):
        assert words in page, words
    assert browser.site.get("/dang-nhap/xong/")["Location"] == "/cua-toi/"
    own = Browser(browser.world)
    own.sign_in("096192000202")
    assert "acting_for_body_id" not in own.site.session
    assert own.site.get("/dang-nhap/xong/")["Location"] == "/cua-toi/nhan-danh/", "there is a choice now"
    assert Account.objects.filter(kind="citizen").count() == 1


def test_an_organisation_that_cannot_be_told_from_others_signs_in_nobody_for_it(browser: Browser, settings) -> None:
    settings.VNEID_BODY_CLAIMS = replace(settings.VNEID_BODY_CLAIMS, code="organization_name")
    browser.sign_in("9900004042")
    assert "acting_for_body_id" not in browser.site.session
    assert browser.site.session["assurance"] == "vneid-2"
    assert AuditEntry.objects.filter(action="representation.body_refused").exists()


def test_the_level_of_the_electronic_identity_is_kept(browser: Browser) -> None:
    browser.sign_in(UT)
    assert browser.site.session["assurance"] == "vneid-1"


def test_the_request_carries_pkce_state_nonce_and_the_wanted_level(browser: Browser) -> None:
    asked = parse_qs(urlsplit(browser.set_out()).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) >= 43
    assert asked["state"][0]
    assert asked["nonce"][0]
    assert asked["acr_values"] == ["2 1"]
    assert asked["redirect_uri"] == ["http://127.0.0.1/dang-nhap/vneid/tro-lai/"]


def test_the_request_cannot_be_changed_from_outside(browser: Browser) -> None:
    response = browser.site.post("/dang-nhap/vneid/?scope=admin&auth_params=acr_values%3D0&process=connect")
    asked = parse_qs(urlsplit(response["Location"]).query)
    assert "admin" not in asked["scope"][0]
    assert asked["acr_values"] == ["2 1"]


def test_signing_in_again_makes_no_second_person_or_account(browser: Browser, world: Outside) -> None:
    browser.sign_in()
    Browser(world).sign_in()
    assert Person.objects.filter(identity_index=queries.identity_index(AN)).count() == 1
    assert Account.objects.filter(kind="citizen").count() == 1
    assert SocialAccount.objects.get().extra_data == {"sub": SocialAccount.objects.get().uid}


def test_a_person_known_from_the_counter_is_found_again_and_keeps_their_contact(browser: Browser) -> None:
    known = commands.ensure_person(full_name="Nguyen Van An", identity_number=AN, phone="0911111111")
    browser.sign_in()
    person = queries.person(known.id)
    assert person is not None
    assert person.full_name == "Nguyễn Văn An", "the national database is right about the name"
    assert person.phone == "0911111111", "the person is right about the telephone"
    corrected = AuditEntry.objects.filter(action="identity.correct_person", person_id=known.id).get()
    assert corrected.detail["fields"] == ["full_name"]


def test_an_officer_who_comes_as_a_citizen_brings_no_office(browser: Browser) -> None:
    person = commands.ensure_person(full_name="Nguyễn Văn An", identity_number=AN)
    Account.objects.create(username="an.nv", kind="officer", person_id=person.id)
    browser.sign_in()
    signed_in = Account.objects.get(id=browser.site.session["_auth_user_id"])
    assert signed_in.kind == "citizen"
    assert not queries.is_officer_account(signed_in.id)


def test_a_repeated_answer_is_refused(browser: Browser) -> None:
    back = browser.at_vneid(browser.set_out())
    assert browser.come_back(back).status_code == 302
    browser.site.post("/dang-xuat/")
    assert browser.come_back(back).status_code == 401
    assert "_auth_user_id" not in browser.site.session


def test_an_answer_for_another_browser_is_refused(browser: Browser, world: Outside) -> None:
    stolen = browser.at_vneid(browser.set_out())
    victim = Browser(world)
    victim.set_out()
    assert victim.come_back(stolen).status_code == 401
    assert "_auth_user_id" not in victim.site.session


def test_a_forged_state_is_refused(browser: Browser) -> None:
    back = browser.at_vneid(browser.set_out())
    assert browser.come_back(re.sub("state=[^&]+", "state=doan", back)).status_code == 401


def test_a_code_of_another_sign_in_does_not_fit_this_one(browser: Browser, world: Outside) -> None:
    """Code injection: the verifier (PKCE) of our sign-in is not the one the stolen code was asked with."""
    other = Browser(world)
    stolen = parse_qs(urlsplit(other.at_vneid(other.set_out(), UT)).query)["code"][0]
    own = browser.at_vneid(browser.set_out())
    assert browser.come_back(re.sub("code=[^&]+", f"code={stolen}", own)).status_code == 401
    assert "_auth_user_id" not in browser.site.session


def test_an_identity_token_with_a_foreign_nonce_is_refused(browser: Browser) -> None:
    address = browser.set_out()
    back = browser.at_vneid(re.sub("nonce=[^&]+", "nonce=khac", address))
    assert browser.come_back(back).status_code == 401


def test_a_wrong_client_secret_signs_nobody_in(browser: Browser, settings) -> None:
    providers = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["secret"] = "sai"
    settings.SOCIALACCOUNT_PROVIDERS = providers
    assert browser.sign_in().status_code == 401


def test_the_way_back_leads_only_to_this_site(browser: Browser) -> None:
    assert browser.sign_in(next="https://ke-gian.example/")["Location"] == "/dang-nhap/xong/"
    browser.site.post("/dang-xuat/")
    assert browser.sign_in(next="/nop-ho-so/7/")["Location"] == "/nop-ho-so/7/"


def test_a_link_alone_signs_nobody_in(browser: Browser) -> None:
    page = browser.site.get("/dang-nhap/vneid/")
    assert page.status_code == 200
    assert 'method="post"' in page.content.decode()


def test_a_changed_mind_is_told_kindly(browser: Browser) -> None:
    state = parse_qs(urlsplit(browser.set_out()).query)["state"][0]
    response = browser.come_back(f"http://127.0.0.1/dang-nhap/vneid/tro-lai/?error=access_denied&state={state}")
    assert response["Location"] == "/dang-nhap/da-huy/"
    assert "đã được hủy" in browser.site.get("/dang-nhap/da-huy/").content.decode()


def test_an_unreachable_provider_is_told_kindly(browser: Browser, world: Outside) -> None:
    world.misbehave("vneid", refuse=1)
    response = browser.site.post("/dang-nhap/vneid/")
    assert response.status_code == 503
    assert "Hiện chưa kết nối được với VNeID." in response.content.decode()


def test_a_closed_account_stays_closed(browser: Browser, world: Outside) -> None:
    browser.sign_in()
    Account.objects.update(is_active=False)
    other = Browser(world)
    assert other.sign_in().status_code == 409
    assert "_auth_user_id" not in other.site.session


def test_signing_out_ends_the_session_there_too(browser: Browser, world: Outside) -> None:
    browser.sign_in()
    left = browser.site.post("/dang-xuat/")["Location"]
    assert left.startswith(f"{world.url}/identity/o/logout?")
    home = browser.vneid.get(left)
    assert home.headers["location"] == "http://127.0.0.1/"
    # Who sets out again is asked again.
    assert browser.vneid.get(browser.set_out()).headers["location"].startswith("/dang-nhap/")
