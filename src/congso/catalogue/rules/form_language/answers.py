"""An answer as it comes: one line of clean text, a day, or a refusal that says what to write."""

import re
import unicodedata
from datetime import date
from typing import Any

from .fields import MAX_TEXT, Field, FieldType


class WrongAnswerError(Exception):
    """What is wrong with one answer, as a sentence."""


def missing_sentence(field: Field) -> str:
    if field.type in {FieldType.CHOICE, FieldType.CHOICES}:
        return f"Chọn “{field.label}”."
    if field.type is FieldType.YES_NO:
        return f"Cần đánh dấu “{field.label}”."
    if field.type is FieldType.CALCULATED:
        return f"Chưa tính được “{field.label}”: nhập đủ các mục dùng để tính."
    if field.type is FieldType.SIGNATURE:
        return f"Ký hoặc gõ họ tên ở “{field.label}”."
    return f"Nhập “{field.label}”."


def as_typed(given: Any) -> Any:
    """Return a wrong answer for showing it again: text cut to a sane length, nothing else."""
    return given[:MAX_TEXT].replace("\x00", "") if isinstance(given, str) else None


def one_line(given: Any) -> str:
    """Return one line of text: NFC, no control characters, single spaces. Raises for another kind of thing."""
    if given is None:
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise WrongAnswerError("Câu trả lời không đọc được, hãy nhập lại.")
    text = unicodedata.normalize("NFC", str(given))
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def real_day(text: str) -> date | None:
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
