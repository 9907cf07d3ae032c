"""What each part of a draft asks for: its single fields, and the rows of those that have any."""

from typing import Any

from django import forms

from congso.ui.fields import DayField, MoneyField

from ..rules import records
from ..rules.content import (
    CHANNELS,
    FEE_KINDS,
    MODES,
    REQUIREMENTS,
    SERVICE_LEVELS,
    TIERS,
    Method,
    ProcedureContent,
)
from .fields import Amount, LinesField, PlainField, UnitOfTime, chosen, one_line, paragraph, several

Row = Any


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
    is_a_row = True

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
