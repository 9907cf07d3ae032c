"""Checking all answers of a form: one by one, places and rows with them, and against each other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as new_field
from datetime import date
from decimal import Decimal
from typing import Any

from .agreement import broken
from .answers import WrongAnswerError, as_typed, missing_sentence, one_line
from .calculating import as_number, calculated
from .conditions import holds, is_filled
from .definition import FormDefinition
from .fields import MAX_ROWS, Dossiers, Field, FieldType, Places
from .identity_numbers import disagreements
from .map_points import read_map_point
from .reading import READERS, bounded, known_commune
from .related_dossiers import read_related
from .showing import shown_value
from .signatures import read_signature


@dataclass(frozen=True)
class Checked:
    """Answers that were read, and what is wrong with them: key → sentences. Hidden fields are left out of both.

    The parts of a repeated group have keys like `members.0.name`.
    """

    answers: dict[str, Any]
    errors: dict[str, list[str]] = new_field(default_factory=dict)

    @property
    def is_correct(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.errors


def check(
    definition: FormDefinition,
    answers: Mapping[str, Any],
    files: Mapping[str, Any] | Iterable[str] = (),
    on: date | None = None,
    *,
    places: Places | None = None,
    dossiers: Dossiers | None = None,
    partly: bool = False,
) -> Checked:
    """Read and check answers given on the day `on`; never raises, whatever was sent.

    `files` names the file fields that have a file. Without `places` codes of communes are checked for their form
    only, without `dossiers` those of dossiers. With `partly` (a step, a draft) missing answers are not errors, wrong
    ones are. Calculated values are worked out, whatever was sent as theirs.
    """
    given = answers if isinstance(answers, Mapping) else {}
    with_file = set(files) if not isinstance(files, str) else {files}
    around = _Around(on or date.max, places, dossiers, partly, frozenset(with_file))
    # Conditions are evaluated on what was read, so that " co " and "co" are the same to them.
    read: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for group in definition.groups:
        if not holds(group.when, read):
            continue
        for field in group.fields:
            if field.type is FieldType.INFORMATION or not holds(field.when, read):
                continue
            value, wrong = _read_field(field, given.get(field.key), read, given, around)
            if is_filled(value):
                read[field.key] = value
            errors |= {f"{field.key}{suffix}": sentences for suffix, sentences in wrong.items()}
    for field in definition.fields:
        if field.type is FieldType.CITIZEN_NUMBER and field.key in read and field.key not in errors:
            sentences = disagreements(field, read)
            if sentences:
                errors[field.key] = sentences
    for key, sentences in broken(definition.rules, read).items():
        errors[key] = [*errors.get(key, []), *sentences]
    return Checked(read, errors)


@dataclass(frozen=True, slots=True)
class _Around:
    """What answers are checked against."""

    day: date
    places: Places | None
    dossiers: Dossiers | None
    partly: bool
    with_file: frozenset[str]


def _read_field(
    field: Field, given: Any, read: Mapping[str, Any], all_given: Mapping[str, Any], around: _Around
) -> tuple[Any, dict[str, list[str]]]:
    """Return the value of a field and what is wrong with it, by the end of its key ("" for the field itself)."""
    needed = not around.partly and (
        field.required or (field.required_if is not None and holds(field.required_if, {**all_given, **read}))
    )
    if field.type is FieldType.FILE:
        if needed and field.key not in around.with_file:
            return None, {"": [f"Cần đính kèm tệp cho mục “{field.label}”."]}
        return None, {}
    if field.type is FieldType.REPEATED:
        return _read_rows(field, given, read, around, needed)
    if field.type is FieldType.ADDRESS:
        return _read_address(field, given, around.day, around.places, needed)
    if field.type is FieldType.CALCULATED:
        return _calculated(field, read, around.day, needed)
    try:
        value = _read_value(field, given, read, around)
    except WrongAnswerError as wrong:
        return as_typed(given), {"": [str(wrong)]}
    if not is_filled(value):
        if needed:
            return None, {"": [missing_sentence(field)]}
        return None, {}
    return value, {}


def _read_value(field: Field, given: Any, read: Mapping[str, Any], around: _Around) -> Any:
    match field.type:
        case FieldType.SIGNATURE:
            return read_signature(field, given)
        case FieldType.MAP_POINT:
            return read_map_point(field, given)
        case FieldType.DOSSIER:
            return read_related(field, given, around.dossiers)
        case FieldType.COMMUNE:
            code = READERS[field.type](field, given, around.day)
            return known_commune(field, code, around.day, around.places) if code else code
    return READERS[field.type](field, given, around.day)


def _calculated(
    field: Field, read: Mapping[str, Any], day: date, needed: bool
) -> tuple[int | float | None, dict[str, list[str]]]:
    value = calculated(field, read, day)
    if value is None:
        return None, ({"": [missing_sentence(field)]} if needed else {})
    try:
        bounded(field, Decimal(str(value)), lambda bound: shown_value(field, as_number(bound)))
    except WrongAnswerError as wrong:
        return value, {"": [str(wrong)]}
    return value, {}


def _read_address(
    field: Field, given: Any, day: date, places: Places | None, needed: bool
) -> tuple[Any, dict[str, list[str]]]:
    """An address is {province, commune, street}: codes valid on the day; a commune may be typed by its name."""
    parts = given if isinstance(given, Mapping) else {"street": given}
    try:
        province, commune, street = (one_line(parts.get(part)) for part in ("province", "commune", "street"))
    except WrongAnswerError as wrong:
        return None, {"": [str(wrong)]}
    address = {
        key: text[:200] for key, text in (("province", province), ("commune", commune), ("street", street)) if text
    }
    if not address:
        return None, ({"": [missing_sentence(field)]} if needed else {})
    sentences = []
    if province and not re.fullmatch(r"\d{2}", province, re.ASCII):
        sentences.append(f"Chọn tỉnh, thành phố ở “{field.label}”.")
    elif province and places is not None and places.province_name(province, day) is None:
        sentences.append(f"“{field.label}”: không có tỉnh, thành phố với mã {province} vào ngày {day:%d/%m/%Y}.")
    elif commune and not re.fullmatch(r"\d{5}", commune, re.ASCII):
        code = places.find_commune(province, commune, day) if places is not None and province else None
        if code:
            address["commune"] = code
        elif places is not None:
            sentences.append(f"“{field.label}”: không tìm thấy xã, phường “{commune[:60]}” trong tỉnh đã chọn.")
    elif commune and places is not None:
        found = places.commune(commune, day)
        if found is None:
            sentences.append(f"“{field.label}”: không có xã, phường với mã {commune} vào ngày {day:%d/%m/%Y}.")
        elif province and found[1] != province:
            sentences.append(f"“{field.label}”: {found[0]} không thuộc tỉnh, thành phố đã chọn.")
        else:
            address["province"] = found[1]
    if needed and not sentences and not (address.get("commune") and address.get("street")):
        wanted = "xã, phường" if not address.get("commune") else "số nhà, đường, ấp, khóm"
        sentences.append(f"“{field.label}”: nhập {wanted}.")
    if len(street) > 200:
        sentences.append(f"“{field.label}”: phần số nhà, đường dài quá 200 ký tự.")
    return address, ({"": sentences} if sentences else {})


def _read_rows(
    field: Field, given: Any, above: Mapping[str, Any], around: _Around, needed: bool
) -> tuple[Any, dict[str, list[str]]]:
    """Read rows one by one. Their conditions speak of the row, and of answers above whose keys the row does not use."""
    own = {part.key for part in field.fields}
    outside = {key: value for key, value in above.items() if key not in own}
    rows: list[dict[str, Any]] = []
    errors: dict[str, list[str]] = {}
    for row in given[: MAX_ROWS + 1] if isinstance(given, list | tuple) else ():
        if not isinstance(row, Mapping):
            continue
        read: dict[str, Any] = {}
        wrong_in_row: dict[str, list[str]] = {}
        is_typed = False
        for part in field.fields:
            if part.type is FieldType.INFORMATION or not holds(part.when, {**outside, **read}):
                continue
            value, wrong = _read_field(part, row.get(part.key), read, {**outside, **row}, around)
            if is_filled(value):
                read[part.key] = value
                is_typed = is_typed or part.type is not FieldType.CALCULATED
            wrong_in_row |= {f".{part.key}{suffix}": sentences for suffix, sentences in wrong.items()}
        for part in field.fields:
            if part.type is FieldType.CITIZEN_NUMBER and part.key in read and f".{part.key}" not in wrong_in_row:
                sentences = disagreements(part, read)
                if sentences:
                    wrong_in_row[f".{part.key}"] = sentences
        if is_typed:
            errors |= {f".{len(rows)}{key}": sentences for key, sentences in wrong_in_row.items()}
            rows.append(read)
    least = max(field.min_rows, 1 if needed else 0)
    if not around.partly and len(rows) < least:
        errors[""] = [f"“{field.label}” cần ít nhất {least} dòng."]
    elif len(rows) > field.max_rows:
        errors[""] = [f"“{field.label}” có nhiều nhất {field.max_rows} dòng."]
    return rows[:MAX_ROWS], errors


def recalculated(definition: FormDefinition, answers: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Return the answers of a draft with every calculated value as it comes out on a day."""
    now = dict(answers)
    if not any(field.formula is not None for one in definition.fields for field in (one, *one.fields)):
        return now
    read = check(definition, answers, on=on, partly=True).answers
    for field in definition.fields:
        if field.type is FieldType.CALCULATED or any(part.formula is not None for part in field.fields):
            now.pop(field.key, None)
            if field.key in read:
                now[field.key] = read[field.key]
    return now
