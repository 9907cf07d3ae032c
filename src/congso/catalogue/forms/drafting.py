"""The parts of a draft as forms: one form of single fields and sets of rows, read from a content and written back.

What nobody touched comes back as it was, to the letter: browsers change line ends and spaces, a legal text must not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeVar

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from ..rules.content import (
    Case,
    Component,
    Deadline,
    DeadlineModifier,
    Fee,
    LegalBasis,
    Method,
    ProcedureContent,
    Result,
    Step,
    Units,
)
from .asked import (
    BasisForm,
    CaseRow,
    ComponentRow,
    ComponentsForm,
    FeeRow,
    FormsForm,
    GeneralForm,
    LawRow,
    MethodRow,
    MethodsTextForm,
    ModifierRow,
    ResultRow,
    ReturningForm,
    RowForm,
    StepRow,
    TextRow,
    UnitsForm,
    row_mark,
)
from .fields import plain

ROWS_AT_ONCE = 25
"""How many rows of a part stand on one page; a land procedure has some eighty papers."""
SPARE_ROWS = 2

Row = Any
Coded = TypeVar("Coded", Case, Component)


Reader = Callable[[ProcedureContent], Sequence[Row]]


@dataclass(frozen=True)
class RowSet:
    """Rows of a part: how a row is shown, made from what was typed, and which rows count as empty."""

    name: str
    title: str
    form: type[RowForm]
    rows: Reader
    initial: Callable[[Row], dict[str, Any]]
    made: Callable[[Row | None, dict[str, Any], ProcedureContent], Row | None]
    written: Callable[[ProcedureContent, tuple[Row, ...]], ProcedureContent]


def _record(shape: Any, required: tuple[str, ...]) -> tuple[Any, Any]:
    """Return how rows of one dataclass are shown and made: field by field, what was not touched as it was."""

    def initial(row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in shape.__dataclass_fields__}

    def made(before: Any, given: dict[str, Any], _content: ProcedureContent) -> Any:
        if not any(given.get(name) for name in required):
            return None
        values = {name: value for name, value in given.items() if name in shape.__dataclass_fields__}
        if before is None:
            return shape(**values)
        return replace(before, **{name: _kept(getattr(before, name), value) for name, value in values.items()})

    return initial, made


def _kept(before: Any, typed: Any) -> Any:
    """Return the value before when what was typed is the same but for what browsers change."""
    if isinstance(before, str) and isinstance(typed, str) and plain(before) == typed:
        return before
    if isinstance(before, tuple) and isinstance(typed, tuple):
        lines = tuple(dict.fromkeys(part.strip() for one in before for part in plain(str(one)).split("\n")))
        return before if tuple(one for one in lines if one) == typed else typed
    return before if before == typed else typed


def _method_initial(row: Method) -> dict[str, Any]:
    deadline = row.deadline
    return {
        "channel": row.channel,
        "case": row.case,
        "value": deadline.value,
        "unit": deadline.unit.value if deadline.unit else "",
        "text": deadline.text,
        "note": row.note,
        "channel_text": row.channel_text,
    }


def _method_made(before: Method | None, given: dict[str, Any], _content: ProcedureContent) -> Method | None:
    if not given["channel"] and not given["channel_text"]:
        return None
    old = before or Method("")
    deadline = Deadline(
        _kept(old.deadline.value, given["value"]), given["unit"], _kept(old.deadline.text, given["text"])
    )
    return replace(
        old,
        channel=given["channel"],
        case=given["case"],
        deadline=deadline,
        note=_kept(old.note, given["note"]),
        channel_text=_kept(old.channel_text, given["channel_text"]),
    )


def _modifier_initial(row: DeadlineModifier) -> dict[str, Any]:
    return {"value": row.value, "unit": row.unit.value, "reason": row.reason, "source": row.source}


def _modifier_made(
    before: DeadlineModifier | None, given: dict[str, Any], _content: ProcedureContent
) -> DeadlineModifier | None:
    if given["value"] is None or given["unit"] is None:
        return None
    if before is None:
        return DeadlineModifier(given["value"], given["unit"], given["reason"], given["source"])
    kept = {name: _kept(getattr(before, name), given[name]) for name in ("value", "unit", "reason", "source")}
    return replace(before, **kept)


def _fees(content: ProcedureContent) -> Sequence[tuple[int, Fee]]:
    return [(number, fee) for number, method in enumerate(content.methods) for fee in method.fees]


_fee_values, _fee_of = _record(Fee, ("amount_vnd", "text", "formula", "set_by"))


def _fee_initial(row: tuple[int, Fee]) -> dict[str, Any]:
    return {"method": str(row[0]), **_fee_values(row[1])}


def _fee_made(
    before: tuple[int, Fee] | None, given: dict[str, Any], content: ProcedureContent
) -> tuple[int, Fee] | None:
    if given["method"] == "" or (given.get("amount_vnd") is None and not (given["text"] or given["set_by"])):
        return None
    if before is None:
        values = {name: value for name, value in given.items() if name in Fee.__dataclass_fields__}
        return int(given["method"]), Fee(**values)
    made = replace(
        before[1],
        **{name: _kept(getattr(before[1], name), given[name]) for name in Fee.__dataclass_fields__ if name in given},
    )
    return int(given["method"]), made


def _fees_written(content: ProcedureContent, rows: tuple[tuple[int, Fee], ...]) -> ProcedureContent:
    methods = tuple(
        replace(method, fees=tuple(fee for place, fee in rows if place == number))
        for number, method in enumerate(content.methods)
    )
    return replace(content, methods=methods)


def _cases_written(content: ProcedureContent, rows: tuple[Case, ...]) -> ProcedureContent:
    return replace(content, cases=_with_codes(rows, "code", f"{content.code}.{{:02d}}"))


def _components_written(content: ProcedureContent, rows: tuple[Component, ...]) -> ProcedureContent:
    return replace(content, components=_with_codes(rows, "key", "TP{:02d}"))


def _with_codes(rows: tuple[Coded, ...], name: str, pattern: str) -> tuple[Coded, ...]:
    """Return the rows, those without a code with the first one that no other has."""
    taken = {getattr(row, name) for row in rows}
    free = (code for number in count(1) if (code := pattern.format(number)) not in taken)
    return tuple(row if getattr(row, name) else _with(row, name, next(free)) for row in rows)


def _with(row: Any, name: str, code: str) -> Any:
    return replace(row, **{name: code})


def _component_made(before: Component | None, given: dict[str, Any], content: ProcedureContent) -> Component | None:
    if not given["name"]:
        return None
    values = {name: value for name, value in given.items() if name in Component.__dataclass_fields__}
    if before is None:
        return Component(key="", **values)
    return replace(before, **{name: _kept(getattr(before, name), value) for name, value in values.items()})


_component_values, _ = _record(Component, ("name",))
_step, _case, _result, _law = (
    _record(Step, ("text", "name")),
    _record(Case, ("name", "code")),
    _record(Result, ("name", "code")),
    _record(LegalBasis, ("number", "name")),
)


def _case_made(before: Case | None, given: dict[str, Any], content: ProcedureContent) -> Case | None:
    made: Case | None = _case[1](before, given, content) if given["name"] else None
    return made


def _law_made(before: LegalBasis | None, given: dict[str, Any], content: ProcedureContent) -> LegalBasis | None:
    number = given["number"] or given["name"]
    made: LegalBasis | None = _law[1](before, given | {"number": number}, content)
    return made


SINGLE: dict[str, type[forms.Form]] = {
    "chung": GeneralForm,
    "cach-thuc": MethodsTextForm,
    "giay-to": ComponentsForm,
    "co-quan": UnitsForm,
    "mau-don": FormsForm,
    "ket-qua": ReturningForm,
    "can-cu": BasisForm,
}
ROWS: dict[str, tuple[RowSet, ...]] = {
    "trinh-tu": (
        RowSet("buoc", "Các bước", StepRow, lambda c: c.steps, *_step, lambda c, rows: replace(c, steps=rows)),
    ),
    "truong-hop": (
        RowSet("truong-hop", "Trường hợp", CaseRow, lambda c: c.cases, _case[0], _case_made, _cases_written),
    ),
    "cach-thuc": (
        RowSet(
            "cach", "Cách nộp và thời hạn", MethodRow, lambda c: c.methods, _method_initial, _method_made,
            lambda c, rows: replace(c, methods=rows),
        ),
        RowSet(
            "them", "Thời hạn cộng thêm", ModifierRow, lambda c: c.deadline_modifiers, _modifier_initial,
            _modifier_made, lambda c, rows: replace(c, deadline_modifiers=rows),
        ),
    ),
    "phi": (RowSet("thu", "Khoản thu", FeeRow, _fees, _fee_initial, _fee_made, _fees_written),),
    "giay-to": (
        RowSet(
            "giay", "Giấy tờ", ComponentRow, lambda c: c.components, _component_values, _component_made,
            _components_written,
        ),
    ),
    "ket-qua": (
        RowSet(
            "ket-qua", "Kết quả", ResultRow, lambda c: c.results, *_result,
            lambda c, rows: replace(c, results=rows),
        ),
    ),
    "can-cu": (
        RowSet(
            "van-ban", "Văn bản", LawRow, lambda c: c.legal_bases, _law[0], _law_made,
            lambda c, rows: replace(c, legal_bases=rows),
        ),
        RowSet(
            "dieu-kien", "Yêu cầu, điều kiện", TextRow, lambda c: c.conditions, lambda row: {"text": row},
            lambda before, given, _c: (_kept(before, given["text"]) if before else given["text"]) or None,
            lambda c, rows: replace(c, conditions=rows),
        ),
    ),
}  # fmt: skip


@dataclass
class ShownRows:
    """A set of rows on the page: `start` is the first of the content shown, `total` how many there are."""

    spec: RowSet
    formset: "BaseFormSet[RowForm]"
    start: int
    total: int

    @property
    def title(self) -> str:
        """Return the heading."""
        return self.spec.title

    @property
    def next_start(self) -> int:
        """Return where the next page begins; 0 for none."""
        return self.start + ROWS_AT_ONCE if self.start + ROWS_AT_ONCE < self.total else 0


class PartEditor:
    """One part of a draft on a page, filled from `content`, or read from posted `data`."""

    def __init__(
        self, part: str, content: ProcedureContent, data: Mapping[str, Any] | None = None, *, start: int = 0
    ) -> None:
        self.part, self.given = part, content
        single = SINGLE.get(part)
        self.single = single(data, initial=_single_initial(single, content)) if single else None
        self.sets = [self._rows(spec, data, start) for spec in ROWS.get(part, ())]

    def _rows(self, spec: RowSet, data: Mapping[str, Any] | None, start: int) -> ShownRows:
        rows = list(spec.rows(self.given))
        start = start if 0 <= start < len(rows) and len(self.sets_of(spec)) == 1 else 0
        window = rows[start : start + ROWS_AT_ONCE] if len(self.sets_of(spec)) == 1 else rows
        made: Any = formset_factory(
            spec.form, extra=SPARE_ROWS, can_order=True, can_delete=True, max_num=400, absolute_max=400
        )
        initial = [{"origin": row_mark(row), **spec.initial(row)} for row in window]
        formset = made(data, prefix=spec.name, initial=initial, form_kwargs={"content": self.given})
        for form in formset.forms:
            form.fields["ORDER"].label = "Thứ tự"
            form.fields["ORDER"].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            form.fields["DELETE"].label = "Bỏ dòng này"
        return ShownRows(spec, formset, start, len(rows))

    def sets_of(self, spec: RowSet) -> tuple[RowSet, ...]:
        """Return the sets of rows that stand beside this one."""
        return ROWS[self.part]

    def forms(self) -> list[Any]:
        """Return every form, for the summary of errors."""
        return [*([self.single] if self.single else []), *(form for one in self.sets for form in one.formset.forms)]

    def is_valid(self) -> bool:
        """Tell whether everything typed can be read."""
        checked = [self.single.is_valid() if self.single else True, *(one.formset.is_valid() for one in self.sets)]
        return all(checked)

    def edited(self) -> ProcedureContent:
        """Return the content with this part as it was typed; call it after `is_valid`."""
        content = self.given
        if self.single is not None:
            content = _single_written(content, self.single.cleaned_data)
        for shown in self.sets:
            content = shown.spec.written(content, self._typed_rows(shown))
        return content

    def _typed_rows(self, shown: ShownRows) -> tuple[Row, ...]:
        rows = list(shown.spec.rows(self.given))
        size = len(rows) if len(self.sets) > 1 else ROWS_AT_ONCE
        before, after = rows[: shown.start], rows[shown.start + size :]
        free = rows[shown.start : shown.start + size]
        typed: list[tuple[float, int, Row]] = []
        for number, form in enumerate(shown.formset.forms):
            given = form.cleaned_data
            if not given or given.get("DELETE"):
                continue
            old = _origin(shown.spec, free, given)
            row = shown.spec.made(old, given, self.given)
            if row is not None:
                wanted = given.get("ORDER")
                typed.append((wanted if wanted is not None else number + 1, number, row))
        return (*before, *(row for _, _, row in sorted(typed, key=lambda one: one[:2])), *after)


def _origin(spec: RowSet, free: list[Row], given: Mapping[str, Any]) -> Row | None:
    """Return which row a typed one was, and take it off the free ones: the same mark, else known by the same."""
    if not given.get("origin"):
        return None
    known = spec.form.main[:2]
    for same in (
        lambda row: row_mark(row) == given["origin"],
        lambda row: all((spec.initial(row)[name] or "") == (given.get(name) or "") for name in known),
    ):
        for place, row in enumerate(free):
            if same(row):
                return free.pop(place)
    return None


def _single_initial(shape: type[forms.Form], content: ProcedureContent) -> dict[str, Any]:
    source: Any = content.units if shape is UnitsForm else content
    found = {name: getattr(source, name) for name in shape.base_fields if hasattr(source, name)}
    return found | ({"reception_address": content.reception_address} if shape is UnitsForm else {})


def _single_written(content: ProcedureContent, given: dict[str, Any]) -> ProcedureContent:
    values = dict(given)
    roles = {name: values.pop(name) for name in Units.__dataclass_fields__ if name in values}
    if roles:
        kept = {name: _kept(getattr(content.units, name), value) for name, value in roles.items()}
        content = replace(content, units=replace(content.units, **kept))
    return replace(content, **{name: _kept(getattr(content, name), value) for name, value in values.items()})
