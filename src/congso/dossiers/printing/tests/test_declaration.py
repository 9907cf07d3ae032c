"""The prescribed declaration as PDF: its layout, its blank, its draft, and whatever somebody may have typed."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules.form_language import (
    Declaration,
    Field,
    FieldType,
    FormDefinition,
    Group,
    LineKind,
    PrintedLine,
    Span,
    SpanKind,
    blank_declaration,
    declaration,
)
from congso.dossiers.printing import declared, typeset
from congso.dossiers.printing.paper import DeclarationPaper, Letterhead, Signatory
from congso.dossiers.printing.typeset import pdf_of

from . import specimens
from .test_typeset import HOSTILE, POINTS_PER_MM, squeezed, text_of, words_with_place

pytestmark = pytest.mark.skipif(not any(typeset.FONTS.glob("*.ttf")), reason="the fonts have not been built")

KEYS = sorted({field.key for definition in DEMO_FORMS.values() for field in definition.fields})
PARTS = ["name", "code", "born_on", "address", "place", "street", "commune", "province"]
typed = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200)
    | st.sampled_from(["yes", "no", "family", "05/09/1985", "#[]{}*_$`\\", "x" * 4_000]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(PARTS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def blank(code: str) -> DeclarationPaper:
    said = blank_declaration(DEMO_FORMS[code])
    head = Letterhead(said.title, agency="", place="", issued_at=specimens.AT)
    return DeclarationPaper(head, said, Signatory(said.signer, ""), footer="Mẫu để xem")


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("1.001193", ("TỜ KHAI ĐĂNG KÝ KHAI SINH", "Thông tư 04/2020/TT-BTP", "NGƯỜI YÊU CẦU", "Quê quán:")),
        ("1.004873", ("TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "NGƯỜI YÊU CẦU", "Đã ly hôn")),
        ("1.001612", ("GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH", "CHỦ HỘ KINH DOANH", "Mã ngành cấp bốn")),
        ("1.013225", ("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "Mẫu số 01", "Nghị định 175/2024/NĐ-CP, Phụ lục II")),
    ],
)
def test_a_blank_has_dots_for_the_pen_and_no_box_is_ticked(code: str, wanted: tuple[str, ...]) -> None:
    text = text_of(pdf_of(blank(code)))
    assert [one for one in wanted if squeezed(one) not in squeezed(text)] == []
    assert "(Ký, ghi rõ họ tên)" in text
    assert re.search(r"ngày \.+ tháng \.+ năm \.+", text)
    assert "×" not in text
    assert "□" in text


def test_the_choice_that_was_made_is_ticked() -> None:
    text = squeezed(text_of(pdf_of(specimens.declaration())))
    assert re.search(r"□Cánhân(×□|□×)Cácthànhviênhộgiađình", text)


def test_a_draft_says_so_on_every_page() -> None:
    paper = replace(specimens.declaration(), mark=declared.DRAFT, footer=declared.DRAFT, subject=None)
    pages = PdfReader(BytesIO(pdf_of(paper))).pages
    assert len(pages) > 1
    for page in pages:
        assert "bảnxemtrước" in squeezed(page.extract_text()).lower()
        assert "chưanộp" in squeezed(page.extract_text()).lower()
    assert declared.DRAFT not in text_of(pdf_of(specimens.declaration()))


def test_the_same_blank_has_the_same_bytes() -> None:
    assert pdf_of(blank("1.001193")) == pdf_of(blank("1.001193"))


@pytest.mark.parametrize("markup", HOSTILE)
def test_what_looks_like_markup_stands_as_it_was_typed(markup: str) -> None:
    answers = {
        "applicant_name": markup,
        "applicant_address": markup,
        "business_lines": [{"name": markup}],
        "business_address": {"street": markup, "commune": "#panic()", "province": "$"},
    }
    text = squeezed(text_of(pdf_of(specimens.declaration(answers))))
    assert text.count(squeezed(markup)) >= 4


def test_a_long_answer_and_fifty_rows_stay_inside_the_page() -> None:
    answers = {
        "applicant_name": "Ẩ" * 4_000,
        "applicant_address": "Số 12 " * 100,
        "founded_by": "family",
        "business_lines": [{"name": f"Ngành {n} " + "bán lẻ " * 8, "code": "x" * 60} for n in range(50)],
        "members": [{"name": "Nguyễn " * 12, "identity_number": "0" * 80, "address": "ấp " * 20} for _ in range(50)],
    }
    pdf = pdf_of(specimens.declaration(answers))
    found = squeezed(text_of(pdf))
    assert found.count("Ẩ") >= 4_000
    assert "Ngành49" in found
    assert found.count("Mãngànhcấpbốn") > 2, "the head of a table is repeated on each page"
    for number in range(len(PdfReader(BytesIO(pdf)).pages)):
        for words, x in words_with_place(pdf, number):
            assert not words.strip() or 5 <= x / POINTS_PER_MM <= 205


def test_fifty_rows_of_four_thousand_letters_are_printed() -> None:
    rows = [{"name": "Bán lẻ " * 571, "code": "4711"} for _ in range(50)]
    found = squeezed(text_of(pdf_of(specimens.declaration({"business_lines": rows}))))
    assert found.count("Bánlẻ") == 50 * 571


@pytest.mark.parametrize("title", ["", " ", "\x00", "…", "\u202e"])
def test_a_form_without_a_name_is_printed_all_the_same(title: str) -> None:
    dots = PrintedLine(LineKind.HEADING, (Span(SpanKind.BLANK), Span(SpanKind.ANSWER, title)))
    said = Declaration(title, lines=(*(PrintedLine(kind) for kind in LineKind), dots))
    paper = DeclarationPaper(declared._head(said, None, specimens.AT), said, Signatory("", ""), footer="")
    assert "TỜ KHAI" in text_of(pdf_of(paper))


@given(st.sampled_from(sorted(DEMO_FORMS)), st.dictionaries(st.sampled_from(KEYS), typed, max_size=25))
@settings(max_examples=40, deadline=None)
def test_any_answers_can_be_printed(code: str, answers: dict[str, Any]) -> None:
    pdf_of(specimens.declaration(answers, code))


def test_a_signature_drawn_by_hand_is_drawn_on_the_paper() -> None:
    form = FormDefinition(
        title="Đơn đề nghị",
        groups=(Group("all", "Nội dung", fields=(Field("mark", FieldType.SIGNATURE, "Chữ ký của người làm chứng"),)),),
    )
    said = declaration(form, {"mark": {"drawn": "10,20 300,180 590,20;40,40 60,90"}})
    drawn = [span.drawing for line in said.lines for span in line.spans if span.drawing]
    assert drawn == ["M10 20L300 180L590 20M40 40L60 90"]
    head = Letterhead(said.title, agency="", place="", issued_at=specimens.AT)
    paper = DeclarationPaper(head, said, Signatory(said.signer, ""), footer="Thử")
    (page,) = PdfReader(BytesIO(pdf_of(paper))).pages
    assert "Chữ ký của người làm chứng" in page.extract_text()
    assert "nét vẽ" not in page.extract_text(), "the lines themselves stand in place of words about them"
    typed = declaration(form, {"mark": {"typed": "Trần Thị Sen"}})
    assert "Trần Thị Sen" in text_of(pdf_of(replace(paper, declaration=typed)))
