"""Conditions typed in rows: a question, a sign, a value in the words of the form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ..rules.condition_words import MANY_ROWS, SIGNS, WITHOUT_VALUE, Comparison, Joined, condition_of, rows_of, words
from ..rules.form_language import Field
from ..rules.form_language import FieldType as T
from ..rules.form_language.answers import real_day


class ConditionForm(forms.Form):
    """A condition as rows of question, sign and value, joined by and / or.

    `written` is a condition that rows cannot say; it is kept unless rows are filled in or it is dropped.
    """

    is_a_row = True

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        condition: Mapping[str, Any] | None,
        fields: Sequence[Field],
        prefix: str,
        rows: int = 3,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.known = {field.key: field for field in fields}
        self.condition = condition
        joined = rows_of(condition)
        self.written = words(condition, self.known) if joined is None else ""
        names = [("", "–"), *((field.key, field.label[:90]) for field in fields)]
        self.fields["every"] = forms.ChoiceField(
            label="Ghép các dòng",
            required=False,
            choices=[("all", "Mọi dòng đều đúng"), ("any", "Một dòng đúng là đủ")],
            initial="all" if joined is None or joined.every else "any",
        )
        self.count = min(MANY_ROWS, max(rows, len(joined.rows) + 1 if joined else rows))
        for number in range(self.count):
            row = joined.rows[number] if joined and number < len(joined.rows) else None
            self.fields[f"field_{number}"] = forms.ChoiceField(
                label=f"Câu hỏi (dòng {number + 1})", required=False, choices=names, initial=row.field if row else ""
            )
            self.fields[f"sign_{number}"] = forms.ChoiceField(
                label="So sánh", required=False, choices=list(SIGNS.items()), initial=row.sign if row else "eq"
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label="Giá trị",
                required=False,
                max_length=600,
                initial=self._shown(row) if row else "",
                widget=forms.TextInput(attrs={"autocomplete": "off", "list": f"{prefix}-gia-tri"}),
            )
        if self.written:
            self.fields["drop"] = forms.BooleanField(label="Bỏ điều kiện đang có", required=False)

    @property
    def options(self) -> list[str]:
        """Return what the values may be: names of choices, "Có", and other questions in brackets."""
        found: dict[str, None] = {}
        for field in self.known.values():
            found |= dict.fromkeys(choice[-1] for choice in field.choices[:40] if choice)
            if field.type is T.YES_NO:
                found["Có"] = None
        return [*found, *(f"[{field.label}]" for field in self.known.values())][:300]

    def lines(self) -> list[list[forms.BoundField]]:
        """Return the rows, each its three fields."""
        return [[self[f"{part}_{number}"] for part in ("field", "sign", "value")] for number in range(self.count)]

    def _shown(self, row: Comparison) -> str:
        if row.sign in WITHOUT_VALUE:
            return ""
        if row.other:
            return f"[{self.known[row.other].label if row.other in self.known else row.other}]"
        field = self.known.get(row.field)
        values = row.value if isinstance(row.value, list | tuple) else [row.value]
        return "; ".join(_value_shown(one, field) for one in values)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        rows = []
        for number in range(self.count):
            key = given.get(f"field_{number}")
            if not key:
                if (given.get(f"value_{number}") or "").strip():
                    self.add_error(f"field_{number}", "Chọn câu hỏi của dòng này.")
                continue
            sign = given.get(f"sign_{number}") or "eq"
            try:
                rows.append(self._row(key, sign, (given.get(f"value_{number}") or "").strip()))
            except ValidationError as wrong:
                self.add_error(f"value_{number}", wrong)
        if rows:
            given["condition"] = condition_of(Joined(tuple(rows), given.get("every") != "any"))
        elif self.written and not given.get("drop"):
            given["condition"] = self.condition
        else:
            given["condition"] = None
        return given

    def _row(self, key: str, sign: str, text: str) -> Comparison:
        field = self.known[key]
        if sign in WITHOUT_VALUE:
            return Comparison(key, sign)
        if not text:
            raise ValidationError("Ghi giá trị để so sánh.")
        if text.startswith("[") and text.endswith("]"):
            other = next((one.key for one in self.known.values() if one.label == text[1:-1].strip()), "")
            if not other:
                raise ValidationError(f"Không có câu hỏi “{text[1:-1].strip()[:80]}” đứng trước.")
            if sign == "in":
                raise ValidationError("So với câu trả lời khác thì dùng “là”, “không là”, “lớn hơn” hoặc “nhỏ hơn”.")
            return Comparison(key, sign, other=other)
        if sign == "in":
            several = [one.strip() for one in text.split(";") if one.strip()]
            return Comparison(key, sign, [_value_read(one, field, sign) for one in several])
        return Comparison(key, sign, _value_read(text, field, sign))


def _value_shown(value: Any, field: Field | None) -> str:
    if field is not None and field.choices:
        return {choice[0]: choice[-1] for choice in field.choices if choice}.get(str(value), str(value))
    if field is not None and field.type is T.YES_NO:
        return "Có" if value in ("yes", True) else "Không"
    if field is not None and field.type is T.DATE and isinstance(value, str) and (day := real_day(value)):
        return f"{day:%d/%m/%Y}"
    return str(value)


def _value_read(text: str, field: Field, sign: str) -> Any:
    if field.choices:
        for value, label in (choice for choice in field.choices if len(choice) == 2):
            if text.lower() in {label.lower(), value.lower()}:
                return value
        offered = "; ".join(choice[-1] for choice in field.choices[:12])
        raise ValidationError(f"“{field.label}” không có lựa chọn này. Các lựa chọn: {offered}.")
    if field.type is T.YES_NO:
        if text.lower() in {"có", "co", "yes"}:
            return "yes"
        raise ValidationError("Với câu đánh dấu, giá trị là “Có”; muốn hỏi chưa đánh dấu thì dùng “để trống”.")
    if field.type is T.DATE:
        day = real_day(text)
        if day is None:
            raise ValidationError("Ghi một ngày có thật, ví dụ 05/09/2026.")
        return day.isoformat()
    if field.type in {T.NUMBER, T.MONEY, T.CALCULATED}:
        number = text.replace(" ", "").removesuffix("đ")
        number = number.replace(".", "").replace(",", ".") if field.type is T.MONEY else number.replace(",", ".")
        try:
            found = float(number)
        except ValueError:
            raise ValidationError("Ghi một số.") from None
        return int(found) if found.is_integer() else found
    if sign in {"gt", "lt"}:
        raise ValidationError("Chỉ so lớn hơn, nhỏ hơn với số, số tiền và ngày.")
    return text
