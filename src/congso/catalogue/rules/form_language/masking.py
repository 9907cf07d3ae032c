"""Answers as an officer sees them unasked: numbers that identify somebody and ways to reach them are masked.

Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; TCVN 14423:2026 (hiển thị che dữ liệu), see docs/law.md. What is not a
string is left: a count, a day or a choice identifies nobody by itself; a field marked sensitive is hidden whole, and so
is a signature, which could be copied.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from congso.kernel import masking

from .conditions import is_filled
from .definition import FormDefinition
from .fields import Field, FieldType

_MASKS: Mapping[FieldType, Callable[[str | None], str]] = {
    FieldType.CITIZEN_NUMBER: masking.identity_number,
    FieldType.OLD_IDENTITY_NUMBER: masking.identity_number,
    FieldType.PHONE: masking.phone,
    FieldType.EMAIL: masking.email,
}


def masked(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with what identifies somebody masked, and sensitive ones hidden."""
    fields = {field.key: field for field in definition.fields}
    return {key: _masked(fields.get(key), answer) for key, answer in answers.items()}


def identifying(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return masked value → the whole values behind it; more than one where two are masked alike."""
    found: dict[str, set[str]] = {}
    fields = {field.key: field for field in definition.fields}
    for key, answer in answers.items():
        for whole, shown in _pairs(fields.get(key), answer):
            found.setdefault(shown, set()).add(whole)
    return found


def _masked(field: Field | None, answer: Any) -> Any:
    if field is not None and field.sensitive and field.type is not FieldType.REPEATED:
        return masking.HIDDEN if is_filled(answer) or answer is False else answer
    if field is not None and field.type is FieldType.SIGNATURE and is_filled(answer):
        return masking.HIDDEN
    if field is not None and field.type is FieldType.DOSSIER:
        return answer
    if isinstance(answer, Mapping):
        return {key: _masked(_part(field, key), one) for key, one in answer.items()}
    if isinstance(answer, list | tuple):
        return [_masked(field, one) for one in answer]
    if not isinstance(answer, str):
        return answer
    mask = _MASKS.get(field.type) if field is not None else None
    return mask(answer) if mask else masking.in_text(answer)


def _pairs(field: Field | None, answer: Any) -> Iterator[tuple[str, str]]:
    if isinstance(answer, Mapping):
        for key, one in answer.items():
            yield from _pairs(_part(field, key), one)
    elif isinstance(answer, list | tuple):
        for one in answer:
            yield from _pairs(field, one)
    elif isinstance(answer, str) and field is not None and field.type in _MASKS and not field.sensitive:
        yield answer, _MASKS[field.type](answer)


def _part(field: Field | None, key: str) -> Field | None:
    return next((one for one in field.fields if one.key == key), None) if field is not None else None
