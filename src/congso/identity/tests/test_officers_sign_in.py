import re
from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.test import Client

from congso.audit.queries import entries_of_account
from congso.identity import commands, queries
from congso.identity.models import Account

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PASSWORD = "con-nuoc-rong-mot-cua-2026"
PLACE = "/dang-nhap/can-bo/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap_hashes(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def account() -> queries.AccountView:
    person = commands.ensure_person(full_name="Nguyễn Thị Hạnh", identity_number="096190000001")
    return commands.open_officer_account(person_id=person.id, username="hanh.nt", password=PASSWORD, now=NOW)


def sign_in(client: Client, username: str = "hanh.nt", password: str = PASSWORD, **more):
    return client.post(PLACE, {"login": username, "password": password, **more})


def test_an_officer_signs_in_and_comes_to_the_desk(client: Client, account: queries.AccountView) -> None:
    response = sign_in(client)
    assert response.status_code == 302
    assert client.get(response["Location"])["Location"] == "/can-bo/"
    assert client.session["assurance"] == "password"
    assert client.session["amr"] == ["pwd"]
    assert [entry.action for entry in entries_of_account(account.id)] == ["identity.sign_in"]


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(client: Client, account) -> None:
    sentences = []
    for username, password in (("hanh.nt", "sai"), ("nguoi.la", "sai")):
        response = sign_in(client, username, password)
        assert response.status_code == 422
        sentences.append(re.findall(r"<p>(Tên đăng nhập .*?)</p>", response.content.decode()))
    assert sentences[0] == sentences[1] == ["Tên đăng nhập hoặc mật khẩu không đúng."]


def test_the_name_is_read_without_regard_to_case(client: Client, account) -> None:
    assert sign_in(client, " Hanh.NT ").status_code == 302


def test_guessing_is_stopped_and_the_right_password_no_longer_helps_the_guesser(client: Client, account) -> None:
    for _ in range(5):
        sign_in(client, password="doan-mo")
    response = sign_in(client)
    assert response.status_code == 422
    assert "thử lại sau 1 phút" in response.content.decode()


def test_guessing_elsewhere_does_not_lock_the_owner_out(account) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(8):
        sign_in(stranger, password="doan-mo")
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


def test_guessing_from_the_same_office_does_not_lock_out_a_known_browser(account) -> None:
    own = Client()
    assert sign_in(own).status_code == 302
    own.post("/dang-xuat/")
    stranger = Client()
    for _ in range(8):
        sign_in(stranger, password="doan-mo")
    assert sign_in(own).status_code == 302


def test_a_closed_account_is_not_signed_in(client: Client, account) -> None:
    Account.objects.update(is_active=False)
    response = sign_in(client)
    assert response["Location"] == "/dang-nhap/da-khoa/"
    assert "_auth_user_id" not in client.session


def test_the_session_key_changes_at_sign_in(client: Client, account) -> None:
    client.cookies[configured.SESSION_COOKIE_NAME] = "ke-gian-da-biet-truoc-khoa-nay"
    sign_in(client)
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != "ke-gian-da-biet-truoc-khoa-nay"


PLACES = ["https://ke-gian.example/", "//ke-gian.example", "javascript:alert(1)", "/\\ke-gian"]


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_sent_to_another_site(client: Client, account, place: str) -> None:
    assert "ke-gian" not in client.get("/dang-nhap/", {"next": place}).content.decode()
    assert sign_in(client, next=place)["Location"] == "/dang-nhap/xong/"
    assert client.get("/dang-nhap/", {"next": place})["Location"] == "/dang-nhap/xong/"


def test_the_asked_for_place_is_kept(client: Client, account) -> None:
    page = client.get("/dang-nhap/", {"next": "/can-bo/ho-so/?trang=2&q=a b"}).content.decode()
    assert "/dang-nhap/can-bo/?next=%2Fcan-bo%2Fho-so%2F%3Ftrang%3D2%26q%3Da%20b" in page
    assert sign_in(client, next="/can-bo/ho-so/?trang=2")["Location"] == "/can-bo/ho-so/?trang=2"


def test_signing_out_needs_a_post_and_ends_the_session(client: Client, account) -> None:
    sign_in(client)
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/")["Location"] == "/"
    assert client.get("/dang-nhap/xong/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_form_posted_after_the_session_ended_leads_back_to_its_page(client: Client) -> None:
    gone = client.post("/dang-nhap/xong/", headers={"referer": "http://testserver/nop-ho-so/7/to-khai/"})
    assert gone["Location"] == "/dang-nhap/?next=/nop-ho-so/7/to-khai/"
    foreign = client.post("/dang-nhap/xong/", headers={"referer": "http://ke-gian.example/bay"})
    assert foreign["Location"] == "/dang-nhap/?next=/"


def test_htmx_moves_the_whole_page_to_the_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/can-bo/ho-so/"}
    response = client.get("/dang-nhap/xong/", headers=headers)
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/dang-nhap/?next=/can-bo/ho-so/"
