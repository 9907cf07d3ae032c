"""The pages of personal data: a person asks, the province answers, and what is granted really holds."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from congso.audit.queries import about_person
from congso.dossiers import commands as dossiers
from congso.dossiers import queries as cases
from congso.dossiers import testing
from congso.dossiers.models import ApplicationDraft, Dossier
from congso.dossiers.testing import NOW, Province
from congso.files.commands import store
from congso.identity import queries as identity
from congso.identity.testing import sign_in
from congso.kernel import clock
from congso.kernel.refusals import NotAllowed
from congso.notifications.commands import notify, remove_old
from congso.notifications.models import Message
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_officer, make_organisation, make_unit
from congso.privacy import commands, queries
from congso.privacy.models import SubjectRequest
from congso.privacy.rules.requests import RequestKind
from congso.processes.look_after_personal_data import (
    delete_personal_data,
    tell_about_data_request,
    watch_personal_data,
)
from congso.representation import queries as representation
from congso.representation.testing import body_of, mandate_of
from congso.sso.commands import Registration, agree, register_system

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    monkeypatch.setattr(clock, "today", LATER.date)


@pytest.fixture
def province(db: None) -> Province:
    return testing.plain_province()


def keeper(role: Role = Role.ADMINISTRATOR) -> Any:
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return make_officer(role, unit=make_unit(agency))


def browser(account_id: int | None) -> Client:
    client = Client()
    sign_in(client, account_id)
    return client


def lodge(province: Province, kind: RequestKind, words: str = "") -> UUID:
    client = browser(province.citizen.account_id)
    sent = client.post(reverse("portal:ask_about_data"), {"kind": kind.value, "words": words, "key": f"k-{kind.value}"})
    assert sent.status_code == 302, sent.content.decode()
    return SubjectRequest.objects.get(person_id=province.citizen.person_id, kind=kind).id


def act(client: Client, request_id: UUID, what: str, **given: str) -> Any:
    data = {f"{what}-{name}": value for name, value in given.items()}
    return client.post(reverse("privacy:request_act", args=[request_id, what]), data)


def test_a_person_sees_what_is_held_with_its_class_and_takes_a_copy(province: Province) -> None:
    dossier_id = testing.received(province)
    client = browser(province.citizen.account_id)
    facts = Registration(
        name="Bảo hiểm xã hội", owner_id=province.commune.clerks, audience="everyone",
        redirect_uris=("https://bh.example.vn/tro-lai",),
    )  # fmt: skip
    system, _secret = register_system(facts=facts, public=False, now=NOW)
    agree(client_id=system, account_id=province.citizen.account_id, scopes=["openid", "phone"], now=NOW)
    page = client.get(reverse("portal:my_data")).content.decode()
    assert "Chia sẻ với Bảo hiểm xã hội" in page
    assert "096095000123" in page
    assert "Nhạy cảm" in page
    copy = client.get(reverse("portal:my_copy") + "?dang=json")
    told = copy.json()
    [case], [shared] = told["hồ sơ"], told["chia sẻ với hệ thống khác"]
    assert shared["hệ thống"] == "Bảo hiểm xã hội"
    assert case["mã"] == cases.dossier_for_system(dossier_id, now=LATER).row.shown_code
    assert "096095000123" in case["nội dung khai"].values()
    assert "attachment" in copy["Content-Disposition"]
    read = client.get(reverse("portal:my_copy")).content.decode()
    assert "Mở quán cà phê" in read
    assert f"{NOW:%H:%M %d/%m/%Y}" in read
    exports = [one for one in about_person(province.citizen.person_id, own=True)[0] if one.action == "privacy.copy"]
    assert [one.kind for one in exports] == ["export", "export"]


def test_everything_comes_as_one_archive_with_papers_and_results(
    province: Province, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORED_FILES_DIR = tmp_path
    target = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(target)
    paper = target.getvalue()
    file_id = store(stream=io.BytesIO(paper), name="Thuê nhà.PDF", account_id=province.citizen.account_id, now=NOW).id
    dossier_id = testing.finished(province, papers=[dossiers.PaperInput("TP02", file_id=file_id)])
    other = mandate_of(province.stranger.person_id, province.citizen.person_id, NOW)
    Dossier.objects.filter(id=testing.received(province)).update(
        applicant=province.stranger.person_id, mandate=other, submitter=province.citizen.person_id
    )
    client = browser(province.citizen.account_id)

    def taken() -> zipfile.ZipFile:
        answer: Any = client.get(reverse("portal:my_copy") + "?dang=zip")
        assert answer["Content-Disposition"].startswith("attachment")
        return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    archive = taken()
    assert archive.testzip() is None
    code = cases.dossier_for_system(dossier_id, now=LATER).row.shown_code.lower()
    names = set(archive.namelist())
    (stored,) = (name for name in names if name.startswith(f"ho-so/{code}/giay-to/01-") and name.endswith(".pdf"))
    assert names == {"du-lieu.json", "doc-truoc.txt", stored, f"ho-so/{code}/ket-qua.pdf"}, "nothing of anybody else"
    assert archive.read(stored) == paper
    assert json.loads(archive.read("du-lieu.json"))["hồ sơ"]
    monkeypatch.setattr("congso.portal.archive.MOST_BYTES", 10)
    left = taken()
    assert stored not in left.namelist()
    assert f"{stored}: tệp lưu trữ đã đủ dung lượng" in left.read("doc-truoc.txt").decode()
    exports = [one for one in about_person(province.citizen.person_id, own=True)[0] if one.action == "privacy.copy"]
    assert len(exports) == 2, "each is written down"


def test_a_persons_copy_says_for_whom_they_act_and_holds_nothing_of_an_organisation(province: Province) -> None:
    person = province.citizen
    body = body_of(person.person_id, person.account_id, NOW)
    mandate_of(province.stranger.person_id, person.person_id, NOW)
    standing = representation.standing(person.person_id, NOW.date())
    by = replace(person, standing=standing)
    dossiers.start_draft(version_id=province.version_id, by=by, now=NOW)
    of_body = dossiers.start_draft(version_id=province.version_id, by=by, now=NOW, body_id=body.id)
    told = browser(person.account_id).get(reverse("portal:my_copy") + "?dang=json").json()
    assert len(told["bản nháp"]) == 1
    assert told["tổ chức mình thay mặt"][0]["tổ chức"] == body.name
    assert told["ủy quyền, đại diện"][0]["người làm thay"] == "Bạn"
    dossiers.discard_drafts_of(person_id=person.person_id, now=NOW)
    assert list(ApplicationDraft.objects.values_list("id", flat=True)) == [of_body]


def test_a_copy_says_of_what_was_handed_in_for_others_only_that_it_was(province: Province) -> None:
    helper = province.stranger
    held = mandate_of(province.citizen.person_id, helper.person_id, NOW)
    Dossier.objects.filter(id=testing.received(province)).update(mandate=held, submitter=helper.person_id)
    told = browser(helper.account_id).get(reverse("portal:my_copy") + "?dang=json")
    [case] = told.json()["hồ sơ"]
    assert case["tư cách"] == "Nộp thay người khác"
    assert set(case) == {"mã", "thủ tục", "trạng thái", "nộp lúc", "hẹn trả", "tư cách"}
    assert "096095000123" not in told.content.decode()


def test_the_notice_is_shown_until_it_is_read(province: Province) -> None:
    client = browser(province.citizen.account_id)
    assert "Tôi đã đọc" in client.get(reverse("portal:mine")).content.decode()
    client.post(reverse("portal:read_notice"))
    client.post(reverse("portal:read_notice"))
    assert "Tôi đã đọc" not in client.get(reverse("portal:mine")).content.decode()


def test_a_correction_goes_from_the_person_to_the_answer(province: Province) -> None:
    request_id = lodge(province, RequestKind.CORRECT, "Số điện thoại mới là 0987654321")
    officer = browser(keeper().account_id)
    listed = officer.get(reverse("privacy:requests")).content.decode()
    assert "Chỉnh sửa dữ liệu" in listed
    page = officer.get(reverse("privacy:request", args=[request_id])).content.decode()
    assert "096095000123" not in page
    assert "0987654321" not in page
    assert act(officer, request_id, "sua-lien-he", phone="0987654321").status_code == 409
    act(officer, request_id, "xac-nhan")
    in_hand = officer.get(reverse("privacy:request", args=[request_id])).content.decode()
    assert "0987654321" in in_hand, "whoever corrects must read what is asked"
    assert act(officer, request_id, "sua-lien-he").status_code == 422
    act(officer, request_id, "sua-lien-he", phone="0987 654 321")
    assert act(officer, request_id, "hoan-thanh").status_code == 422
    act(officer, request_id, "hoan-thanh", answer="Đã sửa số điện thoại.")
    person = identity.person(province.citizen.person_id)
    assert person is not None
    assert person.phone == "0987654321"
    own = browser(province.citizen.account_id).get(reverse("portal:data_request", args=[request_id]))
    assert "Đã sửa số điện thoại." in own.content.decode()
    other = browser(province.stranger.account_id)
    assert other.get(reverse("portal:data_request", args=[request_id])).status_code == 404


def test_a_restriction_closes_ended_dossiers_and_lets_the_law_go_on(province: Province) -> None:
    ended, running = testing.submitted(province), testing.received(province)
    commune = province.commune
    dossiers.refuse(dossier_id=ended, by=commune.counter, now=NOW, reason="Không thuộc thẩm quyền")
    request_id, officer = lodge(province, RequestKind.RESTRICT), keeper()
    commands.acknowledge(request_id=request_id, officer=officer, now=LATER)
    assert cases.dossier_for_officer(commune.counter, ended, now=LATER)
    commands.finish(request_id=request_id, officer=officer, answer="Đã hạn chế", now=LATER)
    assert cases.dossier_for_officer(commune.counter, running, now=LATER)
    assert cases.dossier_for_officer(commune.inspector, ended, now=LATER)
    assert cases.dossier_for_person(province.citizen.person_id, ended, now=LATER)
    with pytest.raises(NotAllowed, match="hạn chế xử lý"):
        cases.dossier_for_officer(commune.counter, ended, now=LATER)
    page = browser(commune.counter.account_id).get(reverse("workspace:dossier", args=[ended]))
    assert page.status_code == 403
    assert "chỉ được" in page.content.decode()
    act(browser(officer.account_id), request_id, "go-han-che")
    assert cases.dossier_for_officer(commune.counter, ended, now=LATER)


def test_a_deletion_removes_what_no_law_keeps_and_a_hold_keeps_it(province: Province) -> None:
    citizen = province.citizen
    draft = dossiers.start_draft(
        version_id=province.version_id, by=citizen, now=NOW, receiving_organisation_id=province.commune.id
    )
    request_id = lodge(province, RequestKind.DELETE)
    officer, inspector = keeper(), browser(keeper(Role.INSPECTOR).account_id)
    place = reverse("privacy:holds")
    assert inspector.post(place, {"identity_number": "012345678901", "document_number": "1/QĐ"}).status_code == 422
    assert inspector.post(place, {"identity_number": "096095000123", "document_number": "1/QĐ"}).status_code == 302
    desk = browser(officer.account_id)
    act(desk, request_id, "xac-nhan")
    assert act(desk, request_id, "hoan-thanh", answer="Đã xóa").status_code == 409
    assert dossiers.discard_expired_drafts(now=NOW + timedelta(days=400)) == 0
    notify(key="thu", person_id=citizen.person_id, template="data_request_lodged", context={}, now=NOW)
    remove_old(before=NOW + timedelta(days=9_000), kept=queries.held_people())
    assert Message.objects.filter(person_id=citizen.person_id, key="thu:in_app").exists()
    [held] = queries.holds(in_force=True)
    assert "096•••••0123" in inspector.get(place).content.decode()
    inspector.post(reverse("privacy:lift_hold", args=[held.id]))
    assert act(desk, request_id, "hoan-thanh", answer="Đã xóa").status_code == 302
    delete_personal_data(person_id=str(citizen.person_id))
    assert all(one.id != draft for one in cases.drafts_of(citizen.account_id))
    person = identity.person(citizen.person_id)
    assert person is not None
    assert (person.phone, person.email, person.address) == ("", "", "")


def test_a_breach_is_followed_and_the_responsible_are_reminded_once_each(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = keeper()
    desk = browser(officer.account_id)
    found = LATER - timedelta(hours=20)
    facts = {"what": "Gửi nhầm danh sách", "found_on": f"{found:%d/%m/%Y}", "found_time": f"{found:%H:%M}",
             "people_at_most": "12", "is_serious": "on"}  # fmt: skip
    assert desk.post(reverse("privacy:breaches"), facts).status_code == 302
    [breach] = queries.open_breaches()

    def told() -> list[str]:
        watch_personal_data()
        mine = Message.objects.filter(person_id=officer.person_id, channel="in_app", template__contains="breach")
        return sorted(mine.values_list("template", flat=True))

    assert told() == ["work_breach_near"]
    assert told() == ["work_breach_near"]
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=5))
    assert told() == ["work_breach_late", "work_breach_near"]
    desk = browser(officer.account_id)  # the first session has gone idle meanwhile
    move = reverse("privacy:breach_act", args=[breach.id, "ghi-moc"])
    assert desk.post(move, {"to": "assessed", "note": ""}).status_code == 422
    assert desk.post(move, {"to": "assessed", "note": "Họ tên, điện thoại của 12 người"}).status_code == 302
    desk.post(reverse("privacy:breach_act", args=[breach.id, "bao-su-co"]))
    for state in ("notified", "reported", "closed"):
        assert desk.post(move, {"to": state, "note": ""}).status_code == 302
    letter = desk.get(reverse("privacy:breach_notice", args=[breach.id])).content.decode()
    assert "Họ tên, điện thoại của 12 người" in letter
    assert queries.open_breaches() == []
    assert "Đã đóng" in desk.get(reverse("privacy:breach", args=[breach.id])).content.decode()


def test_both_sides_are_told_of_a_request_once(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = keeper()
    request_id = str(lodge(province, RequestKind.VIEW))
    for _twice in range(2):
        tell_about_data_request(request_id=request_id)
    late: datetime = LATER + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: late)
    for _twice in range(2):
        watch_personal_data()
    inbox = Message.objects.filter(channel="in_app")
    assert list(inbox.filter(person_id=province.citizen.person_id).values_list("template", flat=True)) == [
        "data_request_lodged"
    ]
    assert sorted(inbox.filter(person_id=officer.person_id).values_list("template", flat=True)) == [
        "work_data_request",
        "work_data_request_due",
    ]
