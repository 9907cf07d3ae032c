"""Finding procedures: lists by field and tier, and the search of which `rules/finding` gives the order.

Three small reads understand a question (which terms are known, which slips can be mended, which synonyms there are),
one draws at most `CANDIDATES` procedures by the rarest terms from one index. None of them grows with the catalogue.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL

from congso.kernel import normalise

from ..models import Field, Procedure, SearchTerm, Synonym
from ..rules import finding
from ..rules.finding import Candidate, Judged, Question

COUNT_AT_MOST = 1_000
CANDIDATES = 60
DRAWN_FROM = 500
"""How many procedures the rarest terms may name together: as many are looked at to draw the candidates."""
ENDINGS = 6
AUDIENCES = {"people": "Cá nhân", "business": "Doanh nghiệp, tổ chức"}


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure in a list; `why` says where its points in a search come from."""

    code: str
    name: str
    field: str
    tiers: tuple[str, ...]
    is_adopted: bool
    version_id: int
    points: float = 0.0
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """A page of a list; `after` is the cursor of the next one, `count` how many there are, at most 1,001.

    `mended` tells which typed words were read as others; `is_guess` that nothing was found without doing so.
    """

    rows: tuple[ProcedureRow, ...]
    after: str
    count: int
    is_guess: bool = False
    mended: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False

    @property
    def count_is_bounded(self) -> bool:
        """Tell whether there are more than were counted."""
        return self.is_cut or self.count > COUNT_AT_MOST


def fields(*, tier: str | None = None) -> list[tuple[int, str, int]]:
    """Return the fields of administration that have procedures: id, name and how many, in alphabetical order."""
    listed = Q(procedures__is_internal=False, procedures__current__isnull=False)
    if tier:
        listed &= Q(procedures__tiers__contains=[tier])
    rows = Field.objects.filter(listed).annotate(count=Count("procedures")).order_by("sort_key", "id")
    return list(rows.values_list("id", "name", "count"))


def search(
    text: str,
    *,
    field: int | str | None = None,
    tier: str | None = None,
    audience: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> ProcedurePage:
    """Find procedures by words with or without marks, or by code; best first. Without words: all, known ones first.

    `field` is an id or a name, `audience` "people" or "business". Slips are mended, synonyms are understood, and words
    that only help to ask count little (`rules/finding`). `after` is the cursor of an earlier page; a cursor that is
    none starts from the beginning. A search by words ends after its `CANDIDATES` best.
    """
    limit = max(1, min(limit, 100))
    rows = _public(field=field, tier=tier, audience=audience)
    text = text[:200].replace("\x00", "")
    code = "".join(text.split())
    if code and set(code) <= set("0123456789.") and any(c.isdigit() for c in code):
        rows = rows.filter(code__contains=code).annotate(
            score=Case(When(code=code, then=Value(2)), When(code__startswith=code, then=Value(1)), default=Value(0))
        )
        return _page(rows, after, limit)
    if not normalise.search_words(text):
        return _page(rows.annotate(score=_usefulness()), after, limit)
    question = understand(text)
    judged, is_cut = _judged(question, rows)
    if judged or len("".join(normalise.search_words(text))) < 3:
        return _ranked(judged, after, limit, question, is_cut=is_cut)
    likely = rows.filter(search_name__trigram_word_similar=" ".join(normalise.search_words(text)))
    guessed = _page(likely.annotate(score=_usefulness()), after, limit)
    return ProcedurePage(guessed.rows, guessed.after, guessed.count, is_guess=bool(guessed.rows))


def suggestions(text: str, *, limit: int = 6) -> tuple[ProcedureRow, ...]:
    """Return what somebody who is still typing probably looks for; nothing for less than two letters."""
    if len("".join(normalise.search_words(text))) < 2:
        return ()
    return search(text, limit=limit).rows


def related(code: str, *, limit: int = 5) -> tuple[ProcedureRow, ...]:
    """Return procedures of the same field whose names say most of what this one's says, nearest first."""
    found = Procedure.objects.filter(code=code).values_list("name", "field_id").first()
    if found is None:
        return ()
    name, field_id = found
    words = finding.typed(name + " ")
    known = _uses([*words.words, *finding.pairs(words.words), finding.EVERY])
    question = finding.understand(words, uses=known, mended={}, synonyms=())
    rows = _public(field=field_id).exclude(code=code)
    judged, _is_cut = _judged(question, rows, enough=0.3)
    return tuple(_row(one, facts) for one, facts in judged[:limit])


# How a question is understood


def understand(text: str) -> Question:
    """Return how a question is read, with what the catalogue knows of its words."""
    question = finding.typed(text)
    if not question.words:
        return Question()
    known = _uses([*question.words, *finding.pairs(question.words), finding.EVERY])
    last = normalise.fold(question.shown[-1])
    endings: list[str] = []
    if question.is_unfinished and question.words[-1] not in known and len(last) > 1:
        endings = list(
            SearchTerm.objects.filter(term__startswith=last, uses__gt=0)
            .exclude(term__contains=finding.PAIR)
            .order_by("-uses", "term")
            .values_list("term", flat=True)[:ENDINGS]
        )
    spoken = _spoken([*question.words, *finding.pairs(question.words)])
    numbers = finding.doubtful(question, dict.fromkeys(spoken, COUNT_AT_MOST) | known)
    if endings:
        numbers = [one for one in numbers if one < len(question.words) - 1]
    mended: dict[int, list[finding.Reading]] = {}
    if numbers:
        wanted = finding.guesses(question, numbers)
        mended = finding.mend(question, numbers, known | _uses(wanted), spoken | _spoken(wanted))
    synonyms = _synonyms(finding.phrases_to_find(question, mended))
    more = finding.terms_read(question, mended, synonyms, endings) - known.keys()
    return finding.understand(question, uses=known | _uses(more), mended=mended, synonyms=synonyms, endings=endings)


def _uses(terms: Collection[str]) -> dict[str, int]:
    """Return how many public procedures have each of these terms, those that none has left out."""
    if not terms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, uses FROM catalogue_searchterm WHERE term = ANY(%s) AND uses > 0", [list(terms)])
        return dict(cursor.fetchall())


def _spoken(terms: Collection[str]) -> set[str]:
    """Return which of these terms stand in synonyms."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT term FROM catalogue_synonym, unnest(terms) AS term WHERE term = ANY(%s)", [list(terms)]
        )
        return {term for (term,) in cursor.fetchall()}


def _synonyms(phrases: Collection[str]) -> list[finding.Synonym]:
    rows = Synonym.objects.filter(folded__in=list(phrases)).order_by("id")
    return [finding.Synonym.of(*row) for row in rows.values_list("folded", "words", "procedure_code")]


# Candidates, and their order

_FACTS = ("code", "name", "field__name", "tiers", "is_adopted", "current_id", "popularity")


def _judged(
    question: Question, rows: QuerySet[Procedure], *, enough: float = finding.ENOUGH
) -> tuple[list[tuple[Judged, tuple[Any, ...]]], bool]:
    """Return the candidates in their order, each with its facts, and whether there were too many to look at."""
    terms = finding.leading_terms(question, at_most=DRAWN_FROM)
    if not terms and not question.codes:
        return [], False
    wanted = Q(code__in=question.codes)
    if terms:
        wanted |= Q(search=_AnyOf(*terms))
    draw = ["CASE WHEN catalogue_procedure.code = ANY(%s) THEN 10000 ELSE 0 END"]
    given: list[Any] = [list(question.codes)]
    for term in terms:
        draw.append("CASE WHEN catalogue_procedure.search @@ %s::tsquery THEN %s ELSE 0 END")
        given += [_quoted(term), round(question.rarity(term) * 100)]
    drawn = (
        rows.filter(wanted)
        .annotate(draw=RawSQL(" + ".join(draw), given))  # noqa: S611 - the terms are parameters
        .order_by("-draw", "-popularity", "code")
        .values_list("pk", flat=True)[: CANDIDATES + 1]
    )
    lexemes = Func(F("search"), function="tsvector_to_array", output_field=ArrayField(TextField()))
    facts = list(Procedure.objects.filter(pk__in=list(drawn)).annotate(lexemes=lexemes).values_list(*_FACTS, "lexemes"))
    by_code = {row[0]: row for row in facts}
    candidates = [
        Candidate(row[0], row[1], frozenset(row[7]), tuple(row[3]), row[4], row[6]) for row in by_code.values()
    ]
    judged = finding.order(question, candidates, enough=enough)
    return [(one, by_code[one.candidate.code]) for one in judged], len(facts) > CANDIDATES


class _AnyOf(SearchQuery):
    """Procedures that have any of these terms, which are taken as they are: nothing is parsed."""

    def __init__(self, *terms: str) -> None:
        self.text = " | ".join(_quoted(term) for term in terms)
        super().__init__(self.text, search_type="raw", config="simple")

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, list[str]]:  # type: ignore[override]
        return "%s::tsquery", [self.text]


def _quoted(term: str) -> str:
    return f"'{term}'"


def _row(one: Judged, facts: tuple[Any, ...]) -> ProcedureRow:
    code, name, field, tiers, is_adopted, version_id = facts[:6]
    return ProcedureRow(code, name, field or "", tuple(tiers), is_adopted, version_id, one.points, one.why)


def _ranked(
    judged: Sequence[tuple[Judged, tuple[Any, ...]]], after: str | None, limit: int, question: Question, *, is_cut: bool
) -> ProcedurePage:
    """Cut a page out of what was judged, by the cursor `points:code`."""
    points, _, code = (after or "").partition(":")
    place = 0
    if code and points.isascii() and points.isdigit() and len(points) < 10:
        behind = (-int(points), code)
        place = sum(1 for one, _facts in judged if (-_cents(one), one.candidate.code) <= behind)
    page = [_row(one, facts) for one, facts in judged[place : place + limit]]
    last = judged[place + len(page) - 1][0] if page else None
    more = f"{_cents(last)}:{last.candidate.code}" if last is not None and place + len(page) < len(judged) else ""
    return ProcedurePage(tuple(page), more, len(judged), bool(question.mended), question.mended, is_cut)


def _cents(one: Judged) -> int:
    return max(0, round(one.points * 100))


def _public(
    *, field: int | str | None = None, tier: str | None = None, audience: str | None = None
) -> QuerySet[Procedure]:
    rows = Procedure.objects.filter(is_internal=False, current__isnull=False)
    if isinstance(field, int) or (isinstance(field, str) and field.isascii() and field.isdigit() and len(field) < 10):
        rows = rows.filter(field_id=int(field))
    elif field:
        rows = rows.filter(field__name=field[:200])
    if tier:
        rows = rows.filter(tiers__contains=[tier[:10]])
    if audience in AUDIENCES:
        rows = rows.filter(search=_AnyOf(f"doituong{audience}"))
    return rows


def _usefulness() -> Any:
    """What a list without words starts with: adopted procedures, then those people ask for most."""
    return F("popularity") + Case(When(is_adopted=True, then=Value(1_000_000)), default=Value(0))


def _page(rows: QuerySet[Procedure], after: str | None, limit: int) -> ProcedurePage:
    """Cut a page by its cursor `score:code`; the order is total, so no row is lost or doubled between pages."""
    count = rows.order_by()[: COUNT_AT_MOST + 1].count()
    rows = rows.annotate(
        place=Case(When(score__isnull=True, then=Value(0)), default=F("score"), output_field=IntegerField())
    )
    score, _, code = (after or "").partition(":")
    if code and score.lstrip("-").isascii() and score.lstrip("-").isdigit() and len(score) < 10:
        rows = rows.filter(Q(place__lt=int(score)) | Q(place=int(score), code__gt=code[:20]))
    found = list(
        rows.order_by("-place", "code").values_list(
            "code", "name", "field__name", "tiers", "is_adopted", "current_id", "place"
        )[: limit + 1]
    )
    page = found[:limit]
    more = f"{page[-1][6]}:{page[-1][0]}" if len(found) > limit else ""
    return ProcedurePage(
        tuple(ProcedureRow(row[0], row[1], row[2] or "", tuple(row[3]), row[4], row[5]) for row in page), more, count
    )
