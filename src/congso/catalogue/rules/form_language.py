"""Forms as data: groups, fields, conditions and checks, read the same by the server and by the browser.

The JSON is described in `docs/operations/bieu-mau.md` and by `rules/form_schema.json`. Sources: Decree 224/2026/NĐ-CP
art. 3 clause 22 (an interactive form holds at least every field of the official one), TT 32/2017/TT-BTTTT art. 8, 11
(help beside each field, known data filled in). Nothing that a person sends makes these functions raise.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as new_field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import phonenumbers
from stdnum.vn import mst

from . import records

MAX_TEXT = 4_000
MAX_ROWS = 50
MAX_MONEY = 10**15

APPLICANT_KEYS = (
    "applicant_name",
    "applicant_identity_number",
    "applicant_born_on",
    "applicant_phone",
    "applicant_email",
    "applicant_address",
    "applicant_commune",
)


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    CITIZEN_NUMBER = "citizen_number"
    OLD_IDENTITY_NUMBER = "old_identity_number"
    PHONE = "phone"
    EMAIL = "email"
    TAX_CODE = "tax_code"
    ADDRESS = "address"
    COMMUNE = "commune"
    FILE = "file"
    YES_NO = "yes_no"
    INFORMATION = "information"
    REPEATED = "repeated"


class Places(Protocol):
    """What is asked about administrative units; each answer is for a day, for codes mean nothing without one."""

    def province_name(self, code: str, on: date) -> str | None:
        """Return the name of a province, None when there is none with this code on that day."""

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        """Return the name and the province code of a commune, None when there is none on that day."""

    def find_commune(self, province_code: str, name: str, on: date) -> str | None:
        """Return the code of the one commune of a province with this name (marks optional), else None."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `when` decides whether it is shown, `required_if` whether an answer is needed although not always.

    `min` and `max` bound numbers and money, or days ("YYYY-MM-DD", "today", "today-18y"). `born_field` and
    `gender_field` name the fields a citizen number must agree with. `fields` are the parts of a repeated group.
    """

    key: str
    type: FieldType
    label: str
    help: str = ""
    example: str = ""
    required: bool = False
    required_if: Mapping[str, Any] | None = None
    when: Mapping[str, Any] | None = None
    choices: tuple[tuple[str, ...], ...] = ()
    min: str | float | None = None
    max: str | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    pattern_message: str = ""
    prefill: str = ""
    default: str = ""
    autocomplete: str = ""
    born_field: str = ""
    gender_field: str = ""
    unit: str = ""
    text: str = ""
    fields: tuple["Field", ...] = ()
    min_rows: int = 0
    max_rows: int = MAX_ROWS
    row_label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form under one heading."""

    key: str
    title: str
    help: str = ""
    when: Mapping[str, Any] | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class FormDefinition:
    """A form (biểu mẫu điện tử). `official_form` names the paper form whose fields it holds, `source` where it is."""

    title: str
    groups: tuple[Group, ...] = ()
    official_form: str = ""
    source: str = ""
    origin: str = "written"
    minutes: int | None = None

    @classmethod
    def from_json(cls, stored: Any) -> "FormDefinition":
        """Read a definition. Raises ValueError, naming the place, when it is not one or contradicts itself."""
        definition = records.read(cls, stored)
        problems = mistakes(definition)
        if problems:
            raise ValueError(" ".join(problems))
        return definition

    def to_json(self) -> dict[str, Any]:
        """Return this definition as JSON values; `from_json` reads it back equal."""
        written: dict[str, Any] = records.write(self)
        return written

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the canonical JSON of this definition."""
        return records.fingerprint(self.to_json())

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Return every field outside repeated groups, in order."""
        return tuple(field for group in self.groups for field in group.fields)

    def field(self, key: str) -> Field | None:
        """Return the field with `key`, or None."""
        return next((field for field in self.fields if field.key == key), None)


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


# Conditions


def holds(condition: Any, answers: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds for answers; None always does, an unreadable one never.

    {"field", "op", "value"} with op eq, ne, in (a list), gt, lt (numbers, or days "YYYY-MM-DD"), filled (value false
    for the opposite); {"and": […]}, {"or": […]}, {"not": …}. The browser evaluates the same (`ui/js/conditions.js`).
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
    match condition.get("op"):
        case "filled":
            return _is_filled(answer) is (wanted is not False)
        case "eq":
            return _same(answer, wanted)
        case "ne":
            return not _same(answer, wanted)
        case "in":
            return isinstance(wanted, list | tuple) and any(_same(answer, one) for one in wanted)
        case "gt" | "lt" as operator:
            left, right = _comparable(answer), _comparable(wanted)
            if left is None or right is None or type(left) is not type(right):
                return False
            return left > right if operator == "gt" else left < right  # type: ignore[operator]
    return False


def _is_filled(answer: Any) -> bool:
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
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
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


def mistakes(definition: FormDefinition) -> list[str]:
    """Return what contradicts itself in a definition, as sentences for its author; empty when nothing does."""
    found: list[str] = []
    keys: set[str] = set()
    known = {field.key for field in definition.fields}
    for group in definition.groups:
        for name in _named(group.when) - known:
            found.append(f"Nhóm “{group.title}”: điều kiện nói đến trường “{name}” không có.")
        for field in group.fields:
            if field.key in keys:
                found.append(f"Trường “{field.key}” có hai lần.")
            keys.add(field.key)
            parts = {part.key for part in field.fields}
            for part in (field, *field.fields):
                found += _mistakes_of(part, known | parts if part is not field else known)
            if (field.type is FieldType.REPEATED) != bool(field.fields):
                found.append(f"Trường “{field.key}”: chỉ nhóm lặp mới có trường con, và phải có.")
    return found


def _mistakes_of(field: Field, known: set[str]) -> Iterable[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", field.key):
        yield f"Khóa trường “{field.key}” chỉ gồm chữ thường, số và gạch dưới."
    if field.type in {FieldType.CHOICE, FieldType.CHOICES} and not field.choices:
        yield f"Trường “{field.key}” thiếu các lựa chọn."
    if any(len(choice) != 2 for choice in field.choices):
        yield f"Trường “{field.key}”: mỗi lựa chọn gồm giá trị và tên."
    for name in (_named(field.when) | _named(field.required_if)) - known:
        yield f"Trường “{field.key}”: điều kiện nói đến trường “{name}” không có."
    if field.pattern:
        try:
            re.compile(field.pattern)
        except re.error:
            yield f"Trường “{field.key}”: mẫu kiểm tra không đọc được."


def _named(condition: Any) -> set[str]:
    """Return the fields a condition speaks of."""
    if not isinstance(condition, Mapping):
        return set()
    found = {condition["field"]} if isinstance(condition.get("field"), str) else set()
    for operator in ("and", "or"):
        parts = condition.get(operator)
        for part in parts if isinstance(parts, list | tuple) else ():
            found |= _named(part)
    return found | _named(condition.get("not"))


def visible_fields(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Field]:
    """Return the fields that are shown for these answers, in order.

    An answer that is hidden counts as empty for the conditions after it, so a form is read from top to bottom.
    """
    return [field for _, fields in _shown(definition, answers) for field in fields]


def _shown(definition: FormDefinition, answers: Mapping[str, Any]) -> list[tuple[Group, list[Field]]]:
    seen = dict(answers) if isinstance(answers, Mapping) else {}
    shown = []
    for group in definition.groups:
        group_holds = holds(group.when, seen)
        fields = []
        for field in group.fields:
            if group_holds and holds(field.when, seen):
                fields.append(field)
            else:
                seen.pop(field.key, None)
        if fields:
            shown.append((group, fields))
    return shown


# Reading and checking answers


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
            if _is_filled(value):
                read[field.key] = value
            errors |= {f"{field.key}{suffix}": sentences for suffix, sentences in wrong.items()}
    for field in definition.fields:
        if field.type is FieldType.CITIZEN_NUMBER and field.key in read and field.key not in errors:
            sentences = _agreement(field, read)
            if sentences:
                errors[field.key] = sentences
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
        if needed and not has_file and not _is_filled(given):
            return None, {"": [f"Cần đính kèm tệp cho mục “{field.label}”."]}
        return (given if isinstance(given, str) else None), {}
    if field.type is FieldType.REPEATED:
        return _read_rows(field, given, day, places, partly, needed)
    if field.type is FieldType.ADDRESS:
        return _read_address(field, given, day, places, needed)
    try:
        value = _READERS[field.type](field, given, day)
        if field.type is FieldType.COMMUNE and value:
            value = _known_commune(field, value, day, places)
    except WrongAnswerError as wrong:
        return _as_typed(given), {"": [str(wrong)]}
    if not _is_filled(value):
        if needed:
            return None, {"": [_missing(field)]}
        return None, {}
    return value, {}


class WrongAnswerError(Exception):
    """What is wrong with one answer, as a sentence."""


def _missing(field: Field) -> str:
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        return f"Chọn “{field.label}”."
    if field.type is FieldType.YES_NO:
        return f"Cần đánh dấu “{field.label}”."
    return f"Nhập “{field.label}”."


def _as_typed(given: Any) -> Any:
    """Return a wrong answer for showing it again: text cut to a sane length, nothing else."""
    return given[:MAX_TEXT].replace("\x00", "") if isinstance(given, str) else None


def _line(given: Any) -> str:
    """Return one line of text: NFC, no control characters, single spaces. Raises for another kind of thing."""
    if given is None:
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise WrongAnswerError("Câu trả lời không đọc được, hãy nhập lại.")
    text = unicodedata.normalize("NFC", str(given))
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def _read_text(field: Field, given: Any, day: date) -> Any:
    return _within(field, _line(given))


def _read_textarea(field: Field, given: Any, day: date) -> Any:
    if given is None:
        return ""
    if not isinstance(given, str):
        return _within(field, _line(given))
    lines = [_line(line) for line in given.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _within(field, "\n".join(lines).strip())


def _within(field: Field, text: str) -> str:
    if not text:
        return ""
    longest = field.max_length or (MAX_TEXT if field.type is FieldType.TEXTAREA else 500)
    if len(text) > longest:
        raise WrongAnswerError(f"“{field.label}” dài quá {longest} ký tự (đang có {len(text)}).")
    if field.min_length and len(text) < field.min_length:
        raise WrongAnswerError(f"“{field.label}” phải có ít nhất {field.min_length} ký tự.")
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise WrongAnswerError(field.pattern_message or f"“{field.label}” không đúng cách ghi.")
    return text


def _read_number(field: Field, given: Any, day: date) -> Any:
    """Numbers as Vietnamese writes them: dots between thousands, a comma before decimals; "12.5" is read as well."""
    text = _line(given).replace(" ", "")
    if not text:
        return None
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text, re.ASCII):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text, re.ASCII):
        raise WrongAnswerError(f"“{field.label}” phải là một số, ví dụ {field.example or '120,5'}.")
    number = Decimal(text)
    _bounded(field, number, str)
    return int(number) if number == number.to_integral_value() else float(number)


def _read_money(field: Field, given: Any, day: date) -> Any:
    """Whole đồng: "15.000.000", "15 000 000 đ" and "15000000" are the same."""
    text = re.sub(r"(?i)(vnđ|vnd|đồng|đ)$", "", _line(given).replace(" ", ""))
    if not text:
        return None
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text, re.ASCII):
        text = text.replace(".", "").replace(",", "")
    if not re.fullmatch(r"\d{1,16}", text, re.ASCII) or int(text) > MAX_MONEY:
        raise WrongAnswerError(f"“{field.label}” phải là số tiền chẵn đồng, ví dụ {field.example or '15.000.000'}.")
    _bounded(field, Decimal(text), lambda amount: f"{int(amount):,} đ".replace(",", "."))
    return int(text)


def _bounded(field: Field, number: Decimal, shown: Callable[[Decimal], str]) -> None:
    for bound, beyond, word in ((field.min, -1, "ít nhất"), (field.max, 1, "nhiều nhất")):
        if isinstance(bound, int | float) and number.compare(limit := Decimal(str(bound))) == beyond:
            raise WrongAnswerError(f"“{field.label}” phải {word} là {shown(limit)}.")


def _read_date(field: Field, given: Any, day: date) -> Any:
    text = _line(given)
    if not text:
        return ""
    answer = _day(text)
    if answer is None:
        raise WrongAnswerError(f"“{field.label}” phải là một ngày có thật, ví dụ 05/09/2026.")
    first, last = day_bound(field.min, day), day_bound(field.max, day)
    if first and answer < first:
        raise WrongAnswerError(f"“{field.label}” không được trước ngày {first:%d/%m/%Y}.")
    if last and answer > last:
        if field.max == "today":
            raise WrongAnswerError(f"“{field.label}” không được sau hôm nay.")
        raise WrongAnswerError(f"“{field.label}” không được sau ngày {last:%d/%m/%Y}.")
    if answer.year < 1800:
        raise WrongAnswerError(f"“{field.label}” phải từ năm 1800.")
    return answer.isoformat()


def _day(text: str) -> date | None:
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", (0, 1, 2)),
        (r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", (2, 1, 0)),
    ):
        found = re.fullmatch(pattern, text, re.ASCII)
        if found:
            year, month, day_of_month = (int(found.groups()[place]) for place in order)
            try:
                return date(year, month, day_of_month)
            except ValueError:
                return None
    return None


def day_bound(bound: str | float | None, today: date) -> date | None:
    """Return the day a bound means: "2026-01-01", "today", "today-18y", "today+30d"; None for none."""
    if not isinstance(bound, str):
        return None
    found = re.fullmatch(r"today(?:([+-])(\d{1,4})([dy]))?", bound)
    if not found:
        return _day(bound)
    sign, amount, unit = found.groups()
    if not sign:
        return today
    step = int(amount) * (1 if sign == "+" else -1)
    try:
        if unit == "d":
            return date.fromordinal(today.toordinal() + step)
        try:
            return today.replace(year=today.year + step)
        except ValueError:
            return today.replace(year=today.year + step, day=28)
    except (ValueError, OverflowError):
        return None


def _read_choice(field: Field, given: Any, day: date) -> Any:
    text = _line(given)
    if text and text not in {choice[0] for choice in field.choices}:
        raise WrongAnswerError(f"Chọn một trong các giá trị có sẵn ở “{field.label}”.")
    return text


def _read_choices(field: Field, given: Any, day: date) -> Any:
    several = given if isinstance(given, list | tuple) else [given]
    chosen = [text for one in several[:200] if (text := _line(one))]
    offered = [choice[0] for choice in field.choices]
    if set(chosen) - set(offered):
        raise WrongAnswerError(f"Chọn trong các giá trị có sẵn ở “{field.label}”.")
    return [one for one in offered if one in chosen]


def _read_yes_no(field: Field, given: Any, day: date) -> Any:
    if given is True or (isinstance(given, str) and given.strip().lower() in {"yes", "on", "true", "1", "có"}):
        return True
    if given in (None, False, "") or (isinstance(given, str) and given.strip().lower() in {"no", "off", "false", "0"}):
        return None
    raise WrongAnswerError(f"Chọn có hoặc không ở “{field.label}”.")


_PLACE_OF_BIRTH_REGISTRATION = re.compile(
    r"0(?:01|02|04|06|08|1[0124579]|2[024567]|3[01345678]|4[0245689]|5[12468]|6[024678]|7[024579]|8[0234679]|9[1-6])"
    r"|[1-9]\d\d",
    re.ASCII,
)
"""What the first three digits may be: the 63 provinces of the registers so far, or a country's code (from 101 on).

Source: Decree 137/2015/NĐ-CP art. 13 and Circular 59/2021/TT-BCA, annexes. Codes outlive the provinces they name.
"""


def citizen_number_facts(number: str) -> tuple[str, int, int] | None:
    """Return gender ("male", "female"), century start and the two digits of the birth year of a 12-digit number.

    Source: Decree 137/2015/NĐ-CP art. 13 (kept by Decree 70/2024/NĐ-CP): digit 4 is even for men, odd for women, and
    counts centuries from the 20th. None when it is not 12 digits.
    """
    if not re.fullmatch(r"\d{12}", number, re.ASCII):
        return None
    marker = int(number[3])
    return ("female" if marker % 2 else "male", 1900 + 100 * (marker // 2), int(number[4:6]))


def _read_citizen_number(field: Field, given: Any, day: date) -> Any:
    text = re.sub(r"[ .\-]", "", _line(given))
    if not text:
        return ""
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise WrongAnswerError(f"“{field.label}” chỉ gồm 12 chữ số.")
    if len(text) != 12:
        hint = " Số CMND 9 số không dùng ở mục này." if len(text) == 9 else ""
        raise WrongAnswerError(f"“{field.label}” phải có đúng 12 chữ số (đang có {len(text)}).{hint}")
    facts = citizen_number_facts(text)
    if facts is None or not _PLACE_OF_BIRTH_REGISTRATION.fullmatch(text[:3]):
        raise WrongAnswerError(
            f"“{field.label}” không đúng: ba số đầu “{text[:3]}” không phải mã nơi đăng ký khai sinh."
        )
    if facts[1] + facts[2] > day.year:
        raise WrongAnswerError(f"“{field.label}” không đúng: năm sinh trong số là {facts[1] + facts[2]}.")
    return text


def _agreement(field: Field, read: Mapping[str, Any]) -> list[str]:
    """Return how a citizen number contradicts the birth day and gender given beside it."""
    number, born, gender = read[field.key], read.get(field.born_field), read.get(field.gender_field)
    facts = citizen_number_facts(number) if isinstance(number, str) else None
    if facts is None:
        return []
    sentences = []
    if isinstance(born, str) and _day(born) and int(born[:4]) != facts[1] + facts[2]:
        sentences.append(
            f"“{field.label}” cho biết năm sinh {facts[1] + facts[2]}, khác ngày sinh đã khai ({born[:4]}). "
            "Kiểm tra lại số định danh hoặc ngày sinh."
        )
    if gender in {"male", "female"} and gender != facts[0]:
        shown = "nam" if facts[0] == "male" else "nữ"
        sentences.append(f"“{field.label}” cho biết giới tính {shown}, khác giới tính đã khai.")
    return sentences


def _read_old_identity_number(field: Field, given: Any, day: date) -> Any:
    text = re.sub(r"[ .\-]", "", _line(given))
    if text and not re.fullmatch(r"\d{9}", text, re.ASCII):
        raise WrongAnswerError(f"“{field.label}” phải có đúng 9 chữ số.")
    return text


def _read_phone(field: Field, given: Any, day: date) -> Any:
    text = _line(given)
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text[:40], "VN")
    except phonenumbers.NumberParseException:
        raise WrongAnswerError(f"“{field.label}” không phải số điện thoại, ví dụ 0912 345 678.") from None
    if not phonenumbers.is_valid_number(number):
        raise WrongAnswerError(f"“{field.label}” không phải số điện thoại đang dùng được, ví dụ 0912 345 678.")
    style = phonenumbers.PhoneNumberFormat
    if number.country_code == 84:
        return phonenumbers.format_number(number, style.NATIONAL).replace(" ", "")
    return phonenumbers.format_number(number, style.E164)


def _read_email(field: Field, given: Any, day: date) -> Any:
    text = _line(given)
    if text and (len(text) > 254 or not re.fullmatch(r"[^@\s<>\",;]{1,64}@[\w-]+(\.[\w-]+)*\.[a-zA-Z]{2,24}", text)):
        raise WrongAnswerError(f"“{field.label}” không đúng dạng thư điện tử, ví dụ ten@example.vn.")
    return text


def _read_tax_code(field: Field, given: Any, day: date) -> Any:
    """Tax codes of organisations (10 or 13 digits with check digit), or the 12-digit citizen number of a person."""
    text = re.sub(r"[ .]", "", _line(given))
    if not text:
        return ""
    if re.fullmatch(r"\d{12}", text, re.ASCII) and _PLACE_OF_BIRTH_REGISTRATION.fullmatch(text[:3]):
        return text
    if not text.isascii() or not mst.is_valid(text):
        raise WrongAnswerError(
            f"“{field.label}” không đúng: mã số thuế có 10 hoặc 13 chữ số và chữ số kiểm tra phải khớp."
        )
    compact: str = mst.compact(text)
    return compact


def _read_commune(field: Field, given: Any, day: date) -> Any:
    text = _line(given)
    if text and not re.fullmatch(r"\d{5}", text, re.ASCII):
        raise WrongAnswerError(f"Chọn xã, phường ở “{field.label}”.")
    return text


def _known_commune(field: Field, code: str, day: date, places: Places | None) -> str:
    if places is not None and places.commune(code, day) is None:
        raise WrongAnswerError(f"“{field.label}”: không có xã, phường với mã {code} vào ngày {day:%d/%m/%Y}.")
    return code


_READERS: dict[FieldType, Callable[[Field, Any, date], Any]] = {
    FieldType.TEXT: _read_text,
    FieldType.TEXTAREA: _read_textarea,
    FieldType.NUMBER: _read_number,
    FieldType.MONEY: _read_money,
    FieldType.DATE: _read_date,
    FieldType.CHOICE: _read_choice,
    FieldType.CHOICES: _read_choices,
    FieldType.YES_NO: _read_yes_no,
    FieldType.CITIZEN_NUMBER: _read_citizen_number,
    FieldType.OLD_IDENTITY_NUMBER: _read_old_identity_number,
    FieldType.PHONE: _read_phone,
    FieldType.EMAIL: _read_email,
    FieldType.TAX_CODE: _read_tax_code,
    FieldType.COMMUNE: _read_commune,
}


def _read_address(
    field: Field, given: Any, day: date, places: Places | None, needed: bool
) -> tuple[Any, dict[str, list[str]]]:
    """An address is {province, commune, street}: codes valid on the day; a commune may be typed by its name."""
    parts = given if isinstance(given, Mapping) else {"street": given}
    try:
        province, commune, street = (_line(parts.get(part)) for part in ("province", "commune", "street"))
    except WrongAnswerError as wrong:
        return None, {"": [str(wrong)]}
    address = {
        key: text[:200] for key, text in (("province", province), ("commune", commune), ("street", street)) if text
    }
    if not address:
        return None, ({"": [_missing(field)]} if needed else {})
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
            if _is_filled(value):
                read[part.key] = value
            wrong_in_row |= {f".{part.key}{suffix}": sentences for suffix, sentences in wrong.items()}
        for part in field.fields:
            if part.type is FieldType.CITIZEN_NUMBER and part.key in read and f".{part.key}" not in wrong_in_row:
                sentences = _agreement(part, read)
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


# Showing answers


def summary(
    definition: FormDefinition, answers: Mapping[str, Any], *, places: Places | None = None, on: date | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the answers as a person reads them back: heading → (label, shown value), unanswered ones left out."""
    parts = []
    for group, fields in _shown(definition, answers):
        lines = [
            line
            for field in fields
            if field.type not in {FieldType.INFORMATION, FieldType.FILE}
            for line in _lines(field, answers.get(field.key), places, on or date.max)
        ]
        if lines:
            parts.append((group.title, lines))
    return parts


def _lines(field: Field, answer: Any, places: Places | None, day: date) -> list[tuple[str, str]]:
    if not _is_filled(answer):
        return []
    if field.type is FieldType.REPEATED:
        lines = []
        for number, row in enumerate(answer if isinstance(answer, list | tuple) else (), start=1):
            if isinstance(row, Mapping):
                inner = [line for part in field.fields for line in _lines(part, row.get(part.key), places, day)]
                title = f"{field.row_label or field.label} {number}"
                lines.append((title, "; ".join(f"{label}: {shown}" for label, shown in inner)))
        return lines
    return [(field.label, shown_value(field, answer, places=places, on=day))]


def shown_value(field: Field, answer: Any, *, places: Places | None = None, on: date | None = None) -> str:
    """Return one answer as a person reads it: 05/09/2026, 15.000.000 đ, the names of choices and places."""
    day = on or date.max
    labels = {choice[0]: choice[1] for choice in field.choices if len(choice) == 2}
    match field.type:
        case FieldType.DATE:
            found = _day(answer) if isinstance(answer, str) else None
            return f"{found:%d/%m/%Y}" if found else str(answer)
        case FieldType.MONEY if isinstance(answer, int):
            return f"{answer:,} đ".replace(",", ".")
        case FieldType.NUMBER if isinstance(answer, int | float):
            whole, _, decimals = f"{Decimal(str(answer)):,f}".partition(".")
            text = whole.replace(",", ".") + (f",{decimals}" if decimals else "")
            return f"{text} {field.unit}".strip()
        case FieldType.CHOICE:
            return labels.get(str(answer), str(answer))
        case FieldType.CHOICES if isinstance(answer, list | tuple):
            return ", ".join(labels.get(str(one), str(one)) for one in answer)
        case FieldType.YES_NO:
            return "Có" if answer else "Không"
        case FieldType.COMMUNE:
            commune = places.commune(str(answer), day) if places else None
            return commune[0] if commune else str(answer)
        case FieldType.ADDRESS if isinstance(answer, Mapping):
            return _address_text(answer, places, day)
    return str(answer)


def _address_text(answer: Mapping[str, Any], places: Places | None, day: date) -> str:
    commune, province = str(answer.get("commune", "")), str(answer.get("province", ""))
    if places is not None:
        known = places.commune(commune, day)
        commune = known[0] if known else commune
        province = places.province_name(province, day) or province
    return ", ".join(part for part in (str(answer.get("street", "")), commune, province) if part)
