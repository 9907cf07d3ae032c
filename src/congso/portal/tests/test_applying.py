"""Applying: from the first page to the dossier, with everything that can go wrong on the way."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congso.catalogue.rules.content import Case, Component
from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.dossiers import queries as dossiers
from congso.dossiers.models import ApplicationDraft, Dossier
from congso.dossiers.rules.states import Action
from congso.dossiers.testing import FORM, PROCEDURE_CODE, Province, plain_content, plain_province
from congso.files.models import StoredFile
from congso.files.testing import fetched
from congso.portal.forms import parts_at_most, parts_of
from congso.portal.rules.history import told

from .conftest import PDF

pytestmark = pytest.mark.django_db

START = f"/nop-ho-so/bat-dau/{PROCEDURE_CODE}/"
FORM_PAGE = {
    "applicant_name": "Nguyễn Văn Bảo",
    "applicant_identity_number": "096095000123",
    "applicant_phone": "0912345678",
    "content": "Mở quán cà phê",
}


def begin(client: Client) -> UUID:
    """Begin a draft; return its id."""
    answer = client.post(START)
    assert answer.status_code == 302
    return UUID(answer["Location"].split("/")[2])


def fill(client: Client, province: Province, draft_id: UUID) -> None:
    """Fill in everything but the last step."""
    place = {"receiving_organisation": province.commune.id, "return_channel": "online"}
    assert client.post(reverse("portal:place", args=[draft_id]), place).status_code == 302
    page = client.post(reverse("portal:form_part", args=[draft_id, "tat-ca"]), FORM_PAGE)
    assert page.status_code == 302, page.context["form"].errors
    assert page["Location"] == reverse("portal:papers", args=[draft_id])


def submit(client: Client, draft_id: UUID) -> Any:
    return client.post(reverse("portal:submit", args=[draft_id]), {"truthful": "on"})


def pdf(name: str = "bien-ban.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_stranger_sees_what_is_needed_and_is_sent_to_vneid(province: Province, client: Client) -> None:
    page = client.get(START)
    assert page.status_code == 200
    shown = page.content.decode()
    assert "Bản sao biên bản họp thành viên" in shown
    assert "3 ngày làm việc" in shown
    assert "100.000" in shown
    assert f'name="next" value="{START}"' in shown
    assert client.post(START)["Location"] == START
    assert not ApplicationDraft.objects.exists()


def test_an_unknown_procedure_is_not_found(province: Province, client: Client) -> None:
    assert client.get("/nop-ho-so/bat-dau/9.999999/").status_code == 404


def test_from_start_to_dossier(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    assert citizen.post(reverse("portal:papers", args=[draft_id])).status_code == 302
    review = citizen.get(reverse("portal:review", args=[draft_id]))
    shown = review.content.decode()
    assert review.context["ready"]
    assert "Dự kiến hẹn trả kết quả chậm nhất" in shown
    assert "07/08/2026" in shown  # three working days after the latest reception, eight working hours from 10:00
    assert "Mở quán cà phê" in shown
    answer = submit(citizen, draft_id)
    dossier = Dossier.objects.get()
    assert answer["Location"] == reverse("portal:submitted", args=[dossier.id])
    done = citizen.get(answer["Location"]).content.decode()
    assert dossier.registration_code in done
    assert "<svg" in done
    assert dossier.return_channel == "online"


def test_what_is_known_from_vneid_is_filled_in(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    page = citizen.get(reverse("portal:form_part", args=[draft_id, "tat-ca"])).content.decode()
    assert 'value="096095000123"' in page


def test_a_double_click_begins_one_draft(province: Province, citizen: Client) -> None:
    assert begin(citizen) == begin(citizen)


def test_handing_in_twice_makes_one_dossier(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    first, again = submit(citizen, draft_id), submit(citizen, draft_id)
    assert first["Location"] == again["Location"]
    assert Dossier.objects.count() == 1
    back = citizen.get(reverse("portal:review", args=[draft_id]))
    assert back["Location"] == reverse("portal:dossier", args=[Dossier.objects.get().id])


def test_nothing_is_handed_in_without_the_statement_of_truth(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    page = citizen.post(reverse("portal:submit", args=[draft_id]))
    assert page.status_code == 422
    assert "Đánh dấu để cam đoan" in page.content.decode()
    assert not Dossier.objects.exists()


def test_a_statement_of_the_form_itself_stands_on_the_last_step(signed_in: Callable[..., Client], db: None) -> None:
    statements = Group(
        "statements", "Cam đoan", fields=(Field("commitment", FieldType.YES_NO, "Cam đoan", required=True),)
    )
    province = plain_province(form=FormDefinition(title=FORM.title, groups=(*FORM.groups, statements)))
    citizen = signed_in(province.citizen)
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    assert 'name="commitment"' in citizen.get(reverse("portal:review", args=[draft_id])).content.decode()
    assert citizen.post(reverse("portal:submit", args=[draft_id])).status_code == 422
    assert citizen.post(reverse("portal:submit", args=[draft_id]), {"commitment": "yes"}).status_code == 302
    assert Dossier.objects.count() == 1


def test_what_is_missing_is_said_with_the_place_to_settle_it(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    page = citizen.get(reverse("portal:review", args=[draft_id]))
    assert not page.context["ready"]
    shown = page.content.decode()
    assert "Chọn cơ quan tiếp nhận hồ sơ." in shown
    assert "to-khai/tat-ca/?ve=kiem-tra#id_content" in shown
    assert submit(citizen, draft_id).status_code == 422
    assert not Dossier.objects.exists()


def test_wrong_answers_are_kept_and_explained(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    address = reverse("portal:form_part", args=[draft_id, "tat-ca"])
    page = citizen.post(address, {**FORM_PAGE, "applicant_identity_number": "12", "content": ""})
    assert page.status_code == 422
    shown = page.content.decode()
    assert "phải có đúng 12 chữ số" in shown
    assert 'value="12"' in shown
    assert ApplicationDraft.objects.get().answers["applicant_identity_number"] == "12"


def test_a_field_that_is_emptied_is_emptied(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    address = reverse("portal:form_part", args=[draft_id, "tat-ca"])
    citizen.post(address, FORM_PAGE)
    citizen.post(address, {**FORM_PAGE, "applicant_phone": "", "action": "later"})
    assert ApplicationDraft.objects.get().answers["applicant_phone"] is None


def test_later_leads_home_and_resuming_leads_back(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    answer = citizen.post(reverse("portal:papers", args=[draft_id]), {"action": "later"})
    assert answer["Location"] == reverse("portal:mine")
    assert reverse("portal:resume", args=[draft_id]) in citizen.get(reverse("portal:mine")).content.decode()
    assert citizen.get(reverse("portal:resume", args=[draft_id]))["Location"] == reverse(
        "portal:papers", args=[draft_id]
    )


# Several windows


def test_a_newer_copy_of_another_window_is_shown_before_it_is_overwritten(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    address = reverse("portal:form_part", args=[draft_id, "tat-ca"])
    old = citizen.get(address).context["revision"]
    citizen.post(address, {**FORM_PAGE, "content": "Mở tiệm may", "revision": old})
    page = citizen.post(address, {**FORM_PAGE, "content": "Mở quán ăn", "revision": old})
    assert page.status_code == 409
    shown = page.content.decode()
    assert "Mở tiệm may" in shown  # what is saved
    assert 'value="Mở quán ăn"' in shown  # what was typed
    assert ApplicationDraft.objects.get().answers["content"] == "Mở tiệm may"
    assert (
        citizen.post(address, {**FORM_PAGE, "content": "Mở quán ăn", "revision": page.context["revision"]}).status_code
        == 302
    )
    assert ApplicationDraft.objects.get().answers["content"] == "Mở quán ăn"


def test_an_old_page_that_says_the_same_is_no_conflict(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    address = reverse("portal:form_part", args=[draft_id, "tat-ca"])
    citizen.post(address, {**FORM_PAGE, "revision": 0})
    assert citizen.post(address, {**FORM_PAGE, "revision": 0}).status_code == 302


def test_autosave_saves_what_changed_and_counts(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    address = reverse("portal:autosave", args=[draft_id])
    answer = citizen.post(address, {"_changed": ["content"], "content": "Bán bánh", "revision": 0})
    assert answer.json() == {"revision": 1}
    assert ApplicationDraft.objects.get().answers["content"] == "Bán bánh"
    stale = citizen.post(address, {"_changed": ["content"], "content": "Bán phở", "revision": 0})
    assert stale.status_code == 409
    assert stale.json()["code"] == "draft_changed"
    assert ApplicationDraft.objects.get().answers["content"] == "Bán bánh"


def test_what_no_store_can_hold_is_left_out(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    citizen.post(reverse("portal:autosave", args=[draft_id]), {"_changed": ["content"], "content": "Bán\x00 bánh"})
    assert ApplicationDraft.objects.get().answers["content"] == "Bán bánh"
    page = citizen.post(reverse("portal:form_part", args=[draft_id, "tat-ca"]), {**FORM_PAGE, "content": "\x00"})
    assert page.status_code == 422
    assert citizen.get("/nop-ho-so/bat-dau/%00/").status_code == 404


def test_autosave_of_a_draft_that_is_gone_says_so(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    citizen.post(reverse("portal:discard", args=[draft_id]))
    answer = citizen.post(reverse("portal:autosave", args=[draft_id]), {"_changed": ["content"], "content": "x"})
    assert answer.status_code == 409
    assert "không còn" in answer.json()["title"]


# Papers


def test_a_file_is_attached_shown_and_removed(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    answer = citizen.post(reverse("portal:upload", args=[draft_id, "TP02"]), {"paper-TP02": pdf()})
    assert answer.status_code == 200
    assert "bien-ban.pdf" in answer.content.decode()
    paper = dossiers.draft(province.citizen.account_id, draft_id).papers[0]
    sent = fetched(citizen.get(reverse("dossiers:file", args=[paper.file_id])))
    assert sent.status_code == 200
    assert sent.body == PDF
    citizen.post(reverse("portal:remove", args=[draft_id, "TP02", paper.file_id]))
    assert not dossiers.draft(province.citizen.account_id, draft_id).papers


def test_files_come_with_the_form_where_there_is_no_script(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    answer = citizen.post(reverse("portal:papers", args=[draft_id]), {"paper-TP02": [pdf("a.pdf"), pdf("b.pdf")]})
    assert answer["Location"] == reverse("portal:review", args=[draft_id])
    assert len(dossiers.draft(province.citizen.account_id, draft_id).papers) == 2


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "rỗng"), (b"MZ\x90 a program", "chỉ nhận"), (b"%PDF-1.4 broken", "bị hỏng")]
)
def test_a_bad_file_is_refused_in_words(province: Province, citizen: Client, content: bytes, said: str) -> None:
    draft_id = begin(citizen)
    answer = citizen.post(reverse("portal:upload", args=[draft_id, "TP02"]), {"paper-TP02": pdf(content=content)})
    assert answer.status_code == 422
    assert said in answer.json()["title"]
    page = citizen.post(reverse("portal:papers", args=[draft_id]), {"paper-TP02": pdf(content=content)})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_file_for_a_paper_nobody_asks_for_is_refused(province: Province, citizen: Client) -> None:
    draft_id = begin(citizen)
    answer = citizen.post(reverse("portal:upload", args=[draft_id, "TP99"]), {"paper-TP99": pdf()})
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_a_needed_paper_that_is_missing_is_named(signed_in: Callable[..., Client], db: None) -> None:
    needed = Component(key="TP05", name="Giấy chứng nhận quyền sử dụng đất", copies=1)
    province = plain_province(content=plain_content(components=(needed,)))
    citizen = signed_in(province.citizen)
    draft_id = begin(citizen)
    page = citizen.post(reverse("portal:papers", args=[draft_id]))
    assert page.status_code == 422
    assert "Thiếu giấy tờ này" in page.content.decode()
    assert (
        "Giấy chứng nhận quyền sử dụng đất" in citizen.get(reverse("portal:review", args=[draft_id])).content.decode()
    )


# Whose it is


PAGES = ("resume", "place", "form", "papers", "review", "submit", "autosave")


@pytest.mark.parametrize("page", PAGES)
def test_somebody_elses_draft_is_not_there(province: Province, citizen: Client, stranger: Client, page: str) -> None:
    draft_id = begin(citizen)
    address = reverse(f"portal:{page}", args=[draft_id])
    assert stranger.get(address).status_code in {302, 404, 405}
    if page == "submit":
        assert stranger.get(address, follow=True).status_code == 404
    if page not in {"resume", "form", "review"}:
        assert stranger.post(address, {"truthful": "on"}).status_code in {404, 409}
    assert ApplicationDraft.objects.filter(id=draft_id).exists()


def test_somebody_elses_draft_cannot_be_discarded_or_filled(
    province: Province, citizen: Client, stranger: Client
) -> None:
    draft_id = begin(citizen)
    stranger.post(reverse("portal:discard", args=[draft_id]))
    assert stranger.post(reverse("portal:upload", args=[draft_id, "TP02"]), {"f": pdf()}).status_code == 404
    assert stranger.post(reverse("portal:form_part", args=[draft_id, "tat-ca"]), FORM_PAGE).status_code == 404
    assert ApplicationDraft.objects.filter(id=draft_id).exists()


def test_an_officers_account_does_not_apply(province: Province, signed_in: Callable[..., Client]) -> None:
    officer = signed_in(province.commune.counter)
    assert "tài khoản cán bộ" in officer.get(START).content.decode()
    assert officer.get(reverse("portal:mine")).status_code == 403


def test_without_sign_in_one_comes_back_after_signing_in(province: Province, citizen: Client, client: Client) -> None:
    draft_id = begin(citizen)
    address = reverse("portal:form_part", args=[draft_id, "tat-ca"])
    answer = client.get(address)
    assert answer.status_code == 302
    assert address in answer["Location"]


def test_a_weak_sign_in_is_told_before_and_refused_at_the_end(
    province: Province, signed_in: Callable[..., Client]
) -> None:
    weak = signed_in(province.citizen, assurance="vneid-1")
    assert "Cần đăng nhập ở mức cao hơn" in weak.get(START).content.decode()
    draft_id = begin(weak)
    fill(weak, province, draft_id)
    page = submit(weak, draft_id)
    assert page.status_code == 409
    assert "mức 2" in page.content.decode()
    assert ApplicationDraft.objects.filter(id=draft_id).exists()


# The case and the count


BOTH = (Case("TH1", "Trong 60 ngày", ""), Case("TH2", "Sau 60 ngày", "Thu lệ phí."))


def test_the_case_looked_at_is_the_case_applied_for(signed_in: Callable[..., Client], db: None) -> None:
    province = plain_province(content=plain_content(cases=BOTH))
    citizen = signed_in(province.citizen)
    page = citizen.get(START).content.decode()
    assert f'href="{START}?truong-hop=TH2"' in page
    chosen = f"{START}?truong-hop=TH2"
    shown = citizen.get(chosen).content.decode()
    assert "Sau 60 ngày" in shown
    assert "Trong 60 ngày" not in shown
    assert "Nộp hôm nay, hẹn trả chậm nhất" in shown
    draft_id = UUID(citizen.post(chosen)["Location"].split("/")[2])
    assert ApplicationDraft.objects.get(id=draft_id).case_code == "TH2"
    place = citizen.get(reverse("portal:place", args=[draft_id])).content.decode()
    assert re.search(r'value="TH2"[^>]*checked', place)


def test_a_case_that_does_not_exist_is_passed_over(citizen: Client, province: Province) -> None:
    assert citizen.get(f"{START}?truong-hop=xyz").status_code == 200
    assert citizen.post(f"{START}?truong-hop=xyz").status_code == 302


def test_a_form_that_may_grow_says_so_and_never_counts_past_its_end() -> None:
    filler = tuple(Field(f"f{n}", FieldType.TEXT, f"Mục {n}") for n in range(9))
    definition = FormDefinition(
        title="Tờ khai",
        groups=(
            Group("mot", "Một", fields=filler),
            Group("hai", "Hai", fields=(Field("more", FieldType.YES_NO, "Còn gì nữa?"),)),
            Group(
                "ba", "Ba", when={"field": "more", "op": "eq", "value": True}, fields=(Field("g", FieldType.TEXT, "G"),)
            ),
        ),
    )
    parts = parts_of(definition, {})
    assert [part.key for part in parts] == ["mot", "hai"]
    assert [parts_at_most(definition, {}, part) for part in parts] == [3, 3]
    assert parts_at_most(definition, {"more": False}, parts[1]) == 2
    grown = parts_of(definition, {"more": True})
    assert [parts_at_most(definition, {"more": True}, part) for part in grown] == [3, 3, 3]


@pytest.mark.parametrize(
    ("channel", "officer", "said"),
    [
        ("online", None, "Bạn nộp hồ sơ trực tuyến"),
        ("in_person", None, "Bạn nộp hồ sơ tại quầy"),
        ("in_person", 7, "Hồ sơ được nhận vào tại quầy, chờ kiểm tra"),
        ("postal", 7, "Hồ sơ được gửi qua bưu chính"),
    ],
)
def test_handing_in_is_told_as_it_happened(channel: str, officer: int | None, said: str) -> None:
    event = SimpleNamespace(action=Action.SUBMIT, to_step_name="", by_officer_id=officer)
    assert told(event, channel)[0] == said
