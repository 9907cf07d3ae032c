"""Remote signing by the API of the Cloud Signature Consortium, as a client meets it."""

import sqlite3
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

SHA256_OID, RSA, RSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"
PAPERS = [f"Quyết định số {number}".encode() for number in (1, 2)]
HASHES = [b64encode(sha256(paper).digest()).decode() for paper in PAPERS]


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside(CONGSO_CSC_CLIENT_ID="tinh", CONGSO_CSC_CLIENT_SECRET="bi-mat") as world:
        yield world


@pytest.fixture
def world(running: Outside) -> Outside:
    running.clear()
    return running


class Service:
    """The API with an access token."""

    def __init__(self, world: Outside) -> None:
        self.url = f"{world.url}/csc/v2"
        form = {"grant_type": "client_credentials", "client_id": "tinh", "client_secret": "bi-mat"}
        told = httpx.post(f"{self.url}/oauth2/token", data=form).json()
        assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
        self.headers = {"Authorization": f"Bearer {told['access_token']}"}

    def call(self, method: str, **asked: Any) -> httpx.Response:
        return httpx.post(f"{self.url}/{method}", json=asked, headers=self.headers)

    def authorise(self, credential: str, *, pin: str = "123456", **other: Any) -> httpx.Response:
        asked = {"hashes": HASHES, "numSignatures": 2, "hashAlgorithmOID": SHA256_OID} | other
        return self.call(
            "credentials/authorize", credentialID=credential, authData=[{"id": "PIN", "value": pin}], **asked
        )

    def sign(self, credential: str, activation: str, **other: Any) -> httpx.Response:
        asked = {"hashes": HASHES, "signAlgo": RSA_SHA256} | other
        return self.call("signatures/signHash", credentialID=credential, SAD=activation, **asked)


@pytest.fixture
def service(world: Outside) -> Service:
    return Service(world)


def made(world: Outside, **more: Any) -> dict[str, Any]:
    told = {"user": "lanh-dao", "name": "Nguyễn Văn Đức", "organisation": "Sở Nội vụ"} | more
    return world.remote_credential(**told)


def said(reply: httpx.Response) -> tuple[int, str, str]:
    told = reply.json()
    return reply.status_code, told["error"], told["error_description"]


def test_the_service_says_what_it_can(world: Outside) -> None:
    told = httpx.post(f"{world.url}/csc/v2/info", json={}).json()
    assert told["specs"].startswith("2.")
    assert told["authType"] == ["oauth2client"]
    assert told["oauth2"] == f"{world.url}/csc/v2"
    assert "signatures/signHash" in told["methods"]


def test_hashes_that_were_authorised_are_signed_with_the_key_of_the_certificate(
    world: Outside, service: Service
) -> None:
    told = made(world)
    activation = service.authorise(told["credentialID"]).json()
    assert activation["expiresIn"] == 300
    signatures = service.sign(told["credentialID"], activation["SAD"]).json()["signatures"]
    key = x509.load_pem_x509_certificate(told["certificate"].encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    for signature, paper in zip(signatures, PAPERS, strict=True):
        key.verify(b64decode(signature), paper, PKCS1v15(), SHA256())


def test_a_client_finds_the_credentials_of_a_user_and_what_they_are(world: Outside, service: Service) -> None:
    told = made(world, user="van-thu", ca="co-quan", name="Sở Nội vụ tỉnh Cà Mau")
    gone = made(world, user="van-thu")
    world.revoke(gone["serial"])
    both = service.call("credentials/list", userID="van-thu").json()["credentialIDs"]
    assert both == [told["credentialID"], gone["credentialID"]]
    valid = service.call("credentials/list", userID="van-thu", onlyValid=True, credentialInfo=True).json()
    assert valid["credentialIDs"] == [told["credentialID"]]
    assert valid["credentialInfos"][0]["SCAL"] == "2"
    assert service.call("credentials/list", userID="nguoi-khac").json() == {"credentialIDs": []}

    asked = {"credentialID": told["credentialID"], "certificates": "chain", "certInfo": True, "authInfo": True}
    known = service.call("credentials/info", **asked).json()
    assert known["key"] == {"status": "enabled", "algo": [RSA, RSA_SHA256], "len": 2048}
    own, issuer, root = (x509.load_der_x509_certificate(b64decode(each)) for each in known["cert"]["certificates"])
    assert own == x509.load_pem_x509_certificate(told["certificate"].encode())
    own.verify_directly_issued_by(issuer)
    issuer.verify_directly_issued_by(root)
    assert known["cert"]["status"] == "valid"
    assert known["cert"]["subjectDN"].startswith("CN=Sở Nội vụ tỉnh Cà Mau")
    assert known["cert"]["validTo"] == f"{own.not_valid_after_utc:%Y%m%d%H%M%S}Z"
    assert known["auth"]["objects"][0]["id"] == "PIN"
    lost = service.call("credentials/info", credentialID=gone["credentialID"]).json()
    assert (lost["cert"]["status"], lost["key"]["status"]) == ("revoked", "disabled")


def test_an_authorisation_serves_once_and_only_for_its_hashes(world: Outside, service: Service) -> None:
    one, other = made(world)["credentialID"], made(world)["credentialID"]
    activation = service.authorise(one).json()["SAD"]
    strange = b64encode(sha256(b"khac").digest()).decode()
    for hashes in ([strange], [HASHES[0], strange], HASHES[:1], [*HASHES, strange]):
        refused = service.sign(one, activation, hashes=hashes)
        assert said(refused) == (400, "invalid_request", "Hash is not authorized by the SAD")
    assert said(service.sign(other, activation))[2] == "Invalid parameter SAD"
    assert service.sign(one, activation).status_code == 200
    assert said(service.sign(one, activation))[2] == "Invalid parameter SAD"


def test_an_authorisation_ends_after_five_minutes(world: Outside, service: Service) -> None:
    one = made(world)["credentialID"]
    activation = service.authorise(one).json()["SAD"]
    with sqlite3.connect(world.folder / "simulators.sqlite3", timeout=20) as kept:
        kept.execute("UPDATE simulators_authorisation SET expires_at = datetime(expires_at, '-301 seconds')")
    kept.close()
    assert said(service.sign(one, activation))[2] == "SAD expired"


def test_three_wrong_pins_lock_a_credential_until_the_desk_unlocks_it(world: Outside, service: Service) -> None:
    one = made(world)["credentialID"]
    ready = service.authorise(one).json()["SAD"]
    for _try in range(2):
        assert said(service.authorise(one, pin="000000"))[1] == "invalid_authentication_data"
    assert service.authorise(one).status_code == 200  # the right one forgets the wrong ones
    for _try in range(2):
        service.authorise(one, pin="000000")
    assert said(service.authorise(one, pin="000000")) == (400, "invalid_request", "Credential locked")
    assert said(service.authorise(one))[2] == "Credential locked"
    assert said(service.sign(one, ready))[2] == "Credential locked"
    httpx.post(f"{world.url}/api/csc/mo-khoa", json={"credentialID": one}).raise_for_status()
    assert service.authorise(one).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"numSignatures": "2"}, "Missing (or invalid type) integer parameter numSignatures"),
        ({"numSignatures": 1}, "Invalid value for parameter numSignatures"),
        ({"numSignatures": 51}, "Numbers of signatures is too high"),
        ({"hashes": "x"}, "Missing (or invalid type) array parameter hashes"),
        ({"hashes": []}, "Empty hashes array"),
        ({"hashes": ["AAAA", HASHES[0]]}, "Invalid Base64 hashes string parameter"),
        ({"hashAlgorithmOID": "1.3.14.3.2.26"}, "Invalid parameter hashAlgorithmOID"),
    ],
)
def test_what_cannot_be_authorised_is_refused_in_the_words_of_the_specification(
    world: Outside, service: Service, wrong: dict[str, Any], sentence: str
) -> None:
    assert said(service.authorise(made(world)["credentialID"], **wrong)) == (400, "invalid_request", sentence)


def test_what_cannot_be_signed_is_refused_in_the_words_of_the_specification(world: Outside, service: Service) -> None:
    one = made(world)["credentialID"]
    activation = service.authorise(one).json()["SAD"]
    assert said(service.sign(one, "khac"))[2] == "Invalid parameter SAD"
    assert said(service.sign("khac", activation))[2] == "Invalid parameter credentialID"
    assert said(service.sign(one, activation, signAlgo="1.2.840.10045.4.3.2"))[2] == "Invalid parameter signAlgo"
    assert said(service.sign(one, activation, signAlgo=RSA))[2] == "Invalid parameter hashAlgorithmOID"
    assert service.sign(one, activation, signAlgo=RSA, hashAlgorithmOID=SHA256_OID).status_code == 200


def test_nothing_is_authorised_once_the_certificate_is_revoked_or_has_ended(world: Outside, service: Service) -> None:
    told, ended = made(world), made(world, days=-1)
    world.revoke(told["serial"])
    for one in (told, ended):
        assert "disabled" in said(service.authorise(one["credentialID"]))[2]


def test_who_does_not_know_the_secret_gets_no_token_and_without_one_no_answer(world: Outside) -> None:
    url = f"{world.url}/csc/v2"
    form = {"grant_type": "client_credentials", "client_id": "tinh", "client_secret": "sai"}
    assert said(httpx.post(f"{url}/oauth2/token", data=form))[:2] == (401, "invalid_client")
    assert httpx.post(
        f"{url}/oauth2/token", data={"grant_type": form["grant_type"]}, auth=("tinh", "bi-mat")
    ).is_success
    assert said(httpx.post(f"{url}/oauth2/token", data={"grant_type": "password"}))[1] == "unsupported_grant_type"
    refused = httpx.post(f"{url}/credentials/list", json={"userID": "x"}, headers={"Authorization": "Bearer sai"})
    assert said(refused)[:2] == (401, "invalid_token")


def test_faults_strike_and_what_was_signed_unheard_is_not_signed_again(world: Outside, service: Service) -> None:
    one = made(world)["credentialID"]
    world.misbehave("csc", refuse=1)
    assert service.authorise(one).status_code == 503
    activation = service.authorise(one).json()["SAD"]
    world.misbehave("csc", drop=1)
    with pytest.raises(httpx.RemoteProtocolError):
        service.sign(one, activation)
    assert said(service.sign(one, activation))[2] == "Invalid parameter SAD"


def test_a_pin_is_made_of_digits(world: Outside) -> None:
    asked = {"user": "x", "name": "An", "organisation": "Sở", "ca": "can-bo", "pin": "abc"}
    assert said(httpx.post(f"{world.url}/api/csc", json=asked))[:2] == (422, "invalid_pin")
