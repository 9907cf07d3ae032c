"""Conditions: what holds, given the answers so far."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def holds(condition: Any, answers: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds for answers; None always does, an unreadable one never.

    {"field", "op", "value"} with op eq, ne, in (a list), gt, lt (numbers, or days "YYYY-MM-DD"), filled (value false
    for the opposite); {"field", "op", "other"} compares with the answer of another field (eq, ne, gt, lt), and holds
    only when both are given; {"and": […]}, {"or": […]}, {"not": …}. The browser evaluates the same
    (`ui/js/conditions.js`).
    """
    if condition is None:
        return True
    if not isinstance(condition, Mapping):
        return False
    for operator in ("and", "or"):
        if operator in condition:
            parts = condition[operator]
            if not isinstance(parts, list | tuple):
                return False
            return (all if operator == "and" else any)(holds(part, answers) for part in parts)
    if "not" in condition:
        return not holds(condition["not"], answers)
    field, wanted = condition.get("field"), condition.get("value")
    if not isinstance(field, str):
        return False
    answer = answers.get(field)
    if "other" in condition:
        return _holds_between(condition.get("op"), answer, answers.get(condition["other"]))
    match condition.get("op"):
        case "filled":
            return is_filled(answer) is (wanted is not False)
        case "eq":
            return _same(answer, wanted)
        case "ne":
            return not _same(answer, wanted)
        case "in":
            return isinstance(wanted, list | tuple) and any(_same(answer, one) for one in wanted)
        case "gt" | "lt" as operator:
            return _beyond(operator, answer, wanted)
    return False


def _holds_between(operator: Any, answer: Any, other: Any) -> bool:
    if not is_filled(answer) or not is_filled(other):
        return False
    others = other if isinstance(other, list | tuple) else [other]
    match operator:
        case "eq":
            return any(_same(answer, one) for one in others)
        case "ne":
            return not any(_same(answer, one) for one in others)
        case "gt" | "lt":
            return _beyond(operator, answer, other)
    return False


def _beyond(operator: str, answer: Any, wanted: Any) -> bool:
    left, right = _comparable(answer), _comparable(wanted)
    if left is None or right is None or type(left) is not type(right):
        return False
    return left > right if operator == "gt" else left < right  # type: ignore[operator]


def is_filled(answer: Any) -> bool:
    return answer is not None and answer != "" and answer != [] and answer != {} and answer is not False


def _same(answer: Any, wanted: Any) -> bool:
    """Choices may be several: one of them being the wanted value is enough. True reads as "yes"."""
    if isinstance(answer, list | tuple):
        return any(_same(one, wanted) for one in answer)
    return _plain(answer) == _plain(wanted)


def _plain(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() else f"{Decimal(str(value)):f}"
    return str(value)


def _comparable(value: Any) -> Decimal | str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        return number if number.is_finite() else None
    if isinstance(value, str):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return value
        if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", value, re.ASCII):
            return Decimal(value)
    return None


def keys_named(condition: Any) -> set[str]:
    """Return the fields a condition speaks of."""
    if not isinstance(condition, Mapping):
        return set()
    found = {name for part in ("field", "other") if isinstance(name := condition.get(part), str)}
    for operator in ("and", "or"):
        parts = condition.get(operator)
        for part in parts if isinstance(parts, list | tuple) else ():
            found |= keys_named(part)
    return found | keys_named(condition.get("not"))
