"""What editors type about a form: groups, questions, conditions in rows, rules between answers, the printed paper."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congso.ui.fields import ChoiceCards

from ..rules.form_editing import new_key
from ..rules.form_language import (
    TYPE_LABELS,
    Field,
    FieldType,
    FormDefinition,
    Group,
    PaperForm,
    Rule,
    RuleKind,
    plain_paper,
)
from ..rules.form_language.answers import real_day
from .fields import LinesField, PlainField, chosen, one_line, paragraph

T = FieldType
PREFILLS = {
    "person.full_name": "Họ tên của người nộp",
    "person.identity_number": "Số định danh của người nộp",
    "person.born_on": "Ngày sinh của người nộp",
    "person.phone": "Điện thoại của người nộp",
    "person.email": "Thư điện tử của người nộp",
    "person.address": "Địa chỉ của người nộp",
    "person.commune_code": "Xã, phường của người nộp",
}
NEEDED = {"no": "Không bắt buộc", "yes": "Luôn bắt buộc", "if": "Bắt buộc khi điều kiện đúng"}
OF_TYPES: Mapping[str, frozenset[FieldType]] = {
    "example": frozenset(
        (
            *(T.TEXT, T.TEXTAREA, T.NUMBER, T.MONEY, T.DATE),
            *(T.CITIZEN_NUMBER, T.OLD_IDENTITY_NUMBER, T.PHONE, T.EMAIL, T.TAX_CODE),
        )
    ),
    "choices": frozenset((T.CHOICE, T.CHOICES)),
    "least": frozenset((T.NUMBER, T.MONEY, T.DATE)),
    "most": frozenset((T.NUMBER, T.MONEY, T.DATE)),
    "min_length": frozenset((T.TEXT, T.TEXTAREA)),
    "max_length": frozenset((T.TEXT, T.TEXTAREA)),
    "pattern": frozenset((T.TEXT,)),
    "pattern_message": frozenset((T.TEXT,)),
    "prefill": frozenset((T.TEXT, T.DATE, T.CITIZEN_NUMBER, T.PHONE, T.EMAIL, T.COMMUNE)),
    "default": frozenset((T.TEXT, T.TEXTAREA, T.NUMBER, T.MONEY, T.DATE, T.CHOICE)),
    "unit": frozenset((T.NUMBER, T.CALCULATED)),
    "text": frozenset((T.INFORMATION,)),
    "born_field": frozenset((T.CITIZEN_NUMBER,)),
    "gender_field": frozenset((T.CITIZEN_NUMBER,)),
    "row_label": frozenset((T.REPEATED,)),
    "min_rows": frozenset((T.REPEATED,)),
    "max_rows": frozenset((T.REPEATED,)),
}
"""Which types have which setting; what is not named here every type has."""
NEVER_NEEDED = frozenset((T.INFORMATION, T.CALCULATED))
NEVER_SENSITIVE = frozenset((T.INFORMATION,))
GENERAL_TYPES = {kind.value: label for kind, label in TYPE_LABELS.items()}


class NewGroupForm(forms.Form):
    """A new group, or a block whose questions are ready."""

    title = PlainField(label="Tên nhóm", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class NewFieldForm(forms.Form):
    """A new question: its words and its kind; everything else is set on its own page."""

    label = PlainField(label="Câu hỏi", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    type = forms.ChoiceField(label="Loại", choices=list(GENERAL_TYPES.items()))

    def __init__(self, data: Mapping[str, Any] | None = None, *, where: str, inside: bool = False) -> None:
        super().__init__(data, auto_id=f"id_moi_{where.replace('.', '_')}_%s")
        if inside:
            kind = self.fields["type"]
            assert isinstance(kind, forms.ChoiceField)
            kind.choices = [one for one in GENERAL_TYPES.items() if one[0] not in {T.REPEATED, T.FILE}]


class GeneralForm(forms.Form):
    """What a form says of itself."""

    title = PlainField(label="Tên biểu mẫu", max_length=300)
    official_form = one_line("Mẫu giấy tương ứng", 300, "Ví dụ: Tờ khai đăng ký khai sinh.")
    source = one_line("Căn cứ", 300, "Văn bản ban hành mẫu giấy.")
    minutes = forms.IntegerField(
        label="Thời gian khai (phút)",
        required=False,
        min_value=1,
        max_value=240,
        help_text="Bỏ trống để dùng thời gian hệ thống ước tính.",
    )


# One question


class ChoicesField(LinesField):
    """Choices, one a line: "tên" or "giá trị = tên"; `cleaned_data` holds pairs."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple | list):
            return "\n".join(f"{one[0]} = {one[1]}" if len(one) == 2 else str(one) for one in value)
        return value

    def clean(self, value: Any) -> Any:
        pairs: list[tuple[str, str]] = []
        for line in super().clean(value):
            stored, sign, label = (part.strip() for part in line.partition("="))
            if not sign:
                stored, label = new_key(line, [one[0] for one in pairs], "lua_chon"), line
            if not stored or not label:
                raise ValidationError("Mỗi dòng là một lựa chọn, không để trống phần nào.")
            if stored in {one[0] for one in pairs}:
                raise ValidationError(f"Giá trị “{stored}” có hai lần.")
            pairs.append((stored, label))
        if len(pairs) > 300:
            raise ValidationError("Nhiều nhất 300 lựa chọn.")
        return tuple(pairs)


class FieldForm(forms.Form):
    """Everything about one question but its conditions; only the settings that its type has."""

    label = PlainField(label="Câu hỏi", max_length=300)
    type = forms.ChoiceField(label="Loại", choices=list(GENERAL_TYPES.items()))
    help = paragraph("Hướng dẫn", "Một, hai câu ngắn, hiện dưới câu hỏi.", rows=2)
    text = paragraph("Nội dung thông tin", rows=4)
    example = one_line("Ví dụ", 200, "Hiện trong ô trống.")
    needed = forms.ChoiceField(label="Bắt buộc", choices=list(NEEDED.items()), widget=ChoiceCards(in_row=True))
    choices = ChoicesField("Các lựa chọn", "Mỗi dòng một lựa chọn. Có thể ghi “giá trị = tên”.", rows=6)
    least = one_line("Nhỏ nhất", 20)
    most = one_line("Lớn nhất", 20)
    min_length = forms.IntegerField(label="Ít nhất (ký tự)", required=False, min_value=1, max_value=4_000)
    max_length = forms.IntegerField(label="Nhiều nhất (ký tự)", required=False, min_value=1, max_value=4_000)
    pattern = one_line("Mẫu kiểm tra (biểu thức chính quy)", 300, "Bỏ trống nếu không cần.")
    pattern_message = one_line("Câu báo khi sai mẫu", 300)
    unit = one_line("Đơn vị", 30, "Ví dụ: m², bản, năm.")
    default = one_line("Giá trị ban đầu", 300)
    prefill = chosen("Điền sẵn từ", PREFILLS)
    born_field = chosen("Đối chiếu năm sinh với", {})
    gender_field = chosen("Đối chiếu giới tính với", {})
    row_label = one_line("Tên mỗi dòng", 100, "Ví dụ: Thành viên.")
    min_rows = forms.IntegerField(label="Ít nhất (dòng)", required=False, min_value=0, max_value=50)
    max_rows = forms.IntegerField(label="Nhiều nhất (dòng)", required=False, min_value=1, max_value=50)
    sensitive = forms.BooleanField(
        label="Dữ liệu cá nhân nhạy cảm",
        required=False,
        help_text="Cán bộ chỉ thấy sau khi bấm “Xem đầy đủ” (Nghị định 356/2025/NĐ-CP Điều 4).",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, field: Field, before: Sequence[Field]) -> None:
        super().__init__(data, initial=_initial(field))
        self.field = field
        kind = self._kind()
        for name, types in OF_TYPES.items():
            if kind not in types:
                del self.fields[name]
        if kind in NEVER_NEEDED:
            del self.fields["needed"]
        if kind in NEVER_SENSITIVE:
            del self.fields["sensitive"]
        for name, wanted in (("born_field", T.DATE), ("gender_field", T.CHOICE)):
            if name in self.fields:
                asked = self.fields[name]
                assert isinstance(asked, forms.ChoiceField)
                asked.choices = [("", "–"), *((one.key, one.label) for one in before if one.type is wanted)]
                if getattr(field, name) and getattr(field, name) not in {one.key for one in before}:
                    asked.choices = [*asked.choices, (getattr(field, name), getattr(field, name))]
        if kind is T.DATE:
            self.fields["least"].label, self.fields["most"].label = "Sớm nhất", "Muộn nhất"
            self.fields["least"].help_text = "Một ngày, hoặc so với ngày nộp: today-18y (18 năm trước), today-30d."
            self.fields["most"].help_text = "today: không sau hôm nay; today+30d: trong 30 ngày tới."
        if field.type is T.REPEATED or "." in field.key:
            self.fields["type"].disabled = True

    def _kind(self) -> FieldType:
        given = self.data.get("type") if self.is_bound else None
        return FieldType(given) if given in GENERAL_TYPES and self.field.type is not T.REPEATED else self.field.type

    @property
    def is_needed_if(self) -> bool:
        """Tell whether the condition under which an answer is needed was asked for; after `is_valid()`."""
        return self.cleaned_data.get("needed") == "if"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in ("least", "most"):
            if given.get(name):
                try:
                    given[name] = _bound(given[name], self._kind())
                except ValidationError as wrong:
                    self.add_error(name, wrong)
        if given.get("min_length") and given.get("max_length") and given["min_length"] > given["max_length"]:
            self.add_error("max_length", "Số ký tự nhiều nhất nhỏ hơn ít nhất.")
        if "choices" in self.fields and not given.get("choices") and not self.errors:
            self.add_error("choices", "Ghi ít nhất một lựa chọn.")
        return given

    @property
    def is_calculated(self) -> bool:
        """Tell whether the question is worked out from others."""
        return self._kind() is T.CALCULATED

    def made(
        self,
        when: Mapping[str, Any] | None,
        required_if: Mapping[str, Any] | None,
        formula: Mapping[str, Any] | None = None,
    ) -> Field:
        """Return the field as it was typed, with its conditions and formula; after `is_valid()`."""
        given = self.cleaned_data
        kind = self._kind()
        new = replace(
            self.field,
            type=kind,
            label=given["label"],
            help=given.get("help") or "",
            required=given.get("needed") == "yes",
            required_if=required_if if given.get("needed") == "if" else None,
            when=when,
            sensitive=bool(given.get("sensitive")),
            min=given.get("least") or None,
            max=given.get("most") or None,
            max_rows=given.get("max_rows") or Field("x", T.TEXT, "").max_rows,
            min_rows=given.get("min_rows") or 0,
            choices=given.get("choices") or (),
            formula=formula if kind is T.CALCULATED else None,
            fields=self.field.fields if kind is T.REPEATED else (),
        )
        texts = ("example", "pattern", "pattern_message", "unit", "default", "prefill", "born_field", "gender_field")
        settings: dict[str, Any] = {name: given.get(name) or "" for name in (*texts, "row_label", "text")}
        settings |= {name: given.get(name) for name in ("min_length", "max_length")}
        return replace(new, **settings)


def _initial(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(field, name)
        for name in (
            *("label", "help", "text", "example", "choices", "min_length", "max_length", "pattern", "pattern_message"),
            *("unit", "default", "prefill", "born_field", "gender_field", "row_label", "min_rows", "max_rows"),
            "sensitive",
        )
    }
    found["type"] = field.type.value
    found["needed"] = "yes" if field.required else "if" if field.required_if is not None else "no"
    found["least"], found["most"] = _bound_shown(field.min), _bound_shown(field.max)
    return found


def _bound_shown(bound: str | float | None) -> str:
    if isinstance(bound, str) and (day := real_day(bound)):
        return f"{day:%d/%m/%Y}"
    return "" if bound is None else str(bound).replace(".", ",")


def _bound(text: str, kind: FieldType) -> str | float:
    if kind is T.DATE:
        if re.fullmatch(r"today(?:[+-]\d{1,4}[dy])?", text):
            return text
        day = real_day(text)
        if day is None:
            raise ValidationError("Ghi một ngày (01/01/2026) hoặc today, today-18y, today+30d.")
        return day.isoformat()
    number = text.replace(" ", "")
    number = number.replace(".", "") if kind is T.MONEY else number
    try:
        found = float(number.replace(",", "."))
    except ValueError:
        raise ValidationError("Ghi một số.") from None
    return int(found) if found.is_integer() else found


class GroupForm(forms.Form):
    """The heading of a group."""

    title = PlainField(label="Tên nhóm", max_length=200)
    help = paragraph("Hướng dẫn", rows=2)

    def __init__(self, data: Mapping[str, Any] | None = None, *, group: Group) -> None:
        super().__init__(data, initial={"title": group.title, "help": group.help})


class RuleForm(forms.Form):
    """A rule between answers: what it says while its condition holds, and where."""

    kind = forms.ChoiceField(
        label="Loại",
        choices=[
            (RuleKind.CONTRADICTION.value, "Câu trả lời mâu thuẫn nhau"),
            (RuleKind.INELIGIBLE.value, "Không thuộc đối tượng giải quyết: dừng sớm, kèm lý do"),
        ],
        widget=ChoiceCards(),
    )
    message = paragraph("Sai ở đâu, vì sao", "Một câu cho người dân.", rows=2)
    remedy = paragraph("Cần làm gì", "Câu chỉ việc tiếp theo.", rows=2)
    source = one_line("Căn cứ", 300, "Cần có khi dừng vì không thuộc đối tượng.")
    field = forms.ChoiceField(label="Hiện ở câu hỏi", help_text="Câu đứng sau cùng trong các câu được nói đến.")

    def __init__(self, data: Mapping[str, Any] | None = None, *, rule: Rule | None, fields: Sequence[Field]) -> None:
        initial = {}
        if rule is not None:
            initial = {name: getattr(rule, name) for name in ("kind", "message", "remedy", "source", "field")}
        super().__init__(data, initial=initial or {"kind": RuleKind.CONTRADICTION.value})
        shown = self.fields["field"]
        assert isinstance(shown, forms.ChoiceField)
        shown.choices = [(field.key, field.label[:90]) for field in fields]
        self.fields["message"].required = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == RuleKind.INELIGIBLE and not given.get("source"):
            self.add_error("source", "Từ chối vì không thuộc đối tượng thì phải ghi căn cứ.")
        return given

    def made(self, key: str, when: Mapping[str, Any]) -> Rule:
        """Return the rule as it was typed; after `is_valid()`."""
        given = self.cleaned_data
        return Rule(
            key=key,
            when=when,
            field=given["field"],
            message=given["message"],
            kind=given["kind"],
            remedy=given.get("remedy") or "",
            source=given.get("source") or "",
        )


class PaperBodyField(PlainField):
    """Lines as they are written, empty ones too."""

    def __init__(self) -> None:
        widget = forms.Textarea(attrs={"rows": "18", "spellcheck": "false"})
        super().__init__(label="Nội dung", required=False, max_length=100_000, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(line.rstrip() for line in str(super().clean(value)).split("\n")) if value else ()


class PaperFormForm(forms.Form):
    """The printed declaration: its head, its lines, who signs."""

    title = PlainField(label="Tên tờ khai", max_length=300)
    number = one_line("Mẫu số", 60, "Ví dụ: Mẫu số 01. Bỏ trống nếu không có.")
    issued = one_line("Ban hành kèm theo", 300)
    addressee = one_line("Kính gửi", 300, "{agency} là cơ quan tiếp nhận hồ sơ.")
    body = PaperBodyField()
    closing = paragraph("Lời cam đoan", rows=2)
    signer = one_line("Người ký", 100)
    has_motto = forms.BooleanField(label="In quốc hiệu, tiêu ngữ", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, definition: FormDefinition) -> None:
        paper = definition.paper or plain_paper(definition)
        names = ("title", "number", "issued", "addressee", "body", "closing", "signer", "has_motto")
        super().__init__(data, initial={name: getattr(paper, name) for name in names})

    def made(self) -> PaperForm:
        """Return the paper as it was typed; after `is_valid()`."""
        given = self.cleaned_data
        return PaperForm(
            title=given["title"],
            body=given["body"],
            number=given.get("number") or "",
            issued=given.get("issued") or "",
            addressee=given.get("addressee") or "",
            closing=given.get("closing") or "",
            signer=given.get("signer") or "",
            has_motto=bool(given.get("has_motto")),
        )


class JsonForm(forms.Form):
    """A whole definition as JSON, taken from another installation or written by hand."""

    file = forms.FileField(label="Tệp JSON của biểu mẫu", help_text="Thay toàn bộ biểu mẫu của dự thảo này.")
