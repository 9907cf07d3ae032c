"""Questions and names as words: folded, with marks, and with the words that stand beside them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from congso.kernel import normalise

MOST_WORDS = 16
LONGEST_PHRASE = 8
LONGEST_WORD = 60
"""Letters of a word that count: two of them fit the key of a term."""
PAIR = "+"
EVERY = "#"
"""The term that every public procedure has; its count is their number."""

_FILLER = (
    "a ạ ai anh bác bao bạn bị bởi cách cái cần cho chị chưa chú có cô của dùm đã đang đâu để đi đó được em gì giờ "
    "giúp hết hỏi không khi kiếm là làm lắm lâu lúc mình mà muốn nào này nên nếu nhé nhiêu như nhỉ những nộp nơi "
    "phải rồi rất sao sẽ tại thế thì thủ tục tìm tôi tới trên và vào về vì việc với xin xem xong ở ơi"
)
_BARE_FILLERS = frozenset(normalise.fold(word) for word in _FILLER.split()) - {
    "bac", "ban", "bi", "chi", "chu", "da", "de", "di", "do", "hoi", "len", "nao", "nay", "nen", "nhe", "noi", "nop",
    "rat", "sao", "tai", "the", "tim", "tuc", "va", "ve", "vi",
}  # fmt: skip
"""Without marks only what is nearly always a filler: "ban" may be "bản", "bán" or "bạn"."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The words of a question: folded, with their tone last, and as typed.

    `is_marked` when enough of them bear marks for the others to lack theirs on purpose.
    """

    words: tuple[str, ...]
    marked: tuple[str, ...]
    shown: tuple[str, ...]
    is_marked: bool
    is_unfinished: bool

    def is_filler(self, number: int) -> bool:
        """Tell whether a word only helps to ask."""
        if self.is_marked:
            return self.marked[number] in _MARKED_FILLERS
        return self.words[number] in _BARE_FILLERS


def typed(text: str) -> Typed:
    """Read what was typed; a question without a blank at its end may be unfinished."""
    found = [(word, piece) for piece in _pieces(text.lower()) for word in words_of(piece)][:MOST_WORDS]
    words = tuple(word for word, _ in found)
    shown = tuple(piece for _, piece in found)
    marked = tuple(map(with_tone_last, shown))
    with_marks = sum(not word.isascii() for word in shown)
    return Typed(words, marked, shown, 3 * with_marks >= len(words) > 0, bool(words) and not text[-1:].isspace())


def _pieces(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in normalise.tidy(text)).split()


_I_OR_Y = re.compile(r"^(h|k|l|m|s|t|qu)i$")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in one spelling where people write i or y ("kí" and "ký", "quí" and "quý")."""
    return [_I_OR_Y.sub(r"\1y", word)[:LONGEST_WORD] for word in normalise.search_words(text)]


@lru_cache(maxsize=20_000)
def with_tone_last(word: str) -> str:
    """Return a word with its tone behind it, so that "hoà" and "hòa" are the same."""
    apart = unicodedata.normalize("NFD", word)
    tones = [char for char in apart if char in _TONES]
    return unicodedata.normalize("NFC", "".join(char for char in apart if char not in _TONES)) + "".join(tones)


_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_MARKED_FILLERS = frozenset(with_tone_last(word) for word in _FILLER.split())


def pair(first: str, second: str) -> str:
    """Return the term of two neighbouring words."""
    return f"{first}{PAIR}{second}"


def pairs(words: Sequence[str]) -> list[str]:
    """Return the terms of all neighbours."""
    return [pair(first, second) for first, second in pairwise(words)]


def terms(*texts: str) -> list[str]:
    """Return every term by which texts are found: their words, and their neighbouring words."""
    found: dict[str, None] = {}
    for text in texts:
        words = words_of(text)
        found.update(dict.fromkeys((*words, *pairs(words))))
    return list(found)


def phrases(words: Sequence[str]) -> list[str]:
    """Return every run of neighbouring words that may be a synonym."""
    return [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_PHRASE) + 1)
    ]


def words_with_marks(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a text folded, and the same words with marks."""
    found = [(word, with_tone_last(piece)) for piece in _pieces(text.lower()) for word in words_of(piece)]
    return tuple(word for word, _ in found), tuple(mark for _, mark in found)
