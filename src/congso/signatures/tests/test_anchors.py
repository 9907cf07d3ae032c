"""Roots that administrators trust: what is refused and why, compared before it counts, taken back with a reason."""

from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_calendar, make_officer, make_organisation, make_unit
from congso.signatures.commands import remove_anchor, trust
from congso.signatures.models import TrustAnchor
from congso.signatures.queries import trusted
from congso.signatures.rules.certificates import (
    AnchorKind,
    NoCertificate,
    grouped,
    read_certificates,
    trouble_with,
)
from congso.signatures.testing import DER, NOW, authority, new_authority, signer
from congso.ui.testing import sound

LIST = "/can-bo/quan-tri/goc-tin-cay/"
OFFER, CONFIRM = f"{LIST}them/", f"{LIST}xac-nhan/"
SOURCE = "Thông báo 12/TB-CYCP ngày 05/01/2026"


class TestReading:
    def test_pem_with_several_and_der_are_read(self) -> None:
        first, second = authority(), authority("CA lạ")
        both = read_certificates(b"so 1\n" + first.pem + second.pem + first.pem)
        assert [one.name for one in both] == ["CA thử nghiệm", "CA lạ"]
        (one,) = read_certificates(first.root.public_bytes(DER))
        assert one == both[0]
        assert (one.key, one.is_root, one.signs_certificates) == ("ECDSA 256 bit", True, True)
        assert one.fingerprint == grouped(first.anchor.sha256.hex())
        assert [len(group) for group in one.fingerprint.split()] == [4] * 16

    def test_a_certificate_that_ends_like_a_space_is_read_whole(self) -> None:
        """The last byte of a signature is any byte: one in forty looks like a space."""
        made: Any = (signer(f"Thử {number}").signing_cert for number in range(2_000))
        der = next(one.dump() for one in made if one.dump()[-1:].isspace())
        (read,) = read_certificates(der)
        assert (read.der, read.sha256) == (der, sha256(der).hexdigest())

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Không thấy chứng thư nào"),
            (b"khong phai", "Không thấy chứng thư nào"),
            (b"\x30\x03\x02\x01\x05", "không đọc được là chứng thư"),
            (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "không đọc được là chứng thư"),
            (b"-----BEGIN CERTIFICATE-----\n????", "PEM bị hỏng"),
            (b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", "khóa bí mật"),
            (b"\x30" * 300_000, "256 KB"),
        ],
    )
    def test_what_is_no_certificate_is_said_to_be_none(self, content: bytes, said: str) -> None:
        with pytest.raises(NoCertificate, match=said):
            read_certificates(content)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({}, ""),
            ({"is_authority": False}, "không được phép cấp chứng thư khác"),
            ({"valid_to": NOW - timedelta(days=1)}, "đã hết hiệu lực"),
            ({"valid_from": NOW + timedelta(days=1)}, "chưa đến ngày"),
            ({"key": rsa.generate_private_key(65537, 1024)}, "quá yếu"),
            ({"key": rsa.generate_private_key(65537, 2048)}, ""),
        ],
    )
    def test_what_speaks_against_a_root(self, changed: dict[str, Any], said: str) -> None:
        (one,) = read_certificates(new_authority("CA", **changed).pem)
        told = trouble_with(one, now=NOW, known=False)
        assert said in told
        assert bool(told) is bool(said)
        assert "đã có" in trouble_with(one, now=NOW, known=True)

    def test_whoever_signs_documents_is_no_root(self) -> None:
        (one,) = read_certificates(signer().signing_cert.dump())  # type: ignore[union-attr]
        assert "không lấy chứng thư của người ký" in trouble_with(one, now=NOW, known=False)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    make_calendar()
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return SimpleNamespace(
        admin=make_officer(Role.ADMINISTRATOR, unit=make_unit(agency)), of_commune=make_officer(Role.ADMINISTRATOR)
    )


def trusting(by: Any, content: bytes = b"", **more: Any) -> Any:
    given = {"content": content or authority().pem, "kind": AnchorKind.OFFICIAL, "source": SOURCE, "now": NOW}
    return trust(**{**given, "by": by, **more})


class TestTrusting:
    def test_a_root_counts_from_now_on_and_the_trail_says_who_said_so(self, house: SimpleNamespace) -> None:
        assert trusted() == []
        (anchor_id,) = trusting(house.admin)
        assert [one.sha256 for one in trusted()] == [authority().anchor.sha256]
        entry = AuditEntry.objects.get(action="signatures.trust")
        assert (entry.officer_id, entry.object_id) == (house.admin.id, str(anchor_id))
        assert entry.detail["sha256"] == authority().anchor.sha256.hex()

    def test_twice_is_once(self, house: SimpleNamespace) -> None:
        trusting(house.admin)
        assert trusting(house.admin) == []
        assert TrustAnchor.objects.count() == 1

    def test_taken_back_it_counts_no_more_and_may_come_again(self, house: SimpleNamespace) -> None:
        (anchor_id,) = trusting(house.admin)
        remove_anchor(anchor_id=anchor_id, why="  Cơ quan báo lộ khóa ", by=house.admin, now=NOW)
        assert trusted() == []
        assert TrustAnchor.objects.get().removed_why == "Cơ quan báo lộ khóa"
        assert AuditEntry.objects.filter(action="signatures.remove_anchor").exists()
        with pytest.raises(NotPossibleNow):
            remove_anchor(anchor_id=anchor_id, why="lần nữa", by=house.admin, now=NOW)
        assert len(trusting(house.admin)) == 1

    def test_only_the_province_decides_and_says_why(self, house: SimpleNamespace) -> None:
        with pytest.raises(NotAllowed):
            trusting(house.of_commune)
        (anchor_id,) = trusting(house.admin)
        with pytest.raises(NotAllowed):
            remove_anchor(anchor_id=anchor_id, why="x", by=house.of_commune, now=NOW)
        with pytest.raises(Incorrect, match="vì sao"):
            remove_anchor(anchor_id=anchor_id, why="  ", by=house.admin, now=NOW)
        with pytest.raises(Incorrect, match="bản công bố"):
            trusting(house.admin, authority("CA lạ").pem, source=" ")
        with pytest.raises(NotFound):
            remove_anchor(anchor_id=house.admin.person_id, why="x", by=house.admin, now=NOW)

    def test_one_bad_certificate_refuses_all(self, house: SimpleNamespace) -> None:
        bad = new_authority("CA cũ", valid_to=NOW - timedelta(days=1))
        with pytest.raises(Incorrect, match="CA cũ: Chứng thư đã hết hiệu lực"):
            trusting(house.admin, authority().pem + bad.pem)
        assert not TrustAnchor.objects.exists()

    def test_the_database_agrees(self, house: SimpleNamespace) -> None:
        (anchor_id,) = trusting(house.admin)
        row = TrustAnchor.objects.get(id=anchor_id)
        for broken in (
            lambda: TrustAnchor.objects.filter(id=anchor_id).update(removed_at=NOW),
            lambda: TrustAnchor.objects.filter(id=anchor_id).update(kind="x"),
            lambda: TrustAnchor.objects.create(**{
                one: getattr(row, one)
                for one in ("kind", "name", "certificate", "sha256", "valid_from", "valid_to", "source", "added_at",
                            "added_by_id")
            }),
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                broken()


class TestPages:
    @pytest.fixture
    def client(self, house: SimpleNamespace) -> Client:
        client = Client()
        sign_in(client, house.admin.account_id)
        return client

    def test_nothing_is_trusted_before_it_was_compared(self, client: Client) -> None:
        upload = SimpleUploadedFile("goc.cer", authority().root.public_bytes(DER))
        page = client.post(OFFER, {"file": upload, "kind": "official", "source": SOURCE})
        text = page.content.decode()
        assert grouped(authority().anchor.sha256.hex()) in text
        assert "ECDSA 256 bit" in text
        assert not TrustAnchor.objects.exists()
        given = {"certificates": authority().pem.decode(), "kind": "official", "source": SOURCE}
        unticked = client.post(CONFIRM, given)
        assert unticked.status_code == 422
        assert "So dấu vân tay rồi đánh dấu" in unticked.content.decode()
        done = client.post(CONFIRM, {**given, "compared": "on"}, follow=True)
        assert "Đã thêm 1 gốc tin cậy." in done.content.decode()
        assert grouped(authority().anchor.sha256.hex()) in done.content.decode()
        again = client.post(CONFIRM, {**given, "compared": "on"}, follow=True)
        assert "đã có trong danh sách" in again.content.decode()

    @pytest.mark.parametrize(
        ("pasted", "said"),
        [("", "Không thấy chứng thư nào"), ("xin chào", "Không thấy chứng thư nào")],
    )
    def test_what_cannot_be_read_comes_back_with_words(self, client: Client, pasted: str, said: str) -> None:
        page = client.post(OFFER, {"pasted": pasted, "kind": "public", "source": SOURCE})
        assert page.status_code == 422
        assert said in page.content.decode()

    def test_a_certificate_with_trouble_offers_no_way_on(self, client: Client) -> None:
        bad = new_authority("CA cũ", valid_to=NOW - timedelta(days=1))
        page = client.post(OFFER, {"pasted": bad.pem.decode(), "kind": "public", "source": SOURCE})
        assert page.status_code == 422
        assert "đã hết hiệu lực" in page.content.decode()
        assert CONFIRM not in page.content.decode()

    def test_taking_back_asks_why(self, client: Client, house: SimpleNamespace) -> None:
        (anchor_id,) = trusting(house.admin)
        address = reverse("signatures:remove_anchor", args=[anchor_id])
        assert client.post(address, {"why": ""}).status_code == 422
        page = client.post(address, {"why": "Hết dùng"}, follow=True)
        assert "Đã bỏ gốc tin cậy" in page.content.decode()
        assert "Hết dùng" in page.content.decode()

    def test_the_settings_roots_stand_beside(self, client: Client, settings: Any, tmp_path: Any) -> None:
        path = tmp_path / "goc.pem"
        path.write_bytes(authority("CA lạ").pem)
        settings.SIGNATURE_ANCHORS = path
        text = client.get(LIST).content.decode()
        assert "Theo cấu hình máy chủ" in text
        page = client.post(OFFER, {"pasted": authority("CA lạ").pem.decode(), "kind": "public", "source": SOURCE})
        assert "đã có trong danh sách" in page.content.decode()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_an_administrator_adds_a_root_in_a_browser(
    live_server: Any, request: pytest.FixtureRequest, width: str, tmp_path: Any
) -> None:
    from django.conf import settings

    page = request.getfixturevalue(width)
    make_calendar()
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    officer = make_officer(Role.ADMINISTRATOR, unit=make_unit(agency))
    client = Client()
    sign_in(client, officer.account_id)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    file = tmp_path / "goc.pem"
    file.write_bytes(authority().pem)
    page.goto(f"{live_server.url}{LIST}")
    sound(page, f"anchors-none-{width}")
    page.get_by_role("link", name="Thêm gốc tin cậy").click()
    sound(page, f"anchors-offer-{width}")
    page.get_by_label("Tệp chứng thư gốc").set_input_files(file)
    page.get_by_label("Chuyên dùng công vụ").check()
    page.get_by_label("Bản công bố để so dấu vân tay").fill(SOURCE)
    page.get_by_role("button", name="Xem dấu vân tay").click()
    page.get_by_role("heading", name="So dấu vân tay").wait_for()
    sound(page, f"anchors-compare-{width}")
    page.get_by_label("Tôi đã so từng dấu vân tay").check()
    page.get_by_role("button", name="Tin cậy").click()
    page.get_by_text("Đã thêm 1 gốc tin cậy.").wait_for()
    sound(page, f"anchors-{width}")
    page.get_by_text("Bỏ khỏi danh sách").click()
    page.get_by_label("Vì sao bỏ").fill("Thử bỏ")
    page.get_by_role("button", name="Bỏ gốc tin cậy").click()
    page.get_by_text("Đã bỏ gốc tin cậy").wait_for()
    sound(page, f"anchors-removed-{width}")
