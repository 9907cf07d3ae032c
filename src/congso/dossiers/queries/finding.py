"""Finding dossiers by code or by name, within what an officer may see. The scope is one of the words searched for."""

import re
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from congso.dossiers import permissions
from congso.dossiers.models import Dossier
from congso.dossiers.rules import codes
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect
from congso.organisation.queries import ActingOfficer

from . import cursors, rows, words
from .lists import MOST, _case_role, visible_to
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
    if officer.roles & (permissions.WHOLE_ORGANISATION | permissions.AT_THE_DESK | permissions.AT_THE_SEAL):
        return words.scope_of("o", [officer.organisation_id])
    return words.scope_of("u", [officer.unit_id])


_WINDOW = 10_000
"""How many of the newest dossiers are looked through before the word index is asked."""

# A frequent name is found at once among the newest; a rare one at once in the word index. Which of the two it is the
# planner often guesses wrongly, and then reads a million rows for nothing: so both are asked, each with a bound. What
# the window holds too few of has, in a million, a few thousand hits at most.
_AMONG_THE_NEWEST = """
SELECT dossier_id, submitted_at FROM (
    SELECT dossier_id, submitted_at, words FROM dossiers_dossiersearch {place}
    ORDER BY submitted_at DESC, dossier_id DESC LIMIT {window}
) AS newest
WHERE words @@ %s::tsquery {other}
ORDER BY submitted_at DESC, dossier_id DESC LIMIT %s
"""
_IN_THE_WORDS = """
WITH hits AS MATERIALIZED (
    SELECT dossier_id, submitted_at FROM dossiers_dossiersearch WHERE words @@ %s::tsquery {other} {place}
)
SELECT dossier_id, submitted_at FROM hits ORDER BY submitted_at DESC, dossier_id DESC LIMIT %s
"""
_OTHER = "AND NOT words @@ %s::tsquery"
_PLACE = "(submitted_at, dossier_id) < (%s, %s)"


def _page_of_ids(
    query: str, without: str | None, place: tuple[datetime, UUID] | None, limit: int
) -> list[tuple[UUID, datetime]]:
    asked: list[str | datetime | UUID | int] = [query] if without is None else [query, without]
    other = _OTHER if without is not None else ""
    after: list[str | datetime | UUID | int] = list(place) if place is not None else []
    with connection.cursor() as cursor:
        # No value goes into the text of these statements, only parts written above.
        newest = _AMONG_THE_NEWEST.format(other=other, place=f"WHERE {_PLACE}" if place else "", window=_WINDOW)
        cursor.execute(newest, [*after, *asked, limit])
        found = cursor.fetchall()
        if len(found) < limit:
            cursor.execute(
                _IN_THE_WORDS.format(other=other, place=f"AND {_PLACE}" if place else ""), [*asked, *after, limit]
            )
            found = cursor.fetchall()
    return [(row[0], row[1]) for row in found]


def _by_words(
    officer: ActingOfficer, asked: str, now: datetime, place: tuple[datetime, UUID, str] | None, limit: int
) -> Page[DossierRow]:
    scope = _scope(officer)
    folded = words.folded_query(asked, scope)
    if folded is None:
        return Page([])
    exact = words.exact_query(asked, scope)
    stage = place[2] if place else (EXACT if exact else FOLDED)
    start = (place[0], place[1]) if place else None
    found: list[tuple[UUID, datetime, str]] = []
    if stage == EXACT and exact is not None:
        found = [(*hit, EXACT) for hit in _page_of_ids(exact, None, start, limit + 1)]
        start = None
    if len(found) <= limit:
        found += [(*hit, FOLDED) for hit in _page_of_ids(folded, exact, start, limit + 1 - len(found))]
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = cursors.write(last[1], last[0], last[2])
    order = {hit[0]: number for number, hit in enumerate(found[:limit])}
    # The word finds; the row decides once more who may see it (a clerk's agency holds more than a clerk may see).
    listed = rows.read(visible_to(officer).filter(id__in=list(order)), now)
    return Page(sorted(listed, key=lambda row: order[row.id]), more)


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
