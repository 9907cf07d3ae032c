"""The prescribed declaration where people get it: of a draft, of one's own dossier, and blank on the public page."""

import re
import unicodedata
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules.form_language import PaperForm
from congso.dossiers import printing, testing
from congso.dossiers.testing import FORM, PROCEDURE_CODE, Province

from .test_applying import begin, fill

pytestmark = pytest.mark.django_db
BLANK = f"/thu-tuc/{PROCEDURE_CODE}/mau-to-khai.pdf"


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.replace("\u200b", "")))


def draft_of(citizen: Client, province: Province) -> UUID:
    draft_id = begin(citizen)
    fill(citizen, province, draft_id)
    return draft_id


# Before it is handed in


def test_the_last_step_shows_what_will_be_handed_in_as_a_draft(province: Province, citizen: Client) -> None:
    draft_id = draft_of(citizen, province)
    address = reverse("portal:draft_declaration", args=[draft_id])
    review = citizen.get(reverse("portal:review", args=[draft_id])).content.decode()
    assert address in review
    assert "Xem tờ khai (PDF)" in review
    shown = citizen.get(address)
    text = text_of(shown)
    assert "BẢN XEM TRƯỚC, chưa nộp" in text
    assert "Mở quán cà phê" in text
    assert "Nguyễn Văn Bảo" in text
    assert "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH" in text
    assert "ngày 03 tháng 8 năm 2026" in text
    assert shown["Content-Disposition"].startswith("inline;")
    assert "no-store" in shown["Cache-Control"]


def test_a_draft_that_has_hardly_begun_prints_with_dots(province: Province, citizen: Client) -> None:
    assert "Kính gửi: ....." in text_of(citizen.get(reverse("portal:draft_declaration", args=[begin(citizen)])))


def test_somebody_elses_draft_is_not_there(province: Province, citizen: Client, stranger: Client) -> None:
    address = reverse("portal:draft_declaration", args=[draft_of(citizen, province)])
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


# One's own dossier


def test_my_dossier_has_its_declaration(province: Province, citizen: Client) -> None:
    dossier_id = testing.in_progress(province)
    address = reverse("portal:paper", args=[dossier_id, "to-khai-theo-mau"])
    page = citizen.get(reverse("portal:dossier", args=[dossier_id])).content.decode()
    assert address in page
    assert "Tờ khai (PDF)" in page
    text = text_of(citizen.get(address))
    assert "096095000123" in text
    assert "Mở quán cà phê" in text
    assert "Nộp trực tuyến lúc" in text
    assert "BẢN XEM TRƯỚC" not in text


def test_somebody_elses_declaration_is_not_printed(province: Province, stranger: Client) -> None:
    address = reverse("portal:paper", args=[testing.in_progress(province), "to-khai-theo-mau"])
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


# Blank, for everybody


def test_the_public_page_offers_the_blank(province: Province) -> None:
    page = Client().get(f"/thu-tuc/{PROCEDURE_CODE}/").content.decode()
    assert BLANK in page
    assert "Tải mẫu tờ khai để xem" in page
    answer = Client().get(BLANK)
    text = text_of(answer)
    assert re.search(r"Họ và tên: \.{10,}", text)
    assert "(Ký, ghi rõ họ tên)" in text
    assert answer["Cache-Control"] == "public, max-age=300"


def test_the_blank_is_typeset_once_and_not_sent_twice(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Client().get(BLANK)
    monkeypatch.setattr(printing, "blank_declaration_pdf", lambda *_: pytest.fail("typeset again"))
    assert Client().get(BLANK).content == first.content
    again = Client().get(BLANK, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_what_somebody_signed_in_fetched_is_kept_nowhere(province: Province, citizen: Client) -> None:
    assert citizen.get(BLANK)["Cache-Control"] == "no-store"


def test_a_generated_form_has_no_blank(province: Province) -> None:
    testing.procedure(
        content=testing.plain_content("1.000777"), form=replace(FORM, title="Đề nghị", origin="generated")
    )
    assert "mau-to-khai" not in Client().get("/thu-tuc/1.000777/").content.decode()
    assert Client().get("/thu-tuc/1.000777/mau-to-khai.pdf").status_code == 404


@pytest.mark.parametrize("code", ["1.999999", "x", "%00", "1.001612%0a"])
def test_an_unknown_procedure_has_no_blank(province: Province, code: str) -> None:
    assert Client().get(f"/thu-tuc/{code}/mau-to-khai.pdf").status_code == 404


def test_a_form_with_a_paper_prints_as_it_is_laid_out(province: Province) -> None:
    testing.procedure(content=testing.plain_content("1.000888"), form=DEMO_FORMS["1.013225"])
    text = text_of(Client().get("/thu-tuc/1.000888/mau-to-khai.pdf"))
    assert "Mẫu số 01" in text
    assert "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG" in text


def test_a_stored_paper_is_read_back(province: Province) -> None:
    paper = PaperForm("Đơn xin", body=("Tôi là {applicant_name}, xin {content}.",), number="Mẫu số 09")
    testing.procedure(content=testing.plain_content("1.000999"), form=replace(FORM, paper=paper))
    text = text_of(Client().get("/thu-tuc/1.000999/mau-to-khai.pdf"))
    assert re.search(r"Mẫu số 09.*ĐƠN XIN.*Tôi là \.+, xin \.+", text)
