"""Checking all answers of a form: one by one, places and rows with them, and against each other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as new_field
from datetime import date
from typing import Any

from .agreement import broken
from .answers import WrongAnswerError, as_typed, missing_sentence, one_line
from .conditions import holds, is_filled
from .definition import FormDefinition
from .fields import MAX_ROWS, Field, FieldType, Places
from .identity_numbers import disagreements
from .reading import READERS, known_commune


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
    partly: bool = False,
) -> Checked:
    """Read and check answers given on the day `on`; never raises, whatever was sent.

    `files` names the file fields that have a file. Without `places` codes of communes are checked for their form
    only. With `partly` (a step, a draft) missing answers are not errors, wrong ones are.
    """
    given = answers if isinstance(answers, Mapping) else {}
    with_file = set(files) if not isinstance(files, str) else {files}
    day = on or date.max
    # Conditions are evaluated on what was read, so that " co " and "co" are the same to them.
    read: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for group in definition.groups:
        if not holds(group.when, read):
            continue
        for field in group.fields:
            if field.type is FieldType.INFORMATION or not holds(field.when, read):
                continue
            value, wrong = _read_field(field, given.get(field.key), read, given, day, places, partly, with_file)
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


def _read_field(
    field: Field,
    given: Any,
    read: Mapping[str, Any],
    all_given: Mapping[str, Any],
    day: date,
    places: Places | None,
    partly: bool,
    with_file: set[str],
) -> tuple[Any, dict[str, list[str]]]:
    """Return the value of a field and what is wrong with it, by the end of its key ("" for the field itself)."""
    needed = not partly and (
        field.required or (field.required_if is not None and holds(field.required_if, {**all_given, **read}))
    )
    if field.type is FieldType.FILE:
        has_file = field.key in with_file
        if needed and not has_file and not is_filled(given):
            return None, {"": [f"Cần đính kèm tệp cho mục “{field.label}”."]}
        return (given if isinstance(given, str) else None), {}
    if field.type is FieldType.REPEATED:
        return _read_rows(field, given, day, places, partly, needed)
    if field.type is FieldType.ADDRESS:
        return _read_address(field, given, day, places, needed)
    if field.type not in READERS:
        return None, {}
    try:
        value = READERS[field.type](field, given, day)
        if field.type is FieldType.COMMUNE and value:
            value = known_commune(field, value, day, places)
    except WrongAnswerError as wrong:
        return as_typed(given), {"": [str(wrong)]}
    if not is_filled(value):
        if needed:
            return None, {"": [missing_sentence(field)]}
        return None, {}
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
    field: Field, given: Any, day: date, places: Places | None, partly: bool, needed: bool
) -> tuple[Any, dict[str, list[str]]]:
    rows: list[dict[str, Any]] = []
    errors: dict[str, list[str]] = {}
    for row in given[: MAX_ROWS + 1] if isinstance(given, list | tuple) else ():
        if not isinstance(row, Mapping):
            continue
        read: dict[str, Any] = {}
        wrong_in_row: dict[str, list[str]] = {}
        for part in field.fields:
            if part.type is FieldType.INFORMATION or not holds(part.when, read):
                continue
            value, wrong = _read_field(part, row.get(part.key), read, row, day, places, partly, set())
            if is_filled(value):
                read[part.key] = value
            wrong_in_row |= {f".{part.key}{suffix}": sentences for suffix, sentences in wrong.items()}
        for part in field.fields:
            if part.type is FieldType.CITIZEN_NUMBER and part.key in read and f".{part.key}" not in wrong_in_row:
                sentences = disagreements(part, read)
                if sentences:
                    wrong_in_row[f".{part.key}"] = sentences
        if read:
            errors |= {f".{len(rows)}{key}": sentences for key, sentences in wrong_in_row.items()}
            rows.append(read)
    least = max(field.min_rows, 1 if needed else 0)
    if not partly and len(rows) < least:
        errors[""] = [f"“{field.label}” cần ít nhất {least} dòng."]
    elif len(rows) > field.max_rows:
        errors[""] = [f"“{field.label}” có nhiều nhất {field.max_rows} dòng."]
    return rows[:MAX_ROWS], errors
