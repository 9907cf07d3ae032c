"""Identity numbers: what the digits say, and whether other answers agree with them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from .answers import WrongAnswerError, one_line, real_day
from .fields import Field

PLACE_OF_BIRTH_REGISTRATION = re.compile(
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


def read_citizen_number(field: Field, given: Any, day: date) -> Any:
    text = re.sub(r"[ .\-]", "", one_line(given))
    if not text:
        return ""
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise WrongAnswerError(f"“{field.label}” chỉ gồm 12 chữ số.")
    if len(text) != 12:
        hint = " Số CMND 9 số không dùng ở mục này." if len(text) == 9 else ""
        raise WrongAnswerError(f"“{field.label}” phải có đúng 12 chữ số (đang có {len(text)}).{hint}")
    facts = citizen_number_facts(text)
    if facts is None or not PLACE_OF_BIRTH_REGISTRATION.fullmatch(text[:3]):
        raise WrongAnswerError(
            f"“{field.label}” không đúng: ba số đầu “{text[:3]}” không phải mã nơi đăng ký khai sinh."
        )
    if facts[1] + facts[2] > day.year:
        raise WrongAnswerError(f"“{field.label}” không đúng: năm sinh trong số là {facts[1] + facts[2]}.")
    return text


def disagreements(field: Field, read: Mapping[str, Any]) -> list[str]:
    """Return how a citizen number contradicts the birth day and gender given beside it."""
    number, born, gender = read[field.key], read.get(field.born_field), read.get(field.gender_field)
    facts = citizen_number_facts(number) if isinstance(number, str) else None
    if facts is None:
        return []
    sentences = []
    # A day that was refused stands there as it was typed, which may be in another order.
    day = real_day(born) if isinstance(born, str) else None
    if day is not None and day.year != facts[1] + facts[2]:
        sentences.append(
            f"“{field.label}” cho biết năm sinh {facts[1] + facts[2]}, khác ngày sinh đã khai ({day.year}). "
            "Kiểm tra lại số định danh hoặc ngày sinh."
        )
    if gender in {"male", "female"} and gender != facts[0]:
        shown = "nam" if facts[0] == "male" else "nữ"
        sentences.append(f"“{field.label}” cho biết giới tính {shown}, khác giới tính đã khai.")
    return sentences


def read_old_identity_number(field: Field, given: Any, day: date) -> Any:
    text = re.sub(r"[ .\-]", "", one_line(given))
    if text and not re.fullmatch(r"\d{9}", text, re.ASCII):
        raise WrongAnswerError(f"“{field.label}” phải có đúng 9 chữ số.")
    return text
