"""The signing service on an officer's machine, as programs and as pages of a site meet it."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from congso_simulators.testing import Outside, outside

SITE = "http://dichvucong.vidu.vn"
PAPER = "Quyết định".encode()
HASH = b64encode(sha256(PAPER).digest()).decode()


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside(site_url=SITE) as world:
        yield world


@pytest.fixture
def world(running: Outside) -> Outside:
    running.clear()
    return running


def made(world: Outside, **more: Any) -> dict[str, Any]:
    return world.token_credential(**{"user": "lanh-dao", "name": "Lê Thị Bé", "organisation": "Sở Nội vụ"} | more)


def sign(world: Outside, fingerprint: str, *, pin: str = "123456", origin: str = "", **other: Any) -> httpx.Response:
    asked = {"certificate": fingerprint, "hashes": [HASH], "pin": pin} | other
    headers = {"Origin": origin} if origin else {}
    return httpx.post(f"{world.url}/may-ky/ky-hash", json=asked, headers=headers)


def said(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]


def test_a_hash_is_signed_with_the_key_of_a_listed_certificate(world: Outside) -> None:
    told = made(world, title="Giám đốc")
    listed = httpx.get(f"{world.url}/may-ky/chung-thu").json()["certificates"]
    (known,) = (one for one in listed if one["fingerprint"] == told["fingerprint"])
    certificate = x509.load_pem_x509_certificate(known["certificate"].encode())
    assert certificate.fingerprint(SHA256()).hex() == known["fingerprint"]
    assert (known["name"], known["title"], known["locked"]) == ("Lê Thị Bé", "Giám đốc", False)
    assert len(known["chain"]) == 2
    (signature,) = sign(world, known["fingerprint"]).json()["signatures"]
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(b64decode(signature), PAPER, PKCS1v15(), SHA256())


def test_a_token_signs_though_its_certificate_is_revoked(world: Outside) -> None:
    told = made(world)
    world.revoke(told["serial"])
    assert sign(world, told["fingerprint"]).status_code == 200


def test_three_wrong_pins_lock_the_key_until_it_is_unlocked(world: Outside) -> None:
    told = made(world)
    first = sign(world, told["fingerprint"], pin="0000")
    assert said(first) == (403, "wrong_pin")
    assert "còn 2 lần thử" in first.json()["error_description"]
    assert said(sign(world, told["fingerprint"], pin="0000")) == (403, "wrong_pin")
    assert said(sign(world, told["fingerprint"], pin="0000")) == (423, "locked")
    assert said(sign(world, told["fingerprint"])) == (423, "locked")
    with httpx.Client(base_url=world.url) as browser:
        page = browser.get("/may-ky/").text
        assert "Đã khóa" in page
        token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        browser.post("/may-ky/", data={"csrfmiddlewaretoken": token, "unlock": told["credentialID"]})
    assert sign(world, told["fingerprint"]).status_code == 200


def test_a_token_that_is_pulled_out_signs_nothing_until_it_is_put_in(world: Outside) -> None:
    told = made(world)
    with httpx.Client(base_url=world.url) as browser:

        def press(what: str) -> None:
            token = browser.get("/may-ky/").text.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
            assert browser.post("/may-ky/", data={"csrfmiddlewaretoken": token, "do": what}).status_code == 302

        press("pull")
        assert "Thiết bị đã rút ra." in browser.get("/may-ky/").text
        assert said(sign(world, told["fingerprint"])) == (409, "no_token")
        assert said(httpx.get(f"{world.url}/may-ky/chung-thu")) == (409, "no_token")
        press("insert")
    assert sign(world, told["fingerprint"]).status_code == 200


def test_only_pages_of_the_site_may_ask_and_are_told_so(world: Outside) -> None:
    told = made(world)
    asked = sign(world, told["fingerprint"], origin=SITE)
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (200, SITE)
    listed = httpx.get(f"{world.url}/may-ky/chung-thu", headers={"Origin": SITE})
    assert listed.headers["Access-Control-Allow-Origin"] == SITE
    wrong = sign(world, told["fingerprint"], pin="0000", origin=SITE)
    assert (wrong.status_code, wrong.headers["Access-Control-Allow-Origin"]) == (403, SITE)  # the page may read why


@pytest.mark.parametrize(
    "origin", ["http://xau.vn", f"{SITE}.xau.vn", f"{SITE}:8080", "https://dichvucong.vidu.vn", "null"]
)
def test_a_page_from_elsewhere_is_refused_and_uses_up_no_try(world: Outside, origin: str) -> None:
    told = made(world)
    for _try in range(4):
        refused = sign(world, told["fingerprint"], pin="0000", origin=origin)
        assert said(refused) == (403, "foreign_origin")
        assert "Access-Control-Allow-Origin" not in refused.headers
    assert sign(world, told["fingerprint"]).status_code == 200


def preflight(world: Outside, origin: str) -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    return httpx.options(f"{world.url}/may-ky/ky-hash", headers=headers)


def test_a_browser_that_asks_first_is_answered_for_the_site_only(world: Outside) -> None:
    world.misbehave("token", refuse=1)
    allowed = preflight(world, SITE)
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == SITE
    assert allowed.headers["Access-Control-Allow-Methods"] == "POST"
    assert allowed.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert allowed.headers["Access-Control-Allow-Private-Network"] == "true"
    refused = preflight(world, "http://xau.vn")
    assert refused.status_code == 403
    assert not any(name.startswith("access-control") for name in refused.headers)
    assert sign(world, "x").status_code == 409  # the question used up no fault


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ({"hashes": []}, (422, "invalid_hashes")),
        ({"hashes": ["AAAA"]}, (422, "invalid_hashes")),
        ({"hashes": [HASH] * 51}, (422, "invalid_hashes")),
        ({"certificate": "0" * 64}, (404, "unknown_certificate")),
        ({"pin": ""}, (422, "invalid")),
    ],
)
def test_nonsense_is_refused(world: Outside, wrong: dict[str, Any], answer: tuple[int, str]) -> None:
    asked = {"fingerprint": made(world)["fingerprint"]} | wrong
    assert said(sign(world, asked.pop("fingerprint"), **asked)) == answer


def test_a_signature_may_get_lost_on_its_way(world: Outside) -> None:
    told = made(world)
    world.misbehave("token", drop=1)
    with pytest.raises(httpx.RemoteProtocolError):
        sign(world, told["fingerprint"])


def test_a_remote_key_is_not_in_the_token(world: Outside) -> None:
    remote = world.remote_credential(user="x", name="An", organisation="Sở")
    assert said(sign(world, remote["fingerprint"])) == (404, "unknown_certificate")
