"""The text in the QR code of the citizen's card (thẻ căn cước): `number|old number|name|birthday|sex|address|issued`.

A scanner types it into the field like a keyboard. The layout is what the cards in use hold; no public text fixes it,
so whatever does not fit is left out rather than guessed.
"""

from dataclasses import dataclass
from datetime import date

from congso.kernel.normalise import tidy

IDENTITY_DIGITS = 12
_GENDERS = {"nam": "male", "nữ": "female"}


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """What a card says of its holder; a part that is missing or unreadable is empty."""

    identity_number: str
    full_name: str = ""
    born_on: date | None = None
    gender: str = ""
    address: str = ""


def is_identity_number(text: str) -> bool:
    """Tell whether a text has the form of a personal identification number (Luật Căn cước 2023 Điều 12)."""
    return len(text) == IDENTITY_DIGITS and text.isascii() and text.isdigit()


def read_card(text: str) -> CitizenCard | None:
    """Return what was scanned or typed: a whole card, or just its number; None when it is neither."""
    parts = [tidy(part) for part in text.strip().split("|")]
    number = parts[0].replace(" ", "").replace(".", "")
    if not is_identity_number(number):
        return None
    if len(parts) < 6:
        return CitizenCard(number)
    return CitizenCard(number, parts[2][:120], _day(parts[3]), _GENDERS.get(parts[4].lower(), ""), parts[5][:300])


def _day(text: str) -> date | None:
    if len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
