"""Answers as plain values: out of what a browser posted, or out of what is known of a person."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ..rules import form_language
from ..rules.form_language import NEVER_TYPED, PARTS, Field, FieldType, FormDefinition


def read_answers(definition: FormDefinition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers in posted data (a QueryDict or a plain mapping of strings), nested as the checks want them."""
    return {
        field.key: value
        for field in definition.fields
        if (value := _read(field, field.key, data)) not in (None, "", [])
    }


def _read(field: Field, name: str, data: Mapping[str, Any]) -> Any:
    if field.type in NEVER_TYPED:
        return None
    if field.type in PARTS:
        parts = {part: data.get(f"{name}-{part}") for part in PARTS[field.type]}
        return {part: value for part, value in parts.items() if value} or None
    if field.type is FieldType.CHOICES:
        several: Callable[[str], list[Any]] | None = getattr(data, "getlist", None)
        return several(name) if several else data.get(name)
    if field.type is FieldType.REPEATED:
        rows = []
        for number in range(form_language.MAX_ROWS):
            row = {
                part.key: value
                for part in field.fields
                if (value := _read(part, f"{name}-{number}-{part.key}", data)) not in (None, "", [])
            }
            if row:
                rows.append(row)
        return rows
    return data.get(name)


def prefilled(definition: FormDefinition, person: Any) -> dict[str, Any]:
    """Return answers known of a person (identity.queries.PersonView), by the `prefill` sources of the fields."""
    known: dict[str, Any] = {}
    for field in definition.fields:
        source, _dot, attribute = field.prefill.partition(".")
        value = getattr(person, attribute, None) if source == "person" and person is not None else None
        if value:
            known[field.key] = value.isoformat() if isinstance(value, date) else str(value)
    return known
