import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from congso.audit.models import AuditEntry
from congso.audit.queries import entries_of_account
from congso.identity import commands, queries
from congso.identity.rules import recovery, totp
from congso.identity.testing import give_totp, sign_in
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotPossibleNow

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PASSWORD = "con-nuoc-rong-mot-cua-2026"

pytestmark = pytest.mark.django_db


class Hour:
    """The clock of the test."""

    def __init__(self) -> None:
        self.now = NOW

    def pass_(self, **time: int) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture(autouse=True)
def hour(monkeypatch: pytest.MonkeyPatch, settings) -> Hour:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hour = Hour()
    monkeypatch.setattr(clock, "now", lambda: hour.now)
    return hour


@pytest.fixture
def account() -> queries.AccountView:
    person = commands.ensure_person(full_name="Nguyễn Thị Hạnh", identity_number="096190000001")
    return commands.open_officer_account(person_id=person.id, username="hanh.nt", password=PASSWORD, now=NOW)


@pytest.fixture
def secret(account) -> str:
    return give_totp(account.id, NOW)


def code(secret: str, at: datetime) -> str:
    return totp.code_at(secret, totp.step_at(at))


def by_password(client: Client):
    return client.post("/dang-nhap/can-bo/", {"login": "hanh.nt", "password": PASSWORD})


def by_code(client: Client, typed: str):
    return client.post("/dang-nhap/ma-xac-thuc/", {"code": typed})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestSigningIn:
    def test_the_password_alone_leads_to_the_second_step_only(self, client: Client, secret: str) -> None:
        assert by_password(client)["Location"] == "/dang-nhap/ma-xac-thuc/"
        assert not is_signed_in(client)
        assert client.get("/can-bo/")["Location"].startswith("/dang-nhap/")

    def test_both_steps_sign_in_and_the_session_says_how(self, client: Client, account, secret: str) -> None:
        by_password(client)
        before = client.session.session_key
        response = by_code(client, code(secret, NOW))
        assert response.status_code == 302
        assert is_signed_in(client)
        assert client.session["assurance"] == "two-factors"
        assert client.session["amr"] == ["pwd", "otp", "mfa"]
        assert client.session.session_key != before
        assert "identity.sign_in" in [entry.action for entry in entries_of_account(account.id)]

    def test_a_wrong_code_signs_nobody_in(self, client: Client, account, secret: str) -> None:
        by_password(client)
        wrong = "000000" if code(secret, NOW) != "000000" else "111111"
        response = by_code(client, wrong)
        assert response.status_code == 422
        assert "Mã chưa đúng" in response.content.decode()
        assert not is_signed_in(client)
        tried = AuditEntry.objects.get(action="identity.second_factor_failed")
        assert (tried.account_id, tried.object_id) == (None, str(account.id)), "who tried is not known"

    def test_the_second_step_without_the_first_leads_back(self, client: Client, secret: str) -> None:
        assert by_code(client, code(secret, NOW))["Location"] == "/dang-nhap/can-bo/"

    def test_the_asked_for_place_survives_the_second_step(self, client: Client, secret: str) -> None:
        client.post("/dang-nhap/can-bo/", {"login": "hanh.nt", "password": PASSWORD, "next": "/can-bo/tim/"})
        assert by_code(client, code(secret, NOW))["Location"] == "/can-bo/tim/"

    def test_a_code_that_was_used_is_refused_to_the_next_who_brings_it(self, secret: str) -> None:
        seen = code(secret, NOW)
        first, second = Client(), Client()
        for client in (first, second):
            by_password(client)
        assert by_code(first, seen).status_code == 302
        assert by_code(second, seen).status_code == 422
        assert not is_signed_in(second)

    def test_the_present_code_is_not_shown_to_officers_who_are_not_of_the_demo(self, client, secret: str) -> None:
        by_password(client)
        assert "trình diễn" not in client.get("/dang-nhap/ma-xac-thuc/").content.decode()

    def test_guessing_codes_is_slowed_down_but_not_for_the_owner(self, account, secret: str, hour: Hour) -> None:
        owner = Client(REMOTE_ADDR="198.51.100.7")
        by_password(owner)
        by_code(owner, code(secret, hour.now))
        owner.post("/dang-xuat/")
        thief = Client(REMOTE_ADDR="203.0.113.9")
        by_password(thief)
        for guess in range(5):
            by_code(thief, f"{guess:06}")
        assert "thử lại sau" in by_code(thief, "000009").content.decode()
        # The thief knows the password and asks from everywhere.
        for place in range(30):
            elsewhere = Client(REMOTE_ADDR=f"203.0.113.{place + 10}")
            by_password(elsewhere)
            by_code(elsewhere, "000001")
        hour.pass_(seconds=30)
        elsewhere = Client(REMOTE_ADDR="203.0.113.200")
        by_password(elsewhere)
        assert "thử lại sau" in by_code(elsewhere, code(secret, hour.now)).content.decode()
        by_password(owner)
        assert by_code(owner, code(secret, hour.now)).status_code == 302


class TestTheApplication:
    def test_codes_of_one_step_before_and_after_are_taken(self, account, secret: str) -> None:
        for seconds in (-30, 0, 30):
            assert commands.prove_by_code(account_id=account.id, code=code(secret, NOW + timedelta(seconds=seconds)),
                                          now=NOW) == "otp"  # fmt: skip

    @pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
    def test_codes_of_farther_steps_are_not(self, account, secret: str, seconds: int) -> None:
        stale = code(secret, NOW + timedelta(seconds=seconds))
        assert commands.prove_by_code(account_id=account.id, code=stale, now=NOW) == ""

    def test_an_earlier_code_is_spent_by_a_later_one(self, account, secret: str) -> None:
        commands.prove_by_code(account_id=account.id, code=code(secret, NOW), now=NOW)
        earlier = code(secret, NOW - timedelta(seconds=30))
        assert commands.prove_by_code(account_id=account.id, code=earlier, now=NOW) == ""

    def test_the_secret_is_not_readable_in_the_table_nor_usable_in_another_row(self, account, secret: str) -> None:
        row = Authenticator.objects.get(user_id=account.id)
        assert secret not in str(row.data)
        other = commands.ensure_person(full_name="Kẻ Khác")
        thief = commands.open_officer_account(person_id=other.id, username="khac", password=PASSWORD, now=NOW)
        Authenticator.objects.create(user_id=thief.id, type="totp", data=row.data)
        with pytest.raises(Exception, match="altered, or moved"):
            commands.prove_by_code(account_id=thief.id, code=code(secret, NOW), now=NOW)

    def test_the_published_test_vectors_hold(self) -> None:
        """RFC 6238 appendix B (SHA-1), the last six digits of eight."""
        secret = totp.new_secret(b"12345678901234567890")
        for seconds, digits in (
            (59, "287082"),
            (1111111109, "081804"),
            (1234567890, "005924"),
            (20000000000, "353130"),
        ):
            assert totp.code_at(secret, totp.step_at(datetime.fromtimestamp(seconds, UTC))) == digits


@pytest.mark.django_db(transaction=True)
def test_a_code_is_good_once_however_many_bring_it_at_once(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = commands.ensure_person(full_name="Nguyễn Thị Hạnh")
    account = commands.open_officer_account(person_id=person.id, username="dua", password=PASSWORD, now=NOW)
    secret = give_totp(account.id, NOW)
    found: list[str] = []

    def bring() -> None:
        found.append(commands.prove_by_code(account_id=account.id, code=code(secret, NOW), now=NOW))
        connection.close()

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [""] * 7 + ["otp"]


def test_a_change_of_keys_leaves_every_application_working(account, secret: str, settings) -> None:
    settings.SEALING_KEYS = ["khoa-moi-cua-nam-sau", *settings.SEALING_KEYS]
    assert commands.reseal_factors() == 1
    assert commands.reseal_factors() == 0
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    assert commands.prove_by_code(account_id=account.id, code=code(secret, NOW), now=NOW) == "otp"


class TestRecoveryCodes:
    def test_each_signs_in_once(self, client: Client, account, secret: str) -> None:
        codes = commands.renew_recovery_codes(account_id=account.id, now=NOW)
        assert len(set(codes)) == recovery.COUNT
        by_password(client)
        assert by_code(client, codes[3].lower().replace("-", " ")).status_code == 302
        assert client.session["amr"] == ["pwd", "rc", "mfa"]
        again = Client()
        by_password(again)
        assert by_code(again, codes[3]).status_code == 422
        assert next(one for one in queries.factors(account.id) if one.kind == "recovery_codes").left == 9

    def test_they_are_kept_as_hashes(self, account, secret: str) -> None:
        codes = commands.renew_recovery_codes(account_id=account.id, now=NOW)
        kept = str(Authenticator.objects.get(user_id=account.id, type="recovery_codes").data)
        assert not any(code[3:].replace("-", "") in kept.upper() for code in codes)

    def test_new_ones_end_the_old(self, account, secret: str) -> None:
        old = commands.renew_recovery_codes(account_id=account.id, now=NOW)
        commands.renew_recovery_codes(account_id=account.id, now=NOW)
        assert commands.prove_by_code(account_id=account.id, code=old[0], now=NOW) == ""

    def test_the_page_shows_them_once_and_hands_only_codes_back(self, client: Client, account, secret: str) -> None:
        sign_in(client, account.id)
        page = client.post("/tai-khoan/bao-mat/ma-du-phong/").content.decode()
        codes = re.findall(r'<li><span class="code">([^<]+)', page)
        assert len(codes) == recovery.COUNT
        assert codes[0] not in client.get("/tai-khoan/bao-mat/ma-du-phong/").content.decode()
        file = client.post("/tai-khoan/bao-mat/ma-du-phong/tai-ve/", {"codes": [*codes, "<script>"]})
        assert "attachment" in file["Content-Disposition"]
        assert codes[0] in file.content.decode()
        assert "script" not in file.content.decode()


class TestEnrolling:
    def test_scanning_and_typing_the_first_code_couples_the_application(self, client: Client, account) -> None:
        sign_in(client, account.id, amr=("pwd",), level="password")
        elsewhere = Client()
        by_password(elsewhere)
        page = client.get("/tai-khoan/bao-mat/ung-dung/").content.decode()
        assert "data:image/svg+xml" in page
        shown = re.findall(r"data-secret>([^<]+)", page)[0].replace(" ", "")
        response = client.post("/tai-khoan/bao-mat/ung-dung/", {"code": code(shown, NOW)})
        assert response["Location"] == "/tai-khoan/bao-mat/ma-du-phong/"
        assert client.session["amr"] == ["pwd", "otp", "mfa"]
        assert queries.has_second_factor(account.id)
        assert elsewhere.get("/dang-nhap/xong/")["Location"].startswith("/dang-nhap/?"), "sessions from before ended"

    def test_a_wrong_first_code_couples_nothing(self, client: Client, account) -> None:
        sign_in(client, account.id, amr=("pwd",))
        client.get("/tai-khoan/bao-mat/ung-dung/")
        assert client.post("/tai-khoan/bao-mat/ung-dung/", {"code": "123"}).status_code == 422
        assert not queries.has_second_factor(account.id)

    def test_the_code_of_coupling_is_spent(self, account) -> None:
        secret = commands.new_totp_secret()
        commands.add_totp(account_id=account.id, secret=secret, code=code(secret, NOW), now=NOW)
        assert commands.prove_by_code(account_id=account.id, code=code(secret, NOW), now=NOW) == ""
        with pytest.raises(Incorrect):
            commands.add_totp(account_id=account.id, secret=secret, code="1", now=NOW)

    def test_the_last_factor_stays_where_the_position_asks_for_one(self, account, secret: str) -> None:
        factor = queries.factors(account.id)[0]
        with pytest.raises(NotPossibleNow, match="bắt buộc"):
            commands.remove_factor(account_id=account.id, factor_id=factor.id, now=NOW, needed=True)
        commands.renew_recovery_codes(account_id=account.id, now=NOW)
        commands.remove_factor(account_id=account.id, factor_id=factor.id, now=NOW, needed=False)
        assert queries.factors(account.id) == []

    def test_nobody_removes_the_factor_of_another(self, client: Client, account, secret: str) -> None:
        other = commands.ensure_person(full_name="Kẻ Khác")
        thief = commands.open_officer_account(person_id=other.id, username="khac", password=PASSWORD, now=NOW)
        sign_in(client, thief.id)
        factor = queries.factors(account.id)[0]
        assert client.post(f"/tai-khoan/bao-mat/bo/{factor.id}/").status_code == 404
        assert queries.has_second_factor(account.id)

    def test_people_of_vneid_have_no_factors_here(self, client: Client) -> None:
        person = commands.ensure_person(full_name="Nguyễn Văn An", identity_number="096085000101")
        from congso.identity.models import Account

        account = Account.objects.create(username="vneid-1", kind="citizen", person_id=person.id, password="!")
        sign_in(client, account.id)
        assert client.get("/tai-khoan/bao-mat/").status_code == 403
        assert client.get("/tai-khoan/phien/").status_code == 200


class TestStepUp:
    def test_a_stale_session_is_asked_again_and_then_goes_on(self, client, account, secret: str, hour: Hour) -> None:
        sign_in(client, account.id)
        hour.pass_(minutes=11)
        asked = client.get("/tai-khoan/bao-mat/ung-dung/")
        assert asked["Location"] == "/xac-thuc-lai/?next=%2Ftai-khoan%2Fbao-mat%2Fung-dung%2F&viec=administer"
        key = client.session.session_key
        done = client.post("/xac-thuc-lai/", {"code": code(secret, hour.now), "next": "/tai-khoan/bao-mat/ung-dung/"})
        assert done["Location"] == "/tai-khoan/bao-mat/ung-dung/"
        assert client.session.session_key != key, "the session key changes"
        assert client.get("/tai-khoan/bao-mat/ung-dung/").status_code == 200

    def test_what_was_sent_is_done_afterwards(self, client: Client, account, secret: str, hour: Hour) -> None:
        sign_in(client, account.id)
        hour.pass_(minutes=11)
        page = "/tai-khoan/bao-mat/ma-du-phong/"
        asked = client.post(page, headers={"referer": f"http://testserver{page}"})
        assert asked["Location"].startswith("/xac-thuc-lai/")
        done = client.post("/xac-thuc-lai/", {"code": code(secret, hour.now), "next": page})
        assert len(re.findall(r'<span class="code">', done.content.decode())) == recovery.COUNT

    def test_a_wrong_code_does_nothing_of_it(self, client: Client, account, secret: str, hour: Hour) -> None:
        sign_in(client, account.id)
        hour.pass_(minutes=11)
        page = "/tai-khoan/bao-mat/ma-du-phong/"
        client.post(page, headers={"referer": f"http://testserver{page}"})
        assert client.post("/xac-thuc-lai/", {"code": "12", "next": page}).status_code == 422
        assert not [one for one in queries.factors(account.id) if one.kind == "recovery_codes"]

    def test_htmx_moves_the_whole_page(self, client: Client, account, secret: str, hour: Hour) -> None:
        sign_in(client, account.id)
        hour.pass_(minutes=11)
        response = client.post(
            "/tai-khoan/bao-mat/ma-du-phong/",
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/tai-khoan/bao-mat/"},
        )
        assert response.status_code == 204
        assert response["HX-Redirect"].startswith("/xac-thuc-lai/?next=%2Ftai-khoan%2Fbao-mat%2F")

    def test_who_has_no_factor_proves_by_password(self, client: Client, account, hour: Hour) -> None:
        sign_in(client, account.id, amr=("pwd",), level="password")
        hour.pass_(minutes=11)
        wrong = client.post("/xac-thuc-lai/", {"password": "sai", "next": "/tai-khoan/bao-mat/"})
        assert wrong.status_code == 422
        done = client.post("/xac-thuc-lai/", {"password": PASSWORD, "next": "/tai-khoan/bao-mat/"})
        assert done["Location"] == "/tai-khoan/bao-mat/"
        assert client.session["amr"] == ["pwd"], "a password twice is still one factor"

    def test_nobody_is_led_to_another_site(self, client: Client, account, secret: str) -> None:
        sign_in(client, account.id)
        done = client.post("/xac-thuc-lai/", {"code": code(secret, NOW), "next": "https://ke-gian.example/"})
        assert done["Location"] == "/dang-nhap/xong/"


class TestSessions:
    def test_each_sign_in_is_listed_with_its_device(self, client: Client, account) -> None:
        client.post(
            "/dang-nhap/can-bo/",
            {"login": "hanh.nt", "password": PASSWORD},
            headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537"},
        )
        page = client.get("/tai-khoan/phien/").content.decode()
        assert "Chrome, Windows" in page
        assert "Phiên này" in page

    def test_a_session_signed_out_from_elsewhere_ends_with_its_next_request(self, account) -> None:
        here, there = Client(), Client()
        for client in (here, there):
            by_password(client)
        assert there.get("/tai-khoan/phien/").status_code == 200
        mine = here.session["sign_in_session"]
        other = next(one for one in queries.open_sessions(account.id) if str(one.id) != mine)
        here.post(f"/tai-khoan/phien/{other.id}/ket-thuc/")
        assert there.get("/tai-khoan/phien/")["Location"].startswith("/dang-nhap/?")
        assert here.get("/tai-khoan/phien/").status_code == 200
        assert [str(one.id) for one in queries.open_sessions(account.id)] == [mine]

    def test_nobody_ends_the_session_of_another(self, client: Client, account) -> None:
        by_password(client)
        session = queries.open_sessions(account.id)[0]
        other = commands.ensure_person(full_name="Kẻ Khác")
        thief = commands.open_officer_account(person_id=other.id, username="khac", password=PASSWORD, now=NOW)
        stranger = Client()
        sign_in(stranger, thief.id)
        stranger.post(f"/tai-khoan/phien/{session.id}/ket-thuc/")
        assert client.get("/tai-khoan/phien/").status_code == 200

    def test_an_idle_session_ends_and_says_why(self, client: Client, account, settings, hour: Hour) -> None:
        by_password(client)
        hour.now += settings.SESSION_LIMITS.officer.idle + timedelta(seconds=1)
        response = client.get("/tai-khoan/phien/")
        assert response["Location"].startswith("/dang-nhap/?")
        assert "một lúc lâu không dùng" in client.get("/dang-nhap/").content.decode()
        assert queries.open_sessions(account.id) == []

    def test_a_session_in_use_ends_after_its_whole_time(self, client: Client, account, settings, hour: Hour) -> None:
        by_password(client)
        steps = settings.SESSION_LIMITS.officer.whole // timedelta(minutes=10)
        for _ in range(steps):
            hour.pass_(minutes=10)
            assert client.get("/tai-khoan/phien/").status_code == 200
        hour.pass_(minutes=10)
        assert client.get("/tai-khoan/phien/").status_code == 302

    def test_a_new_password_ends_the_other_sessions(self, account) -> None:
        here, there = Client(), Client()
        for client in (here, there):
            by_password(client)
        fresh = "con-cua-o-dam-doi-2027"
        here.post("/tai-khoan/mat-khau/", {"old": PASSWORD, "new": fresh, "again": fresh})
        assert there.get("/tai-khoan/phien/").status_code == 302
        assert here.get("/tai-khoan/phien/").status_code == 200
        assert len(queries.open_sessions(account.id)) == 1

    @pytest.mark.parametrize("weak", ["ngan", "nguyenthihanh", "password1234", "hanh.nt-hanh", "qwertyuiop12"])
    def test_a_weak_password_is_refused_with_a_reason(self, client: Client, account, weak: str) -> None:
        sign_in(client, account.id)
        response = client.post("/tai-khoan/mat-khau/", {"old": PASSWORD, "new": weak, "again": weak})
        assert response.status_code == 422
        by_password(Client())

    def test_signing_out_removes_the_session(self, client: Client, account) -> None:
        by_password(client)
        key = client.session.session_key
        client.post("/dang-xuat/")
        assert not Session.objects.filter(session_key=key).exists()
        assert queries.open_sessions(account.id) == []
