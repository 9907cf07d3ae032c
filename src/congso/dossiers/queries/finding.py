"""Finding dossiers by code or by name, within what an officer may see. The scope is a part of each word asked for."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from congso.dossiers.models import Dossier
from congso.dossiers.rules import codes
from congso.dossiers.rules.rights import DossierRight as R
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect
from congso.organisation.queries import ActingOfficer

from . import cursors, rows, words
from .lists import MOST, _case_role, visible_to
from .noting import note_rows
from .shapes import DossierRow, Page

_CODE_LIKE = re.compile(r"^(?:[0-9]{3}\.|[GH][0-9]{2}|DK[0-9])[0-9A-Z.\-]*$")
_TEXT_MOST = 200

EXACT, FOLDED = "e", "f"


def find(
    officer: ActingOfficer, text: str, *, now: datetime, after: str | None = None, limit: int = 20
) -> Page[DossierRow]:
    """Find by code (whole, or its beginning from 6 characters on), or by name, number, telephone; newest first.

    With or without marks, the last word perhaps unfinished; hits with the very marks typed come first. An empty text
    finds nothing. Scoped like every list.
    """
    limit = max(1, min(limit, MOST))
    _case_role(officer)
    asked = tidy(text)[:_TEXT_MOST]
    if not asked:
        return Page([])
    bare = asked.upper().replace(" ", "")
    if _CODE_LIKE.match(bare):
        by_code = _by_code(officer, bare, now, limit)
        if by_code:
            note_rows(officer, by_code, "dossiers.search", now=now, by="code")
            return Page(by_code)
    return _by_words(officer, asked, now, cursors.read(after), limit)


def _by_code(officer: ActingOfficer, bare: str, now: datetime, limit: int) -> list[DossierRow]:
    wanted = {bare}
    with suppress(Incorrect):
        wanted.add(codes.parse_registration_code(bare))
    scoped = visible_to(officer)
    exact = rows.read(scoped.filter(Q(code__in=wanted) | Q(registration_code__in=wanted))[:limit], now)
    if exact or len(bare) < 6:
        return exact
    return rows.read(scoped.filter(code__startswith=bare).order_by("-code")[:limit], now)


def _scope(officer: ActingOfficer) -> str:
    """Return the scope as a word: the agency for those who see all of it or stand at its desk, else the unit."""
    if officer.may(R.SEE_AGENCY, R.SEE_RECEIVED, R.SEE_FINISHED):
        return f"o{officer.organisation_id}"
    return f"u{officer.unit_id}"


_WINDOW = 2_000
"""How many of the newest dossiers are looked through before the word index is asked."""

# A name frequent in a wide scope is found at once among the newest; any other at once in the word index, which knows
# the words of one scope only. Which of the two it is the planner often guesses wrongly, and then reads a million rows
# for nothing: so both are asked, each with a bound.
_AMONG_THE_NEWEST = """
SELECT dossier_id, submitted_at FROM (
    SELECT dossier_id, submitted_at, words FROM dossiers_dossiersearch {place}
    ORDER BY submitted_at DESC, dossier_id DESC LIMIT {window}
) AS newest
WHERE words @@ %s::tsquery {marks}
ORDER BY submitted_at DESC, dossier_id DESC LIMIT %s
"""
_IN_THE_WORDS = """
WITH hits AS MATERIALIZED (
    SELECT dossier_id, submitted_at FROM dossiers_dossiersearch
    WHERE dossiers_scoped(words) @@ %s::tsquery {marks} {place}
)
SELECT dossier_id, submitted_at FROM hits ORDER BY submitted_at DESC, dossier_id DESC LIMIT %s
"""
_WITH_THESE_MARKS = {EXACT: "AND words @@ %s::tsquery", FOLDED: "AND NOT words @@ %s::tsquery"}
_PLACE = "(submitted_at, dossier_id) < (%s, %s)"


@dataclass(frozen=True)
class _Question:
    in_a_row: str
    in_the_index: str
    marks: str | None


def _question(text: str, scope: str) -> _Question | None:
    in_a_row, in_the_index = words.folded_query(text, scope), words.scoped_query(text, scope)
    if in_a_row is None or in_the_index is None:
        return None
    return _Question(in_a_row, in_the_index, words.exact_query(text))


def _page_of_ids(
    question: _Question, stage: str, place: tuple[datetime, UUID] | None, limit: int
) -> list[tuple[UUID, datetime]]:
    """Return hits of one stage: those with the very marks asked for, or those without them."""
    marks = "" if question.marks is None else _WITH_THESE_MARKS[stage]
    and_marks: list[str | datetime | UUID | int] = [] if question.marks is None else [question.marks]
    after: list[str | datetime | UUID | int] = list(place) if place is not None else []
    with connection.cursor() as cursor:
        # No value goes into the text of these statements, only parts written above.
        newest = _AMONG_THE_NEWEST.format(marks=marks, place=f"WHERE {_PLACE}" if place else "", window=_WINDOW)
        cursor.execute(newest, [*after, question.in_a_row, *and_marks, limit])
        found = cursor.fetchall()
        if len(found) < limit:
            in_words = _IN_THE_WORDS.format(marks=marks, place=f"AND {_PLACE}" if place else "")
            cursor.execute(in_words, [question.in_the_index, *and_marks, *after, limit])
            found = cursor.fetchall()
    return [(row[0], row[1]) for row in found]


def _by_words(
    officer: ActingOfficer, asked: str, now: datetime, place: tuple[datetime, UUID, str] | None, limit: int
) -> Page[DossierRow]:
    question = _question(asked, _scope(officer))
    if question is None:
        return Page([])
    stage = place[2] if place else (EXACT if question.marks else FOLDED)
    start = (place[0], place[1]) if place else None
    found: list[tuple[UUID, datetime, str]] = []
    if stage == EXACT and question.marks is not None:
        found = [(*hit, EXACT) for hit in _page_of_ids(question, EXACT, start, limit + 1)]
        start = None
    if len(found) <= limit:
        found += [(*hit, FOLDED) for hit in _page_of_ids(question, FOLDED, start, limit + 1 - len(found))]
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = cursors.write(last[1], last[0], last[2])
    order = {hit[0]: number for number, hit in enumerate(found[:limit])}
    # The word finds; the row decides once more who may see it (a clerk's agency holds more than a clerk may see).
    listed = rows.read(visible_to(officer).filter(id__in=list(order)), now)
    listed.sort(key=lambda row: order[row.id])
    note_rows(officer, listed, "dossiers.search", now=now, by="words")
    return Page(listed, more)


def same_code(code: str) -> Dossier | None:
    """Return the dossier with this code or registration code, for tracking."""
    bare = "".join(code.split()).upper()[:40]
    if not bare.isprintable():
        return None
    wanted = {bare}
    with suppress(Incorrect):
        wanted.add(codes.parse_registration_code(bare))
    return (
        Dossier.objects.filter(Q(code__in=wanted) | Q(registration_code__in=wanted))
        .only("code", "registration_code", "state", "procedure_version_id", "step_key", "received_at")
        .first()
    )
