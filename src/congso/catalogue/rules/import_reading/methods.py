"""Ways to hand in, each with its deadline and fees; and how the deadlines compare."""

import re
from collections.abc import Mapping
from typing import Any

from congso.catalogue.rules.content import (
    Deadline,
    Fee,
    Method,
    Unit,
)

from .fees import read_fee
from .values import Values

DIFFICULT_AREA_DAYS = 10
CHANNELS = frozenset(("online", "in_person", "postal"))
_UNITS = {
    "working_day": Unit.WORKING_DAY,
    "day": Unit.DAY,
    "hour": Unit.HOUR,
    "working_hour": Unit.WORKING_HOUR,
    "month": Unit.MONTH,
    "minute": Unit.MINUTE,
    "same_day": Unit.SAME_DAY,
}
_DAY_NUMBERS = re.compile(r"(?i)(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|tháng|phút)")
_DIFFICULT_AREA = re.compile(r"(?i)vùng khó khăn|miền núi|hải đảo|điều kiện kinh tế\s*-?\s*xã hội (đặc biệt )?khó khăn")


def read_methods(values: Values) -> tuple[Method, ...]:
    """Return the ways to hand in that a record lists."""
    methods = []
    for part, row in values.tables("methods"):
        channel = values.as_text(row.get("channel"), f"{part}.channel")
        channel_text = values.as_text(row.get("channel_text"), f"{part}.channel_text")
        if channel not in CHANNELS:
            shown = " ".join((channel_text or channel or "không ghi").split())[:160]
            values.found("channel_unknown", f"{part}.channel", shown)
            channel_text = channel_text or channel
            channel = ""
        note = values.as_text(row.get("note"), f"{part}.note")
        known = ("channel", "channel_text", "deadline_text", "deadline_value", "deadline_unit", "fee_text", "note")
        values.keep_unknown(row, part, known)
        methods.append(
            Method(
                channel=channel,
                deadline=_deadline(values, row, part),
                fees=_fees(values, row, part),
                note=note,
                channel_text="" if channel else channel_text,
            )
        )
    if not methods and not values.text("methods_text"):
        values.found("methods_missing", "methods")
    _compare_deadlines(values, methods)
    return tuple(methods)


def _deadline(values: Values, row: Mapping[str, Any], part: str) -> Deadline:
    text = values.as_text(row.get("deadline_text"), f"{part}.deadline_text")
    value = _number(values, row.get("deadline_value"), f"{part}.deadline_value")
    stated = values.as_text(row.get("deadline_unit"), f"{part}.deadline_unit")
    unit = _UNITS.get(stated)
    if stated and unit is None:
        values.found("deadline_unit_unknown", f"{part}.deadline_unit", stated[:60])
    if value is None:
        values.found("deadline_missing", f"{part}.deadline", text)
    elif unit is None:
        values.found("deadline_unit_missing", f"{part}.deadline", text or str(value))
    said = {number.replace(",", ".").lstrip("0") or "0" for number in _DAY_NUMBERS.findall(text)}
    if value is not None and said and said != {f"{value:g}"}:
        values.found("deadline_text_says_more", f"{part}.deadline", text)
    return Deadline(value, unit, text)


def _number(values: Values, value: Any, part: str) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = float(value.replace(",", "."))
        except ValueError:
            values.wrong_type(value, part)
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 100_000:
        values.wrong_type(value, part)
        return None
    return int(value) if value == int(value) else float(value)


def _compare_deadlines(values: Values, methods: list[Method]) -> None:
    by_channel: dict[str, set[tuple[float, Unit | None]]] = {}
    for method in methods:
        if method.deadline.value is not None:
            by_channel.setdefault(method.channel, set()).add((method.deadline.value, method.deadline.unit))
    for channel, deadlines in by_channel.items():
        if len(deadlines) > 1:
            words = (f"{value:g} {unit.label if unit else '(không đơn vị)'}" for value, unit in deadlines)
            values.found("deadline_several", f"methods.{channel}", ", ".join(sorted(words)))
    if len({frozenset(deadlines) for deadlines in by_channel.values()}) > 1:
        values.found("deadline_differs_by_channel", "methods")
        lengths = {value for deadlines in by_channel.values() for value, _ in deadlines}
        apart = any(first - second == DIFFICULT_AREA_DAYS for first in lengths for second in lengths)
        texts = " ".join(f"{method.deadline.text} {method.note}" for method in methods)
        if _DIFFICULT_AREA.search(texts) or (apart and values.line("field").lower() == "đất đai"):
            values.found("deadline_difficult_area", "methods")


def _fees(values: Values, row: Mapping[str, Any], part: str) -> tuple[Fee, ...]:
    text = values.as_text(row.get("fee_text"), f"{part}.fee_text")
    if not text:
        return ()
    fee, problem = read_fee(text)
    if problem:
        values.found(problem, f"{part}.fee_text", text)
    return (fee,)
