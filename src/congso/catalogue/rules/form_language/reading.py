"""Reading one answer of one field, by its type."""

import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
from stdnum.vn import mst

from .answers import WrongAnswerError, one_line, real_day
from .fields import MAX_MONEY, MAX_TEXT, Field, FieldType, Places
from .identity_numbers import PLACE_OF_BIRTH_REGISTRATION, read_citizen_number, read_old_identity_number


def _read_text(field: Field, given: Any, day: date) -> Any:
    return _within(field, one_line(given))


def _read_textarea(field: Field, given: Any, day: date) -> Any:
    if given is None:
        return ""
    if not isinstance(given, str):
        return _within(field, one_line(given))
    lines = [one_line(line) for line in given.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
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
    text = one_line(given).replace(" ", "")
    if not text:
        return None
    if isinstance(given, float):  # read before: its dot is no grouping
        text = f"{Decimal(text):f}" if math.isfinite(given) else text
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text, re.ASCII):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text, re.ASCII):
        raise WrongAnswerError(f"“{field.label}” phải là một số, ví dụ {field.example or '120,5'}.")
    number = Decimal(text)
    bounded(field, number, str)
    return int(number) if number == number.to_integral_value() else float(number)


def _read_money(field: Field, given: Any, day: date) -> Any:
    """Whole đồng: "15.000.000", "15 000 000 đ" and "15000000" are the same."""
    text = re.sub(r"(?i)(vnđ|vnd|đồng|đ)$", "", one_line(given).replace(" ", ""))
    if not text:
        return None
    if isinstance(given, float):
        text = text.removesuffix(".0")
    elif re.fullmatch(r"\d{1,3}([.,]\d{3})+", text, re.ASCII):
        text = text.replace(".", "").replace(",", "")
    if not re.fullmatch(r"\d{1,16}", text, re.ASCII) or int(text) > MAX_MONEY:
        raise WrongAnswerError(f"“{field.label}” phải là số tiền chẵn đồng, ví dụ {field.example or '15.000.000'}.")
    bounded(field, Decimal(text), lambda amount: f"{int(amount):,} đ".replace(",", "."))
    return int(text)


def bounded(field: Field, number: Decimal, shown: Callable[[Decimal], str]) -> None:
    for bound, beyond, word in ((field.min, -1, "ít nhất"), (field.max, 1, "nhiều nhất")):
        if isinstance(bound, int | float) and number.compare(limit := Decimal(str(bound))) == beyond:
            raise WrongAnswerError(f"“{field.label}” phải {word} là {shown(limit)}.")


def _read_date(field: Field, given: Any, day: date) -> Any:
    text = one_line(given)
    if not text:
        return ""
    answer = real_day(text)
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


def day_bound(bound: str | float | None, today: date) -> date | None:
    """Return the day a bound means: "2026-01-01", "today", "today-18y", "today+30d"; None for none."""
    if not isinstance(bound, str):
        return None
    found = re.fullmatch(r"today(?:([+-])(\d{1,4})([dy]))?", bound)
    if not found:
        return real_day(bound)
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
    text = one_line(given)
    if text and text not in {choice[0] for choice in field.choices}:
        raise WrongAnswerError(f"Chọn một trong các giá trị có sẵn ở “{field.label}”.")
    return text


def _read_choices(field: Field, given: Any, day: date) -> Any:
    several = given if isinstance(given, list | tuple) else [given]
    chosen = [text for one in several[:200] if (text := one_line(one))]
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


def _read_phone(field: Field, given: Any, day: date) -> Any:
    text = one_line(given)
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
    text = one_line(given)
    if text and (len(text) > 254 or not re.fullmatch(r"[^@\s<>\",;]{1,64}@[\w-]+(\.[\w-]+)*\.[a-zA-Z]{2,24}", text)):
        raise WrongAnswerError(f"“{field.label}” không đúng dạng thư điện tử, ví dụ ten@example.vn.")
    return text


def _read_tax_code(field: Field, given: Any, day: date) -> Any:
    """Tax codes of organisations (10 or 13 digits with check digit), or the 12-digit citizen number of a person."""
    text = re.sub(r"[ .]", "", one_line(given))
    if not text:
        return ""
    if re.fullmatch(r"\d{12}", text, re.ASCII) and PLACE_OF_BIRTH_REGISTRATION.fullmatch(text[:3]):
        return text
    if not text.isascii() or not mst.is_valid(text):
        raise WrongAnswerError(
            f"“{field.label}” không đúng: mã số thuế có 10 hoặc 13 chữ số và chữ số kiểm tra phải khớp."
        )
    compact: str = mst.compact(text)
    return compact


def _read_commune(field: Field, given: Any, day: date) -> Any:
    text = one_line(given)
    if text and not re.fullmatch(r"\d{5}", text, re.ASCII):
        raise WrongAnswerError(f"Chọn xã, phường ở “{field.label}”.")
    return text


def known_commune(field: Field, code: str, day: date, places: Places | None) -> str:
    if places is not None and places.commune(code, day) is None:
        raise WrongAnswerError(f"“{field.label}”: không có xã, phường với mã {code} vào ngày {day:%d/%m/%Y}.")
    return code


READERS: dict[FieldType, Callable[[Field, Any, date], Any]] = {
    FieldType.TEXT: _read_text,
    FieldType.TEXTAREA: _read_textarea,
    FieldType.NUMBER: _read_number,
    FieldType.MONEY: _read_money,
    FieldType.DATE: _read_date,
    FieldType.CHOICE: _read_choice,
    FieldType.CHOICES: _read_choices,
    FieldType.YES_NO: _read_yes_no,
    FieldType.CITIZEN_NUMBER: read_citizen_number,
    FieldType.OLD_IDENTITY_NUMBER: read_old_identity_number,
    FieldType.PHONE: _read_phone,
    FieldType.EMAIL: _read_email,
    FieldType.TAX_CODE: _read_tax_code,
    FieldType.COMMUNE: _read_commune,
}


def read_answer(field: Field, given: Any, day: date) -> Any:
    """Return one answer as it is kept, None when the field does not take it. For types that are read by themselves."""
    try:
        return READERS[field.type](field, given, day)
    except WrongAnswerError:
        return None
