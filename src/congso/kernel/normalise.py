"""Vietnamese text as data: one normal form, search without marks, the order of the Vietnamese alphabet."""

import re
import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: chr(ord("A") + rank) for rank, letter in enumerate(_ALPHABET)}
_TONE_RANK = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_FOLD = str.maketrans({"đ": "d", "Đ": "d"})
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def tidy(text: str) -> str:
    """Return `text` in NFC, with runs of white space as one space and none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


@lru_cache(maxsize=20_000)  # fields of work and names come again and again
def fold(text: str) -> str:
    """Return `text` lower-cased and without Vietnamese marks ("Đường Trần Phú" → "duong tran phu")."""
    apart = unicodedata.normalize("NFD", text.translate(_FOLD))
    return _SPACES.sub(" ", "".join(c for c in apart if not unicodedata.combining(c)).lower()).strip()


def search_words(text: str) -> list[str]:
    """Return the folded words of `text`: letters and digits only, in order, duplicates kept."""
    return [word for word in _NOT_WORD.split(fold(text)) if word]


def sort_key(text: str) -> str:
    """Return a key whose byte order is Vietnamese dictionary order: letters first (a ă â b c d đ …), tones after."""
    letters: list[str] = []
    tones: list[str] = []
    for char in tidy(text).lower():
        apart = unicodedata.normalize("NFD", char)
        tone = next((_TONE_RANK[mark] for mark in apart[1:] if mark in _TONE_RANK), "0")
        bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONE_RANK))
        if bare in _LETTER_RANK:
            letters.append(_LETTER_RANK[bare])
            tones.append(tone)
        elif char == " ":
            letters.append(" ")
        elif char.isdigit():
            letters.append(char)
    return "".join(letters) + "!" + "".join(tones).rstrip("0")


def person_sort_key(full_name: str) -> str:
    """Return the key by which people are listed: given name first, then family and middle names."""
    *before, given = tidy(full_name).split(" ")
    return sort_key(given) + "/" + sort_key(" ".join(before))
