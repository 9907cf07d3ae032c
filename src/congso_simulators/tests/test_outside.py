"""The simulators over real sockets, faults included."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest

from congso_simulators.testing import Outside, outside


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside(CONGSO_SMS_TOKEN="ma") as world:
        yield world


@pytest.fixture
def world(running: Outside) -> Outside:
    running.clear()
    return running


def text(world: Outside, key: str, *, to: str = "0912345678", token: str = "ma") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return httpx.post(world.sms_url, json={"to": to, "text": "Ho so da co ket qua."}, headers=headers)


def letter(world: Outside, message_id: str, *, to: str = "an@vidu.vn", html: str = "<p>Chào</p>") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "cong@vidu.vn", to, "Hồ sơ đã có kết quả"
    message["Message-ID"] = message_id
    message.set_content("Chào bạn")
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", world.smtp_port, timeout=5) as server:
        server.send_message(message)


def test_a_repeated_text_reaches_the_telephone_once(world: Outside) -> None:
    first, second = text(world, "k1"), text(world, "k1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {"id": first.json()["id"], "repeated": True}
    assert [one["handed"] for one in world.texts()] == [2]


def test_a_text_without_token_or_key_is_refused(world: Outside) -> None:
    assert text(world, "k1", token="sai").status_code == 401
    assert text(world, "").status_code == 422
    assert text(world, "k1", to="khong-phai-so").status_code == 422
    assert world.texts() == []


def test_a_dropped_text_arrived_and_is_known_when_it_comes_again(world: Outside) -> None:
    world.misbehave("sms", drop=1)
    with pytest.raises(httpx.RemoteProtocolError):
        text(world, "k1")
    assert text(world, "k1").json()["repeated"] is True
    assert len(world.texts()) == 1


def test_a_gateway_may_refuse_and_may_lie(world: Outside) -> None:
    world.misbehave("sms", refuse=1, duplicate=1)
    assert text(world, "k1").status_code == 503
    world.misbehave("sms", duplicate=1)
    text(world, "k2")
    assert len(world.texts()) == 2


def test_a_letter_handed_over_twice_lies_in_the_mailbox_once(world: Outside) -> None:
    letter(world, "<1@congso>")
    letter(world, "<1@congso>")
    (kept,) = world.letters()
    assert (kept["handed"], kept["subject"], kept["text"].strip()) == (2, "Hồ sơ đã có kết quả", "Chào bạn")


def test_a_mail_server_may_refuse_for_now_and_for_ever(world: Outside) -> None:
    world.misbehave("mail", refuse=1)
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        letter(world, "<1@congso>")
    assert refusal.value.smtp_code == 451
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        letter(world, "<1@congso>", to="khong-co@vidu.vn")


def test_a_dropped_letter_arrived_and_is_known_when_it_comes_again(world: Outside) -> None:
    world.misbehave("mail", drop=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        letter(world, "<1@congso>")
    letter(world, "<1@congso>")
    assert [one["handed"] for one in world.letters()] == [2]


def test_a_shown_letter_is_harmless(world: Outside) -> None:
    letter(world, "<1@congso>", html='<p onclick="x()">Chào<script>x()</script><img src="http://xa.vn/1.png"></p>')
    page = httpx.get(f"{world.url}/thu/{world.letters()[0]['id']}/")
    assert "<p>Chào</p>" in page.text
    assert "script" not in page.text
    assert "xa.vn" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


NOBODYS_MAILBOX = "/thu/?hop=khong@co"


@pytest.mark.parametrize(
    "path", ["/", "/thu/", "/sms/", "/dieu-khien/", "/dang-nhap/", "/chung-thu/", "/may-ky/", NOBODYS_MAILBOX]
)
def test_every_page_opens(world: Outside, path: str) -> None:
    assert httpx.get(world.url + path).status_code == 200


def test_a_wrong_passcode_is_told(world: Outside) -> None:
    with httpx.Client(base_url=world.url) as browser:
        page = browser.get("/dang-nhap/").text
        token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "number": "096085000101", "passcode": "000000", "next": "/"}
        refused = browser.post("/dang-nhap/", data=form)
        assert refused.status_code == 422
        assert "không đúng" in refused.text
        assert browser.post("/dang-nhap/", data=form | {"passcode": "123456"}).headers["location"] == "/"
