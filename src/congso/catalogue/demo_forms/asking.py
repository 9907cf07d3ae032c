"""Questions and conditions of the declarations, in few words: what is asked is required unless it says otherwise."""

from collections.abc import Mapping
from typing import Any

from congso.catalogue.rules.form_language import Field, FieldType, Group

Condition = Mapping[str, Any]


def text(key: str, label: str, longest: int = 200, *, required: bool = True, **more: Any) -> Field:
    """One line."""
    return Field(key, FieldType.TEXT, label, required=required, max_length=longest, **more)


def long_text(key: str, label: str, longest: int = 1_000, *, required: bool = True, **more: Any) -> Field:
    """Several lines."""
    return Field(key, FieldType.TEXTAREA, label, required=required, max_length=longest, **more)


def day(key: str, label: str, *, required: bool = True, max: str | None = "today", **more: Any) -> Field:
    """A day, not after today unless `max` says otherwise."""
    return Field(key, FieldType.DATE, label, required=required, max=max, **more)


def choice(key: str, label: str, *choices: tuple[str, str], required: bool = True, **more: Any) -> Field:
    """One of some answers."""
    return Field(key, FieldType.CHOICE, label, required=required, choices=choices, **more)


def number(key: str, label: str, low: float, high: float, *, required: bool = True, **more: Any) -> Field:
    """A number within its bounds."""
    return Field(key, FieldType.NUMBER, label, required=required, min=low, max=high, **more)


def year(key: str, label: str, **more: Any) -> Field:
    """A year, which unlike a number is written without a dot."""
    said = f"“{label}” phải là một năm, ví dụ 2016."
    return text(key, label, 4, pattern=r"(?:19|20)\d\d", pattern_message=said, **more)


def address(key: str, label: str, *, required: bool = True, **more: Any) -> Field:
    """An address: province, commune, street."""
    return Field(key, FieldType.ADDRESS, label, required=required, **more)


def agreed(key: str, label: str, **more: Any) -> Field:
    """A statement that must be ticked."""
    return Field(key, FieldType.YES_NO, label, required=True, **more)


def citizen_number(key: str, label: str, *, required: bool = True, **more: Any) -> Field:
    """A citizen number of 12 digits."""
    return Field(key, FieldType.CITIZEN_NUMBER, label, required=required, **more)


def shown(key: str, label: str, text: str, when: Condition) -> Field:
    """Something to read, shown when a condition holds."""
    return Field(key, FieldType.INFORMATION, label, text=text, when=when)


def group(key: str, title: str, *fields: Field, help: str = "", when: Condition | None = None) -> Group:
    """A part of the form."""
    return Group(key=key, title=title, help=help, when=when, fields=fields)


def is_(key: str, *values: str) -> Condition:
    """The answer is this one, or one of these."""
    if len(values) == 1:
        return {"field": key, "op": "eq", "value": values[0]}
    return {"field": key, "op": "in", "value": list(values)}


def filled(key: str) -> Condition:
    """There is an answer."""
    return {"field": key, "op": "filled"}


def same(key: str, other: str) -> Condition:
    """Two answers are equal."""
    return {"field": key, "op": "eq", "other": other}


def differs(key: str, other: str) -> Condition:
    """Two answers are given and not equal."""
    return {"field": key, "op": "ne", "other": other}


def before(key: str, other: str) -> Condition:
    """A day, or number, lies before another."""
    return {"field": key, "op": "lt", "other": other}


def beyond(key: str, bound: str | float) -> Condition:
    """A day, or number, lies beyond a bound."""
    return {"field": key, "op": "gt", "value": bound}


def below(key: str, bound: str | float) -> Condition:
    """A day, or number, lies below a bound."""
    return {"field": key, "op": "lt", "value": bound}


def both(*conditions: Condition) -> Condition:
    """All of these."""
    return {"and": list(conditions)}


def either(*conditions: Condition) -> Condition:
    """One of these."""
    return {"or": list(conditions)}
