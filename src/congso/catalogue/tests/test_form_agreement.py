"""The browser and the server read what is typed alike, and come to the same conditions and calculated values."""

import json
import subprocess
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from congso.catalogue.forms import browser_rule
from congso.catalogue.rules.form_language import (
    Field,
    FieldType,
    FormDefinition,
    Group,
    calculated,
    check,
    holds,
    mistakes,
    shown_value,
)

TODAY = date(2026, 11, 21)
LINES = (Field("q", FieldType.NUMBER, "Số lượng"), Field("p", FieldType.MONEY, "Đơn giá"))
FORM = FormDefinition(
    "Thử",
    (
        Group(
            "g",
            "Nhóm",
            fields=(
                *(Field(key, FieldType.TEXT, key) for key in "ab"),
                *(Field(key, FieldType.NUMBER, key) for key in "nk"),
                *(Field(key, FieldType.MONEY, key) for key in "vw"),
                *(Field(key, FieldType.DATE, key) for key in "de"),
                Field("m", FieldType.CHOICES, "m", choices=(("x", "X"), ("y", "Y"))),
                Field("t", FieldType.YES_NO, "t"),
                Field("rows", FieldType.REPEATED, "rows", fields=LINES),
            ),
        ),
    ),
)
KINDS = {"n": "number", "k": "number", "v": "money", "w": "money", "d": "day", "e": "day", "q": "number", "p": "money"}

WORDS = ["x", "y", "1", "yes", "  x ", "1.5", "Nguye\u0302\u0303n  An", "-", "2026-01-01"]
NUMBERS = ["0", "1", "2", "10", "007", "1.5", "1,50", "-3", "1.234,5", "15.000", "15 000", "0,000001", "0,1", "0,2"]
NUMBERS += ["0,30", "999999999999999", "123456789012345,123456", "12345678901234567", "nhiều", "1.2.3", "1e5"]
AMOUNTS = ["0", "15000", "15.000", "15 000 đ", "1.000.000.000.000.000", "7 đồng", "-1", "1,5", "năm"]
DAYS = [
    "01/01/2026",
    "1/8/2026",
    "03-08-2026",
    "2026-08-03",
    "31.12.2025",
    "29/02/2024",
    "30/02/2026",
    "hôm nay",
    "5/9/85",
]
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(WORDS), "b": st.sampled_from(WORDS),
        "n": st.sampled_from(NUMBERS), "k": st.sampled_from(NUMBERS),
        "v": st.sampled_from(AMOUNTS), "w": st.sampled_from(AMOUNTS),
        "d": st.sampled_from(DAYS), "e": st.sampled_from(DAYS),
        "m": st.lists(st.sampled_from(["x", "y"]), min_size=1, max_size=2, unique=True), "t": st.just("yes"),
        "rows": st.lists(
            st.fixed_dictionaries({}, optional={"q": st.sampled_from(NUMBERS), "p": st.sampled_from(AMOUNTS)}),
            max_size=3,
        ),
    },
)  # fmt: skip


def _compared(fields: str, values: st.SearchStrategy[Any], operators: tuple[str, ...]) -> st.SearchStrategy[Any]:
    field, operator = st.sampled_from(fields), st.sampled_from(operators)
    return st.builds(lambda f, o, v: {"field": f, "op": o, "value": v}, field, operator, values) | st.builds(
        lambda f, o, v: {"field": f, "op": o, "other": v}, field, operator, st.sampled_from(fields)
    )


PLAIN = st.sampled_from(["x", "y", "1", "", "yes", "Nguyễn An"])
CONDITIONS = st.recursive(
    _compared("abm", PLAIN, ("eq", "ne"))
    | _compared("nkvw", st.sampled_from([0, 1, 1.5, 10, 15_000, "15000", "0.1", -3, 1e-06]), ("gt", "lt", "eq", "ne"))
    | _compared("de", st.sampled_from(["2026-01-01", "2026-08-03", "2025-12-31"]), ("gt", "lt", "eq", "ne"))
    | _compared("nd", st.sampled_from(["2026-01-01", 5, None]), ("gt", "lt", "eq"))
    | st.builds(lambda f, v: {"field": f, "op": "filled", "value": v}, st.sampled_from("abndmt"), st.booleans())
    | st.builds(lambda f, v: {"field": f, "op": "in", "value": v}, st.sampled_from("abm"), st.lists(PLAIN, max_size=3))
    | st.sampled_from(
        [
            {"field": "t", "op": "eq", "value": True},
            {"field": "a", "op": "like", "value": "x"},
            {"field": "a", "op": "in", "value": "x"},
            {"and": "a"},
            {"field": 5},
        ]
    ),
    lambda inner: (
        st.builds(lambda k, parts: {k: parts}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=5,
)
OPERANDS = st.recursive(
    st.sampled_from("nkvw")
    | st.sampled_from([0, 1, -2, 0.1, 2.5, 1_000_000])
    | st.sampled_from(
        [
            {"rows": "rows"},
            {"sum_rows": ["rows", "q"]},
            {"sum_rows": ["rows", "p"]},
            {"age": "d"},
            {"days_between": ["d", "e"]},
            {"days_between": ["d", "today"]},
        ]
    ),
    lambda inner: (
        st.builds(
            lambda k, parts: {k: parts}, st.sampled_from(["sum", "product"]), st.lists(inner, min_size=1, max_size=4)
        )
        | st.builds(lambda a, b: {"difference": [a, b]}, inner, inner)
    ),
    max_leaves=6,
)
FORMULAS = OPERANDS.filter(lambda one: isinstance(one, dict))

IN_THE_BROWSER = """
globalThis.document = { addEventListener() {}, querySelectorAll: () => [] };
const { readFileSync } = await import("node:fs");
const source = readFileSync(process.argv[1], "utf8");
const ours = await import("data:text/javascript," + encodeURIComponent(source));
const { calculated, canonical, holds, numeric, shown } = ours;
const { kinds, today, cases } = JSON.parse(readFileSync(0, "utf8"));
const read = (answers) => (name) => [answers[name] ?? []].flat().map((typed) => canonical(typed, kinds[name]));
const number = (answers) => (name) => numeric(read(answers)(name)[0] ?? "", kinds[name]);
const around = (answers) => ({
  number: number(answers),
  day: (name) => name === "today" ? today : read(answers)(name).find((value) => /^\\d{4}-/.test(value)) ?? null,
  rows: (name) => (answers[name] ?? []).filter((row) => Object.keys(row).length).map((row) => number(row)),
});
console.log(JSON.stringify(cases.map(([what, answers]) => what.rule
  ? holds(JSON.parse(what.rule), read(answers))
  : shown(calculated(what.formula, what.kind, around(answers)), what.kind, what.unit))));
"""


def in_the_browser(cases: list[list[Any]]) -> list[Any]:
    ui = find_spec("congso.ui")
    assert ui is not None
    assert ui.origin is not None
    script = Path(ui.origin).parent / "static" / "ui" / "js" / "conditions.js"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", IN_THE_BROWSER, str(script)],
        input=json.dumps({"kinds": KINDS, "today": TODAY.isoformat(), "cases": cases}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found


@given(st.lists(st.tuples(CONDITIONS, TYPED), min_size=20, max_size=120))
@settings(max_examples=10, deadline=None, phases=[Phase.generate])
def test_the_browser_and_the_server_agree_on_every_condition(cases: list[tuple[Any, dict[str, Any]]]) -> None:
    found = in_the_browser([[{"rule": browser_rule(rule)}, typed] for rule, typed in cases])
    for (rule, typed), in_browser in zip(cases, found, strict=True):
        assert holds(rule, check(FORM, typed, on=TODAY).answers) is in_browser, (rule, typed)


@given(st.lists(st.tuples(FORMULAS, TYPED, st.sampled_from(["", "đồng", "m²"])), min_size=20, max_size=120))
@settings(max_examples=10, deadline=None, phases=[Phase.generate])
def test_the_browser_and_the_server_calculate_the_same(cases: list[tuple[Any, dict[str, Any], str]]) -> None:
    sent = [
        [{"formula": formula, "kind": "money" if unit == "đồng" else "number", "unit": unit}, typed]
        for formula, typed, unit in cases
    ]
    for (formula, typed, unit), in_browser in zip(cases, in_the_browser(sent), strict=True):
        field = Field("z", FieldType.CALCULATED, "z", formula=formula, unit=unit)
        whole = FormDefinition("Thử", (*FORM.groups, Group("h", "Kết quả", fields=(field,))))
        assert mistakes(whole) == []
        answers = check(whole, typed, on=TODAY).answers
        value = calculated(field, answers, TODAY)
        assert answers.get("z") == value
        assert ("–" if value is None else shown_value(field, value)) == in_browser, (formula, typed)
