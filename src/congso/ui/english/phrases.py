"""The English of a Vietnamese sentence, found by what it says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel.messages.mofile import read_mo
from django.conf import settings

from congso.ui.components import words

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
HOLE = re.compile(r"((?:\{\w+\})+)")
DAY = re.compile(r"\b(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/(\d{4})\b")
WEEKDAY = re.compile(r"(Thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ nhật),? (\d\d/\d\d/\d{4})", re.IGNORECASE)
ONE = re.compile(r"(?<![\d.,/])1 (working )?(days|hours|minutes|months|files|originals|copies)\b")
NO_WORDS = re.compile(r"\S*[/@<]\S*|\S+\.\w+")
WORD = re.compile(r"[^\W\d_]+")
BESIDE = re.compile(r"(\n+| · | – )")
SENTENCES = re.compile(r"((?<=[.?!;…:]) +)")
MOMENTS = re.compile(r"( ?\d\d:\d\d(?: \d\d/\d\d/\d{4})? ?)")
BRACKETS = re.compile(r"( \(|\))")
LISTED = re.compile(r"(, )")
AROUND = " \n\t\r\u00a0·:–-,;"
ENDS = ":.,"
DEEPEST = 5
LIGHT, WEIGHTY = 6, 12
"""A sentence with fewer letters of its own than the first fits too much, and so does one that begins with a hole and
has fewer than the second: they are taken only when what fills them is known too."""
LONGEST = 5000


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `foreign` when it has stayed Vietnamese on a page in English."""

    text: str
    foreign: bool = False


@dataclass(frozen=True)
class Pattern:
    """A sentence with holes: the fixed text around them, and the English with the same holes."""

    fixed: tuple[str, ...]
    holes: tuple[str, ...]
    english: str

    @property
    def weight(self) -> int:
        """How many letters the sentence has of its own; a quotation mark tells as much as three."""
        return sum(letter.isalpha() + 3 * (letter in "“”") for part in self.fixed for letter in part)

    def fill(self, text: str) -> dict[str, str] | None:
        """What stands in each hole when `text` is this sentence, else None. A hole may be empty, the first may not."""
        first, *others, last = self.fixed
        if not text.startswith(first) or not text.endswith(last) or len(text) < sum(map(len, self.fixed)):
            return None
        values = []
        at, end = len(first), len(text) - len(last)
        for part in others:
            found = text.find(part, at, end)
            if found < 0:
                return None
            values.append(text[at:found])
            at = found + len(part)
        values.append(text[at:end])
        return dict(zip(self.holes, values, strict=True)) if values[0] or first else None


class Phrases:
    """What is known in English: whole sentences, and sentences with holes by the word they begin with."""

    def __init__(self, messages: Iterable[tuple[str, str]]) -> None:
        self._whole: dict[str, str] = {}
        self._loosely: dict[str, str] = {}
        self._patterns: dict[str, list[Pattern]] = {}
        self._tails: list[Pattern] = []
        self._unmarked: dict[str, str] = {}
        spoken: set[str] = set()
        for said, english in messages:
            if not VIETNAMESE.search(english):
                spoken |= {word.lower() for word in WORD.findall(NO_WORDS.sub(" ", english))}
            if HOLE.search(said):
                self._add(said, english)
            else:
                self._whole.setdefault(said.strip(), english.strip())
                if not VIETNAMESE.search(said):
                    self._unmarked[said] = english
                self._loosely.setdefault(said.strip().lower(), english.strip())
        self._words = (spoken | OF_LAWS) - AMBIGUOUS

    def _add(self, said: str, english: str) -> None:
        parts = HOLE.split(said)
        pattern = Pattern(tuple(parts[::2]), tuple(parts[1::2]), english)
        if said.startswith(" "):
            self._tails.append(pattern)
            return
        self._patterns.setdefault(_first_word(pattern.fixed[0]), []).append(pattern)

    def english(self, text: str) -> list[Piece]:
        """`text` in pieces, English as far as it is known; as it was when nothing of it is Vietnamese."""
        if not VIETNAMESE.search(text):
            return [
                Piece(text.replace(bare, self._unmarked[bare]) if (bare := text.strip()) in self._unmarked else text)
            ]
        if len(text) > LONGEST:
            return [Piece(text, foreign=True)]
        return list(_joined(self._pieces(WEEKDAY.sub(self._weekday, text), 0)))

    def _weekday(self, found: re.Match[str]) -> str:
        """A day of the week before its date, in English when it is known."""
        english = self._sentence(found[1])
        return f"{english} {_dated(found[2])}" if english else found[0]

    def knows(self, text: str) -> bool:
        """Whether a text without Vietnamese letters is Vietnamese all the same."""
        return text in self._unmarked

    def plain(self, text: str) -> str:
        """`text` in English as far as it is known, where nothing can be marked: a title, an attribute."""
        return "".join(piece.text for piece in self.english(text))

    def _pieces(self, text: str, depth: int) -> list[Piece]:
        if not VIETNAMESE.search(text):
            return [Piece(_dated(text) if depth else text)]
        for around in (None, AROUND):
            bare = text.strip(around)
            begin = text.index(bare)
            if inside := self._known(bare, depth):
                break
        else:
            inside = self._broken(bare, depth) or self._marked(bare)
        return [Piece(text[:begin]), *inside, Piece(text[begin + len(bare) :])]

    def _known(self, bare: str, depth: int) -> list[Piece]:
        """The whole as a sentence that is known; empty when it is none."""
        if (found := self._sentence(bare)) is not None:
            return self._marked(found)
        if bare[-1] in ENDS and (found := self._sentence(bare[:-1])) is not None:
            return self._marked(found + bare[-1])
        if depth >= DEEPEST:
            return []
        fits = [
            (pattern, values)
            for pattern in [*self._patterns.get(_first_word(bare), ()), *self._patterns.get("", ())]
            if (values := pattern.fill(bare)) is not None
        ]
        for pattern, values in sorted(fits, key=lambda pair: pair[0].weight, reverse=True):
            filled: list[Piece] = []
            for part in HOLE.split(pattern.english):
                filled += self._pieces(values[part], depth + 1) if part in values else self._marked(part)
            filled = [Piece(ONE.sub(_one, piece.text), piece.foreign) for piece in _joined(filled)]
            if self._is_sure(pattern, values, depth) or not (
                any(piece.foreign for piece in filled) or any(map(_may_be_vietnamese, values.values()))
            ):
                return filled
        return self._tailed(bare, depth)

    def _is_sure(self, pattern: Pattern, values: dict[str, str], depth: int) -> bool:
        """Whether the sentence has enough words of its own to be no other, though something unknown fills it."""
        if pattern.weight >= WEIGHTY or pattern.fixed[0]:
            return pattern.weight >= LIGHT
        lead = values[pattern.holes[0]]
        if not VIETNAMESE.search(lead):  # a day or a number begins a sentence of ours, an English text does not
            return pattern.weight >= LIGHT and bool(DAY.search(lead) or not WORD.search(lead))
        return pattern.weight >= LIGHT and not any(piece.foreign for piece in self._pieces(lead, depth + 1))

    def _tailed(self, bare: str, depth: int) -> list[Piece]:
        """A text that ends in a known tail (` ngày {on}`, ` lúc {at}`), whose own words are known too."""
        for tail in self._tails:
            at = bare.find(tail.fixed[0])
            values = tail.fill(bare[at:]) if at > 0 else None
            if values is None:
                continue
            head, *said = [self._pieces(value, depth + 1) for value in (bare[:at], *values.values())]
            if not any(piece.foreign for pieces in (head, *said) for piece in pieces):
                told = dict(zip(values, said, strict=True))
                return [*head, *(piece for part in HOLE.split(tail.english) for piece in told.get(part, [Piece(part)]))]
        return []

    def _sentence(self, bare: str) -> str | None:
        if bare in self._whole:
            return self._whole[bare]
        found = self._loosely.get(bare.lower())
        if not found:
            return None
        return found[0].lower() + found[1:] if bare[0].islower() else found[0].upper() + found[1:]

    def _broken(self, bare: str, depth: int) -> list[Piece]:
        """Part by part: what stands beside each other, where some part is known; sentences and lists only as a whole.

        Half a sentence in English would be worse than none.
        """
        if depth >= DEEPEST:
            return []
        for marks, together in ((BESIDE, False), (SENTENCES, True), (LISTED, True), (MOMENTS, True), (BRACKETS, True)):
            parts = marks.split(bare)
            if len(parts) == 1:
                continue
            told: list[Piece] = []
            known = 0
            for part in parts:
                pieces = self._pieces(part, depth + 1)
                known += bool(VIETNAMESE.search(part)) and not any(piece.foreign for piece in pieces)
                told += pieces
            unknown = any(piece.foreign for piece in told)
            if (known and not together) or not unknown:
                return told
        label, colon, rest = bare.partition(": ")
        named = label if not VIETNAMESE.search(label) else self._sentence(label)
        return [Piece(f"{named}: "), *self._pieces(rest, depth + 1)] if colon and named else []

    def _marked(self, text: str) -> list[Piece]:
        """The Vietnamese stretches of a text, as far as their neighbours are no English words, and what is between."""
        found = list(WORD.finditer(text))
        told: list[Piece] = []
        at = index = 0
        while index < len(found):
            first = index
            while index < len(found) and not self._is_english(found[index][0]):
                index += 1
            if not any(VIETNAMESE.search(word[0]) for word in found[first:index]):
                index = max(index, first + 1)
                continue
            begin, end = found[first].start(), found[index - 1].end()
            if text[end : end + 1] == ")" and "(" in text[begin:end]:
                end += 1
            told += [Piece(text[at:begin]), *self._stretch(text, begin, end)]
            at = end
        return [*told, Piece(text[at:])]

    def _stretch(self, text: str, begin: int, end: int) -> list[Piece]:
        """One Vietnamese stretch; in English after all when it stands within an English text and is known."""
        said = text[begin:end]
        within = any(self._is_english(word) for word in WORD.findall(text))
        if within and (known := self._sentence(said)) is not None and not VIETNAMESE.search(known):
            return [Piece(known)]
        return [Piece(said, foreign=True)]

    def _is_english(self, word: str) -> bool:
        small = word.lower()
        return not word.isupper() and (small in self._words or small.removesuffix("s") in self._words)


OF_LAWS = {"circular", "decision", "decree", "law"}
"""English words that stand only beside the Vietnamese symbols of laws: Decree 61/2018/NĐ-CP."""

AMBIGUOUS = {"an", "can", "con", "do", "hang", "long", "may", "no", "so", "song", "to"}
"""English words that are Vietnamese syllables too; beside Vietnamese they belong to it."""


def _may_be_vietnamese(value: str) -> bool:
    """Whether a value without Vietnamese letters is words all the same: “năm sinh” is no year."""
    return bool(WORD.search(value)) and not VIETNAMESE.search(value) and not any(map(str.isdigit, value))


def _dated(text: str) -> str:
    """A value of a sentence with its days as English pages write them."""
    return DAY.sub(lambda found: words.day(date(int(found[3]), int(found[2]), int(found[1]))), text)


def _one(found: re.Match[str]) -> str:
    """`1 days` as English counts: a sentence with holes has no plural of its own."""
    return f"1 {found[1] or ''}{'copy' if found[2] == 'copies' else found[2].removesuffix('s')}"


def _first_word(text: str) -> str:
    found = text.split(" ", 1)
    return found[0] if len(found) == 2 else ""


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of the same kind as one, empty ones left out."""
    waiting: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if waiting is not None and waiting.foreign == piece.foreign:
            waiting = Piece(waiting.text + piece.text, piece.foreign)
            continue
        if waiting is not None:
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting


@cache
def phrases() -> Phrases:
    """What the compiled catalogues of this installation know; nothing when they are not compiled."""
    return Phrases(_messages("said", "django"))


@cache
def words_of_scripts() -> dict[str, str]:
    """What scripts say, by the Vietnamese they know it by."""
    return dict(_messages("scripts"))


def _messages(*domains: str) -> Iterator[tuple[str, str]]:
    for place in settings.LOCALE_PATHS:
        for domain in domains:
            path = Path(place) / "en" / "LC_MESSAGES" / f"{domain}.mo"
            if not path.exists():
                continue
            with path.open("rb") as file:
                for message in read_mo(file):
                    if (
                        isinstance(message.id, str)
                        and isinstance(message.string, str)
                        and message.id
                        and message.string
                    ):
                        yield message.id, message.string
