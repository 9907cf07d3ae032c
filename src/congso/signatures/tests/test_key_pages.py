"""Keys on pages: administrators register and end them and give them pictures; officers report the loss of their own."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.audit.models import AuditEntry
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.organisation.models import Officer
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_calendar, make_officer, make_organisation, make_unit
from congso.signatures import queries
from congso.signatures.models import SigningCredential
from congso.signatures.rules.keys import warning_due
from congso.signatures.testing import NOW, certificate_file, credential, handwriting_png, p12_file, seal_png
from congso.ui.testing import sound

LIST = "/can-bo/quan-tri/chung-thu-so/"
REGISTER = f"{LIST}dang-ky/"
OWN = "/can-bo/chung-thu-so/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    make_calendar()
    unit = make_unit(make_organisation(name="UBND phường Thử"))
    top = make_unit(make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province"))
    return SimpleNamespace(
        admin=make_officer(Role.ADMINISTRATOR, unit=unit, name="Quản Trị"),
        leader=make_officer(Role.LEADER, unit=unit, name="Trần Thị Ký", title="Chủ tịch"),
        counter=make_officer(Role.COUNTER, unit=unit, name="Một Cửa"),
        of_province=make_officer(Role.ADMINISTRATOR, unit=top, name="Quản Trị Tỉnh"),
        other=make_officer(Role.ADMINISTRATOR, unit=make_unit(make_organisation(name="UBND xã Khác")), name="Khác"),
        agency_id=unit.organisation_id,
    )


def client_of(officer: Any) -> Client:
    client = Client()
    sign_in(client, officer.account_id)
    return client


def upload(content: bytes, name: str = "khoa.p12") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def asked(holder: Any, file: bytes, **more: Any) -> dict[str, Any]:
    return {"holder": str(holder), "medium": "software", "file": upload(file), "password": "mat khau", **more}


class TestAdministrators:
    def test_whoever_may_approve_without_a_certificate_is_named(self, house: SimpleNamespace) -> None:
        text = client_of(house.admin).get(LIST).content.decode()
        assert "Trần Thị Ký</a>, Chủ tịch" in text
        assert "Một Cửa</a>" not in text
        assert "chưa có chữ ký số của cơ quan" in text
        credential(person_id=house.leader.person_id)
        assert "được phê duyệt kết quả nhưng" not in client_of(house.admin).get(LIST).content.decode()

    def test_a_p12_is_registered_and_its_key_is_sealed(self, house: SimpleNamespace) -> None:
        client = client_of(house.admin)
        page = client.post(REGISTER, asked(house.leader.person_id, p12_file()), follow=True)
        assert "Đã đăng ký chứng thư" in page.content.decode()
        row = SigningCredential.objects.get()
        assert (row.person_id, row.medium, row.subject) == (house.leader.person_id, "software", "Trần Thị Ký")
        assert row.key.startswith("-----BEGIN PRIVATE KEY-----")
        entry = AuditEntry.objects.get(action="signatures.register_key")
        assert "mat khau" not in str(entry.detail)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"password": "sai"}, "kiểm tra lại mật khẩu"),
            ({"file": upload(b"khong phai")}, "Không mở được tệp .p12"),
            ({"medium": "remote", "file": upload(certificate_file()), "reference": ""}, "Ghi mã khóa"),
            ({"medium": "remote", "file": upload(b"rac"), "reference": "x"}, "Không đọc được chứng thư"),
            ({"holder": ""}, "Chọn ai đứng tên"),
        ],
    )
    def test_what_is_wrong_comes_back_with_the_form(
        self, house: SimpleNamespace, given: dict[str, Any], said: str
    ) -> None:
        page = client_of(house.admin).post(REGISTER, asked(house.leader.person_id, p12_file()) | given)
        text = page.content.decode()
        assert page.status_code == 422
        assert said in text
        assert 'value="mat khau"' not in text
        if "holder" not in given:
            assert f'value="{house.leader.person_id}" selected' in text
        assert not SigningCredential.objects.exists()

    def test_a_certificate_of_a_key_elsewhere_needs_where_it_is_but_not_on_ones_own_device(
        self, house: SimpleNamespace
    ) -> None:
        client = client_of(house.admin)
        client.post(REGISTER, asked("co-quan", certificate_file("UBND"), medium="pkcs11", reference="CongSo/dau"))
        client.post(REGISTER, asked(house.leader.person_id, certificate_file(), medium="client"))
        kept = {one.medium: one.reference for one in SigningCredential.objects.all()}
        assert kept == {"pkcs11": "CongSo/dau", "client": ""}

    def test_each_administrator_keeps_their_own_agency_and_the_province_all(self, house: SimpleNamespace) -> None:
        kept = credential(person_id=house.leader.person_id)
        address = reverse("signatures:key", args=[kept])
        assert client_of(house.other).get(address).status_code == 403
        assert client_of(house.other).get(f"{LIST}?co-quan={house.agency_id}").status_code == 403
        assert client_of(house.counter).get(LIST).status_code == 403
        for officer in (house.admin, house.of_province):
            assert "Trần Thị Ký" in client_of(officer).get(address).content.decode()
        assert (
            "UBND phường Thử" in client_of(house.of_province).get(f"{LIST}?co-quan={house.agency_id}").content.decode()
        )

    def test_the_soonest_end_comes_first_and_is_marked(self, house: SimpleNamespace) -> None:
        credential(organisation_id=house.agency_id, name="UBND phường Thử")
        credential(person_id=house.leader.person_id, valid_to=NOW + timedelta(days=20))
        text = client_of(house.admin).get(LIST).content.decode()
        assert text.index("Sắp hết hiệu lực") < text.index(">Đang dùng</span>")

    def test_a_picture_is_shown_at_its_true_size(self, house: SimpleNamespace) -> None:
        kept = credential(person_id=house.leader.person_id)
        client, address = client_of(house.admin), reverse("signatures:key_picture", args=[kept])
        given = {"picture": upload(handwriting_png(), "ky.png"), "width_mm": "42,5"}
        page = client.post(address, given, follow=True).content.decode()
        assert 'width="42.5" height="21.2"' in page
        assert "Đã lưu hình" in page
        wrong = client.post(address, {"picture": upload(b"x", "ky.png"), "width_mm": "42"})
        assert wrong.status_code == 422
        assert "Không đọc được hình" in wrong.content.decode()
        assert "Bề rộng từ 15" in client.post(address, {**given, "width_mm": "90"}).content.decode()

    def test_ended_it_signs_no_more_and_stays_listed(self, house: SimpleNamespace) -> None:
        kept = credential(person_id=house.leader.person_id)
        client, address = client_of(house.admin), reverse("signatures:end_key", args=[kept])
        assert "Chọn lý do" in client.post(address, {}).content.decode()
        page = client.post(address, {"ending": "left"}, follow=True).content.decode()
        assert "Đề nghị cơ quan cấp chứng thư thu hồi ngay" in page
        assert queries.key_of_person(house.leader.person_id, NOW) is None
        row = SigningCredential.objects.get()
        assert (row.key, row.ending, row.ended_by_id) == ("", "left", house.admin.id)
        assert "Nghỉ, chuyển công tác" in client.get(LIST).content.decode()

    def test_whoever_left_with_a_key_in_use_is_marked(self, house: SimpleNamespace) -> None:
        kept = credential(person_id=house.leader.person_id, now=NOW - timedelta(days=30))
        Officer.objects.filter(pk=house.leader.id).update(valid_to=NOW.date())
        client = client_of(house.admin)
        assert "Đã thôi giữ vị trí" in client.get(LIST).content.decode()
        assert (
            "Người đứng tên đã thôi giữ vị trí" in client.get(reverse("signatures:key", args=[kept])).content.decode()
        )


class TestOwn:
    def test_without_a_certificate_one_is_told_whom_to_ask(self, house: SimpleNamespace) -> None:
        assert "Bạn chưa có chứng thư số" in client_of(house.leader).get(OWN).content.decode()

    def test_one_sees_it_gives_it_a_picture_and_ends_it_when_lost(self, house: SimpleNamespace) -> None:
        credential(person_id=house.leader.person_id)
        client = client_of(house.leader)
        assert "CA thử nghiệm" in client.get(OWN).content.decode()
        drawn = {"picture": upload(handwriting_png(), "ky.png"), "width_mm": "38"}
        assert 'width="38.0"' in client.post(f"{OWN}hinh/", drawn, follow=True).content.decode()
        page = client.post(f"{OWN}mat-khoa/", follow=True).content.decode()
        assert "Đề nghị ngay cơ quan cấp chứng thư thu hồi" in page
        assert SigningCredential.objects.get().ending == "lost"
        assert client.post(f"{OWN}mat-khoa/").status_code == 409


@pytest.mark.parametrize(
    ("days", "told_before", "due"),
    [(31, None, False), (30, None, True), (20, 30, False), (7, 30, True), (6, 7, False), (0, None, False)],
)
def test_a_warning_is_due_thirty_and_seven_days_before(days: int, told_before: int | None, due: bool) -> None:
    end = NOW + timedelta(days=days)
    told = end - timedelta(days=told_before) if told_before is not None else None
    assert warning_due(end, told, NOW) is due


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_an_administrator_registers_the_seal_in_a_browser(
    live_server: Any, request: pytest.FixtureRequest, width: str, tmp_path: Path, house: SimpleNamespace
) -> None:
    from django.conf import settings

    page = request.getfixturevalue(width)
    cookie = client_of(house.admin).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    (tmp_path / "dau.p12").write_bytes(p12_file("UBND phường Thử"))
    (tmp_path / "dau.png").write_bytes(seal_png())
    page.goto(f"{live_server.url}{LIST}")
    sound(page, f"keys-none-{width}")
    page.get_by_role("link", name="Đăng ký chứng thư").click()
    page.get_by_label("Người hoặc cơ quan đứng tên").select_option("co-quan")
    page.get_by_label("Tệp chứng thư").set_input_files(tmp_path / "dau.p12")
    page.get_by_label("Mật khẩu của tệp .p12").fill("mat khau")
    sound(page, f"keys-register-{width}")
    page.get_by_role("button", name="Đăng ký chứng thư").click()
    page.get_by_text("Đã đăng ký chứng thư").wait_for()
    page.get_by_text("Đặt hình khác").click()
    page.get_by_label("Hình chữ ký hoặc con dấu").set_input_files(tmp_path / "dau.png")
    page.get_by_label("Bề rộng thật, mm").fill("36")
    page.get_by_role("button", name="Lưu hình").press("Enter")
    page.get_by_text("Đã lưu hình").wait_for()
    sound(page, f"key-{width}")
    page.goto(f"{live_server.url}{LIST}")
    sound(page, f"keys-{width}")


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_an_officer_reports_a_loss_on_a_phone(live_server: Any, phone: Any, house: SimpleNamespace) -> None:
    from django.conf import settings

    credential(person_id=house.leader.person_id)
    cookie = client_of(house.leader).cookies[settings.SESSION_COOKIE_NAME].value
    phone.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    phone.goto(f"{live_server.url}{OWN}")
    sound(phone, "own-key")
    phone.get_by_text("Báo mất thiết bị, lộ khóa").click()
    phone.get_by_role("button", name="Ngừng dùng ngay").click()
    phone.get_by_text("Xin cấp chứng thư mới").wait_for()
    sound(phone, "own-key-lost")


def test_a_renewed_key_is_kept_no_longer_and_its_picture_goes_on(house: SimpleNamespace) -> None:
    first = credential(person_id=house.leader.person_id)
    client_of(house.admin).post(REGISTER, asked(house.leader.person_id, p12_file()))
    old, new = SigningCredential.objects.get(id=first), SigningCredential.objects.get(ended_at=None)
    assert (old.ending, old.key) == ("renewed", "")
    assert new.picture == old.picture != ""
