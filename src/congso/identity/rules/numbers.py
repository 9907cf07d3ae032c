"""Numbers that stand for a person. Source: Law on Identification 2023 art. 12 (số định danh cá nhân)."""

import re

_IDENTITY_NUMBER = re.compile(r"[0-9]{12}")
_NOT_PHONE = re.compile(r"[^0-9+]+")


def is_identity_number(text: str) -> bool:
    """Whether `text` has the form of a personal identification number: exactly twelve digits."""
    return _IDENTITY_NUMBER.fullmatch(text) is not None


def tidy_phone(text: str) -> str:
    """Return a telephone number as it is dialled inside the country: "+84 912 345 678" → "0912345678"."""
    number = _NOT_PHONE.sub("", text)
    for prefix in ("+84", "0084"):
        if number.startswith(prefix):
            number = "0" + number[len(prefix) :].removeprefix("0")
    return number[:16]
