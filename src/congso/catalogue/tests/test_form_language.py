"""Forms as data: conditions, checks, summaries; and that nothing sent can make them fail."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congso.catalogue.demo.procedures import procedures
from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.rules import form_language
from congso.catalogue.rules.form_language import (
    APPLICANT_KEYS,
    Field,
    FieldType,
    FormDefinition,
    Group,
    Rule,
    check,
    holds,
    mistakes,
    summary,
    visible_fields,
)
from congso.catalogue.rules.generated_form import generated_form

TODAY = date(2026, 11, 21)


class SomePlaces:
    """Two communes of one province, one of another."""

    def province_name(self, code: str, on: date) -> str | None:
        return {"96": "Tỉnh Cà Mau", "92": "Thành phố Cần Thơ"}.get(code)

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        return {"31999": ("Phường An Xuyên", "96"), "31117": ("Phường Ninh Kiều", "92")}.get(code)

    def find_commune(self, province_code: str, name: str, on: date) -> str | None:
        return "31999" if (province_code, name) == ("96", "An Xuyên") else None


def form(*fields: Field) -> FormDefinition:
    return FormDefinition("Thử", (Group("g", "Nhóm", fields=fields),))


def errors_of(field: Field, answer: Any) -> str:
    checked = check(form(field), {field.key: answer}, on=TODAY, places=SomePlaces())
    return " ".join(" ".join(sentences) for sentences in checked.errors.values())


def read(field: Field, answer: Any) -> Any:
    checked = check(form(field), {field.key: answer}, on=TODAY, places=SomePlaces())
    assert checked.errors == {}
    return checked.answers.get(field.key)


@pytest.mark.parametrize(
    ("kind", "given", "wanted"),
    [
        (FieldType.TEXT, "  Nguye\u0302\u0303n   Văn A ", "Nguyễn Văn A"),
        (FieldType.MONEY, "15.000.000 đ", 15_000_000),
        (FieldType.MONEY, "15000000", 15_000_000),
        (FieldType.NUMBER, "1.234,5", 1234.5),
        (FieldType.NUMBER, "12.5", 12.5),
        (FieldType.DATE, "5/9/2026", "2026-09-05"),
        (FieldType.DATE, "2026-09-05", "2026-09-05"),
        (FieldType.PHONE, "+84 912 345 678", "0912345678"),
        (FieldType.EMAIL, "a@example.vn", "a@example.vn"),
        (FieldType.CITIZEN_NUMBER, "096 085 001 234", "096085001234"),
        (FieldType.TAX_CODE, "0100233488", "0100233488"),
        (FieldType.YES_NO, "yes", True),
        (FieldType.ADDRESS, {"province": "96", "commune": "An Xuyên", "street": "12 Phan Ngọc Hiển"},
         {"province": "96", "commune": "31999", "street": "12 Phan Ngọc Hiển"}),
    ],
)  # fmt: skip
def test_answers_are_read_as_people_write_them(kind: FieldType, given: Any, wanted: Any) -> None:
    assert read(Field("a", kind, "Mục"), given) == wanted


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        (FieldType.MONEY, "năm triệu", "số tiền chẵn đồng"),
        (FieldType.NUMBER, "nhiều", "phải là một số"),
        (FieldType.DATE, "30/02/2026", "một ngày có thật"),
        (FieldType.PHONE, "123", "số điện thoại"),
        (FieldType.EMAIL, "a@", "thư điện tử"),
        (FieldType.CITIZEN_NUMBER, "123456789", "12 chữ số"),
        (FieldType.CITIZEN_NUMBER, "099085001234", "ba số đầu"),
        (FieldType.CITIZEN_NUMBER, "096985001234", "năm sinh trong số"),
        (FieldType.TAX_CODE, "0100233489", "mã số thuế"),
        (FieldType.COMMUNE, "99999", "không có xã, phường"),
        (FieldType.ADDRESS, {"province": "96", "commune": "31117"}, "không thuộc tỉnh"),
        (FieldType.ADDRESS, {"province": "96", "commune": "Xứ Lạ"}, "không tìm thấy"),
        (FieldType.TEXT, ["a"], "không đọc được"),
    ],
)
def test_wrong_answers_get_a_clear_sentence(kind: FieldType, given: Any, words: str) -> None:
    assert words in errors_of(Field("a", kind, "Mục"), given)


def test_a_citizen_number_must_agree_with_birth_day_and_gender() -> None:
    definition = form(
        Field("n", FieldType.CITIZEN_NUMBER, "Số định danh", born_field="b", gender_field="g"),
        Field("b", FieldType.DATE, "Ngày sinh", max="today"),
        Field("g", FieldType.CHOICE, "Giới tính", choices=(("male", "Nam"), ("female", "Nữ"))),
    )
    fits = {"n": "096085001234", "b": "05/09/1985", "g": "male"}
    assert check(definition, fits, on=TODAY).is_correct
    assert "năm sinh 1985" in check(definition, fits | {"b": "05/09/1986"}, on=TODAY).errors["n"][0]
    assert "năm sinh 1985" in check(definition, fits | {"b": "01/12/2026"}, on=TODAY).errors["n"][0]
    assert "giới tính nam" in check(definition, fits | {"g": "female"}, on=TODAY).errors["n"][0]


def test_a_citizen_number_is_compared_with_a_refused_birth_day_too() -> None:
    definition = form(
        Field("b", FieldType.DATE, "Ngày sinh", max="today"),
        Field("n", FieldType.CITIZEN_NUMBER, "Số định danh", born_field="b"),
    )
    errors = check(definition, {"b": "05/09/2030", "n": "096085001234"}, on=TODAY).errors
    assert "không được sau hôm nay" in errors["b"][0]
    assert "(2030)" in errors["n"][0]


def test_bounds_on_days_may_be_relative_to_today() -> None:
    grown_up = Field("b", FieldType.DATE, "Ngày sinh", max="today-18y")
    assert errors_of(grown_up, "22/11/2008") != ""
    assert read(grown_up, "21/11/2008") == "2008-11-21"
    assert "không được sau hôm nay" in errors_of(Field("b", FieldType.DATE, "Ngày", max="today"), "22/11/2026")


def test_hidden_answers_are_neither_wanted_nor_kept() -> None:
    definition = form(
        Field("a", FieldType.CHOICE, "A", choices=(("yes", "Có"), ("no", "Không"))),
        Field("b", FieldType.TEXT, "B", required=True, when={"field": "a", "op": "eq", "value": "yes"}),
        Field("c", FieldType.TEXT, "C", required=True, when={"field": "b", "op": "filled"}),
    )
    checked = check(definition, {"a": "no", "b": "x", "c": "y"}, on=TODAY)
    assert (checked.answers, checked.errors) == ({"a": "no"}, {})
    assert [field.key for field in visible_fields(definition, {"a": "no", "b": "x", "c": "y"})] == ["a"]
    assert set(check(definition, {"a": "yes"}, on=TODAY).errors) == {"b"}


def test_partly_filled_is_enough_for_a_draft_but_not_wrongly_filled() -> None:
    definition = form(Field("a", FieldType.TEXT, "A", required=True), Field("b", FieldType.DATE, "B"))
    assert check(definition, {}, on=TODAY, partly=True).is_correct
    assert set(check(definition, {"b": "hôm qua"}, on=TODAY, partly=True).errors) == {"b"}


def test_rows_of_a_repeated_group_are_checked_one_by_one() -> None:
    people = Field(
        "p",
        FieldType.REPEATED,
        "Thành viên",
        required=True,
        fields=(Field("n", FieldType.TEXT, "Tên", required=True), Field("b", FieldType.DATE, "Sinh")),
    )
    assert "ít nhất 1 dòng" in errors_of(people, [])
    checked = check(form(people), {"p": [{"n": "An"}, {}, {"b": "01/01/2000"}]}, on=TODAY)
    assert set(checked.errors) == {"p.1.n"}
    assert checked.answers["p"] == [{"n": "An"}, {"b": "2000-01-01"}]


def test_a_file_field_wants_its_file() -> None:
    definition = form(Field("f", FieldType.FILE, "Ảnh", required=True))
    assert set(check(definition, {}, on=TODAY).errors) == {"f"}
    assert check(definition, {}, ["f"], on=TODAY).is_correct


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (None, True),
        ({"field": "a", "op": "eq", "value": "x"}, True),
        ({"field": "a", "op": "ne", "value": "x"}, False),
        ({"field": "a", "op": "in", "value": ["x", "y"]}, True),
        ({"field": "many", "op": "eq", "value": "2"}, True),
        ({"field": "n", "op": "gt", "value": 5}, True),
        ({"field": "day", "op": "lt", "value": "2026-01-01"}, True),
        ({"field": "none", "op": "filled"}, False),
        ({"field": "none", "op": "filled", "value": False}, True),
        ({"and": [{"field": "a", "op": "filled"}, {"not": {"field": "n", "op": "lt", "value": 5}}]}, True),
        ({"or": []}, False),
        ({"field": "a", "op": "like", "value": "x"}, False),
        ("nonsense", False),
    ],
)
def test_conditions(condition: Any, wanted: bool) -> None:
    answers = {"a": "x", "many": ["1", "2"], "n": 7, "day": "2025-12-31"}
    assert holds(condition, answers) is wanted


def test_a_definition_that_contradicts_itself_is_refused() -> None:
    bad = form(Field("a", FieldType.CHOICE, "A"), Field("a", FieldType.TEXT, "A", when={"field": "z", "op": "filled"}))
    assert len(mistakes(bad)) == 3
    with pytest.raises(ValueError, match="hai lần"):
        FormDefinition.from_json(bad.to_json())


def test_every_form_is_sound_reads_back_equal_and_knows_its_applicant() -> None:
    forms = [*DEMO_FORMS.values(), *(generated_form(one.content) for one in procedures("2026"))]
    for definition in forms:
        assert mistakes(definition) == []
        assert FormDefinition.from_json(definition.to_json()) == definition
        assert {field.key for field in definition.fields} >= set(APPLICANT_KEYS)


def test_every_form_follows_the_published_schema() -> None:
    path = Path(form_language.__file__).parents[1] / "form_schema.json"
    validator = jsonschema_rs.validator_for(json.loads(path.read_text(encoding="utf-8")))
    for definition in [*DEMO_FORMS.values(), *(generated_form(one.content) for one in procedures("2026"))]:
        assert list(validator.iter_errors(definition.to_json())) == []


def test_the_summary_shows_what_a_person_would_say() -> None:
    definition = form(
        Field("m", FieldType.MONEY, "Vốn"),
        Field("d", FieldType.DATE, "Ngày"),
        Field("g", FieldType.CHOICE, "Giới tính", choices=(("male", "Nam"),)),
        Field("w", FieldType.ADDRESS, "Nơi ở"),
        Field("x", FieldType.TEXT, "Trống"),
    )
    answers = {
        "m": 1_500_000,
        "d": "2026-09-05",
        "g": "male",
        "w": {"province": "96", "commune": "31999", "street": "12"},
    }
    assert summary(definition, answers, places=SomePlaces(), on=TODAY) == [
        (
            "Nhóm",
            [
                ("Vốn", "1.500.000 đ"),
                ("Ngày", "05/09/2026"),
                ("Giới tính", "Nam"),
                ("Nơi ở", "12, Phường An Xuyên, Tỉnh Cà Mau"),
            ],
        )
    ]


ALL_KEYS = sorted({field.key for definition in DEMO_FORMS.values() for field in definition.fields})
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["yes", "no", "male", "05/09/1985", "096085001234", "96", "31999", "1.000.000"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["province", "commune", "street", "name", "born_on", "code"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(
    st.sampled_from(sorted(DEMO_FORMS)),
    st.dictionaries(st.sampled_from(ALL_KEYS), anything, max_size=25),
    st.booleans(),
)
@settings(max_examples=250, deadline=None)
def test_no_answer_makes_a_form_fail(code: str, answers: dict[str, Any], partly: bool) -> None:
    definition = DEMO_FORMS[code]
    checked = check(definition, answers, on=TODAY, places=SomePlaces(), partly=partly)
    assert all(sentence for sentences in checked.errors.values() for sentence in sentences)
    summary(definition, checked.answers, places=SomePlaces(), on=TODAY)
    summary(definition, answers, places=SomePlaces(), on=TODAY)
    again = check(definition, checked.answers, on=TODAY, places=SomePlaces(), partly=partly)
    if checked.is_correct:
        assert again.answers == checked.answers
        assert again.is_correct


# Rules between answers


def test_rules_of_the_real_forms() -> None:
    def said(code: str, answers: dict[str, Any]) -> list[str]:
        checked = check(DEMO_FORMS[code], answers, on=TODAY, places=SomePlaces(), partly=True)
        return [one for sentences in checked.errors.values() for one in sentences]

    marrying = {"marital_status": "married", "purpose": "marriage"}
    assert any("không được đăng ký kết hôn với người khác (Luật Hôn nhân" in one for one in said("1.004873", marrying))
    assert said("1.004873", {**marrying, "marital_status": "single"}) == []
    assert said("1.004873", {**marrying, "purpose": "property"}) == []
    births = {"child_born_on": "01/08/2026", "mother_known": "yes", "mother_born_on": "01/08/2026"}
    assert any("Ngày sinh của mẹ phải trước ngày sinh của trẻ" in one for one in said("1.001193", births))
    assert said("1.001193", {**births, "mother_born_on": "05/09/1998"}) == []
    assert said("1.001193", {"mother_born_on": "05/09/1998"}) == []  # the other day is not given yet


def test_a_rule_that_cannot_be_is_named() -> None:
    rule = Rule("r", {"field": "a", "op": "lt", "other": "z"}, "q", " ", kind="whim")
    definition = FormDefinition("F", groups=form(Field("a", FieldType.DATE, "A")).groups, rules=(rule, rule))
    found = " ".join(mistakes(definition))
    for said in ("có hai lần", "thiếu câu giải thích", "loại không có", "“q” không có", "“z” không có"):
        assert said in found
