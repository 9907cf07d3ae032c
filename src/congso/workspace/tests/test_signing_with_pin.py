"""A key at a remote service: the form asks for its PIN, a wrong one keeps what was typed, and no session keeps it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.sessions.models import Session
from django.urls import reverse

from congso.dossiers import queries, testing
from congso.dossiers.models import Result
from congso.dossiers.testing import Province
from congso.identity import step_up
from congso.kernel.refusals import Incorrect
from congso.signatures.commands import Holder, register, signing
from congso.signatures.models import SignatureAct
from congso.signatures.rules.keys import Medium
from congso.signatures.testing import certificate_file, credential

from .conftest import LATER, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def remote(province: Province, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leader and agency have keys at a service that signs for the PINs 1111 and 2222; the PINs that it was given."""
    settings.STORED_FILES_DIR = tmp_path
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("leader", "seal")}
    given: list[str] = []
    commune = province.commune
    holders = {"leader": Holder(person_id=commune.leader.person_id), "seal": Holder(organisation_id=commune.id)}
    for name, holder in holders.items():
        chain = certificate_file(name, key=keys[name].public_key()).decode()
        register(holder=holder, medium=Medium.REMOTE, chain=chain, reference=name, now=LATER)

    def service(_chain: Any, reference: str, pin: str, field: str) -> Callable[[bytes], bytes]:
        given.append(pin)
        if pin != {"leader": "1111", "seal": "2222"}[reference]:
            raise Incorrect("Mã PIN không đúng", fields={field: ["Mã PIN không đúng"]})
        return lambda digest: keys[reference].sign(digest, ec.ECDSA(Prehashed(SHA256())))

    monkeypatch.setattr(signing, "remote", service)
    return given


def fingerprint(province: Province, dossier_id: UUID) -> str:
    found = queries.dossier_for_officer(province.commune.leader, dossier_id, now=LATER).result
    assert found is not None
    return found.fingerprint


def test_leader_and_clerk_sign_with_their_pins(province: Province, remote: list[str], as_officer: SignIn) -> None:
    dossier_id = testing.to_approve(province)
    leader, clerk = as_officer(province.commune.leader), as_officer(province.commune.clerk)
    assert "phe-duyet-pin" in leader.get(reverse("workspace:dossier", args=[dossier_id])).content.decode()
    address = reverse("workspace:act", args=[dossier_id, "phe-duyet"])
    sent = {"phe-duyet-seen": fingerprint(province, dossier_id), "phe-duyet-note": "Đồng ý cấp."}
    assert "Nhập mã PIN để ký." in leader.post(address, sent).content.decode()
    wrong = leader.post(address, {**sent, "phe-duyet-pin": "9753"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Mã PIN không đúng" in text
    assert "Đồng ý cấp." in text
    assert "9753" not in text
    assert Result.objects.get(dossier_id=dossier_id).state == "draft"
    assert leader.post(address, {**sent, "phe-duyet-pin": "1111"}).status_code == 302
    issue = reverse("workspace:act", args=[dossier_id, "ban-hanh"])
    assert clerk.post(issue, {"ban-hanh-seal_pin": "2222"}).status_code == 302
    assert SignatureAct.objects.count() == 2
    assert remote == ["9753", "1111", "2222"]


@pytest.mark.usefixtures("remote")
def test_a_decline_asks_for_both(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.to_approve(province)
    address = reverse("workspace:act", args=[dossier_id, "khong-giai-quyet"])
    sent = {f"khong-giai-quyet-{name}": value for name, value in
            {"reason": "Không đủ điều kiện", "pin": "1111", "seal_pin": "2222"}.items()}  # fmt: skip
    assert as_officer(province.commune.leader).post(address, sent).status_code == 302
    assert SignatureAct.objects.count() == 2


@pytest.mark.usefixtures("remote")
def test_before_proving_anew_who_one_is_nothing_keeps_the_pin(
    province: Province, as_officer: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    monkeypatch.setattr(step_up, "is_fresh", lambda _request, _act: False)
    address = reverse("workspace:act", args=[dossier_id, "phe-duyet"])
    sent = {"phe-duyet-seen": fingerprint(province, dossier_id), "phe-duyet-note": "Ghi", "phe-duyet-pin": "86420"}
    assert leader.post(address, sent).status_code == 302
    kept = leader.session[step_up.KEPT]
    assert "phe-duyet-note=Ghi" in kept["body"]
    assert "86420" not in kept["body"]
    assert not any("86420" in str(one.get_decoded()) for one in Session.objects.all())


def test_a_key_that_is_here_asks_for_no_pin(
    province: Province, as_officer: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.STORED_FILES_DIR = tmp_path
    credential(person_id=province.commune.leader.person_id)
    dossier_id = testing.to_approve(province)
    page = as_officer(province.commune.leader).get(reverse("workspace:dossier", args=[dossier_id]))
    assert "phe-duyet-pin" not in page.content.decode()


@pytest.mark.usefixtures("remote")
def test_many_at_once_are_not_signed_without_a_pin(province: Province, as_officer: SignIn) -> None:
    dossier_id = testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    page = leader.post("/can-bo/nhieu-ho-so/", {"viec": "approve", "ho_so": [dossier_id]}, follow=True)
    assert "cần mã PIN cho từng chữ ký" in page.content.decode()
    assert Result.objects.get(dossier_id=dossier_id).state == "draft"
