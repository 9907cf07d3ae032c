"""Keys at a remote service (CSC API v2): a PIN opens one for one hash, and whatever is in the way signs nothing."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from asn1crypto import x509
from django.core.cache import cache

from congso.files.testing import text_pdf
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.organisation.tests.factories import make_officer
from congso.signatures import commands, queries
from congso.signatures.commands import Hand, Holder
from congso.signatures.making.keys import certificates
from congso.signatures.models import SignatureAct, SignedPaper
from congso.signatures.rules.keys import Medium
from congso.signatures.rules.places import LEADER, Place
from congso.signatures.testing import certificate_file
from congso_simulators.testing import Outside, outside

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)
SECRET = "bi-mat-thu-nghiem"


@pytest.fixture(scope="module")
def world() -> Iterator[Outside]:
    with outside(CONGSO_CSC_CLIENT_SECRET=SECRET) as running:
        yield running


@pytest.fixture
def service(world: Outside, settings: Any) -> Iterator[Outside]:
    settings.CSC_URL, settings.CSC_CLIENT_ID, settings.CSC_CLIENT_SECRET = f"{world.url}/csc/v2", "congso", SECRET
    settings.OUTGOING_HOSTS = settings.OUTGOING_INSIDE = ["127.0.0.1"]
    cache.clear()
    yield world
    world.clear()


@pytest.fixture
def officer() -> Any:
    return make_officer()


def registered(officer: Any, made: dict[str, Any]) -> Any:
    return commands.register(
        holder=Holder(person_id=officer.person_id),
        medium=Medium.REMOTE,
        chain=made["certificate"] + "".join(made["chain"]),
        reference=made["credentialID"],
        now=datetime.now(UTC),
    )


def credential(service: Outside, **more: object) -> dict[str, Any]:
    return service.remote_credential(user="ky", name="Trần Thị Ký", organisation="UBND phường Thử", **more)


def signed(officer: Any, credential_id: Any, pin: str) -> Any:
    return commands.begin(
        pdf=text_pdf("Quyet dinh so 1"),
        spots=[Place(LEADER, 0, 300, 100, 480, 180)],
        organisation_id=officer.organisation_id,
        title="Quyết định",
        code=commands.new_code(),
        name="qd.pdf",
        hand=Hand(officer.id, credential_id, pin=pin),
        now=datetime.now(UTC),
    )


def test_the_service_signs_a_hash_and_the_signature_holds(
    service: Outside, officer: Any, settings: Any, tmp_path: Any
) -> None:
    settings.STORED_FILES_DIR = tmp_path
    made = credential(service)
    paper = SignedPaper.objects.get(id=signed(officer, registered(officer, made), "123456"))
    from congso.files import queries as files

    with files.open_bytes(paper.file_id) as stream:
        content = stream.read()
    anchors: list[x509.Certificate] = certificates(service.anchor.read_bytes())
    report = queries.check_file(io.BytesIO(content), name="x.pdf", now=datetime.now(UTC), anchors=anchors)
    (one,) = report.signatures
    assert (one.facts.intact, one.facts.valid) == (True, True)
    assert one.facts.certificate is not None
    assert one.facts.certificate.name == "Trần Thị Ký"


def test_a_wrong_pin_signs_nothing_and_three_lock(service: Outside, officer: Any) -> None:
    kept = registered(officer, credential(service))
    with pytest.raises(Incorrect, match="Nhập mã PIN") as missing:
        signed(officer, kept, "")
    assert list(missing.value.fields) == ["pin"]
    for _ in range(2):
        with pytest.raises(Incorrect, match="Mã PIN không đúng") as wrong:
            signed(officer, kept, "999999")
        assert list(wrong.value.fields) == ["pin"]
    with pytest.raises((Incorrect, NotPossibleNow)):
        signed(officer, kept, "999999")
    with pytest.raises(NotPossibleNow, match="đã bị khóa") as locked:
        signed(officer, kept, "123456")
    assert locked.value.code == "key_locked"
    assert not SignatureAct.objects.exists()


def test_a_revoked_certificate_is_said_to_be_out_of_use(service: Outside, officer: Any) -> None:
    made = credential(service)
    kept = registered(officer, made)
    service.revoke(made["serial"])
    with pytest.raises(NotPossibleNow, match="không cho dùng chứng thư này nữa"):
        signed(officer, kept, "123456")


def test_a_service_that_is_away_or_silent_signs_nothing(service: Outside, officer: Any) -> None:
    kept = registered(officer, credential(service))
    for trouble in ({"refuse": 1}, {"drop": 1}):
        service.misbehave("csc", **trouble)
        with pytest.raises(NotPossibleNow, match="không trả lời; chưa có gì được ký"):
            signed(officer, kept, "123456")
    assert not SignedPaper.objects.exists()
    signed(officer, kept, "123456")


def test_a_slow_service_is_not_waited_for_longer_than_the_bound(
    service: Outside, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from congso.signatures.making import remote

    kept = registered(officer, credential(service))
    monkeypatch.setattr(remote, "SECONDS", 0.3)
    service.misbehave("csc", delay_ms=1_000)
    with pytest.raises(NotPossibleNow, match="không trả lời"):
        signed(officer, kept, "123456")


def test_a_token_the_service_forgot_is_asked_for_anew(service: Outside, officer: Any) -> None:
    cache.set("csc-access-token", "cu", 600)
    signed(officer, registered(officer, credential(service)), "123456")


def test_a_signature_by_another_key_than_registered_is_refused(service: Outside, officer: Any) -> None:
    made = credential(service)
    other = commands.register(
        holder=Holder(person_id=officer.person_id),
        medium=Medium.REMOTE,
        chain=certificate_file().decode(),
        reference=made["credentialID"],
        now=datetime(2026, 9, 1, tzinfo=UTC),
    )
    with pytest.raises(NotPossibleNow):
        signed(officer, other, "123456")
    assert not SignedPaper.objects.exists()


def test_the_pin_stands_nowhere(service: Outside, officer: Any, caplog: Any) -> None:
    from congso.audit.models import AuditEntry

    hand = Hand(officer.id, officer.person_id, pin="13571357")
    assert "13571357" not in repr(hand)
    with pytest.raises(Incorrect):
        signed(officer, registered(officer, credential(service)), "13571357")
    assert "13571357" not in caplog.text
    assert not any("13571357" in str(entry.detail) for entry in AuditEntry.objects.all())
