"""One's own pages, tracking, and the front page."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.catalogue.rules.policy import ProcedurePolicy
from congso.dossiers import commands, testing
from congso.dossiers.models import Dossier, Rating
from congso.dossiers.testing import NOW, Province
from congso.kernel import clock
from congso.notifications.commands import notify

from .conftest import PDF

pytestmark = pytest.mark.django_db


def page_of(client: Client, dossier_id: UUID) -> str:
    answer = client.get(reverse("portal:dossier", args=[dossier_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def asked_for_more(province: Province, component: str = "TP02") -> UUID:
    dossier_id = testing.submitted(province)
    commands.ask_supplement(
        dossier_id=dossier_id,
        items=[testing.supplement_item(component)],
        reason="Thiếu bản rõ nét.",
        by=province.commune.counter,
        now=NOW,
    )
    return dossier_id


def test_an_empty_page_teaches(province: Province, citizen: Client) -> None:
    shown = citizen.get(reverse("portal:mine")).content.decode()
    assert "Bạn chưa có hồ sơ nào" in shown
    assert "Tìm thủ tục" in shown


def test_messages_about_work_as_an_officer_are_not_counted_at_home(province: Province, citizen: Client) -> None:
    person_id = province.citizen.person_id
    notify(key="w", person_id=person_id, template="work_assigned", context={}, now=NOW, channels=["in_app"])
    assert citizen.get(reverse("portal:mine")).context["unread"] == 0
    notify(key="m", person_id=person_id, template="dossier_received", context={}, now=NOW, channels=["in_app"])
    assert citizen.get(reverse("portal:mine")).context["unread"] == 1


def test_what_needs_me_comes_first(province: Province, citizen: Client) -> None:
    testing.in_progress(province)
    asked_for_more(province)
    shown = citizen.get(reverse("portal:mine")).content.decode()
    assert shown.index("Cần bạn làm") < shown.index("Đang giải quyết")
    assert "Bổ sung hồ sơ" in shown


@pytest.mark.parametrize(
    "stage", ["submitted", "received", "forwarded", "in_progress", "to_approve", "finished", "returned"]
)
def test_each_stage_has_its_page(province: Province, citizen: Client, stage: str) -> None:
    dossier_id: UUID = getattr(testing, stage)(province)
    shown = page_of(citizen, dossier_id)
    dossier = Dossier.objects.get(id=dossier_id)
    assert str(dossier) in shown
    assert "Đăng ký thành lập hộ kinh doanh" in shown
    if dossier.due_at:
        assert "Vì sao là ngày này?" in shown
        assert "06/08/2026" in shown


def test_who_has_it_is_told_by_unit_and_post_not_by_name(province: Province, citizen: Client) -> None:
    shown = page_of(citizen, testing.in_progress(province))
    assert "Phòng Kinh tế" in shown
    assert "Chuyên viên thụ lý" in shown
    for officer in province.commune.officers:
        assert officer.name not in shown


@pytest.mark.parametrize("page", ["dossier", "submitted", "answer_supplement"])
def test_somebody_elses_dossier_is_not_there(province: Province, stranger: Client, page: str) -> None:
    dossier_id = testing.in_progress(province)
    assert stranger.get(reverse(f"portal:{page}", args=[dossier_id]), follow=True).status_code == 404


@pytest.mark.parametrize("page", ["withdraw", "rate", "answer_supplement"])
def test_nobody_acts_on_somebody_elses_dossier(province: Province, stranger: Client, page: str) -> None:
    dossier_id = testing.finished(province)
    before = Dossier.objects.get(id=dossier_id).event_count
    assert stranger.post(reverse(f"portal:{page}", args=[dossier_id]), {"overall": 3}).status_code == 404
    assert Dossier.objects.get(id=dossier_id).event_count == before


def test_somebody_elses_papers_are_not_printed(province: Province, stranger: Client) -> None:
    dossier_id = testing.in_progress(province)
    assert stranger.get(reverse("portal:paper", args=[dossier_id, "tiep-nhan"])).status_code == 404


def test_the_receipt_is_a_pdf(province: Province, citizen: Client) -> None:
    dossier_id = testing.in_progress(province)
    answer = citizen.get(reverse("portal:paper", args=[dossier_id, "tiep-nhan"]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_paper_that_does_not_exist_yet_is_not_found(province: Province, citizen: Client) -> None:
    dossier_id = testing.submitted(province)
    assert citizen.get(reverse("portal:paper", args=[dossier_id, "tiep-nhan"])).status_code == 404
    assert citizen.get(reverse("portal:paper", args=[dossier_id, "ket-qua"])).status_code == 404
    assert citizen.get(reverse("portal:paper", args=[dossier_id, "khac"])).status_code == 404


def paper(name: str, content: bytes = PDF) -> dict[str, SimpleUploadedFile]:
    return {"paper-TP02": SimpleUploadedFile(name, content, "application/pdf")}


def test_a_supplement_is_answered_and_completed_until_the_desk_has_looked(province: Province, citizen: Client) -> None:
    dossier_id = asked_for_more(province)
    shown = page_of(citizen, dossier_id)
    assert "Bản chụp mờ, không đọc được." in shown
    address = reverse("portal:answer_supplement", args=[dossier_id])
    assert citizen.post(address, paper("ro.pdf")).status_code == 302
    shown = page_of(citizen, dossier_id)
    assert "ro.pdf" in shown
    assert "Bạn đã bổ sung" in shown
    assert citizen.post(address, paper("van-the.pdf")).status_code == 302
    assert citizen.post(address).status_code == 302
    assert "van-the.pdf" not in page_of(citizen, dossier_id), "the same bytes sent twice are kept once"
    assert citizen.post(address, paper("nua.pdf", PDF + b"\n")).status_code == 302
    assert "nua.pdf" in page_of(citizen, dossier_id)
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=NOW)
    citizen.post(address, paper("muon.pdf", PDF + b"\n\n"))
    assert "muon.pdf" not in page_of(citizen, dossier_id)


def test_what_is_still_missing_is_told_and_handed_in_again(province: Province, citizen: Client) -> None:
    dossier_id = asked_for_more(province)
    address = reverse("portal:answer_supplement", args=[dossier_id])
    citizen.post(address, paper("mo.pdf"))
    missing = [testing.supplement_item(why="Vẫn mờ trang 2.")]
    commands.report_incomplete(dossier_id=dossier_id, missing=missing, by=province.commune.counter, now=clock.now())
    shown = page_of(citizen, dossier_id)
    assert "Phần bổ sung chưa đủ" in shown
    assert "Vẫn mờ trang 2." in shown
    assert citizen.post(address, paper("ro.pdf", PDF + b"\n")).status_code == 302
    assert Dossier.objects.get(id=dossier_id).supplement_answered_at is not None


def test_the_form_is_corrected_only_when_it_was_asked_for(province: Province, citizen: Client) -> None:
    dossier_id = asked_for_more(province)
    assert "Sửa nội dung tờ khai" not in page_of(citizen, dossier_id)
    sent = {**testing.ANSWERS, "content": "Mở tiệm bánh", "sua": "yes"}
    assert citizen.post(reverse("portal:answer_supplement", args=[dossier_id]), sent).status_code == 422
    assert "Mở tiệm bánh" not in str(Dossier.objects.get(id=dossier_id).form.answers)


def test_an_empty_or_bad_supplement_is_refused_in_words(province: Province, citizen: Client) -> None:
    address = reverse("portal:answer_supplement", args=[asked_for_more(province)])
    assert citizen.post(address).status_code == 422
    bad = citizen.post(address, {"paper-TP02": SimpleUploadedFile("x.pdf", b"MZ", "application/pdf")})
    assert bad.status_code == 422
    assert "chỉ nhận" in bad.content.decode()


def test_answers_are_corrected_with_a_supplement(province: Province, citizen: Client) -> None:
    dossier_id = asked_for_more(province, "TP01")
    corrected = {**testing.ANSWERS, "content": "Mở tiệm bánh", "sua": "yes"}
    assert citizen.post(reverse("portal:answer_supplement", args=[dossier_id]), corrected).status_code == 302
    assert "Mở tiệm bánh" in page_of(citizen, dossier_id)


def test_before_reception_a_dossier_is_withdrawn_at_once(province: Province, citizen: Client) -> None:
    dossier_id = testing.submitted(province)
    citizen.post(reverse("portal:withdraw", args=[dossier_id]), {"reason": "Nộp nhầm"})
    assert Dossier.objects.get(id=dossier_id).state == "withdrawn"


def test_after_reception_withdrawal_is_asked_for(province: Province, citizen: Client) -> None:
    dossier_id = testing.in_progress(province)
    citizen.post(reverse("portal:withdraw", args=[dossier_id]))
    assert Dossier.objects.get(id=dossier_id).withdrawal_asked_at is not None
    assert "đề nghị rút" in page_of(citizen, dossier_id)


def test_a_rating_is_given_once(province: Province, citizen: Client) -> None:
    dossier_id = testing.returned(province)
    address = reverse("portal:rate", args=[dossier_id])
    assert citizen.post(address).status_code == 422
    assert citizen.post(address, {"overall": 2, "ease": 3, "comment": "Nhanh."}).status_code == 302
    citizen.post(address, {"overall": 1})
    rating = Rating.objects.get()
    assert (rating.overall, rating.details, rating.comment) == (2, {"ease": 3}, "Nhanh.")
    assert "Đánh giá của bạn" in page_of(citizen, dossier_id)
    assert "Đánh giá việc phục vụ" not in citizen.get(reverse("portal:mine")).content.decode()


# Tracking


def test_the_public_sees_how_far_it_is_and_no_name(province: Province, client: Client) -> None:
    dossier = Dossier.objects.get(id=testing.in_progress(province))
    code = dossier.code or ""
    for typed in (code, f" {code.lower()} ", dossier.registration_code.replace("-", "")):
        page = client.get(reverse("portal:track"), {"ma": typed})
        shown = page.content.decode()
        assert page.status_code == 200
        assert "Đã hoàn thành" in shown
        assert "Nguyễn Văn Bảo" not in shown
        assert "hộ kinh doanh" not in shown


def test_the_address_of_a_qr_code_may_be_pasted(province: Province, client: Client) -> None:
    dossier = Dossier.objects.get(id=testing.received(province))
    for pasted in (f"https://dvc.example/tra-cuu/?ma={dossier.code}", f"https://dvc.example/tra-cuu/{dossier.code}/"):
        assert client.get(reverse("portal:track"), {"ma": pasted}).status_code == 200
    assert client.get(reverse("portal:track_code", args=[dossier.code])).status_code == 200


def test_an_unknown_code_is_said_clearly(province: Province, client: Client) -> None:
    for typed in ("H12.01-260101-9999", "'; drop", "x" * 5000, "\x00"):
        page = client.get(reverse("portal:track"), {"ma": typed})
        assert page.status_code == 404
        assert "Không tìm thấy hồ sơ với mã này" in page.content.decode()


@pytest.mark.parametrize("stage", ["submitted", "finished", "returned"])
def test_tracking_knows_every_stage(province: Province, client: Client, stage: str) -> None:
    dossier = Dossier.objects.get(id=getattr(testing, stage)(province))
    assert client.get(reverse("portal:track_code", args=[str(dossier)])).status_code == 200


# The front page and its neighbours


def test_the_front_page_begins_with_search(province: Province, client: Client) -> None:
    page = client.get("/")
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Đăng ký thành lập hộ kinh doanh" in shown
    assert len(page.content) < 40_000


def test_the_front_page_tells_a_person_what_waits(province: Province, citizen: Client) -> None:
    asked_for_more(province)
    assert "1 hồ sơ cần bạn làm tiếp" in citizen.get("/").content.decode()


def test_notices_are_shown_while_they_hold(province: Province, client: Client, settings: object) -> None:
    settings.PORTAL_NOTICES = [  # type: ignore[attr-defined]
        {"title": "Bảo trì", "text": "Tạm ngừng tối thứ Bảy.", "from": "2026-08-01", "to": "2026-08-08"},
        {"title": "Đã qua", "text": "Cũ.", "from": "2026-07-01", "to": "2026-07-02"},
    ]
    shown = client.get("/").content.decode()
    assert "Tạm ngừng tối thứ Bảy." in shown
    assert "Đã qua" not in shown


def test_agencies_are_found_without_marks(province: Province, client: Client) -> None:
    shown = client.get(reverse("portal:contact"), {"q": "phu tan"}).content.decode()
    assert "Xã Phú Tân" in shown
    assert "Xã Tân Hưng" not in shown
    assert "Không tìm thấy cơ quan nào" in client.get(reverse("portal:contact"), {"q": "zzz"}).content.decode()


def test_pages_of_a_person_ask_for_sign_in(province: Province, client: Client, citizen: Client) -> None:
    dossier_id = testing.submitted(province)
    for address in (reverse("portal:mine"), reverse("portal:dossier", args=[dossier_id])):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/dang-nhap/")


def test_an_officer_of_the_province_is_no_applicant(province: Province, signed_in: Callable[..., Client]) -> None:
    dossier_id = testing.submitted(province)
    officer = signed_in(province.commune.counter)
    assert officer.get(reverse("portal:dossier", args=[dossier_id])).status_code == 403


def test_a_result_with_a_fee_due_is_held_with_a_word_about_what_to_do(signed_in: Callable[..., Client]) -> None:
    province = testing.plain_province(policy=ProcedurePolicy(receiving_tiers=("commune",), fee_timing="on_acceptance"))
    citizen, dossier_id = signed_in(province.citizen), testing.finished(province)
    address = reverse("portal:paper", args=[dossier_id, "ket-qua"])
    shown = page_of(citizen, dossier_id)
    assert "Chưa tải được kết quả" in shown
    assert "Nộp 100.000" in shown
    assert address not in shown
    held = citizen.get(address + "?xem=1")
    assert held.status_code == 409
    assert "Nộp tại quầy" in held.content.decode()
    commands.waive_fees(
        dossier_id=dossier_id, basis="Hộ nghèo", evidence="Giấy số 1", by=province.commune.leader, now=NOW
    )
    shown = page_of(citizen, dossier_id)
    assert "Chưa tải được kết quả" not in shown
    assert "Bạn được miễn phí, lệ phí" in shown
    assert address in shown
    assert citizen.get(address).content.startswith(b"%PDF")
