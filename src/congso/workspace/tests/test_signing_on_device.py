"""A key on the signer's own machine: a hash goes to their browser, and only its signature moves the dossier on."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse

from congso.dossiers import commands, queries, testing
from congso.dossiers.models import Result
from congso.dossiers.testing import Province
from congso.files import queries as files
from congso.kernel import clock
from congso.signatures import queries as signed
from congso.signatures.commands import Holder, register
from congso.signatures.models import PreparedSignature, SignatureAct, SignedPaper
from congso.signatures.rules.keys import Medium
from congso.signatures.testing import authority, certificate_file, credential
from congso.ui.testing import sound
from congso_simulators.testing import outside

from .conftest import LATER, SignIn

pytestmark = pytest.mark.django_db


class Device:
    """Somebody's device, with one key in it."""

    def __init__(self, holder: Holder) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        chain = certificate_file("Người ký", key=self.key.public_key()).decode()
        register(holder=holder, medium=Medium.CLIENT, chain=chain, now=LATER)

    def signature(self, digest: str) -> str:
        made = self.key.sign(b64decode(digest), ec.ECDSA(Prehashed(SHA256())))
        return b64encode(made).decode()


@pytest.fixture
def of_leader(province: Province, settings: Any, tmp_path: Path) -> Device:
    settings.STORED_FILES_DIR = tmp_path
    settings.SIGNING_DEVICE_URL, settings.SIGNING_DEVICE_ORIGIN = "http://127.0.0.1:9/may-ky", "http://127.0.0.1:9"
    return Device(Holder(person_id=province.commune.leader.person_id))


def begun(client: Client, province: Province, dossier_id: UUID, **more: str) -> str:
    """Ask to approve, and return the address of the page that asks the device."""
    found = queries.dossier_for_officer(province.commune.leader, dossier_id, now=LATER).result
    assert found is not None
    address = reverse("workspace:act", args=[dossier_id, "phe-duyet"])
    answer = client.post(address, {"phe-duyet-seen": found.fingerprint, "phe-duyet-note": "Đồng ý.", **more})
    assert answer.status_code == 302
    return str(answer["Location"])


def state(dossier_id: UUID) -> str:
    return Result.objects.get(dossier_id=dossier_id).state


def test_the_signature_of_the_hash_approves_and_holds(
    province: Province, of_leader: Device, as_officer: SignIn
) -> None:
    dossier_id = testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    address = begun(leader, province, dossier_id)
    assert state(dossier_id) == "draft"
    page = leader.get(address)
    assert "connect-src 'self' http://127.0.0.1:9" in page["Content-Security-Policy"]
    assert leader.get("/can-bo/")["Content-Security-Policy"].count("127.0.0.1:9") == 0
    digest = page.context["prepared"].digest
    done = leader.post(address, {"signature": of_leader.signature(digest)}, follow=True)
    assert "Đã phê duyệt kết quả." in done.content.decode()
    assert state(dossier_id) == "approved"
    paper = SignedPaper.objects.get()
    with files.open_bytes(paper.file_id) as stream:
        report = signed.check_file(stream, name="x.pdf", now=LATER, anchors=[authority().anchor])
    (one,) = report.signatures
    assert (one.facts.intact, one.facts.valid, one.facts.changes) == (True, True, ())
    assert SignatureAct.objects.get().officer_id == province.commune.leader.id
    assert not PreparedSignature.objects.exists()
    assert leader.post(address, {"signature": of_leader.signature(digest)}).status_code == 404


@pytest.mark.parametrize("told", ["", "rác", b64encode(b"x" * 70).decode()])
def test_what_is_no_signature_of_the_key_moves_nothing(
    province: Province, of_leader: Device, as_officer: SignIn, told: str
) -> None:
    dossier_id = testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    address = begun(leader, province, dossier_id)
    page = leader.post(address, {"signature": told})
    assert page.status_code == 409
    assert "không khớp với chứng thư" in page.content.decode()
    assert state(dossier_id) == "draft"
    digest = leader.get(address).context["prepared"].digest
    assert leader.post(address, {"signature": of_leader.signature(digest)}).status_code == 302


def test_another_draft_another_officer_and_another_time_are_refused(
    province: Province, of_leader: Device, as_officer: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    address = begun(leader, province, dossier_id)
    digest = leader.get(address).context["prepared"].digest
    assert as_officer(province.commune.unit_head).get(address).status_code == 404
    Result.objects.update(body="Nội dung khác")
    changed = leader.post(address, {"signature": of_leader.signature(digest)})
    assert changed.status_code == 409
    assert "Dự thảo kết quả đã thay đổi" in changed.content.decode()
    Result.objects.update(body="")
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(minutes=11))
    assert leader.post(address, {"signature": of_leader.signature(digest)}).status_code == 404
    assert state(dossier_id) == "draft"


def test_a_signature_serves_no_other_dossier(province: Province, of_leader: Device, as_officer: SignIn) -> None:
    first, second = testing.to_approve(province), testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    digest = leader.get(begun(leader, province, first)).context["prepared"].digest
    other = begun(leader, province, second)
    assert leader.post(other, {"signature": of_leader.signature(digest)}).status_code == 409
    assert (state(first), state(second)) == ("draft", "draft")


def test_the_clerk_seals_with_a_device_and_a_number_given_away_meanwhile_is_noticed(
    province: Province, of_leader: Device, as_officer: SignIn
) -> None:
    first, second = testing.to_approve(province), testing.to_approve(province)
    leader = as_officer(province.commune.leader)
    for dossier_id in (first, second):
        address = begun(leader, province, dossier_id)
        leader.post(address, {"signature": of_leader.signature(leader.get(address).context["prepared"].digest)})
    seal, clerk = Device(Holder(organisation_id=province.commune.id)), as_officer(province.commune.clerk)
    waiting = [clerk.post(reverse("workspace:act", args=[one, "ban-hanh"]))["Location"] for one in (first, second)]
    digests = [clerk.get(one).context["prepared"].digest for one in waiting]
    assert clerk.post(waiting[0], {"signature": seal.signature(digests[0])}).status_code == 302
    late = clerk.post(waiting[1], {"signature": seal.signature(digests[1])})
    assert "số văn bản hoặc chứng thư đã khác lúc bắt đầu ký" in late.content.decode()
    assert (state(first), state(second)) == ("issued", "approved")
    assert (
        SignedPaper.objects.get(state="complete").reference_number
        == Result.objects.get(dossier_id=first).reference_number
    )


def test_without_a_device_to_ask_nothing_is_approved(province: Province, of_leader: Device) -> None:
    from congso.kernel.refusals import NotPossibleNow

    dossier_id = testing.to_approve(province)
    with pytest.raises(NotPossibleNow, match="Khóa này ở thiết bị ký trên máy"):
        commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=LATER)
    assert state(dossier_id) == "draft"
    assert of_leader is not None


def test_in_a_pane_the_browser_is_led_to_the_page(province: Province, of_leader: Device, as_officer: SignIn) -> None:
    dossier_id = testing.to_approve(province)
    found = queries.dossier_for_officer(province.commune.leader, dossier_id, now=LATER).result
    assert found is not None
    answer = as_officer(province.commune.leader).post(
        reverse("workspace:act", args=[dossier_id, "phe-duyet"]),
        {"phe-duyet-seen": found.fingerprint, "khung": "1"},
        headers={"HX-Request": "true"},
    )
    assert (answer.status_code, "ky-bang-thiet-bi" in answer["HX-Redirect"]) == (204, True)
    assert of_leader is not None


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_leader_signs_with_a_device_in_a_browser(
    live_server: Any, request: pytest.FixtureRequest, width: str, province: Province, as_officer: SignIn,
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.STORED_FILES_DIR = tmp_path
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC))
    monkeypatch.setattr(clock, "today", now.date)
    page = request.getfixturevalue(width)
    with outside(site_url=live_server.url) as world:
        settings.SIGNING_DEVICE_URL, settings.SIGNING_DEVICE_ORIGIN = f"{world.url}/may-ky", world.url
        leader = province.commune.leader
        made = world.token_credential(user="ky", name=leader.name, organisation="UBND xã Phú Tân")
        chain = made["certificate"] + "".join(made["chain"])
        register(holder=Holder(person_id=leader.person_id), medium=Medium.CLIENT, chain=chain, now=datetime.now(UTC))
        dossier_id = testing.to_approve(province, now=now)
        world.misbehave("token", refuse=1)
        cookie = as_officer(leader).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/can-bo/ho-so/{dossier_id}/?viec=phe-duyet")
        page.get_by_role("button", name="Phê duyệt").click()
        page.get_by_text("Chưa thấy thiết bị ký").wait_for()
        sound(page, f"device-out-{width}")
        page.get_by_role("button", name="Tìm lại").click()
        page.get_by_label("Mã PIN của thiết bị").fill("000000")
        sound(page, f"device-found-{width}")
        page.keyboard.press("Enter")
        page.get_by_text("còn 2 lần thử").wait_for()
        assert state(dossier_id) == "draft"
        sent: list[str] = []
        page.on(
            "request", lambda one: sent.append(one.post_data or "") if one.url.startswith(live_server.url) else None
        )
        page.get_by_label("Mã PIN của thiết bị").fill("123456")
        page.get_by_role("button", name="Ký", exact=True).click()
        page.get_by_text("Đã phê duyệt kết quả.").wait_for()
        assert state(dossier_id) == "approved"
        assert not any("123456" in one for one in sent)
    credential(organisation_id=province.commune.id)


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_without_the_program_a_sentence_says_what_to_start(
    live_server: Any, phone: Any, province: Province, of_leader: Device, as_officer: SignIn, settings: Any
) -> None:
    dossier_id = testing.to_approve(province)
    client = as_officer(province.commune.leader)
    address = begun(client, province, dossier_id)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    phone.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    phone.goto(live_server.url + address)
    phone.get_by_text("Chưa thấy chương trình ký trên máy của bạn.").wait_for()
    assert phone.get_by_text("Mở chương trình ký đi kèm thiết bị").is_visible()
    assert of_leader is not None
