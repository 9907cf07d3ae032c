"""The parts of a draft as forms: one form of single fields and sets of rows, read from a content and written back.

What nobody touched comes back as it was, to the letter: browsers change line ends and spaces, a legal text must not.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from congso.ui.fields import CheckCards, DayField, MoneyField

from ..rules import records
from ..rules.content import (
    CHANNELS,
    FEE_KINDS,
    MODES,
    REQUIREMENTS,
    SERVICE_LEVELS,
    TIERS,
    UNIT_LABELS,
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
    Unit,
    Units,
)

ROWS_AT_ONCE = 25
"""How many rows of a part stand on one page; a land procedure has some eighty papers."""
SPARE_ROWS = 2
LONGEST_TEXT = 60_000

Row = Any


def plain(text: str) -> str:
    """Return a text as a browser sends it back: one kind of line end, composed letters, no space around."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


class PlainField(forms.CharField):
    """A text, its line ends made one kind."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


def one_line(label: str, longest: int = 600, help: str = "", **attrs: str) -> PlainField:
    """Return a field of one line that may stay empty."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return PlainField(label=label, required=False, max_length=longest, help_text=help, widget=widget)


def paragraph(label: str, help: str = "", rows: int = 4) -> PlainField:
    """Return a field of many lines that may stay empty."""
    widget = forms.Textarea(attrs={"rows": str(rows)})
    return PlainField(label=label, required=False, max_length=LONGEST_TEXT, help_text=help, widget=widget)


class LinesField(PlainField):
    """A list, one thing a line."""

    def __init__(self, label: str, help: str = "Mỗi dòng một mục.", rows: int = 3) -> None:
        widget = forms.Textarea(attrs={"rows": str(rows)})
        super().__init__(label=label, required=False, max_length=LONGEST_TEXT, help_text=help, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = (one.strip() for one in str(super().clean(value)).split("\n"))
        return tuple(dict.fromkeys(one for one in lines if one))


def chosen(label: str, choices: Mapping[str, str], empty: str = "–") -> forms.ChoiceField:
    """Return a list to choose from that may stay unchosen."""
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices.items()])


def several(label: str, choices: Mapping[str, str], help: str = "") -> forms.MultipleChoiceField:
    """Return boxes of which some may be ticked."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices.items()), help_text=help, widget=CheckCards(in_row=True)
    )


class UnitOfTime(forms.ChoiceField):
    """The unit of a deadline; `cleaned_data` holds a Unit or None."""

    def __init__(self) -> None:
        choices = [("", "Chưa ghi"), *((unit.value, words) for unit, words in UNIT_LABELS.items())]
        super().__init__(label="Đơn vị", required=False, choices=choices)

    def clean(self, value: Any) -> Unit | None:
        stated = super().clean(value)
        return Unit(stated) if stated else None


class Amount(forms.DecimalField):
    """A number of days or hours; `cleaned_data` holds an int where it is whole, a float otherwise, or None."""

    def __init__(self, label: str = "Thời hạn") -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=False, min_value=0, max_value=9_999, widget=widget)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if isinstance(found, Decimal):
            return int(found) if found == int(found) else float(found)
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(str(value)).normalize():f}".replace(".", ",") if isinstance(value, int | float) else value


# Single fields


class GeneralForm(forms.Form):
    """What the procedure is, for whom, at which level."""

    name = PlainField(label="Tên thủ tục", max_length=1_200, widget=forms.Textarea(attrs={"rows": "2"}))
    summary = paragraph("Tóm tắt cho người dân", "Một hai câu dễ hiểu, đứng đầu trang thủ tục.", rows=2)
    field = one_line("Lĩnh vực", 200, list="linh-vuc-co-san")
    ministry = one_line("Bộ, ngành", 120)
    publisher = one_line("Cơ quan công bố", 300)
    type_text = one_line("Loại thủ tục", 300)
    tiers = several("Cấp thực hiện", TIERS)
    tiers_text = one_line("Cấp thực hiện, lời công bố", 300)
    subjects = LinesField("Đối tượng thực hiện")
    service_level = chosen("Mức độ trực tuyến", SERVICE_LEVELS)
    partial_reason = paragraph("Lý do chỉ cung cấp một phần", "Bắt buộc khi là dịch vụ công một phần.", rows=2)
    in_person_only = forms.BooleanField(label="Chỉ nộp trực tiếp", required=False)
    non_geographic = forms.BooleanField(label="Nhận hồ sơ không phụ thuộc địa giới", required=False)
    source_url = one_line("Địa chỉ nguồn", 600)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["tiers"] = tuple(tier for tier in TIERS if tier in given.get("tiers", ()))
        if given.get("service_level") == "partial" and not given.get("partial_reason"):
            self.add_error("partial_reason", "Ghi lý do chỉ cung cấp một phần.")
        return given


class MethodsTextForm(forms.Form):
    """What the publication says of the ways to hand in beyond the rows."""

    methods_text = paragraph("Cách thức, lời công bố", "Chỉ khi nguồn ghi bằng lời, không theo từng cách nộp.")


class ComponentsForm(forms.Form):
    """How many sets, and what the publication says beyond the rows."""

    number_of_sets = forms.IntegerField(
        label="Số lượng hồ sơ (bộ)",
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    components_text = paragraph("Thành phần hồ sơ, lời công bố", "Chỉ khi nguồn ghi bằng lời, không theo từng giấy tờ.")


class UnitsForm(forms.Form):
    """The four roles of agencies, and where one hands in."""

    executing = LinesField("Cơ quan thực hiện")
    authority = LinesField("Cơ quan có thẩm quyền quyết định")
    authorised = LinesField("Cơ quan được ủy quyền, phân cấp")
    coordinating = LinesField("Cơ quan phối hợp")
    reception_address = paragraph("Nơi tiếp nhận", rows=2)


class FormsForm(forms.Form):
    """The official papers to fill in."""

    forms = LinesField("Mẫu đơn, tờ khai", "Mỗi dòng một mẫu: số mẫu, tên, văn bản ban hành.", rows=6)


class ReturningForm(forms.Form):
    """How the result reaches people."""

    returning_methods = LinesField("Cách trả kết quả")


class BasisForm(forms.Form):
    """What the procedure rests on beyond the rows, and its neighbours."""

    legal_basis_text = paragraph("Căn cứ pháp lý, lời công bố")
    related = LinesField("Thủ tục liên quan", "Mỗi dòng một mã thủ tục.")


# Rows


class RowForm(forms.Form):
    """A row; `origin` is the mark of the row of the content it was, so that what is not shown here is kept."""

    origin = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    main: tuple[str, ...] = ()

    def __init__(self, *args: Any, content: ProcedureContent, **options: Any) -> None:
        super().__init__(*args, **options)
        cases = {one.code: f"{one.code} {one.name}"[:120] for one in content.cases}
        if "case" in self.fields:
            field = self.fields["case"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Mọi trường hợp"), *cases.items()]
        if "method" in self.fields:
            field = self.fields["method"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(number), named(one, content)) for number, one in enumerate(content.methods)]

    def shown(self) -> list[Any]:
        """Return the fields that always show."""
        return [self[name] for name in self.main]

    def more(self) -> list[Any]:
        """Return the fields that open on demand."""
        rest = (name for name in self.fields if name not in {*self.main, "origin", "DELETE", "ORDER"})
        return [self[name] for name in rest]


def row_mark(row: Row) -> str:
    """Return a mark of what a row says, by which it is found again when others were added or dropped meanwhile."""
    return records.fingerprint(records.write(row))[:12]


def named(method: Method, content: ProcedureContent) -> str:
    """Return what a way to hand in is known by."""
    case = content.case(method.case)
    channel = CHANNELS.get(method.channel) or method.channel_text or "Không ghi cách nộp"
    return (f"{channel} · {case.name}" if case else channel)[:160]


class StepRow(RowForm):
    name = one_line("Tên bước", 300)
    text = paragraph("Nội dung", rows=4)
    case = chosen("Trường hợp", {})
    main = ("text", "name", "case")


class CaseRow(RowForm):
    code = one_line("Mã trường hợp", 20, "Để trống thì máy đánh số tiếp.")
    name = one_line("Tên trường hợp", 300)
    help = paragraph("Giải thích cho người nộp", rows=2)
    main = ("name", "code", "help")


class MethodRow(RowForm):
    channel = chosen("Cách nộp", CHANNELS, "Theo lời công bố")
    case = chosen("Trường hợp", {})
    value = Amount()
    unit = UnitOfTime()
    text = one_line("Lời ghi thời hạn", 2_000)
    note = paragraph("Ghi chú", rows=2)
    channel_text = one_line("Cách nộp, lời công bố", 300)
    main = ("channel", "case", "value", "unit")


class ModifierRow(RowForm):
    value = Amount("Cộng thêm")
    unit = UnitOfTime()
    reason = one_line("Khi nào", 600)
    source = one_line("Căn cứ", 300)
    main = ("value", "unit", "reason", "source")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not self.errors:
            for name in ("value", "unit", "reason"):
                if given.get(name) in (None, ""):
                    self.add_error(name, "Ghi mục này, hoặc để trống cả dòng.")
        return given


class FeeRow(RowForm):
    method = forms.ChoiceField(label="Áp dụng khi nộp", required=False, choices=())
    kind = forms.ChoiceField(label="Loại", required=False, choices=list(FEE_KINDS.items()))
    amount_vnd = MoneyField(label="Mức thu", required=False, help_text="0 là miễn phí; để trống khi không phải một số.")
    formula = one_line("Tính theo", 300, "Ví dụ: hồ sơ, trang, bản.")
    set_by = chosen("Cơ quan quy định mức", {"provincial_council": "Hội đồng nhân dân tỉnh"}, "Trung ương")
    text = paragraph("Lời công bố", rows=2)
    exemption = paragraph("Miễn, giảm", rows=2)
    basis = one_line("Căn cứ thu", 600)
    valid_from = DayField(label="Từ ngày", required=False)
    valid_to = DayField(label="Đến ngày", required=False)
    main = ("method", "kind", "amount_vnd", "formula", "set_by")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in ("valid_from", "valid_to"):
            given[name] = given[name].isoformat() if given.get(name) else ""
        if given["valid_from"] and given["valid_to"] and given["valid_to"] < given["valid_from"]:
            self.add_error("valid_to", "Ngày cuối trước ngày đầu.")
        return given


class ComponentRow(RowForm):
    name = paragraph("Tên giấy tờ", rows=2)
    originals = forms.IntegerField(label="Bản chính", required=False, min_value=0, max_value=1_000)
    copies = forms.IntegerField(label="Bản sao", required=False, min_value=0, max_value=1_000)
    required = forms.ChoiceField(label="Bắt buộc", choices=list(REQUIREMENTS.items()), required=False, initial="yes")
    mode = forms.ChoiceField(label="Cách giao", choices=list(MODES.items()), required=False, initial="submit")
    case = chosen("Trường hợp", {})
    group = one_line("Nhóm, tiêu đề", 600)
    channels = several("Chỉ khi nộp", CHANNELS, "Không chọn: mọi cách nộp.")
    has_form = forms.BooleanField(label="Lập theo mẫu", required=False)
    form_code = one_line("Mã mẫu", 200)
    form_file = one_line("Tệp mẫu", 300)
    result_code = one_line("Mã kết quả thay thế", 60)
    from_database = one_line("Tra được trong cơ sở dữ liệu", 300, "Cơ quan tra được thì người dân không phải nộp.")
    main = ("name", "required", "originals", "copies", "case")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in ("originals", "copies"):
            given[name] = given.get(name) or 0
        given["required"] = given.get("required") or "yes"
        given["mode"] = "note" if given["required"] == "note" else given.get("mode") or "submit"
        given["channels"] = tuple(code for code in CHANNELS if code in given.get("channels", ()))
        return given


class ResultRow(RowForm):
    name = one_line("Tên kết quả", 600)
    code = one_line("Mã kết quả", 60)
    kind = one_line("Loại", 120)
    main = ("name", "code", "kind")


class LawRow(RowForm):
    number = one_line("Số, ký hiệu", 300)
    name = one_line("Tên văn bản", 1_000)
    main = ("number", "name")


class TextRow(RowForm):
    text = paragraph("Nội dung", rows=4)
    main = ("text",)


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
    taken = {row.code for row in rows if row.code}
    cases = []
    for row in rows:
        number = 1
        while not row.code and f"{content.code}.{number:02d}" in taken:
            number += 1
        code = row.code or f"{content.code}.{number:02d}"
        taken.add(code)
        cases.append(replace(row, code=code))
    return replace(content, cases=tuple(cases))


def _components_written(content: ProcedureContent, rows: tuple[Component, ...]) -> ProcedureContent:
    taken = {row.key for row in rows if row.key}
    components = []
    for row in rows:
        number = 1
        while not row.key and f"TP{number:02d}" in taken:
            number += 1
        key = row.key or f"TP{number:02d}"
        taken.add(key)
        components.append(replace(row, key=key))
    return replace(content, components=tuple(components))


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
