"""Values that are worked out from other answers, never typed: formulas as data, exact, and never failing.

What a formula may be: {"sum": […]}, {"product": […]}, {"difference": [a, b]}, {"rows": group}, {"sum_rows": [group,
part]}, {"age": day}, {"days_between": [from, until]}. An operand is the key of a number, an amount or another
calculated field, a number itself, or a formula; a day is the key of a date, or "today". The browser works out the same
(`ui/js/conditions.js`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from .answers import real_day
from .fields import MAX_MONEY, Field, FieldType

TODAY = "today"
DECIMALS = 6
MAX_OPERANDS = 100
MAX_DEPTH = 5
MAX_RESULT = MAX_MONEY
EXACT = Context(prec=20_000, rounding=ROUND_HALF_UP)
"""Wide enough for the product of `MAX_OPERANDS` numbers: nothing is rounded on the way."""

NUMERIC = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.CALCULATED})
MONEY_UNITS = frozenset({"đồng", "đ", "VNĐ", "VND"})
ON_VALUES = frozenset({"sum", "product", "difference"})
OPERATORS = ON_VALUES | {"rows", "sum_rows", "age", "days_between"}


def is_money(field: Field) -> bool:
    """Tell whether what a field holds is an amount of whole đồng."""
    return field.type is FieldType.MONEY or (field.type is FieldType.CALCULATED and field.unit in MONEY_UNITS)


def calculated(field: Field, answers: Mapping[str, Any], day: date) -> int | float | None:
    """Return the value of a calculated field for answers that were read, None while something for it is missing.

    A sum takes what is there, and is missing when nothing is; everything else wants all its parts. Amounts are rounded
    to whole đồng, other values to six decimals, halves away from zero. A result that no field could hold is missing.
    """
    with localcontext(EXACT):
        try:
            exact = _value(field.formula, answers, day)
            if exact is None or abs(exact) > MAX_RESULT:
                return None
            return as_number(exact.quantize(Decimal(1) if is_money(field) else Decimal(1).scaleb(-DECIMALS)))
        except ArithmeticError:
            return None


def as_number(value: Decimal) -> int | float:
    """Return a number as answers keep it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def _value(part: Any, answers: Mapping[str, Any], day: date, depth: int = 0) -> Decimal | None:
    if isinstance(part, str):
        return number_of(answers.get(part))
    if not isinstance(part, Mapping):
        return number_of(part)
    if len(part) != 1 or depth >= MAX_DEPTH:
        return None
    ((operator, operands),) = part.items()
    if operator in ON_VALUES:
        listed = operands[:MAX_OPERANDS] if isinstance(operands, list | tuple) else ()
        return _of_values(operator, [_value(one, answers, day, depth + 1) for one in listed])
    match operator:
        case "rows":
            return Decimal(len(_rows(answers, operands)))
        case "sum_rows" if isinstance(operands, list | tuple) and len(operands) == 2:
            group, column = operands
            return _of_values("sum", [number_of(row.get(column)) for row in _rows(answers, group)])
        case "age":
            return _age(_day(operands, answers, day), day)
        case "days_between" if isinstance(operands, list | tuple) and len(operands) == 2:
            first, last = (_day(one, answers, day) for one in operands)
            return Decimal((last - first).days) if first and last else None
    return None


def _of_values(operator: str, values: list[Decimal | None]) -> Decimal | None:
    known = [one for one in values if one is not None]
    if not known or (len(known) < len(values) and operator != "sum"):
        return None
    result = known[0]
    for one in known[1:]:
        result = result * one if operator == "product" else result - one if operator == "difference" else result + one
    return result


def _rows(answers: Mapping[str, Any], group: Any) -> list[Mapping[str, Any]]:
    rows = answers.get(group) if isinstance(group, str) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _day(key: Any, answers: Mapping[str, Any], today: date) -> date | None:
    if key == TODAY:
        return today if today != date.max else None
    answer = answers.get(key) if isinstance(key, str) else None
    return real_day(answer) if isinstance(answer, str) else None


def _age(born: date | None, today: date) -> Decimal | None:
    """Return whole years (tuổi tròn) on a day; nothing before the birth, and where no day is known."""
    if born is None or today == date.max or born > today:
        return None
    return Decimal(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def number_of(answer: Any) -> Decimal | None:
    """Return the number that was read as an answer, None for what is none."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal):
        return None
    number = Decimal(str(answer)) if isinstance(answer, float) else Decimal(answer)
    return number if number.is_finite() and abs(number) <= Decimal(10) ** 40 else None


# What its author may write


def keys_of_formula(formula: Any) -> set[str]:
    """Return the fields outside rows that a formula speaks of."""
    return {key for key, _wanted in _named(formula)}


def columns_of_formula(formula: Any) -> set[str]:
    """Return the parts of rows that a formula sums up."""
    return {column for _group, column in _columns(formula)}


def mistakes_of_formula(field: Field, before: Mapping[str, Field]) -> Iterator[str]:
    """Yield what is wrong with the formula of a field; `before` are the fields that stand before it."""
    if field.type is not FieldType.CALCULATED:
        if field.formula is not None:
            yield f"Trường “{field.key}”: chỉ trường tính ra mới có công thức."
        return
    wrong = "" if isinstance(field.formula, Mapping) else "thiếu công thức"
    wrong = wrong or _misshapen(field.formula)
    if not wrong and _leaves(field.formula) > MAX_OPERANDS:
        wrong = f"công thức có quá {MAX_OPERANDS} phần"
    if wrong:
        yield f"Trường “{field.key}”: {wrong}."
        return
    for key, wanted in _named(field.formula):
        found = before.get(key)
        if found is None:
            yield f"Trường “{field.key}”: công thức nói đến trường “{key}” không có ở phía trước."
        elif found.type not in wanted:
            yield f"Trường “{field.key}”: công thức không dùng được trường “{key}”."
    for group, column in _columns(field.formula):
        parts = {part.key: part for part in before[group].fields} if group in before else {}
        if group in before and (column not in parts or parts[column].type not in NUMERIC):
            yield f"Trường “{field.key}”: nhóm lặp “{group}” không có cột số “{column}”."


def _misshapen(part: Any, depth: int = 0) -> str:
    if isinstance(part, str):
        return ""
    if not isinstance(part, Mapping):
        constant = number_of(part)
        if constant is None or abs(constant) > MAX_RESULT or constant != round(constant, DECIMALS):
            return f"công thức có phần không phải tên trường hay số (đến {DECIMALS} chữ số thập phân)"
        return ""
    if depth >= MAX_DEPTH:
        return f"công thức lồng nhau quá {MAX_DEPTH} tầng"
    if len(part) != 1 or next(iter(part)) not in OPERATORS:
        return "công thức có phép tính không có"
    ((operator, operands),) = part.items()
    if operator in {"rows", "age"}:
        return "" if isinstance(operands, str) else f"“{operator}” cần tên một trường"
    if not isinstance(operands, list | tuple) or not 1 <= len(operands) <= MAX_OPERANDS:
        return f"“{operator}” cần danh sách từ 1 đến {MAX_OPERANDS} phần"
    if operator in {"sum_rows", "days_between", "difference"} and len(operands) != 2:
        return f"“{operator}” cần đúng hai phần"
    if operator in {"sum_rows", "days_between"}:
        return "" if all(isinstance(one, str) for one in operands) else f"“{operator}” cần tên các trường"
    return next((wrong for one in operands if (wrong := _misshapen(one, depth + 1))), "")


def _leaves(part: Any) -> int:
    if not isinstance(part, Mapping):
        return 1
    return sum(sum(map(_leaves, one)) if isinstance(one, list | tuple) else 1 for one in part.values())


def _named(part: Any) -> Iterator[tuple[str, frozenset[FieldType]]]:
    """Yield each field a formula speaks of, with the types it may have there."""
    if isinstance(part, str):
        yield part, NUMERIC
    if not isinstance(part, Mapping):
        return
    days, rows = frozenset({FieldType.DATE}), frozenset({FieldType.REPEATED})
    for operator, operands in part.items():
        listed = operands if isinstance(operands, list | tuple) else [operands]
        match operator:
            case "rows" | "sum_rows":
                yield from ((one, rows) for one in listed[:1] if isinstance(one, str))
            case "age" | "days_between":
                yield from ((one, days) for one in listed if isinstance(one, str) and one != TODAY)
            case _:
                for one in listed:
                    yield from _named(one)


def _columns(part: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(part, Mapping):
        return
    for operator, operands in part.items():
        listed = operands if isinstance(operands, list | tuple) else []
        if operator == "sum_rows" and len(listed) == 2:
            yield listed[0], listed[1]
        else:
            for one in listed:
                yield from _columns(one)
