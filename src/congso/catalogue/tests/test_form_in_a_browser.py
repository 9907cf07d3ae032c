"""A form in Chromium: what it shows, hides and calculates as one types is what the server makes of what it sends."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.forms import AnswersForm, read_answers
from congso.catalogue.rules.form_language import (
    Field,
    FieldType,
    FormDefinition,
    Group,
    check,
    holds,
    keys_named,
    keys_of_formula,
    mistakes,
    shown_value,
    visible_fields,
)
from congso.ui.testing import axe_violations, console_errors

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TODAY = date(2026, 11, 21)
T = FieldType
LINE = (
    Field("what", T.TEXT, "Mặt hàng"),
    Field("count", T.NUMBER, "Số lượng", when={"field": "what", "op": "filled"}),
    Field("each", T.MONEY, "Đơn giá", when={"field": "kind", "op": "eq", "value": "goods"}),
    Field("line", T.CALCULATED, "Thành tiền", formula={"product": ["count", "each"]}, unit="đồng"),
    Field("why", T.TEXT, "Vì sao nhiều", when={"field": "line", "op": "gt", "value": 100_000}),
)
DEFINITION = FormDefinition(
    "Thử",
    (
        Group(
            "one",
            "Một",
            fields=(
                Field("kind", T.CHOICE, "Loại", choices=(("goods", "Hàng"), ("work", "Công"))),
                Field("area", T.NUMBER, "Diện tích"),
                Field("price", T.MONEY, "Đơn giá"),
                Field("rent", T.CALCULATED, "Tiền thuê", formula={"product": ["area", "price"]}, unit="đồng"),
                Field("why_rent", T.TEXT, "Vì sao", when={"field": "rent", "op": "gt", "value": 1_000_000}),
                Field("same", T.YES_NO, "Bằng nhau", when={"field": "price", "op": "eq", "value": 15_000}),
                Field("born", T.DATE, "Ngày sinh"),
                Field("age", T.CALCULATED, "Tuổi", formula={"age": "born"}, unit="tuổi"),
                Field("guardian", T.TEXT, "Người giám hộ", when={"field": "age", "op": "lt", "value": 18}),
                Field("until", T.DATE, "Đến ngày", when={"field": "born", "op": "lt", "value": "2026-01-01"}),
                Field("days", T.CALCULATED, "Số ngày", formula={"days_between": ["born", "until"]}, unit="ngày"),
            ),
        ),
        Group(
            "two",
            "Hai",
            when={"field": "kind", "op": "filled"},
            fields=(
                Field("goods", T.REPEATED, "Hàng hóa", fields=LINE, min_rows=2, max_rows=3),
                Field("rows", T.CALCULATED, "Số dòng", formula={"rows": "goods"}),
                Field("stock", T.CALCULATED, "Vốn hàng", formula={"sum_rows": ["goods", "line"]}, unit="đồng"),
                Field("all", T.CALCULATED, "Tổng", formula={"sum": ["rent", "stock", {"difference": ["area", 0.1]}]}),
            ),
        ),
        Group(
            "three",
            "Ba",
            fields=(
                Field("signature", T.SIGNATURE, "Chữ ký"),
                Field("agreed", T.YES_NO, "Đồng ý", when={"field": "signature", "op": "filled"}),
                Field("place", T.MAP_POINT, "Vị trí"),
                Field("near", T.TEXT, "Gần đâu", when={"field": "place", "op": "filled"}),
                Field("before", T.DOSSIER, "Hồ sơ trước"),
                Field("more", T.TEXT, "Thêm", when={"field": "before", "op": "filled", "value": False}),
                Field("many", T.CHOICES, "Chọn nhiều", choices=(("x", "X"), ("y", "Y"), ("z", "Z"))),
                Field("also", T.TEXT, "Nói thêm", when={"field": "many", "op": "in", "value": ["x", "z"]}),
            ),
        ),
    ),
)
TYPED: Mapping[FieldType, tuple[str, ...]] = {
    T.TEXT: ("", "  ", "Nguyễn Văn An", "1"),
    T.TEXTAREA: ("", "Hai\ndòng"),
    T.NUMBER: ("", "0", "2", "20,5", "1.000", "1.5", "0,1", "nhiều", "-3"),
    T.MONEY: ("", "15.000", "15000", "1.000.000", "90 000 đ", "1,5"),
    T.DATE: ("", "05/09/1985", "21/11/2008", "22/11/2008", "1/2/2026", "2026-01-01", "01/12/2026", "30/02/2000"),
    T.CITIZEN_NUMBER: ("", "096085001234", "12"),
    T.PHONE: ("", "0912 345 678", "x"),
    T.EMAIL: ("", "ten@example.vn"),
    T.TAX_CODE: ("", "0100233488"),
    T.MAP_POINT: ("", "9,1769; 105,1524"),
}
IN_PARTS: Mapping[FieldType, Mapping[str, tuple[str, ...]]] = {
    T.ADDRESS: {"street": ("", "12")},
    T.SIGNATURE: {"typed": ("", "Nguyễn Văn An"), "drawn": ("", "1,1 2,2 3,3 4,4 5,5")},
    T.DOSSIER: {"typed": ("", "H12.34-261130-0001")},
}
ROWS = 2


def typed_into(field: Field, name: str) -> dict[str, st.SearchStrategy[Any]]:
    """Return what may be typed or chosen, by the name of the control."""
    if field.type is T.REPEATED:
        rows = [typed_into(part, f"{name}-{row}-{part.key}") for row in range(ROWS) for part in field.fields]
        return {key: values for row in rows for key, values in row.items()}
    if field.type in IN_PARTS:
        return {f"{name}-{part}": st.sampled_from(values) for part, values in IN_PARTS[field.type].items()}
    offered = [choice[0] for choice in field.choices]
    if field.type is T.CHOICE:
        return {name: st.sampled_from([[], *([one] for one in offered)])}
    if field.type is T.CHOICES:
        return {name: st.lists(st.sampled_from(offered), unique=True)}
    if field.type is T.YES_NO:
        return {name: st.sampled_from([[], ["yes"]])}
    return {name: st.sampled_from(TYPED[field.type])} if field.type in TYPED else {}


PLAY = """(cases) => cases.map((typed) => {
    const form = document.querySelector("form#thu");
    for (const [name, given] of Object.entries(typed)) {
        for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
            if (["radio", "checkbox"].includes(control.type)) control.checked = given.includes(control.value);
            else control.value = Array.isArray(given) ? given[0] ?? "" : given;
        }
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    const hidden = (one) => one.closest("[data-shown-when][hidden]") !== null;
    const seen = (selector) => [...form.querySelectorAll(selector)].filter((one) => !hidden(one));
    return {
        sent: [...new FormData(form)],
        hidden: [...form.querySelectorAll("[name]")].filter(hidden).map((one) => one.name),
        outputs: Object.fromEntries(seen("output").map((one) => [one.dataset.name, one.textContent])),
        said: seen("[data-shown-when] > [role=status]").map((one) => one.textContent.trim()),
    };
})"""


def posted(pairs: list[tuple[str, str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def speak_of(definition: FormDefinition) -> set[str]:
    """Return the fields on which conditions, rules and formulas of a form depend."""
    found = set().union(*(rule.named for rule in definition.rules))
    for group in definition.groups:
        found |= keys_named(group.when)
        for field in (one for asked in group.fields for one in (asked, *asked.fields)):
            found |= keys_named(field.when) | keys_of_formula(field.formula)
    return found


def assert_alike(definition: FormDefinition, typed: dict[str, Any], seen: dict[str, Any]) -> None:
    data = posted([(name, value) for name, value in seen["sent"]])
    checked = check(replace(definition, rules=()), read_answers(definition, data), on=TODAY, partly=True)
    answers = checked.answers
    bounded = {field.key for field in definition.fields if field.min is not None or field.max is not None}
    if {*checked.errors} & bounded & speak_of(definition):
        return  # refused anyway; the browser knows no bounds
    shown = {field.key for field in visible_fields(definition, answers)}
    with_control = {
        one.key for one in definition.fields if one.type in {*TYPED, *IN_PARTS, T.CHOICE, T.CHOICES, T.YES_NO}
    }
    assert {name.split("-")[0] for name in seen["hidden"]} & with_control == with_control - shown, typed
    said = {" ".join(words.split()) for words in seen["said"]}
    assert said == {rule.sentence for rule in definition.rules if rule.field in shown and holds(rule.when, answers)}, (
        typed
    )
    for field in definition.fields:
        if field.type is T.CALCULATED and field.key in shown:
            assert seen["outputs"][field.key] == worth(field, answers), (typed, field.key)
        if field.type is T.REPEATED and field.key in shown:
            assert_rows_alike(field, typed, seen, answers, data)


def assert_rows_alike(
    field: Field, typed: dict[str, Any], seen: dict[str, Any], answers: Mapping[str, Any], data: QueryDict
) -> None:
    """Compare row by row; the server numbers only those in which something stands."""
    number = 0
    for place in range(ROWS):
        begin = f"{field.key}-{place}-"
        if not any(value.strip() for name, values in data.lists() if name.startswith(begin) for value in values):
            continue
        row = answers[field.key][number]
        number += 1
        for part in field.fields:
            is_hidden = f"{begin}{part.key}" in seen["hidden"]
            if part.type is T.CALCULATED:
                assert seen["outputs"][f"{begin}{part.key}"] == worth(part, row), (typed, part.key)
            elif part.when is not None:
                assert is_hidden is not holds(part.when, {**answers, **row}), (typed, place, part.key)


def worth(field: Field, answers: Mapping[str, Any]) -> str:
    return shown_value(field, answers[field.key]) if field.key in answers else "–"


@pytest.mark.parametrize("definition", [DEFINITION, *DEMO_FORMS.values()], ids=["every type", *DEMO_FORMS])
def test_what_a_browser_shows_is_what_the_server_makes_of_it(
    live_server: Any, desk: Any, definition: FormDefinition
) -> None:
    assert mistakes(definition) == []
    page = render_to_string("catalogue/parts/answers.html", {"form": AnswersForm(definition, on=TODAY)})
    desk.goto(live_server.url + "/giao-dien/trang/to-khai/", wait_until="networkidle")
    desk.evaluate(
        """(page) => {
            const form = document.createElement("form");
            form.id = "thu";
            form.className = "form";
            form.innerHTML = page;
            document.querySelector("main .wrap").replaceChildren(form);
            const modules = ["conditions", "signature", "map_point"];
            return Promise.all(modules.map((name) => import(`/static/ui/js/${name}.js`)))
                .then(() => document.dispatchEvent(new CustomEvent("ui:added", { detail: document })));
        }""",
        page,
    )
    controls = {name: one for field in definition.fields for name, one in typed_into(field, field.key).items()}

    @given(st.lists(st.fixed_dictionaries({}, optional=controls), min_size=30, max_size=60))
    @settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    def agree(cases: list[dict[str, Any]]) -> None:
        for typed, seen in zip(cases, desk.evaluate(PLAY, cases), strict=True):
            assert_alike(definition, typed, seen)
            again = AnswersForm(definition, posted([(name, value) for name, value in seen["sent"]]), on=TODAY)
            again.is_valid()
        render_to_string("catalogue/parts/answers.html", {"form": again})

    agree()
    assert console_errors(desk) == []
    assert axe_violations(desk, "form#thu") == []
