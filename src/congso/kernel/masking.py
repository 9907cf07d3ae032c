"""Hiding the middle of what identifies somebody, so that a page shows enough to tell two people apart, and no more."""

import re
from collections.abc import Mapping

DOT = "•"
HIDDEN = DOT * 6
"""What stands for a value of which nothing is shown."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w.,/-])(?:\d{12}|(?:\+84|0)\d{9})(?![\w/-])")

_MASKED = re.compile(rf"\w*{DOT}{{3,}}[\w@.]*")


def identity_number(value: str | None) -> str:
    """Return `096•••••1234`; of nine digits the last three only, and a short value is hidden whole."""
    text = re.sub(r"\s", "", value or "")
    if len(text) < 9:
        return DOT * len(text)
    first, last = (3, 4) if len(text) >= 12 else (0, 3)
    return f"{text[:first]}{DOT * (len(text) - first - last)}{text[-last:]}"


def phone(value: str | None) -> str:
    """Return `091••••678`; a short value is hidden whole."""
    text = re.sub(r"\s", "", value or "")
    if len(text) < 9:
        return DOT * len(text)
    return f"{text[:3]}{DOT * (len(text) - 6)}{text[-3:]}"


def email(value: str | None) -> str:
    """Return `n•••@example.vn`: the first letter and the provider."""
    name, at, provider = (value or "").partition("@")
    return f"{name[:1]}{DOT * 3}@{provider}" if at else DOT * len(name)


def in_text(text: str) -> str:
    """Return a text in which whole identity numbers, telephone numbers and e-mail addresses are masked."""
    return _EMAIL.sub(lambda found: email(found[0]), _NUMBER.sub(lambda found: _number(found[0]), text))


def masked_in_text(text: str) -> dict[str, set[str]]:
    """Return what `in_text` shows → the whole values it stands for."""
    found: dict[str, set[str]] = {}
    for match in _EMAIL.finditer(text):
        found.setdefault(email(match[0]), set()).add(match[0])
    for match in _NUMBER.finditer(text):
        found.setdefault(_number(match[0]), set()).add(match[0])
    return found


def _number(text: str) -> str:
    return identity_number(text) if len(text) == 12 and text.isdigit() else phone(text)


def written_out(text: str, known: Mapping[str, set[str]]) -> str:
    """Return a text with each masked value replaced by the whole one that `known` has for it.

    Raises ValueError, with the masked value, when none or more than one is known: nothing is guessed.
    """
    for shown in sorted(known, key=len, reverse=True):
        if shown in text and DOT in shown:
            whole = known[shown]
            if len(whole) > 1:
                raise ValueError(shown)
            text = text.replace(shown, next(iter(whole)))
    if (left := _MASKED.search(text)) is not None:
        raise ValueError(left[0])
    return text
