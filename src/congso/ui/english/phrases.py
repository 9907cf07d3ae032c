"""The English of a Vietnamese sentence, found by what it says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import read_mo
from django.conf import settings

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
HOLE = re.compile(r"((?:\{\w+\})+)")
WORD = re.compile(r"[^\W\d_]+")
BREAKS = re.compile(r"(\n+| · |(?<=[.?!;:…]) +| – |, | \(|\)|“|”)")
LISTED = {", "}
ENDS = ":.,"
DEEPEST = 4
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
        words: set[str] = set()
        for said, english in messages:
            if not VIETNAMESE.search(english):
                words |= {word.lower() for word in WORD.findall(english)}
            if HOLE.search(said):
                self._add(said, english)
            else:
                self._whole[said.strip()] = english.strip()
                self._loosely.setdefault(said.strip().lower(), english.strip())
        self._words = words - AMBIGUOUS

    def _add(self, said: str, english: str) -> None:
        parts = HOLE.split(said)
        pattern = Pattern(tuple(parts[::2]), tuple(parts[1::2]), english)
        self._patterns.setdefault(_first_word(pattern.fixed[0]), []).append(pattern)

    def english(self, text: str) -> list[Piece]:
        """`text` in pieces, English as far as it is known; as it was when nothing of it is Vietnamese."""
        if not VIETNAMESE.search(text) or len(text) > LONGEST:
            return [Piece(text, foreign=bool(VIETNAMESE.search(text)))]
        return list(_joined(self._pieces(text, 0)))

    def plain(self, text: str) -> str:
        """`text` in English as far as it is known, where nothing can be marked: a title, an attribute."""
        return "".join(piece.text for piece in self.english(text))

    def _pieces(self, text: str, depth: int) -> Iterator[Piece]:
        bare = text.strip()
        if not VIETNAMESE.search(bare):
            yield Piece(text)
            return
        ahead, behind = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if ahead:
            yield Piece(ahead)
        yield from self._known(bare, depth) or self._broken(bare, depth) or self._marked(bare)
        if behind:
            yield Piece(behind)

    def _known(self, bare: str, depth: int) -> list[Piece]:
        """The whole as a sentence that is known; empty when it is none."""
        if (found := self._sentence(bare)) is not None:
            return [Piece(found)]
        if bare[-1] in ENDS and (found := self._sentence(bare[:-1])) is not None:
            return [Piece(found + bare[-1])]
        if depth >= DEEPEST:
            return []
        fits = [
            (pattern, values)
            for pattern in [*self._patterns.get(_first_word(bare), ()), *self._patterns.get("", ())]
            if (values := pattern.fill(bare)) is not None
        ]
        if not fits:
            return []
        pattern, values = max(fits, key=lambda pair: sum(map(len, pair[0].fixed)))
        filled: list[Piece] = []
        for part in HOLE.split(pattern.english):
            filled += self._pieces(values[part], depth + 1) if part in values else [Piece(part)]
        return filled

    def _sentence(self, bare: str) -> str | None:
        if bare in self._whole:
            return self._whole[bare]
        found = self._loosely.get(bare.lower())
        if not found:
            return None
        return found[0].lower() + found[1:] if bare[0].islower() else found[0].upper() + found[1:]

    def _broken(self, bare: str, depth: int) -> list[Piece]:
        """Part by part, where some part is known; a list only when all of it is. Empty when nothing is."""
        parts = BREAKS.split(bare)
        if len(parts) == 1 or depth >= DEEPEST:
            return []
        if any(part in LISTED for part in parts[1::2]) and not all(
            self._known(part, depth + 1) for part in bare.split(", ") if VIETNAMESE.search(part)
        ):
            parts = _without_lists(parts)
        told: list[Piece] = []
        some = False
        for part in parts:
            known = self._known(part, depth + 1) if VIETNAMESE.search(part) else [Piece(part)]
            some = some or (bool(known) and bool(VIETNAMESE.search(part)))
            told += known or self._marked(part)
        return told if some else []

    def _marked(self, bare: str) -> list[Piece]:
        """The Vietnamese stretch of a text, as far as its neighbours are no English words, and what stands around it."""
        words = list(WORD.finditer(bare))
        foreign = [index for index, word in enumerate(words) if VIETNAMESE.search(word[0])]
        if not foreign:
            return [Piece(bare)]
        first, last = foreign[0], foreign[-1]
        while first > 0 and words[first - 1][0].lower() not in self._words:
            first -= 1
        while last < len(words) - 1 and words[last + 1][0].lower() not in self._words:
            last += 1
        begin = 0 if first == 0 else words[first].start()
        end = len(bare) if last == len(words) - 1 else words[last].end()
        return [Piece(bare[:begin]), Piece(bare[begin:end], foreign=True), Piece(bare[end:])]


AMBIGUOUS = {"an", "con", "do", "in", "la", "no", "on", "sang", "so", "theo", "to", "tin", "tra", "trung"}
"""English words that are Vietnamese syllables too; beside Vietnamese they belong to it."""


def _first_word(text: str) -> str:
    found = text.split(" ", 1)
    return found[0] if len(found) == 2 else ""


def _without_lists(parts: list[str]) -> list[str]:
    """The same parts with commas no longer breaking anything."""
    kept = parts[:1]
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        if mark in LISTED:
            kept[-1] += mark + part
        else:
            kept += [mark, part]
    return kept


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
    return Phrases(_messages())


def _messages() -> Iterator[tuple[str, str]]:
    for place in settings.LOCALE_PATHS:
        for domain in ("said", "django"):
            path = Path(place) / "en" / "LC_MESSAGES" / f"{domain}.mo"
            if not path.exists():
                continue
            with path.open("rb") as file:
                for message in read_mo(file):
                    if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string:
                        yield message.id, message.string
