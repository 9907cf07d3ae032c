"""The words a dossier is found by, and the questions asked with them.

A word is kept twice when it has Vietnamese marks: folded, and as it is written. So a search with marks can put exact
hits first ("Bảo" before "Bao" and "Báo") without looking at a single row twice.
"""

import re
import unicodedata

from congso.kernel.normalise import fold, search_words, tidy

_WORD = re.compile(r"[^\W_]+")
WORDS_AT_MOST = 10


def marked_words(text: str) -> list[str]:
    """Return the lower-case words of `text` as written, marks and all."""
    return [unicodedata.normalize("NFC", word) for word in _WORD.findall(tidy(text).lower())]


def words_of(text: str) -> set[str]:
    """Return what a name is stored under: its folded words, and those that have marks as they are written."""
    return {*search_words(text), *(word for word in marked_words(text) if word != fold(word))}


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "") + "'"


def folded_query(text: str, scope: str) -> str | None:
    """Return a tsquery for all words of `text` within `scope`, marks ignored, the last word perhaps unfinished."""
    words = search_words(text)[:WORDS_AT_MOST]
    if not words:
        return None
    *whole, last = words
    return " & ".join([scope, *map(_quoted, whole), _quoted(last) + ":*"])


def exact_query(text: str, scope: str) -> str | None:
    """Return a tsquery for the words as written, or None when nothing in `text` has marks."""
    written = marked_words(text)[:WORDS_AT_MOST]
    if all(word == fold(word) for word in written):
        return None
    *whole, last = written
    return " & ".join([scope, *map(_quoted, whole), _quoted(last) + ":*"])


def scope_of(prefix: str, identifiers: list[int]) -> str:
    """Return the part of a tsquery that limits a search to agencies ("o") or units ("u")."""
    return "(" + " | ".join(_quoted(f"{prefix}{one}") for one in identifiers) + ")"
