"""The points of each procedure, with their reasons; and which procedures are looked at."""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .reading import Part, Question, Reading
from .weights import (
    ADOPTED,
    ASKED,
    ELSEWHERE,
    ENOUGH,
    EXACT,
    IN_BRACKETS,
    MEANT_TOGETHER,
    NAMED,
    NEAR,
    OTHER_MARKS,
    POINTED,
    POPULAR_AT_MOST,
    TOGETHER,
)
from .words import pairs, words_with_marks

MOST_LEADING = 16


def leading_terms(question: Question, *, at_most: int) -> list[str]:
    """Return the terms by which candidates are drawn: rarest first, as long as they name `at_most` procedures."""
    wanted: dict[str, None] = {}
    for part in question.parts:
        if not part.is_filler:
            for one in part.readings:
                wanted.update(dict.fromkeys((*one.words, *pairs(one.words))))
    taken: list[str] = []
    named = 0
    for uses, term in sorted((question.uses[term], term) for term in wanted if question.uses.get(term, 0) > 0):
        if taken and (named + uses > at_most or len(taken) == MOST_LEADING):
            break
        taken.append(term)
        named += uses
    return taken


@dataclass(frozen=True, slots=True)
class Candidate:
    """A procedure as it is judged: `terms` are all its terms, `name` as it is published."""

    code: str
    name: str
    terms: frozenset[str]
    tiers: tuple[str, ...] = ()
    is_adopted: bool = False
    popularity: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its points: `why` lists (reason, points), the reasons in Vietnamese, for editors."""

    candidate: Candidate
    points: float
    answered: float
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A reading with the weight of each of its terms, so that a candidate is judged by looking terms up."""

    reading: Reading
    terms: tuple[tuple[str, str, float], ...]
    total: float


def _weigh(question: Question, one: Reading) -> _Weighed:
    """Return the terms of a reading as (folded, with marks or "", weight).

    A word that the catalogue does not know is one that no candidate has: it counts like the rarest.
    """
    close = MEANT_TOGETHER if one.why == "synonym" else TOGETHER
    terms = []
    if one.why != "together":
        marked = one.marked or ("",) * len(one.words)
        rarest = math.log(1 + question.every)
        terms += [(word, mark, question.rarity(word) or rarest) for word, mark in zip(one.words, marked, strict=True)]
    else:
        close = 1.0
    with_marks = pairs(one.marked) if one.marked else [""] * len(pairs(one.words))
    terms += [
        (term, mark, question.rarity(term) * close)
        for term, mark in zip(pairs(one.words), with_marks, strict=True)
        if question.rarity(term)
    ]
    return _Weighed(one, tuple(terms), sum(weight for _, _, weight in terms))


def order(question: Question, candidates: Iterable[Candidate], *, enough: float = ENOUGH) -> list[Judged]:
    """Return the candidates that answer enough of the question, best first; equal ones by code."""
    parts = [(part, [_weigh(question, one) for one in part.readings]) for part in question.parts if part.weight]
    judged = [_judge(question, parts, one) for one in candidates]
    best = max((one.answered for one in judged), default=0.0)
    kept = [one for one in judged if one.answered > 0 and one.answered >= enough * best]
    return sorted(kept, key=lambda one: (-one.points, one.candidate.code))


def _judge(question: Question, parts: Sequence[tuple[Part, Sequence[_Weighed]]], candidate: Candidate) -> Judged:
    """Return the points of a candidate, each with its reason."""
    name = _name(candidate.name)
    total = answered = 0.0
    asked: set[str] = set()
    asked_with_marks: set[str] = set()
    lines: list[tuple[Part, Reading, float]] = []
    for part, readings in parts:
        total += part.weight
        best, chosen = 0.0, None
        for one in readings:
            share = one.reading.worth * _share(one, name, candidate.terms)
            if share > best:
                best, chosen = share, one.reading
        if chosen is not None:
            (asked_with_marks if chosen.marked else asked).update(chosen.marked or chosen.words)
            answered += part.weight * best
            lines.append((part, chosen, part.weight * best))
    share = answered / total if total else 0.0
    why = [(_line(part, one), ASKED * points / total) for part, one, points in lines]
    length = covered = 0.0
    for word, mark, weight in name.lengths:
        length += weight
        covered += weight if word in asked or mark in asked_with_marks else 0.0
    why.append(("phần tên thủ tục được hỏi tới", NAMED * share * covered / length if length else 0.0))
    is_pointed = candidate.code in question.codes
    if is_pointed:
        why.append(("từ khóa chỉ thẳng tới thủ tục này", POINTED))
    if question.marked <= name.marked:
        why.append(("đúng từng dấu", EXACT))
    if candidate.is_adopted:
        why.append(("tỉnh đã cấu hình", ADOPTED))
    why.append(("cấp thực hiện", max((NEAR.get(tier, 0.0) for tier in candidate.tiers), default=0.0)))
    why.append(("hay được làm", min(POPULAR_AT_MOST, math.log1p(candidate.popularity) / 2)))
    reasons = tuple((words, round(points, 2)) for words, points in why if round(points, 2))
    points = round(sum(points for _, points in why), 2)
    return Judged(candidate, points, share + (1.0 if is_pointed else 0.0), reasons)


def _line(part: Part, one: Reading) -> str:
    read = " ".join(one.words)
    return f"“{part.typed}” hiểu là “{read}”" if one.why in {"synonym", "slip", "ending"} else f"“{part.typed}”"


def _share(one: _Weighed, name: "_Name", every: Collection[str]) -> float:
    """Return which share of a reading a candidate has, by rarity; what stands outside its name counts less."""
    have = 0.0
    for term, mark, weight in one.terms:
        if term in name.terms:
            have += weight if not mark or mark in name.marked else weight * OTHER_MARKS
        elif term in every:
            have += weight * ELSEWHERE
    return have / one.total if one.total else 0.0


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart: its terms folded and with marks, and what each word counts in its length."""

    terms: frozenset[str]
    marked: frozenset[str]
    lengths: tuple[tuple[str, str, float], ...]


_GENERAL = frozenset({"thu", "tuc"})
_BRACKETS = re.compile(r"([()])")


@lru_cache(maxsize=4_000)
def _name(name: str) -> _Name:
    lengths: list[tuple[str, str, float]] = []
    depth = 0
    for run in _BRACKETS.split(name):
        depth += (run == "(") - (run == ")")
        for word, mark in zip(*words_with_marks(run), strict=True):
            lengths.append((word, mark, 0.0 if word in _GENERAL else IN_BRACKETS if depth > 0 else 1.0))
    words, marked = [word for word, _, _ in lengths], [mark for _, mark, _ in lengths]
    return _Name(frozenset((*words, *pairs(words))), frozenset((*marked, *pairs(marked))), tuple(lengths))
