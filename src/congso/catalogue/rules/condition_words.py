"""Conditions of a form as an editor reads and writes them: "“Cấp bản sao?” là “Có”", and rows of field, sign, value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .form_language import Field, FieldType, keys_named
from .form_language.showing import shown_value

SIGNS: dict[str, str] = {
    "eq": "là",
    "ne": "không là",
    "in": "là một trong",
    "gt": "lớn hơn, sau",
    "lt": "nhỏ hơn, trước",
    "filled": "đã trả lời",
    "empty": "để trống",
}
WITHOUT_VALUE = frozenset({"filled", "empty"})
MANY_ROWS = 4
"""How many comparisons an editor may join; what a written definition nests deeper is kept and shown in words."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row: a field, a sign of `SIGNS`, and what it is compared with: a value, or the answer of `other`."""

    field: str
    sign: str
    value: Any = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows that hold all together, or of which any is enough."""

    rows: tuple[Comparison, ...]
    every: bool = True


def condition_of(joined: Joined) -> dict[str, Any] | None:
    """Return the condition that the rows say; None for no row, which always holds."""
    parts = [_part(row) for row in joined.rows]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"and" if joined.every else "or": parts}


def _part(row: Comparison) -> dict[str, Any]:
    if row.sign == "empty":
        return {"field": row.field, "op": "filled", "value": False}
    if row.sign == "filled":
        return {"field": row.field, "op": "filled", "value": True}
    if row.other:
        return {"field": row.field, "op": row.sign, "other": row.other}
    return {"field": row.field, "op": row.sign, "value": row.value}


def rows_of(condition: Mapping[str, Any] | None) -> Joined | None:
    """Return the rows of a condition; None when it nests deeper than rows say."""
    if condition is None:
        return Joined(())
    every = "or" not in condition
    parts = condition.get("and") if "and" in condition else condition.get("or")
    if parts is None:
        parts = [condition]
    if not isinstance(parts, list | tuple) or len(parts) > MANY_ROWS:
        return None
    rows = [_row(part) for part in parts]
    if any(row is None for row in rows):
        return None
    return Joined(tuple(row for row in rows if row is not None), every)


def _row(part: Any) -> Comparison | None:
    if not isinstance(part, Mapping) or not isinstance(part.get("field"), str):
        return None
    sign = part.get("op")
    if sign == "filled":
        return Comparison(part["field"], "empty" if part.get("value") is False else "filled")
    if sign not in SIGNS:
        return None
    if "other" in part:
        return Comparison(part["field"], sign, other=str(part["other"]))
    return Comparison(part["field"], sign, part.get("value"))


def words(condition: Any, fields: Mapping[str, Field]) -> str:
    """Return a condition as a sentence part; "" for one that always holds. Never raises."""
    if condition is None:
        return ""
    if not isinstance(condition, Mapping):
        return "điều kiện không đọc được"
    for name, joint in (("and", " và "), ("or", " hoặc ")):
        if name in condition:
            parts: Sequence[Any] = condition[name] if isinstance(condition[name], list | tuple) else ()
            said = [words(part, fields) for part in parts]
            nested = [
                f"({one})" if isinstance(part, Mapping) and ({"and", "or"} & part.keys()) and len(parts) > 1 else one
                for one, part in zip(said, parts, strict=True)
            ]
            return joint.join(nested)
    if "not" in condition:
        return f"không phải ({words(condition['not'], fields)})"
    row = _row(condition)
    if row is None:
        return "điều kiện không đọc được"
    name = _quoted(row.field, fields)
    if row.sign in WITHOUT_VALUE:
        return f"{name} {SIGNS[row.sign]}"
    if row.other:
        return f"{name} {_sign(row.sign, fields.get(row.field))} {_quoted(row.other, fields)}"
    return f"{name} {_sign(row.sign, fields.get(row.field))} {value_words(row.value, fields.get(row.field))}"


def _sign(sign: str, field: Field | None) -> str:
    if sign in {"gt", "lt"} and field is not None:
        is_day = field.type is FieldType.DATE
        return {"gt": "sau" if is_day else "lớn hơn", "lt": "trước" if is_day else "nhỏ hơn"}[sign]
    return SIGNS[sign]


def _quoted(key: str, fields: Mapping[str, Field]) -> str:
    return f"“{fields[key].label}”" if key in fields else f"“{key}”"


def value_words(value: Any, field: Field | None) -> str:
    """Return the value of a comparison as a person reads it."""
    if isinstance(value, list | tuple):
        return ", ".join(value_words(one, field) for one in value)
    if field is not None and field.type is FieldType.YES_NO:
        return "“Có”" if value in ("yes", True) else "“Không”"
    if field is not None and field.type is FieldType.CHOICES:
        labels = {choice[0]: choice[-1] for choice in field.choices if choice}
        return f"“{labels.get(str(value), str(value))}”"
    return f"“{shown_value(field, value) if field is not None else value}”"


def speaks_of_later(condition: Any, before: set[str]) -> list[str]:
    """Return the fields a condition speaks of that are not among those before it."""
    return sorted(keys_named(condition) - before)
