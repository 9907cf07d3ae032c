"""What a question may mean: slips mended, synonyms understood, each reading with its worth."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from .weights import FILLER_SHARE, MENDED, MENDED_BY_NEIGHBOUR, PHRASE, SYNONYM, TOGETHER, UNSURE
from .words import EVERY, LONGEST_PHRASE, Typed, pair, pairs, phrases, words_of, words_with_marks

MOST_READINGS = 3
RARE_NEIGHBOURS = 2
"""Neighbours seen together no more often than this may have met by a slip."""

# Slips


_LETTERS = "abcdeghiklmnopqrstuvxy"


@lru_cache(maxsize=2_000)
def slips(word: str) -> frozenset[str]:
    """Return the words from which `word` differs by one slip: a letter too few, too many, another, or two swapped."""
    if len(word) < 2 or not word.isalpha():
        return frozenset()
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return frozenset(
        {left + right[1:] for left, right in cuts if right and len(word) > 2}
        | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
        | {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
        | {left + letter + right for left, right in cuts for letter in _LETTERS}
    ) - {word}


def splits(word: str) -> list[tuple[str, str]]:
    """Return the ways to read a word as two that were typed without a blank ("kethon")."""
    return [(word[:at], word[at:]) for at in range(2, len(word) - 1)] if len(word) >= 4 and word.isalpha() else []


def doubtful(question: Typed, known: Mapping[str, int]) -> list[int]:
    """Return the numbers of the words that may be slips: unknown ones, and those hardly known beside any neighbour."""
    found = []
    for number, word in enumerate(question.words):
        if known.get(word, 0) == 0:
            found.append(number)
        elif not question.is_filler(number) and len(word) > 1 and not word.isdigit():
            beside = _beside(question, number)
            if beside and all(known.get(term, 0) <= RARE_NEIGHBOURS for term in beside):
                found.append(number)
    return found


def _beside(question: Typed, number: int, instead: str | None = None) -> list[str]:
    """Return the pairs a word, or another `instead` of it, makes with its neighbours."""
    word = instead or question.words[number]
    beside = []
    if number > 0:
        beside.append(pair(question.words[number - 1], word))
    if number + 1 < len(question.words):
        beside.append(pair(word, question.words[number + 1]))
    return beside


def guesses(question: Typed, numbers: Iterable[int]) -> list[str]:
    """Return every term whose being known would mend one of these words."""
    found: dict[str, None] = {}
    for number in numbers:
        for other in slips(question.words[number]):
            found.update(dict.fromkeys((other, *_beside(question, number, other))))
        for first, second in splits(question.words[number]):
            found[pair(first, second)] = None
    return list(found)


# Reading


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a part of a question: `words` as the catalogue has them, `worth` from 0 to 1, and why.

    `marked` are the same words with their marks where these are known; a `code` is the procedure a synonym names.
    """

    words: tuple[str, ...]
    worth: float = 1.0
    why: str = ""
    code: str = ""
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question as it was typed, with what it weighs."""

    typed: str
    weight: float
    readings: tuple[Reading, ...]
    is_filler: bool = False


@dataclass(frozen=True)
class Question:
    """A question as it is understood: `uses` counts the procedures per term, `every` all of them.

    `mended` are (typed, read) of unknown words; `marked` the typed words with their marks.
    """

    parts: tuple[Part, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)
    every: int = 1
    mended: tuple[tuple[str, str], ...] = ()
    marked: frozenset[str] = frozenset()

    @property
    def codes(self) -> frozenset[str]:
        """The procedures that synonyms name."""
        return frozenset(one.code for part in self.parts for one in part.readings if one.code)

    def rarity(self, term: str) -> float:
        """Return how much a term tells: nothing when the catalogue does not know it."""
        uses = self.uses.get(term, 0)
        return math.log(1 + self.every / uses) if uses > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words that people use (`phrase`) for words of the catalogue, or for the procedure `code`."""

    phrase: tuple[str, ...]
    words: tuple[str, ...]
    code: str = ""
    marked: tuple[str, ...] = ()

    @classmethod
    def of(cls, phrase: str, words: str, code: str = "") -> "Synonym":
        """Read a synonym as editors write it."""
        folded, marked = words_with_marks(words)
        return cls(tuple(words_of(phrase)), folded, code, marked)


def mend(
    question: Typed, numbers: Iterable[int], known: Mapping[str, int], spoken: Collection[str]
) -> dict[int, list[Reading]]:
    """Return better readings of doubtful words, best first. `spoken` are the terms of synonyms."""
    found: dict[int, list[Reading]] = {}
    for number in numbers:
        word = question.words[number]
        exists = word in known or word in spoken
        scored: list[tuple[float, int, Reading]] = []
        for other in slips(word):
            beside = sum(known.get(term, 0) + (term in spoken) for term in _beside(question, number, other))
            if beside:
                worth = UNSURE if exists else MENDED_BY_NEIGHBOUR
                scored.append((worth, beside, Reading((other,), worth, "slip")))
            elif not exists and len(word) > 3 and (other in known or other in spoken):
                scored.append((MENDED, known.get(other, 0), Reading((other,), MENDED, "slip")))
        for first, second in splits(word) if not exists else []:
            uses = known.get(pair(first, second), 0) + (pair(first, second) in spoken)
            if uses:
                scored.append((MENDED_BY_NEIGHBOUR, uses, Reading((first, second), MENDED_BY_NEIGHBOUR, "slip")))
        scored.sort(key=lambda one: (-one[0], -one[1], one[2].words))
        if scored:
            found[number] = [one[2] for one in scored[:MOST_READINGS]]
    return found


def phrases_to_find(question: Typed, mended: Mapping[int, Sequence[Reading]]) -> set[str]:
    """Return every run of words, as typed or with one of them mended, that may be a synonym."""
    found = set(phrases(question.words))
    for number, readings in mended.items():
        for one in readings:
            around = (*question.words[:number], *one.words, *question.words[number + 1 :])
            near = around[max(0, number - LONGEST_PHRASE + 1) : number + LONGEST_PHRASE + 1]
            found.update(phrases(near))
    return found


def terms_read(
    question: Typed, mended: Mapping[int, Sequence[Reading]], synonyms: Iterable[Synonym], endings: Sequence[str]
) -> set[str]:
    """Return every term that any reading of a question looks for, so that all are counted at once."""
    found: set[str] = set()
    for number, word in enumerate(question.words):
        found.add(word)
        for one in mended.get(number, ()):
            found.update((*one.words, *pairs(one.words), *_beside(question, number, one.words[0])))
            found.update(_beside(question, number, one.words[-1]))
    for ending in endings:
        found.update((ending, *_beside(question, len(question.words) - 1, ending)))
    for synonym in synonyms:
        found.update((*synonym.words, *pairs(synonym.words)))
    return found


def understand(
    question: Typed,
    *,
    uses: Mapping[str, int],
    mended: Mapping[int, Sequence[Reading]],
    synonyms: Iterable[Synonym],
    endings: Sequence[str] = (),
) -> Question:
    """Cut a question into parts. `endings` finish the last, unfinished word."""
    every = max(uses.get(EVERY, 0), 1)
    told = Question(uses=uses, every=every)
    by_phrase: dict[tuple[str, ...], list[Synonym]] = {}
    for one in synonyms:
        by_phrase.setdefault(one.phrase, []).append(one)
    parts: list[Part] = []
    notes: list[tuple[str, str]] = []
    number, count = 0, len(question.words)
    while number < count:
        length, meanings, worth = _longest(question, number, by_phrase, mended)
        if length:
            parts.append(_phrase(told, question, number, length, meanings, worth))
        else:
            parts.append(_word(told, question, number, mended.get(number, ()), endings))
        for at in range(number, number + max(length, 1)):
            is_mended = mended.get(at) and not told.rarity(question.words[at]) and (length == 0 or worth < 1)
            if is_mended:
                notes.append((question.shown[at], " ".join(mended[at][0].words)))
        number += max(length, 1)
    return Question((*parts, *_neighbours(told, parts)), uses, every, tuple(notes), frozenset(question.marked))


def _phrase(
    told: Question, question: Typed, start: int, length: int, meanings: Sequence[Synonym], worth: float
) -> Part:
    """Return the part of a synonym: as typed, and each of its meanings.

    It weighs as much as `PHRASE` words of the usual rarity of its meaning, however long the meaning is.
    """
    span = slice(start, start + length)
    marked = question.marked[span] if question.is_marked else ()
    readings = [Reading(question.words[span], marked=marked)]
    readings += [Reading(one.words, SYNONYM * worth, "synonym", one.code, one.marked) for one in meanings]
    usual = max(
        (sum(map(told.rarity, one.words)) / len(one.words) for one in readings if one.words),
        default=0.0,
    )
    fewest = min(length, len(meanings[0].words) or length)
    weight = (max(PHRASE, length) if length > 1 or fewest > 1 else 1.0) * usual or 2 * math.log(1 + told.every)
    return Part(" ".join(question.shown[span]), weight, tuple(readings))


def _word(told: Question, question: Typed, number: int, better: Sequence[Reading], endings: Sequence[str]) -> Part:
    word = question.words[number]
    readings = [Reading((word,), marked=(question.marked[number],) if question.is_marked else ()), *better]
    if number == len(question.words) - 1 and not told.rarity(word):
        readings += [Reading((ending,), SYNONYM, "ending") for ending in endings]
    filler = question.is_filler(number)
    weight = max(told.rarity(one.words[0]) for one in readings) * (FILLER_SHARE if filler else 1.0)
    return Part(question.shown[number], weight, tuple(readings), filler)


def _neighbours(told: Question, parts: Sequence[Part]) -> list[Part]:
    """Return a part for each two neighbours that the catalogue knows beside each other."""
    found = []
    for left, right in pairwise(parts):
        together = [
            Reading(
                (one.words[-1], other.words[0]),
                min(one.worth, other.worth),
                "together",
                marked=(one.marked[-1], other.marked[0]) if one.marked and other.marked else (),
            )
            for one in left.readings
            for other in right.readings
            if "synonym" not in {one.why, other.why} and told.rarity(pair(one.words[-1], other.words[0]))
        ]
        if together:
            rarity = max(told.rarity(pair(*one.words)) for one in together)
            half = 0.5 if left.is_filler or right.is_filler else 1.0
            found.append(Part(f"{left.typed} {right.typed}", TOGETHER * rarity * half, tuple(together)))
    return found


def _longest(
    question: Typed,
    start: int,
    by_phrase: Mapping[tuple[str, ...], list[Synonym]],
    mended: Mapping[int, Sequence[Reading]],
) -> tuple[int, list[Synonym], float]:
    """Return how many words from `start` are the longest synonym, its meanings, and what slips leave of its worth.

    A synonym without slips goes before a longer one with some.
    """
    longest = min(LONGEST_PHRASE, len(question.words) - start)
    for slips_allowed in (False, True):
        for length in range(longest, 0, -1):
            found = [
                (_as_phrase(question, start, length, phrase, mended if slips_allowed else {}), phrase)
                for phrase in by_phrase
            ]
            worth, phrase = max(found, default=(0.0, ()))
            if worth:
                return length, by_phrase[phrase], worth
    return 0, [], 1.0


def _as_phrase(
    question: Typed,
    start: int,
    length: int,
    phrase: tuple[str, ...],
    mended: Mapping[int, Sequence[Reading]],
) -> float:
    """Return what `length` words are worth as a phrase: 1 when they are it, less with slips, 0 when they are not."""
    worth, at = 1.0, 0
    for number in range(start, start + length):
        word = question.words[number]
        if phrase[at : at + 1] == (word,):
            at += 1
            continue
        slip = next((one for one in mended.get(number, ()) if phrase[at : at + len(one.words)] == one.words), None)
        if slip is None:
            return 0.0
        worth *= slip.worth
        at += len(slip.words)
    return worth if at == len(phrase) else 0.0
