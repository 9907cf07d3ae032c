"""Short messages: 160 letters of the GSM alphabet. With Vietnamese marks it would be 70 a part, and cost double."""

import unicodedata

SMS_LETTERS = 160
_REPLACE = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "…": "...", "\u00a0": " ", "₫": "d"}
)


def without_marks(text: str) -> str:
    """Return `text` in letters every telephone shows: marks dropped, dashes and quotes plain, the rest left out."""
    apart = unicodedata.normalize("NFD", text.translate(_REPLACE))
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return "".join(char for char in bare if char == "\n" or " " <= char <= "~")


def shorten(text: str, letters: int) -> str:
    """Return `text` in at most `letters` letters, cut between words when it must be cut."""
    if len(text) <= letters:
        return text
    cut = text[: letters - 3]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "..."
