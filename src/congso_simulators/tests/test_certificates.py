"""The simulated authorities, judged by other people's programs: OpenSSL and pyhanko-certvalidator."""

import asyncio
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathValidationError, RevokedError

from congso_simulators.testing import Outside, outside

AUTHORITIES = ("goc", "dich-vu", "can-bo", "co-quan")
QUERY = {"Content-Type": "application/ocsp-request"}


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside(CONGSO_CA_TOKEN="ma-cap") as world:
        yield world


@pytest.fixture
def world(running: Outside) -> Outside:
    running.clear()
    return running


def request_for(key: Any) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tên này bị bỏ qua")])
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256()
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, digest)
    return request.public_bytes(Encoding.PEM).decode()


def issued(world: Outside, **more: Any) -> dict[str, Any]:
    told = {"name": "Nguyễn Văn Đức", "organisation": "Ủy ban nhân dân xã Đất Mũi"} | more
    return world.certificate(request_for(ec.generate_private_key(ec.SECP256R1())), **told)


def ask(world: Outside, *, token: str = "ma-cap", csr: str = "", **more: Any) -> httpx.Response:
    told = {"csr": csr or request_for(ec.generate_private_key(ec.SECP256R1())), "ca": "can-bo", "name": "An"}
    told |= {"organisation": "Sở Nội vụ"} | more
    return httpx.post(f"{world.url}/chung-thu/cap", json=told, headers={"Authorization": f"Bearer {token}"})


def certificate(told: dict[str, Any]) -> x509.Certificate:
    return x509.load_pem_x509_certificate(told["certificate"].encode())


def authority(world: Outside, ca: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(httpx.get(f"{world.url}/chung-thu/{ca}.cer").content)


def query(one: x509.Certificate, issuer: x509.Certificate, *, nonce: bytes = b"") -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(one, issuer, SHA1())
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def answer(one: x509.Certificate, issuer: x509.Certificate, *, nonce: bytes = b"") -> ocsp.OCSPResponse:
    """Ask where the certificate itself says."""
    reply = httpx.post(
        place(one, AuthorityInformationAccessOID.OCSP), content=query(one, issuer, nonce=nonce), headers=QUERY
    )
    assert reply.headers["content-type"] == "application/ocsp-response"
    return ocsp.load_der_ocsp_response(reply.content)


def place(one: x509.Certificate, method: x509.ObjectIdentifier) -> str:
    found = one.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    return next(entry.access_location.value for entry in found if entry.access_method == method)


def listed_at(one: x509.Certificate) -> str:
    (point,) = one.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert point.full_name
    return str(point.full_name[0].value)


def path_of(world: Outside, one: x509.Certificate) -> list[x509.Certificate]:
    """The certificate and those above it, as each points to the next."""
    path = [one]
    while path[-1].issuer != path[-1].subject:
        above = httpx.get(place(path[-1], AuthorityInformationAccessOID.CA_ISSUERS)).content
        path.append(x509.load_der_x509_certificate(above))
    return path


def validate(path: list[x509.Certificate], *, by: str, usage: str = "non_repudiation") -> Any:
    """Judge a path with nothing but what its certificates point to; revocation must be known of each."""
    pairs = list(pairwise(path))
    told: dict[str, Any] = {}
    if by == "ocsp":
        told["ocsps"] = [asn1_ocsp.OCSPResponse.load(answer(*pair).public_bytes(Encoding.DER)) for pair in pairs]
    else:
        told["crls"] = [asn1_crl.CertificateList.load(httpx.get(listed_at(one)).content) for one, _issuer in pairs]
    end, *above = (asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in path)
    context = ValidationContext(trust_roots=above[-1:], allow_fetching=False, revocation_mode="require", **told)
    validator = CertificateValidator(end, above, validation_context=context)
    with ThreadPoolExecutor(1) as apart:  # a test in a browser leaves a loop running in this thread
        return apart.submit(lambda: asyncio.run(validator.async_validate_usage({usage}))).result()


def test_a_certificate_says_who_signs_for_whom_and_where_its_state_is_told(world: Outside) -> None:
    told = issued(world, ca="co-quan", title="Văn thư", days=30)
    one, issuer = certificate(told), authority(world, "co-quan")
    assert one.subject.rfc4514_string() == "CN=Nguyễn Văn Đức,2.5.4.12=Văn thư,O=Ủy ban nhân dân xã Đất Mũi,C=VN"
    assert str(one.serial_number) == told["serial"]
    assert [x509.load_pem_x509_certificate(above.encode()) for above in told["chain"]] == path_of(world, one)[1:]
    usage = one.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.key_identifier
    assert one.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == own
    assert place(one, AuthorityInformationAccessOID.OCSP) == f"{world.url}/ocsp/co-quan"
    assert listed_at(one) == f"{world.url}/crl/co-quan.crl"
    assert timedelta(days=29) < one.not_valid_after_utc - datetime.now(UTC) <= timedelta(days=30)


def test_the_authorities_for_officers_and_agencies_sign_with_rsa_of_2048_bits(world: Outside) -> None:
    for ca in ("can-bo", "co-quan"):
        key = authority(world, ca).public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        assert key.key_size == 2048


@pytest.mark.parametrize("by", ["ocsp", "crl"])
@pytest.mark.parametrize("ca", ["can-bo", "co-quan"])
def test_a_path_is_valid_with_revocation_known_of_each_certificate(world: Outside, ca: str, by: str) -> None:
    path = path_of(world, certificate(issued(world, ca=ca)))
    assert len(validate(path, by=by)) == 3


@pytest.mark.parametrize("by", ["ocsp", "crl"])
def test_the_path_of_the_time_stamper_is_valid_with_revocation_known_of_each(world: Outside, by: str) -> None:
    pem = next(one["pem"] for one in world.certificates() if one["serial"] == "3")
    path = path_of(world, x509.load_pem_x509_certificate(pem.encode()))
    assert len(validate(path, by=by, usage="digital_signature")) == 3


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no OpenSSL")
def test_openssl_verifies_path_list_and_answer(world: Outside, tmp_path: Path) -> None:
    told = issued(world)
    above, root = told["chain"]
    for name, content in (("nguoi", told["certificate"]), ("cap", above), ("goc", root)):
        (tmp_path / f"{name}.pem").write_text(content)
    lists = [
        x509.load_der_x509_crl(httpx.get(f"{world.url}/crl/{ca}.crl").content).public_bytes(Encoding.PEM)
        for ca in ("can-bo", "goc")
    ]
    (tmp_path / "thu-hoi.pem").write_bytes(b"".join(lists))

    def openssl(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=False)

    checked = ["verify", "-x509_strict", "-CAfile", "goc.pem", "-untrusted", "cap.pem"]
    assert openssl(*checked, "-crl_check_all", "-CRLfile", "thu-hoi.pem", "nguoi.pem").stdout == "nguoi.pem: OK\n"
    question = ["ocsp", "-issuer", "cap.pem", "-cert", "nguoi.pem", "-url", f"{world.url}/ocsp/can-bo"]
    asked = openssl(*question, "-serial", "12345", "-CAfile", "goc.pem", "-verify_other", "cap.pem")
    assert "Response verify OK" in asked.stderr, asked
    assert "nguoi.pem: good" in asked.stdout
    assert "12345: unknown" in asked.stdout
    assert "WARNING" not in asked.stderr  # the nonce came back


@pytest.mark.parametrize("by", ["ocsp", "crl"])
def test_what_is_revoked_is_known_as_revoked(world: Outside, by: str) -> None:
    told = issued(world)
    world.revoke(told["serial"])
    with pytest.raises(RevokedError):
        validate(path_of(world, certificate(told)), by=by)
    (known,) = (one for one in world.certificates() if one["serial"] == told["serial"])
    assert (known["state"], known["reason"]) == ("revoked", "key_compromise")


def test_a_revocation_tells_since_when_and_why_and_what_was_said_first_stays(world: Outside) -> None:
    told, since = issued(world), datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
    world.revoke(told["serial"], reason="affiliation_changed", at=since)
    world.revoke(told["serial"], reason="superseded")
    said = answer(certificate(told), authority(world, "can-bo"))
    assert said.certificate_status == ocsp.OCSPCertStatus.REVOKED
    assert (said.revocation_time_utc, said.revocation_reason) == (since, x509.ReasonFlags.affiliation_changed)
    revoked = x509.load_der_x509_crl(httpx.get(listed_at(certificate(told))).content)
    entry = revoked.get_revoked_certificate_by_serial_number(int(told["serial"]))
    assert entry is not None
    assert entry.revocation_date_utc == since


def test_an_authority_may_be_revoked_itself(tmp_path: Path) -> None:
    with outside() as world:
        path = path_of(world, certificate(issued(world)))
        world.revoke(str(path[1].serial_number), reason="ca_compromise")
        with pytest.raises(RevokedError):
            validate(path, by="crl")


def test_a_responder_says_good_unknown_and_repeats_the_nonce(world: Outside) -> None:
    one, other = certificate(issued(world)), certificate(issued(world, ca="co-quan"))
    issuer = authority(world, "can-bo")
    said = answer(one, issuer, nonce=b"0123456789abcdef")
    assert said.certificate_status == ocsp.OCSPCertStatus.GOOD
    assert said.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"0123456789abcdef"
    (who,) = said.certificates
    who.extensions.get_extension_for_class(x509.OCSPNoCheck)
    who.verify_directly_issued_by(issuer)
    assert said.next_update_utc is not None
    assert said.this_update_utc <= datetime.now(UTC) < said.next_update_utc
    asked = ocsp.load_der_ocsp_request(query(one, issuer))
    strange = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        asked.issuer_name_hash, asked.issuer_key_hash, other.serial_number, SHA1()
    )
    content = strange.build().public_bytes(Encoding.DER)
    reply = httpx.post(f"{world.url}/ocsp/can-bo", content=content, headers=QUERY)
    assert ocsp.load_der_ocsp_response(reply.content).certificate_status == ocsp.OCSPCertStatus.UNKNOWN


def test_a_responder_answers_what_is_asked_in_the_address(world: Outside) -> None:
    one = certificate(issued(world))
    asked = b64encode(query(one, authority(world, "can-bo"))).decode()
    for written in (asked, asked.replace("/", "%2F").replace("+", "%2B")):
        reply = httpx.get(f"{world.url}/ocsp/can-bo/{written}")
        assert ocsp.load_der_ocsp_response(reply.content).certificate_status == ocsp.OCSPCertStatus.GOOD


def test_a_responder_refuses_what_is_malformed_and_what_is_not_its_own(world: Outside) -> None:
    url = f"{world.url}/ocsp/can-bo"
    broken = ocsp.load_der_ocsp_response(httpx.post(url, content=b"0\x03abc", headers=QUERY).content)
    assert broken.response_status == ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    one = certificate(issued(world, ca="co-quan"))
    foreign = httpx.post(url, content=query(one, authority(world, "co-quan")), headers=QUERY)
    assert ocsp.load_der_ocsp_response(foreign.content).response_status == ocsp.OCSPResponseStatus.UNAUTHORIZED
    assert httpx.post(url, content=b"").status_code == 415
    assert httpx.get(f"{world.url}/ocsp/khong-co/AAAA").status_code == 404


@pytest.mark.parametrize("days", [-3, "expired"])
def test_a_certificate_can_be_had_that_has_ended(world: Outside, days: object) -> None:
    told = issued(world, days=days)
    with pytest.raises(PathValidationError, match="expired"):
        validate(path_of(world, certificate(told)), by="ocsp")
    assert world.certificates()[0]["state"] == "expired"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ca": "goc"}, "invalid_ca"),
        ({"days": 0}, "invalid_days"),
        ({"days": 1826}, "invalid_days"),
        ({"days": "mai"}, "invalid_days"),
        ({"name": ""}, "invalid"),
        ({"organisation": "x" * 65}, "invalid"),
        ({"csr": "không phải"}, "invalid_csr"),
        ({"csr": request_for(rsa.generate_private_key(public_exponent=65537, key_size=1024))}, "weak_key"),
        ({"csr": request_for(ec.generate_private_key(ec.SECP256K1()))}, "weak_key"),
        ({"csr": request_for(ed25519.Ed25519PrivateKey.generate())}, "weak_key"),
    ],
)
def test_what_must_not_be_issued_is_refused_with_a_sentence(world: Outside, wrong: dict[str, Any], code: str) -> None:
    refused = ask(world, **wrong)
    assert (refused.status_code, refused.json()["error"]) == (422, code)
    assert refused.json()["error_description"].endswith(".")


def test_a_request_that_its_key_did_not_sign_is_refused(world: Outside) -> None:
    request = x509.load_pem_x509_csr(request_for(ec.generate_private_key(ec.SECP256R1())).encode())
    altered = request.public_bytes(Encoding.DER).replace("tên này".encode(), "tên nọ".encode() + b" ", 1)
    pem = b"-----BEGIN CERTIFICATE REQUEST-----\n" + b64encode(altered) + b"\n-----END CERTIFICATE REQUEST-----\n"
    assert ask(world, csr=pem.decode()).json()["error"] == "invalid_csr"


def test_only_who_has_the_token_is_issued_anything(world: Outside) -> None:
    assert ask(world, token="sai").status_code == 401
    assert ask(world).status_code == 201


def test_revoking_nonsense_is_refused(world: Outside) -> None:
    def tried(**asked: str) -> tuple[int, str]:
        reply = httpx.post(f"{world.url}/api/chung-thu/thu-hoi", json=asked)
        return reply.status_code, reply.json()["error"]

    serial = issued(world)["serial"]
    assert tried(serial="99") == (404, "unknown_serial")
    assert tried(serial="1") == (404, "unknown_serial")  # the root: nobody above it could say so
    assert tried(serial=serial, reason="vui") == (422, "invalid_reason")
    assert tried(serial=serial, at="2026-07-01T08:00:00") == (422, "invalid_time")
    assert tried(serial=serial, at="2999-07-01T08:00:00+07:00") == (422, "invalid_time")
    assert world.certificates()[0]["state"] == "valid"


def test_the_page_shows_certificates_and_revokes(world: Outside) -> None:
    serial = issued(world, name="Trần Thị Út")["serial"]
    with httpx.Client(base_url=world.url) as browser:
        page = browser.get("/chung-thu/").text
        assert "Trần Thị Út" in page
        token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "serial": serial, "reason": "cessation_of_operation"}
        assert browser.post("/chung-thu/", data=form | {"reason": ""}).status_code == 422
        assert browser.post("/chung-thu/", data=form).status_code == 302
        assert "Nghỉ việc" in browser.get("/chung-thu/").text.split("Trần Thị Út")[1].split("</li>")[0]


def test_faults_strike_each_channel(world: Outside) -> None:
    told = issued(world)
    one, issuer = certificate(told), authority(world, "can-bo")
    world.misbehave("ca", refuse=1)
    world.misbehave("ocsp", refuse=1)
    world.misbehave("crl", refuse=1)
    assert ask(world).status_code == 503
    assert httpx.post(f"{world.url}/ocsp/can-bo", content=query(one, issuer), headers=QUERY).status_code == 503
    assert httpx.get(listed_at(one)).status_code == 503
    for channel, url in (("ocsp", f"{world.url}/ocsp/can-bo"), ("crl", listed_at(one))):
        world.misbehave(channel, drop=1)
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.request("POST" if channel == "ocsp" else "GET", url, content=query(one, issuer), headers=QUERY)
    known = len(world.certificates())
    world.misbehave("ca", drop=1)
    with pytest.raises(httpx.RemoteProtocolError):
        ask(world)
    assert len(world.certificates()) == known + 1


def test_an_outdated_answer_knows_nothing_of_a_later_revocation(world: Outside) -> None:
    told = issued(world)
    world.revoke(told["serial"])
    world.misbehave("ocsp", wrong_time=1)
    said = answer(certificate(told), authority(world, "can-bo"))
    assert said.certificate_status == ocsp.OCSPCertStatus.GOOD
    assert said.next_update_utc is not None
    assert said.next_update_utc < datetime.now(UTC) - timedelta(days=7)


def test_a_restart_keeps_keys_names_and_serials_what_was_issued_and_what_was_revoked(tmp_path: Path) -> None:
    with outside(data=tmp_path) as before:
        first, second = issued(before), issued(before)
        before.revoke(first["serial"])
        known = {ca: authority(before, ca) for ca in AUTHORITIES}
        certificate(second).verify_directly_issued_by(known["can-bo"])
    with outside(data=tmp_path) as after:
        for ca in AUTHORITIES:
            again = authority(after, ca)
            assert again.public_key() == known[ca].public_key()
            assert (again.subject, again.serial_number) == (known[ca].subject, known[ca].serial_number)
        states = {one["serial"]: one["state"] for one in after.certificates()}
        assert (states[first["serial"]], states[second["serial"]]) == ("revoked", "valid")
    assert all(key.stat().st_mode & 0o077 == 0 for key in tmp_path.glob("simulators-authority-*.pem"))
