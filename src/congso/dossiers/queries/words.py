"""The words a dossier is found by, and the questions asked with them.

A word is kept twice when it has Vietnamese marks: folded, and as it is written. So a search with marks can put exact
hits first ("Bảo" before "Bao" and "Báo"). A scope is a word as well: `o<agency>`, `u<unit>`.

An identity number and a telephone number are kept as blind words: whoever reads the table does not see them, and
whoever searches finds them only by the whole number.
"""

import re
import unicodedata

from congso.kernel.normalise import fold, search_words, tidy
from congso.kernel.protection import blind_word

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"[0-9]")
_BLIND = re.compile(r"[0-9]{9,12}")
_ONLY_NUMBER = re.compile(r"(?:\+?84|0)[\d .\-]{8,16}")
WORDS_AT_MOST = 10


def marked_words(text: str) -> list[str]:
    """Return the lower-case words of `text` as written, marks and all."""
    return [unicodedata.normalize("NFC", word) for word in _WORD.findall(tidy(text).lower())]


def words_of(text: str) -> set[str]:
    """Return what a name is stored under: its folded words, and those that have marks as they are written."""
    return {*search_words(text), *(word for word in marked_words(text) if word != fold(word))}


def words_of_numbers(*numbers: str | None) -> set[str]:
    """Return what identity and telephone numbers are stored under."""
    return {blind_word(_plain_number(number)) for number in numbers if number and number.strip()}


def _plain_number(text: str) -> str:
    digits = "".join(filter(str.isdigit, text))
    return "0" + digits[2:] if digits.startswith("84") and len(digits) == 11 else digits


def _asked(text: str) -> list[str]:
    """Return the folded words of a search; a whole number, however it is spaced, is one word."""
    if _ONLY_NUMBER.fullmatch(text.strip()):
        text = _plain_number(text)
    return search_words(text)[:WORDS_AT_MOST]


def _word(word: str, *, unfinished: bool = False) -> str:
    """Return a word of a tsquery: a long number is looked for as the blind word it is kept under."""
    if _BLIND.fullmatch(word):
        return _quoted(blind_word(word))
    return _quoted(word) + (":*" if unfinished else "")


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"


def _all_of(words: list[str]) -> str:
    *whole, last = words
    return " & ".join([*map(_word, whole), _word(last, unfinished=True)])


def scoped_query(text: str, scope: str) -> str | None:
    """Return a tsquery for the index: all words of `text` within `scope`, marks ignored, the last perhaps unfinished.

    The index knows a name's words only together with a scope; a word with digits stands beside the scope.
    None when there is no word in `text`.
    """
    words = _asked(text)
    if not words:
        return None
    asked = _all_of([word if _DIGIT.search(word) else f"{scope}/{word}" for word in words])
    return f"{_quoted(scope)} & {asked}" if any(map(_DIGIT.search, words)) else asked


def folded_query(text: str, scope: str) -> str | None:
    """Return the same question for the words of a row, where scope and words stand side by side."""
    words = _asked(text)
    return f"{_quoted(scope)} & {_all_of(words)}" if words else None


def exact_query(text: str) -> str | None:
    """Return a tsquery for the words as written, or None when nothing in `text` has marks."""
    written = marked_words(text)[:WORDS_AT_MOST]
    return None if all(word == fold(word) for word in written) else _all_of(written)
