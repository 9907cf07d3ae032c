"""A calculated value without code: what is done, and with which questions that stand before it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from ..rules.form_language import Field
from ..rules.form_language import FieldType as T

OPERATIONS = {
    "sum": "Cộng",
    "product": "Nhân",
    "difference": "Trừ (câu đầu trừ các câu sau)",
    "rows": "Số dòng của nhóm lặp",
    "sum_rows": "Cộng một cột của nhóm lặp",
    "age": "Tuổi tròn vào ngày nộp",
    "days_between": "Số ngày giữa hai ngày",
}
PLACES = 4
NUMBERS = frozenset((T.NUMBER, T.MONEY, T.CALCULATED))
WANTED: Mapping[str, tuple[int, int]] = {
    "sum": (1, PLACES), "product": (1, PLACES), "difference": (2, PLACES), "rows": (1, 1), "sum_rows": (1, 1),
    "age": (1, 1), "days_between": (2, 2),
}  # fmt: skip
"""How many questions an operation takes, at least and at most."""
KINDS = {"rows": "một nhóm lặp", "column": "một cột của nhóm lặp", "day": "một ngày", "number": "một số"}


class FormulaForm(forms.Form):
    """An operation and its questions. `written` is a formula that rows cannot say; it is kept until one is chosen."""

    is_a_row = True

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, formula: Mapping[str, Any] | None, fields: Sequence[Field]
    ) -> None:
        super().__init__(data, prefix="tinh")
        self.formula = formula
        self.kinds = {key: kind for key, _words, kind in _offered(fields)}
        told = _told(formula, self.kinds)
        self.written = "" if told is not None or not formula else str(dict(formula))
        operation, keys, number = told or ("", [], "")
        self.fields["operation"] = forms.ChoiceField(
            label="Phép tính",
            required=False,
            choices=[("", "Giữ nguyên" if self.written else "Chọn"), *OPERATIONS.items()],
            initial=operation,
        )
        names = [("", "–"), *((key, words) for key, words, _kind in _offered(fields))]
        for place in range(PLACES):
            self.fields[f"key_{place}"] = forms.ChoiceField(
                label=f"Câu hỏi {place + 1}",
                required=False,
                choices=names,
                initial=keys[place] if place < len(keys) else "",
            )
        self.fields["number"] = forms.CharField(
            label="Và một số", required=False, max_length=20, initial=number, help_text="Chỉ với cộng, nhân, trừ."
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        operation = given.get("operation") or ""
        if not operation:
            if not self.formula:
                self.add_error("operation", "Chọn phép tính.")
            given["formula"] = self.formula
            return given
        keys: list[Any] = [key for place in range(PLACES) if (key := given.get(f"key_{place}"))]
        self._check(operation, keys)
        operands: Any = [*keys, *self._number(operation, given.get("number") or "")]
        if operation in {"rows", "age"}:
            operands = keys[0] if keys else ""
        elif operation == "sum_rows":
            operands = list(keys[0].partition(".")[::2]) if keys else []
        given["formula"] = {operation: operands}
        return given

    def _check(self, operation: str, keys: Sequence[str]) -> None:
        least, most = WANTED[operation]
        has_number = bool((self.cleaned_data.get("number") or "").strip())
        count = len(keys) + (has_number and operation in {"sum", "product", "difference"})
        if not least <= count <= most + has_number:
            many = f"{least}" if least == most else f"từ {least} đến {most}"
            self.add_error("key_0", f"“{OPERATIONS[operation]}” cần {many} câu hỏi.")
        wanted = {"rows": "rows", "sum_rows": "column", "age": "day", "days_between": "day"}.get(operation, "number")
        for place, key in enumerate(keys):
            if self.kinds.get(key) != wanted:
                self.add_error(f"key_{place}", f"“{OPERATIONS[operation]}” cần {KINDS[wanted]}.")

    def _number(self, operation: str, text: str) -> list[int | float]:
        if not text.strip() or operation not in {"sum", "product", "difference"}:
            return []
        try:
            found = Decimal(text.replace(" ", "").replace(",", "."))
        except InvalidOperation:
            self.add_error("number", "Ghi một số.")
            return []
        return [int(found) if found == found.to_integral_value() else float(found)]


def _offered(fields: Sequence[Field]) -> list[tuple[str, str, str]]:
    """Return what may be calculated with: key, words, and whether it is a number, a day, rows or a column."""
    found = []
    for field in fields:
        if field.type in NUMBERS:
            found.append((field.key, field.label[:90], "number"))
        elif field.type is T.DATE:
            found.append((field.key, field.label[:90], "day"))
        elif field.type is T.REPEATED:
            found.append((field.key, field.label[:90], "rows"))
            found += [
                (f"{field.key}.{part.key}", f"{field.label[:50]}: {part.label[:50]}", "column")
                for part in field.fields
                if part.type in NUMBERS
            ]
    return [*found, ("today", "Ngày nộp hồ sơ", "day")]


def _told(formula: Mapping[str, Any] | None, known: Mapping[str, str]) -> tuple[str, list[str], str] | None:
    """Return a formula as operation, keys and number; None for one that is empty or nests."""
    if not formula or len(formula) != 1:
        return None
    ((operation, operands),) = formula.items()
    if operation not in OPERATIONS:
        return None
    if operation == "sum_rows" and isinstance(operands, list | tuple) and len(operands) == 2:
        operands = [f"{operands[0]}.{operands[1]}"]
    listed = list(operands) if isinstance(operands, list | tuple) else [operands]
    numbers = [one for one in listed if isinstance(one, int | float) and not isinstance(one, bool)]
    keys = [one for one in listed if isinstance(one, str)]
    if len(numbers) > 1 or len(keys) + len(numbers) < len(listed) or len(keys) > PLACES or set(keys) - known.keys():
        return None
    return operation, keys, str(numbers[0]).replace(".", ",") if numbers else ""
