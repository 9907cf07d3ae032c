"""The words a dossier is found by, and the questions asked with them.

A word is kept twice when it has Vietnamese marks: folded, and as it is written. So a search with marks can put exact
hits first ("Bảo" before "Bao" and "Báo"). A scope is a word as well: `o<agency>`, `u<unit>`.
"""

import re
import unicodedata

from congso.kernel.normalise import fold, search_words, tidy

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"[0-9]")
WORDS_AT_MOST = 10


def marked_words(text: str) -> list[str]:
    """Return the lower-case words of `text` as written, marks and all."""
    return [unicodedata.normalize("NFC", word) for word in _WORD.findall(tidy(text).lower())]


def words_of(text: str) -> set[str]:
    """Return what a name is stored under: its folded words, and those that have marks as they are written."""
    return {*search_words(text), *(word for word in marked_words(text) if word != fold(word))}


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"


def _all_of(words: list[str]) -> str:
    *whole, last = words
    return " & ".join([*map(_quoted, whole), _quoted(last) + ":*"])


def scoped_query(text: str, scope: str) -> str | None:
    """Return a tsquery for the index: all words of `text` within `scope`, marks ignored, the last perhaps unfinished.

    The index knows a name's words only together with a scope; a word with digits stands beside the scope.
    None when there is no word in `text`.
    """
    words = search_words(text)[:WORDS_AT_MOST]
    if not words:
        return None
    asked = _all_of([word if _DIGIT.search(word) else f"{scope}/{word}" for word in words])
    return f"{_quoted(scope)} & {asked}" if any(map(_DIGIT.search, words)) else asked


def folded_query(text: str, scope: str) -> str | None:
    """Return the same question for the words of a row, where scope and words stand side by side."""
    words = search_words(text)[:WORDS_AT_MOST]
    return f"{_quoted(scope)} & {_all_of(words)}" if words else None


def exact_query(text: str) -> str | None:
    """Return a tsquery for the words as written, or None when nothing in `text` has marks."""
    written = marked_words(text)[:WORDS_AT_MOST]
    return None if all(word == fold(word) for word in written) else _all_of(written)
