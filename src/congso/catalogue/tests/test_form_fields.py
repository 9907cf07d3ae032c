"""Fields that are calculated, signed, pointed at on a map, or name another dossier."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.forms import AnswersForm
from congso.catalogue.rules.form_language import (
    TYPE_LABELS,
    Field,
    FieldType,
    FormDefinition,
    Group,
    Shown,
    check,
    masked,
    mistakes,
    recalculated,
    shown_value,
    summary,
)
from congso.catalogue.rules.form_language.signatures import HEIGHT, MAX_POINTS, WIDTH
from congso.kernel.masking import HIDDEN

TODAY = date(2026, 11, 21)
OWN, ANOTHERS = "H12.34-261130-0001", "H12.34-261130-0002"


class SomeDossiers:
    """One dossier of the person's own."""

    def own(self, code: str) -> str | None:
        return OWN if code == OWN else None

    def recent(self) -> Sequence[tuple[str, str]]:
        return [(OWN, "Đăng ký khai sinh")]


def form(*fields: Field) -> FormDefinition:
    return FormDefinition("Thử", (Group("g", "Nhóm", fields=fields),))


def result(field: Field, answer: Any) -> tuple[Any, str]:
    """Return what was read, and what was said about it."""
    checked = check(form(field), {field.key: answer}, on=TODAY, dossiers=SomeDossiers())
    said = " ".join(" ".join(sentences) for sentences in checked.errors.values())
    return checked.answers.get(field.key), said


def test_every_type_has_a_name_for_those_who_lay_out_forms() -> None:
    assert set(TYPE_LABELS) == set(FieldType)
    assert len(set(TYPE_LABELS.values())) == len(TYPE_LABELS)


# Calculated

LINES = (
    Field("q", FieldType.NUMBER, "Số lượng"),
    Field("p", FieldType.MONEY, "Đơn giá"),
    Field("line", FieldType.CALCULATED, "Thành tiền", formula={"product": ["q", "p"]}, unit="đồng"),
)
ASKED = (
    Field("n", FieldType.NUMBER, "Số"),
    Field("v", FieldType.MONEY, "Tiền"),
    Field("born", FieldType.DATE, "Ngày sinh"),
    Field("until", FieldType.DATE, "Đến ngày"),
    Field("rows", FieldType.REPEATED, "Mặt hàng", fields=LINES),
)
GIVEN = {"n": "1.234,5", "v": "1.000", "born": "29/02/2008", "until": "01/12/2026", "rows": [{"q": "2", "p": "10.000"}]}


@pytest.mark.parametrize(
    ("formula", "unit", "wanted", "shown"),
    [
        ({"sum": ["n", 0.1, 0.2]}, "", 1234.8, "1.234,8"),
        ({"sum": ["v"]}, "đồng", 1000, "1.000 đ"),
        ({"product": ["n", "v"]}, "đồng", 1_234_500, "1.234.500 đ"),
        ({"product": ["n", 0.5]}, "m²", 617.25, "617,25 m²"),
        ({"product": ["n", 0.001]}, "đồng", 1, "1 đ"),
        ({"product": ["n", 1.5, 0.000001]}, "", 0.001852, "0,001852"),
        ({"difference": ["v", "n"]}, "", -234.5, "-234,5"),
        ({"difference": [{"sum": ["v", "v"]}, 0.5]}, "", 1999.5, "1.999,5"),
        ({"rows": "rows"}, "", 1, "1"),
        ({"sum_rows": ["rows", "line"]}, "đồng", 20_000, "20.000 đ"),
        ({"age": "born"}, "tuổi", 18, "18 tuổi"),
        ({"days_between": ["today", "until"]}, "ngày", 10, "10 ngày"),
        ({"product": ["v", 1_000_000_000_000, 1_000]}, "", None, ""),
    ],
)
def test_a_formula_is_worked_out_exactly(formula: Any, unit: str, wanted: Any, shown: str) -> None:
    field = Field("z", FieldType.CALCULATED, "Kết quả", formula=formula, unit=unit)
    definition = form(*ASKED, field)
    assert mistakes(definition) == []
    checked = check(definition, {**GIVEN, "z": "999"}, on=TODAY)
    assert (checked.answers.get("z"), checked.errors) == (wanted, {})
    if wanted is not None:
        assert shown_value(field, wanted) == shown
        assert dict(summary(definition, checked.answers)[0][1])["Kết quả"] == shown


@pytest.mark.parametrize(("born", "age"), [("21/11/2008", 18), ("22/11/2008", 17), ("22/11/2026", None), ("", None)])
def test_an_age_is_in_whole_years_on_the_day(born: str, age: int | None) -> None:
    definition = form(ASKED[2], Field("z", FieldType.CALCULATED, "Tuổi", formula={"age": "born"}))
    assert check(definition, {"born": born}, on=TODAY).answers.get("z") == age
    assert "z" not in check(definition, {"born": born}).answers


def test_what_is_missing_makes_no_value_but_a_sum_takes_what_is_there() -> None:
    total = Field("t", FieldType.CALCULATED, "Tổng", formula={"sum": ["n", "v"]})
    product = Field("p", FieldType.CALCULATED, "Tích", formula={"product": ["n", "v"]}, required=True)
    checked = check(form(*ASKED, total, product), {"n": "5"}, on=TODAY)
    assert checked.answers == {"n": 5, "t": 5}
    assert checked.errors == {"p": ["Chưa tính được “Tích”: nhập đủ các mục dùng để tính."]}
    assert check(form(*ASKED, total), {}, on=TODAY).answers == {}


def test_a_calculated_value_has_bounds_and_conditions_may_name_it() -> None:
    share = Field("s", FieldType.CALCULATED, "Tổng tỷ lệ", formula={"sum": ["n", "m"]}, unit="%", max=100)
    why = Field("why", FieldType.TEXT, "Vì sao", required=True, when={"field": "s", "op": "lt", "value": 100})
    definition = form(ASKED[0], Field("m", FieldType.NUMBER, "M"), share, why)
    assert check(definition, {"n": "60", "m": "50"}, on=TODAY).errors == {
        "s": ["“Tổng tỷ lệ” phải nhiều nhất là 100 %."]
    }
    assert set(check(definition, {"n": "60", "m": "30"}, on=TODAY).errors) == {"why"}
    assert check(definition, {"n": "60", "m": "40"}, on=TODAY).is_correct


def test_a_hidden_answer_counts_for_nothing_and_a_row_of_calculated_values_is_no_row() -> None:
    asked = Field("v", FieldType.MONEY, "Tiền", when={"field": "n", "op": "gt", "value": 5})
    total = Field("t", FieldType.CALCULATED, "Tổng", formula={"sum": ["n", "v"]})
    assert check(form(ASKED[0], asked, total), {"n": "5", "v": "7"}, on=TODAY).answers == {"n": 5, "t": 5}
    count = Field("count", FieldType.CALCULATED, "Đếm", formula={"rows": "rows"})
    always = Field("one", FieldType.CALCULATED, "Một", formula={"sum": [1]})
    rows = Field("rows", FieldType.REPEATED, "Dòng", fields=(ASKED[0], always))
    checked = check(form(rows, count), {"rows": [{"n": "5"}, {"one": "9"}]}, on=TODAY)
    assert checked.answers == {"rows": [{"n": 5, "one": 1}], "count": 1}


def test_a_draft_shows_what_comes_out_today() -> None:
    definition = form(*ASKED, Field("z", FieldType.CALCULATED, "Tuổi", formula={"age": "born"}))
    draft = {"born": "01/12/2008", "z": 3, "rows": [{"q": "2", "p": "7", "line": 1}], "n": "chưa rõ"}
    assert recalculated(definition, draft, TODAY) == {**draft, "z": 17, "rows": [{"q": 2, "p": 7, "line": 14}]}
    assert recalculated(form(ASKED[0]), {"n": "x"}, TODAY) == {"n": "x"}


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (None, "thiếu công thức"),
        ({"root": ["n"]}, "phép tính không có"),
        ({"sum": ["n"], "product": ["n"]}, "phép tính không có"),
        ({"sum": "n"}, "cần danh sách"),
        ({"sum": []}, "cần danh sách"),
        ({"difference": ["n"]}, "đúng hai phần"),
        ({"sum": ["later"]}, "không có ở phía trước"),
        ({"sum": ["born"]}, "không dùng được"),
        ({"age": "n"}, "không dùng được"),
        ({"rows": "n"}, "không dùng được"),
        ({"sum_rows": ["rows", "z"]}, "không có cột số"),
        ({"sum": [True]}, "không phải tên trường hay số"),
        ({"sum": [0.0000001]}, "không phải tên trường hay số"),
        ({"sum": [{"sum": [{"sum": [{"sum": [{"sum": [{"sum": [1]}]}]}]}]}]}, "lồng nhau"),
        ({"sum": [{"sum": [1] * 60}, {"sum": [1] * 60}]}, "quá 100 phần"),
    ],
)
def test_a_formula_that_cannot_be_is_named(formula: Any, words: str) -> None:
    field = Field("z", FieldType.CALCULATED, "Kết quả", formula=formula)
    assert words in " ".join(mistakes(form(*ASKED, field, Field("later", FieldType.NUMBER, "Sau"))))


def test_only_a_calculated_field_has_a_formula_and_files_stand_where_they_can_be_kept() -> None:
    said = " ".join(
        mistakes(
            form(
                Field("n", FieldType.NUMBER, "N", formula={"sum": [1]}),
                Field("f" * 21, FieldType.FILE, "Tệp"),
                Field("g", FieldType.FILE, "Tệp"),
                Field("h", FieldType.TEXT, "H", when={"field": "g", "op": "filled"}),
                Field("r", FieldType.REPEATED, "R", fields=(Field("f", FieldType.FILE, "Tệp"),)),
            )
        )
    )
    for words in ("chỉ trường tính ra", "dài quá 20", "không đặt được tệp", "không nói đến trường tệp “g”"):
        assert words in said


# Signatures

SIGNED = Field("s", FieldType.SIGNATURE, "Chữ ký", required=True)


def test_a_signature_is_drawn_or_typed() -> None:
    drawn = {"drawn": "10,20 11,21 12,22;300,100 310,110"}
    assert result(SIGNED, drawn) == (drawn, "")
    assert result(SIGNED, {"typed": "  Nguyễn  Văn An "}) == ({"typed": "Nguyễn Văn An"}, "")
    assert result(SIGNED, {**drawn, "typed": "Nguyễn Văn An"}) == ({"typed": "Nguyễn Văn An"}, "")
    assert result(SIGNED, "Nguyễn Văn An") == ({"typed": "Nguyễn Văn An"}, "")
    assert "Ký hoặc gõ họ tên" in result(SIGNED, {})[1]


@pytest.mark.parametrize(
    "drawn",
    ["1,2", "1,2 3,4 5,6 7,8 601,1", "1,2 3,4 5,6 7,8 1,201", "1,2 3,4 5,6 7,8 -1,1", "1.5,2 3,4 5,6 7,8 9,9",
     "M1 2L3 4", "1,2  3,4 5,6 7,8 9,9", "1,2 3,4 5,6 7,8 9,9;", '1,2 3,4 5,6 7,8 9,9"/><script>', ["1,2"], 7,
     "data:image/png;base64,AAAA",
     " ".join(["1,1"] * (MAX_POINTS + 1)), ";".join(["1,1 2,2"] * 61), "٣,٤ 1,2 3,4 5,6 7,8"],
)  # fmt: skip
def test_a_drawing_is_of_bounded_lines_and_of_nothing_else(drawn: Any) -> None:
    answer, said = result(SIGNED, {"drawn": drawn})
    assert answer is None
    assert "không đọc được" in said or "Ký hoặc gõ" in said


def test_a_drawing_is_shown_as_a_path_of_checked_numbers() -> None:
    shown = shown_value(SIGNED, {"drawn": "10,20 11,21 12,22;300,100 310,110"})
    assert isinstance(shown, Shown)
    assert (shown, shown.drawing) == ("Đã ký bằng nét vẽ", "M10 20L11 21L12 22M300 100L310 110")
    assert shown_value(SIGNED, {"drawn": '"><script>'}) == ""
    assert shown_value(SIGNED, {"typed": "Nguyễn Văn An"}) == "Nguyễn Văn An"


def test_officers_see_no_signature_unasked() -> None:
    definition = form(SIGNED, Field("m", FieldType.MAP_POINT, "Vị trí"), Field("d", FieldType.DOSSIER, "Hồ sơ"))
    answers = {"s": {"drawn": "1,1 2,2 3,3 4,4 5,5"}, "m": {"lat": 9.1, "lng": 105.1}, "d": OWN}
    hidden = masked(definition, answers)
    assert hidden == {**answers, "s": HIDDEN}
    assert dict(summary(definition, hidden)[0][1])["Chữ ký"] == HIDDEN


# Points on the map

POINT = Field("m", FieldType.MAP_POINT, "Vị trí")
HERE = {"lat": 9.1769, "lng": 105.1524}


@pytest.mark.parametrize(
    "typed",
    ["9.1769, 105.1524", "9,1769, 105,1524", "9,1769; 105,1524", "9.1769 105.1524", "9.1769,105.1524",
     "9.1769°, 105.1524°", "9°10'36.84\"N 105°9'8.64\"E", "9° 10′ 36,84″ B, 105° 9′ 8,64″ Đ",
     "9°10’36.84”N, 105°09’08.64”E",
     "9°10'36.84''N 105°09'08.64''E", HERE, {"lat": "9.17690000", "lng": "105.15240000"}],
)  # fmt: skip
def test_a_point_is_read_as_people_copy_it(typed: Any) -> None:
    assert result(POINT, typed) == (HERE, "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("105.1524, 9.1769", "Hãy ghi vĩ độ trước"),
        ("48.8566, 2.3522", "ngoài lãnh thổ"),
        ("-9.1769, 105.1524", "ngoài lãnh thổ"),
        ("9°10'36\"S 105°9'8\"E", "ngoài lãnh thổ"),
        ("9°60'36\"N 105°9'8\"E", "vĩ độ, kinh độ, ví dụ"),
        ("Cà Mau", "vĩ độ, kinh độ, ví dụ"),
        ("9.1769", "vĩ độ, kinh độ, ví dụ"),
        ({"lat": "x"}, "vĩ độ, kinh độ, ví dụ"),
        ({"lat": float("nan"), "lng": float("inf")}, "vĩ độ, kinh độ, ví dụ"),
        (["9", "105"], "không đọc được"),
    ],
)
def test_a_wrong_point_is_refused_with_what_to_write(typed: Any, words: str) -> None:
    assert words in result(POINT, typed)[1]


def test_the_islands_are_viet_nam() -> None:
    for islands in ("16.53, 111.61", "8.64, 111.92", "10.29, 103.98"):  # Hoàng Sa, Trường Sa, Phú Quốc
        assert result(POINT, islands)[1] == ""


def test_a_point_is_shown_as_text_that_opens_a_map() -> None:
    shown = shown_value(POINT, HERE)
    assert isinstance(shown, Shown)
    assert (shown, shown.opens) == ("9.176900, 105.152400", "geo:9.176900,105.152400")
    assert shown_value(POINT, {"lat": "javascript:", "lng": 1}) == ""


# Other dossiers

RELATED = Field("d", FieldType.DOSSIER, "Hồ sơ trước")


def test_a_dossier_is_named_by_its_code() -> None:
    for given_as in (OWN, "h12.34-261130-0001", {"chosen": OWN}, {"typed": OWN}, {"typed": OWN.lower(), "chosen": OWN}):
        assert result(RELATED, given_as) == (OWN, "")
    assert result(RELATED, {}) == (None, "")
    assert "không phải mã hồ sơ" in result(RELATED, "12345")[1]
    assert "không cả hai" in result(RELATED, {"typed": ANOTHERS, "chosen": OWN})[1]
    assert check(form(RELATED), {"d": ANOTHERS}, on=TODAY).answers == {"d": ANOTHERS}  # its shape only


def test_nobody_learns_whether_somebody_elses_dossier_exists() -> None:
    said = {result(RELATED, code)[1] for code in (ANOTHERS, "000.00.12.H56-260101-0001", "DK260814-7K3Q-9XPM-2ATB")}
    assert said == {"“Hồ sơ trước”: người nộp không có hồ sơ nào mang mã này."}


# On the page


def test_a_signature_says_that_it_is_no_digital_signature() -> None:
    asked = FormDefinition("Thử", (Group("g", "Ký tên", fields=(Field("s", FieldType.SIGNATURE, "Chữ ký"),)),))
    page = render_to_string("catalogue/parts/answers.html", {"form": AnswersForm(asked, on=TODAY)})
    assert "Đây không phải chữ ký số" in page


def test_what_is_sent_for_files_and_calculated_values_is_not_read() -> None:
    fields = (
        Field("f", FieldType.FILE, "Ảnh", required=True),
        Field("n", FieldType.NUMBER, "Số"),
        Field("z", FieldType.CALCULATED, "Kết quả", formula={"sum": ["n", 1]}),
    )
    form = AnswersForm(
        FormDefinition("Thử", (Group("g", "G", fields=fields),)), {"f": "anh.jpg", "n": "2", "z": "9"}, on=TODAY
    )
    assert not form.is_valid()
    assert form.checked.answers == {"n": 2, "z": 3}
    assert [*form.errors] == ["f"]


# Nothing sent makes them fail

EVERY_TYPE = form(
    *ASKED,
    Field(
        "z", FieldType.CALCULATED, "Tổng", formula={"sum": ["n", {"product": ["v", "n"]}, {"age": "born"}]}, max=10**9
    ),
    Field("x", FieldType.CALCULATED, "Tiền", formula={"sum_rows": ["rows", "line"]}, unit="đồng"),
    SIGNED,
    POINT,
    RELATED,
    Field("f", FieldType.FILE, "Ảnh", required=True),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["1.000", "1,5", "05/09/1985", "1,1 2,2 3,3;4,4 5,5", "9.17, 105.1", OWN, "9°10'N 105°E", "٣"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["typed", "drawn", "chosen", "lat", "lng", "q", "p", "line"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([one.key for one in EVERY_TYPE.fields]), anything), st.booleans())
@settings(max_examples=300, deadline=None)
def test_no_answer_makes_these_fields_fail(answers: dict[str, Any], partly: bool) -> None:
    checked = check(EVERY_TYPE, answers, on=TODAY, dossiers=SomeDossiers(), partly=partly)
    assert all(sentence for sentences in checked.errors.values() for sentence in sentences)
    for shown in (answers, checked.answers, masked(EVERY_TYPE, answers), recalculated(EVERY_TYPE, answers, TODAY)):
        summary(EVERY_TYPE, shown, on=TODAY)
    again = check(EVERY_TYPE, checked.answers, ["f"], TODAY, dossiers=SomeDossiers(), partly=partly)
    if not set(checked.errors) - {"f"}:
        assert (again.answers, again.errors) == (checked.answers, {})


@given(
    st.lists(st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=1), min_size=1, max_size=60)
)
@settings(max_examples=50, deadline=None)
def test_every_drawing_within_bounds_is_kept_as_it_was(lines: list[list[tuple[int, int]]]) -> None:
    drawn = ";".join(" ".join(f"{x},{y}" for x, y in line) for line in lines)
    answer, said = result(SIGNED, {"drawn": drawn})
    enough = 2 <= sum(map(len, lines)) <= MAX_POINTS and len(drawn) <= 16_000
    assert (answer == {"drawn": drawn}, said == "") == (enough, enough)
