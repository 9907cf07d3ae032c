"""The declaration that answers print as: its lines, what is dotted, ticked, left out; and that nothing breaks it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules.form_language import (
    Declaration,
    Field,
    FieldType,
    FormDefinition,
    Group,
    Line,
    LineKind,
    PaperForm,
    PrintedLine,
    SpanKind,
    blank_declaration,
    declaration,
    lines,
    mistakes,
    unprinted,
)
from congso.kernel.masking import HIDDEN

from .test_form_language import ALL_KEYS, TODAY, SomePlaces, anything

MARRIED = {"field": "is_married", "op": "eq", "value": "yes"}
FIELDS = (
    Field("applicant_name", FieldType.TEXT, "Họ và tên"),
    Field("born_on", FieldType.DATE, "Ngày sinh"),
    Field("home", FieldType.ADDRESS, "Nơi cư trú"),
    Field("site", FieldType.COMMUNE, "Nơi xây dựng"),
    Field("area", FieldType.NUMBER, "Diện tích", unit="m²"),
    Field("capital", FieldType.MONEY, "Vốn"),
    Field("is_married", FieldType.CHOICE, "Đã kết hôn?", choices=(("yes", "Có"), ("no", "Không"))),
    Field("spouse", FieldType.TEXT, "Vợ, chồng", when=MARRIED),
    Field("ways", FieldType.CHOICES, "Cách nhận", choices=(("a", "Thư"), ("b", "Tin nhắn"), ("c", "Gọi"))),
    Field("agreed", FieldType.YES_NO, "Tôi đồng ý"),
    Field("note", FieldType.INFORMATION, "Lưu ý", text="Chỉ để đọc"),
    Field("scan", FieldType.FILE, "Bản quét"),
    Field(
        "children",
        FieldType.REPEATED,
        "Các con",
        row_label="Con",
        fields=(
            Field("name", FieldType.TEXT, "Tên"),
            Field("born_on", FieldType.DATE, "Sinh ngày"),
            Field("note", FieldType.INFORMATION, "Lưu ý"),
        ),
    ),
)
ANSWERS: dict[str, Any] = {
    "applicant_name": "Nguyễn Văn Bảo",
    "born_on": "1985-09-05",
    "home": {"province": "96", "commune": "31999", "street": "Số 12"},
    "site": "31117",
    "area": 1234.5,
    "capital": 15_000_000,
    "is_married": "yes",
    "spouse": "Lê Thị Hoa",
    "ways": ["a", "c"],
    "agreed": True,
    "children": [{"name": "An", "born_on": "2020-02-01"}, {"name": "Bình"}],
}


def form(*body: str, **paper: Any) -> FormDefinition:
    return FormDefinition(
        "Tờ khai thử", (Group("g", "Nhóm", fields=FIELDS),), paper=PaperForm("Tờ khai thử", body=body, **paper)
    )


def printed(definition: FormDefinition, answers: dict[str, Any], **more: Any) -> Declaration:
    return declaration(definition, answers, places=SomePlaces(), on=TODAY, **more)


def said(line: PrintedLine) -> str:
    """A line as it reads: dots for a blank, answers between bars, boxes and cells after the words."""
    marks = {SpanKind.BLANK: "……", SpanKind.SHORT_BLANK: "…"}
    words = "".join(
        f"|{span.text}|" if span.kind is SpanKind.ANSWER else marks.get(span.kind, span.text) for span in line.spans
    )
    boxes = " ".join(f"{'☑' if box.is_ticked else '☐'} {box.label}" for box in line.boxes)
    return f"{words}{boxes}"


def of(body: str, answers: dict[str, Any]) -> list[str]:
    return [said(line) for line in printed(form(body), answers).lines]


@pytest.mark.parametrize(
    ("body", "filled", "empty"),
    [
        ("Tên: {applicant_name}.", "Tên: |Nguyễn Văn Bảo|.", "Tên: ……."),
        ("Sinh {born_on}", "Sinh |05/09/1985|", "Sinh ……"),
        (
            "ngày {born_on.day} tháng {born_on.month} năm {born_on.year}",
            "ngày |05| tháng |9| năm |1985|",
            "ngày … tháng … năm …",
        ),
        ("{home}", "|Số 12, Phường An Xuyên, Tỉnh Cà Mau|", "……"),
        (
            "{home.street}; {home.commune}; {home.province}",
            "|Số 12|; |Phường An Xuyên|; |Tỉnh Cà Mau|",
            "……; ……; ……",
        ),
        ("{site.commune}, {site.province}", "|Phường Ninh Kiều|, |Thành phố Cần Thơ|", "……, ……"),
        ("Rộng {area}", "Rộng |1.234,5 m²|", "Rộng …… m²"),
        ("{capital}", "|15.000.000 đ|", "……"),
        ("{is_married}; {ways}; {agreed}", "|Có|; |Thư, Gọi|; |Có|", "……; ……; ……"),
        ("[] is_married", "Đã kết hôn? ☑ Có ☐ Không", "Đã kết hôn? ☐ Có ☐ Không"),
        ("[] ways Nhận tin qua", "Nhận tin qua: ☑ Thư ☐ Tin nhắn ☑ Gọi", "Nhận tin qua: ☐ Thư ☐ Tin nhắn ☐ Gọi"),
        ("[] agreed", "☑ Tôi đồng ý", "☐ Tôi đồng ý"),
        ("# Phần {applicant_name}", "Phần |Nguyễn Văn Bảo|", "Phần ……"),
        ("Vợ, chồng: {spouse}", "Vợ, chồng: |Lê Thị Hoa|", "Vợ, chồng: ……"),
        ("Chữ {khong_co} {Hoa} {}", "Chữ {khong_co} {Hoa} {}", "Chữ {khong_co} {Hoa} {}"),
    ],
)
def test_a_line_holds_its_answers_or_dots(body: str, filled: str, empty: str) -> None:
    assert of(body, ANSWERS) == [filled]
    assert of(body, {}) == [empty]


def test_months_read_as_on_official_papers() -> None:
    assert of("{born_on.day}/{born_on.month}", {"born_on": "2026-02-03"}) == ["|03|/|02|"]
    assert of("{born_on.day}/{born_on.month}", {"born_on": "2026-11-30"}) == ["|30|/|11|"]
    assert of("{born_on.day}", {"born_on": "hôm nọ"}) == ["…"]


def test_a_line_of_hidden_fields_alone_may_be_left_out() -> None:
    assert of("? Vợ, chồng: {spouse}", ANSWERS) == ["Vợ, chồng: |Lê Thị Hoa|"]
    single = {**ANSWERS, "is_married": "no"}
    assert of("? Vợ, chồng: {spouse}", single) == []
    assert of("? Vợ, chồng: {spouse}, người khai: {applicant_name}", single) == [
        "Vợ, chồng: ……, người khai: |Nguyễn Văn Bảo|"
    ]
    assert of("Vợ, chồng: {spouse}", single) == ["Vợ, chồng: ……"], "what is hidden was not asked, and is not told"


def test_a_heading_may_go_with_what_stood_below_it() -> None:
    definition = form("? # Hôn nhân", "? {spouse}", "# Khác", "{applicant_name}")
    assert said(printed(definition, ANSWERS).lines[0]) == "Hôn nhân"
    assert [said(one) for one in printed(definition, {"is_married": "no"}).lines] == ["Khác", "……"]


def test_rows_become_a_table() -> None:
    [table] = printed(form("| children Con của tôi"), ANSWERS).lines
    assert (said(table), table.columns) == ("Con của tôi", ("Tên", "Sinh ngày"))
    assert table.rows == (("An", "01/02/2020"), ("Bình", ""))
    [empty] = printed(form("| children"), {}).lines
    assert (said(empty), empty.rows) == ("Các con", (("", ""),))
    [blank] = blank_declaration(form("| children")).lines
    assert blank.rows == (("", ""),) * 3


def test_rows_of_many_parts_read_one_after_the_other() -> None:
    parts = tuple(Field(f"p{n}", FieldType.TEXT, f"Phần {n}") for n in range(8))
    definition = FormDefinition("F", (Group("g", "G", fields=(Field("r", FieldType.REPEATED, "Dòng", fields=parts),)),))
    found = [said(one) for one in declaration(definition, {"r": [{"p0": "một"}, {"p7": "hai"}]}).lines]
    assert found[1:4] == ["Dòng:", "Dòng 1:", "– Phần 0: |một|"]
    assert "– Phần 7: |hai|" in found


def test_who_signs_and_to_whom() -> None:
    definition = form(addressee="{agency} ({site})", closing="Tôi, {applicant_name}, cam đoan.", signer="Người làm đơn")
    whole = printed(definition, ANSWERS, agency="Ủy ban nhân dân phường An Xuyên")
    assert said(PrintedLine(LineKind.WORDS, whole.addressee)) == (
        "|Ủy ban nhân dân phường An Xuyên| (|Phường Ninh Kiều|)"
    )
    assert said(PrintedLine(LineKind.WORDS, whole.closing)) == "Tôi, |Nguyễn Văn Bảo|, cam đoan."
    assert (whole.signer, whole.name) == ("Người làm đơn", "Nguyễn Văn Bảo")
    blank = blank_declaration(definition)
    assert said(PrintedLine(LineKind.WORDS, blank.addressee)) == "…… (……)"
    assert blank.name == ""


def test_a_blank_shows_every_line_whatever_it_depends_on() -> None:
    assert [said(one) for one in blank_declaration(form("? Vợ, chồng: {spouse}", "[] ways")).lines] == [
        "Vợ, chồng: ……",
        "Cách nhận: ☐ Thư ☐ Tin nhắn ☐ Gọi",
    ]


def test_what_is_masked_is_neither_ticked_nor_named() -> None:
    masked = {"is_married": HIDDEN, "born_on": HIDDEN, "home": HIDDEN, "agreed": HIDDEN}
    assert of("[] is_married", masked) == [f"Đã kết hôn? |{HIDDEN}|"]
    assert of("[] agreed", masked) == [f"Tôi đồng ý: |{HIDDEN}|"]
    assert of("{born_on.day} {home.commune} {born_on}", masked) == [f"|{HIDDEN}| |{HIDDEN}| |{HIDDEN}|"]


def test_a_form_without_a_paper_prints_as_groups_labels_and_answers() -> None:
    definition = replace(form(), paper=None, official_form="Đơn đề nghị")
    whole = printed(definition, {**ANSWERS, "is_married": "no"}, agency="UBND")
    found = [said(one) for one in whole.lines]
    assert (whole.title, whole.number) == ("Đơn đề nghị", "")
    assert found[:2] == ["Nhóm", "Họ và tên: |Nguyễn Văn Bảo|"]
    assert "Đã kết hôn? |Không|" in found
    assert "☑ Tôi đồng ý" in found
    assert not any("Vợ, chồng" in one or "Lưu ý" in one or "Bản quét" in one for one in found)
    assert whole.lines[-1].rows == (("An", "01/02/2020"), ("Bình", ""))


@pytest.mark.parametrize(
    ("official", "title", "number"),
    [
        ("", "Tờ khai thử", ""),
        ("Mẫu số 01, Phụ lục II", "Tờ khai thử", "Mẫu số 01, Phụ lục II"),
        ("Phụ lục IV", "Tờ khai thử", "Phụ lục IV"),
        ("Mẫu đơn xin phép", "Mẫu đơn xin phép", ""),
        ("Tờ khai đăng ký khai sinh", "Tờ khai đăng ký khai sinh", ""),
    ],
)
def test_what_only_numbers_the_official_form_is_no_title(official: str, title: str, number: str) -> None:
    found = declaration(replace(form(), paper=None, official_form=official), {})
    assert (found.title, found.number) == (title, number)


def test_a_generated_form_does_not_pass_for_an_official_one() -> None:
    assert not declaration(replace(form(), paper=None, origin="generated"), {}).is_official
    assert declaration(form(), {}).is_official


def test_the_marks_of_lines() -> None:
    assert list(lines(["", "# Đầu", "? Chữ {a} {b.day}", "[] a Lời", "? | b", "chữ [] # |"])) == [
        Line(LineKind.ROOM),
        Line(LineKind.HEADING, "Đầu"),
        Line(LineKind.WORDS, "Chữ {a} {b.day}", may_vanish=True),
        Line(LineKind.BOXES, "Lời", "a"),
        Line(LineKind.TABLE, key="b", may_vanish=True),
        Line(LineKind.WORDS, "chữ [] # |"),
    ]


def test_a_paper_that_cannot_be_is_named() -> None:
    found = " ".join(
        mistakes(
            form("{khong_co}", "[] applicant_name", "| home", "[]", addressee="Gửi {agency} {ai_do}", closing="{gi_do}")
        )
    )
    for words in (
        "dòng 1: không có trường “khong_co”",
        "dòng 2: “applicant_name” không phải trường lựa chọn",
        "dòng 3: “home” không phải nhóm lặp",
        "dòng 4: thiếu khóa của trường",
        "nơi gửi: không có trường “ai_do”",
        "lời cam đoan: không có trường “gi_do”",
    ):
        assert words in found
    assert "agency" not in found
    assert mistakes(form("{applicant_name}", "[] agreed", "| children")) == []


# The papers of the four real forms


@pytest.mark.parametrize("code", DEMO_FORMS)
def test_every_field_of_a_real_form_stands_on_its_paper(code: str) -> None:
    definition = DEMO_FORMS[code]
    assert definition.paper is not None
    assert mistakes(definition) == []
    assert [field.key for field in unprinted(definition.paper, definition.fields)] == []
    assert FormDefinition.from_json(definition.to_json()) == definition


# Nothing breaks it


hostile = st.one_of(
    anything,
    st.text(max_size=40).map(lambda text: f"\x00{text}\x1f#*_$`<>@[]{{}}\\\n"),
    st.just("x" * 4_000),
    st.just(HIDDEN),
    st.lists(st.dictionaries(st.sampled_from(["name", "code", "born_on", "address"]), anything), max_size=6),
)


@given(
    st.sampled_from([*sorted(DEMO_FORMS), "plain"]),
    st.dictionaries(st.sampled_from(ALL_KEYS), hostile, max_size=12),
    st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_no_answer_breaks_a_declaration(code: str, answers: dict[str, Any], laid_out: bool) -> None:
    definition = DEMO_FORMS.get(code) or form("{applicant_name}")
    if not laid_out:
        definition = replace(definition, paper=None)
    whole = declaration(definition, answers, places=SomePlaces(), on=TODAY, agency="UBND")
    for line in whole.lines:
        assert all(isinstance(span.text, str) for span in line.spans)
        assert all(len(row) == len(line.columns) for row in line.rows)


def test_a_number_that_cannot_be_written_out_is_a_blank() -> None:
    assert of("{area}; {born_on}", {"area": 10**5_000, "born_on": [10**5_000]}) == ["…… m²; ……"]


@pytest.mark.parametrize("answers", [None, [], "x", 5])
def test_what_are_no_answers_prints_a_blank(answers: Any) -> None:
    assert [said(one) for one in declaration(form("{applicant_name}"), answers).lines] == ["……"]


def test_places_are_asked_for_codes_only() -> None:
    class Strict(SomePlaces):
        def commune(self, code: str, on: date) -> tuple[str, str] | None:
            assert code.isdigit()
            return super().commune(code, on)

    answers = {"site": "3\x00", "home": {"commune": "' OR 1=1", "province": "\x00", "street": "Số 1"}}
    found = declaration(form("{site}; {home}; {home.province}"), answers, places=Strict(), on=TODAY)
    assert "Số 1" in said(found.lines[0])
