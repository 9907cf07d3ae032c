"""Reading the words that people use, for those who keep them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from congso.kernel.refusals import NotFound

from ..models import Procedure, Synonym
from ..rules import finding


@dataclass(frozen=True, slots=True)
class SynonymView:
    """One synonym; `changed_at` None for those that came with the program."""

    id: int
    phrase: str
    words: str
    procedure_code: str
    procedure_name: str
    changed_at: datetime | None


def synonyms(text: str = "", *, after: int = 0, limit: int = 50) -> tuple[list[SynonymView], int]:
    """Return synonyms by their phrase, those that hold `text` only, and the place of the next page (0: no more)."""
    rows = Synonym.objects.all()
    words = " ".join(finding.words_of(text[:80]))
    if words:
        rows = rows.filter(Q(folded__contains=words) | Q(words__icontains=text[:80].strip()) | Q(procedure_code=words))
    found = list(rows.order_by("folded", "id")[after : after + limit + 1])
    return _views(found[:limit]), after + limit if len(found) > limit else 0


def synonym(synonym_id: int) -> SynonymView:
    """Return one synonym. Raises NotFound."""
    rows = _views(Synonym.objects.filter(pk=synonym_id))
    if not rows:
        raise NotFound("Không có từ khóa này.")
    return rows[0]


def _views(rows: Iterable[Synonym]) -> list[SynonymView]:
    rows = list(rows)
    codes = {row.procedure_code for row in rows} - {""}
    names = dict(Procedure.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        SynonymView(
            row.pk, row.phrase, row.words, row.procedure_code, names.get(row.procedure_code, ""), row.changed_at
        )
        for row in rows
    ]
