"""The list in which editors choose procedures, and what one change would do to those they chose."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congso.catalogue.models import (
    Amendment,
    Procedure,
    ProcedureVersion,
    ReviewItem,
)
from congso.catalogue.rules.amending import OPEN
from congso.catalogue.rules.bulk_changes import Change as BulkChange
from congso.catalogue.rules.bulk_changes import Wanted, changed
from congso.catalogue.rules.comparing import Change, compare
from congso.catalogue.rules.content import ProcedureContent
from congso.kernel import normalise

State = ProcedureVersion.State
ROWS = 50


@dataclass(frozen=True, slots=True)
class EditorRow:
    """A procedure in the list of editors, internal and abolished ones too."""

    code: str
    name: str
    field: str
    state: str
    state_label: str
    tone: str
    version_id: int | None
    version_number: int | None
    decision_number: str
    effective_to: date | None
    is_internal: bool
    is_adopted: bool
    amendment_id: int | None
    to_review: int


@dataclass(frozen=True, slots=True)
class EditorList:
    """A page of the list of editors; `codes` are all that were found, `after` the cursor of the next page."""

    rows: tuple[EditorRow, ...]
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What one change would do to a procedure, or why it does nothing there."""

    code: str
    name: str
    version_id: int
    changes: tuple[Change, ...]
    refused: str


STATE_TONES: dict[str, str] = {
    State.IN_FORCE: "success",
    State.SUSPENDED: "warn",
    State.ABOLISHED: "danger",
    State.SIGNED: "info",
}


STATES = {"": "Đang áp dụng", "draft": "Đang có dự thảo", "abolished": "Đã bãi bỏ", "suspended": "Tạm ngừng"}


def editor_list(
    *, text: str = "", field: int | None = None, tier: str = "", state: str = "", after: str = "", limit: int = ROWS
) -> EditorList:
    """Return procedures for editors in the order of their codes, internal ones too."""
    rows = _for_editors(text, field, tier, state)
    count = rows.order_by()[:10_001].count()
    page = rows.filter(code__gt=after[:20]) if after else rows
    found = list(
        page.order_by("code").select_related("current", "field").defer("search", "current__policy")[: limit + 1]
    )
    codes = [one.code for one in found[:limit]]
    works = dict(
        Amendment.objects.filter(procedure__code__in=codes, stage__in=OPEN).values_list("procedure__code", "id")
    )
    ended = {
        row.procedure_id: row
        for row in ProcedureVersion.objects.filter(
            procedure__in=[one.id for one in found if one.current_id is None], published_at__isnull=False
        )
        .order_by("number")
        .defer("content", "policy")
    }
    to_review = review_counts_of(codes)
    listed = tuple(
        _editor_row(one, one.current or ended.get(one.id), works.get(one.code), to_review.get(one.code, 0))
        for one in found[:limit]
    )
    return EditorList(listed, codes[-1] if len(found) > limit else "", count)


def review_counts_of(codes: list[str]) -> dict[str, int]:
    """Return how many open items of the review list each procedure has."""
    rows = ReviewItem.objects.filter(state=ReviewItem.State.OPEN, procedure_code__in=codes)
    return dict(rows.values_list("procedure_code").annotate(n=Count("id")))


def found_versions(
    *, text: str = "", field: int | None = None, tier: str = "", state: str = "", limit: int
) -> dict[str, int]:
    """Return code → version in force of everything the list of editors finds, at most `limit` + 1 of them."""
    rows = _for_editors(text, field, tier, state).filter(current__isnull=False).order_by("code")
    return {code: version for code, version in rows.values_list("code", "current_id")[: limit + 1] if version}


def _for_editors(text: str, field: int | None, tier: str, state: str) -> QuerySet[Procedure]:
    rows = Procedure.objects.all()
    work = Amendment.objects.filter(procedure=OuterRef("pk"), stage__in=OPEN)
    match state:
        case "draft":
            rows = rows.filter(Exists(work))
        case "abolished":
            rows = rows.filter(current__isnull=True, versions__state=State.ABOLISHED).distinct()
        case "suspended":
            rows = rows.filter(current__state=State.SUSPENDED)
        case _:
            rows = rows.filter(current__isnull=False)
    if field:
        rows = rows.filter(field_id=field)
    if tier:
        rows = rows.filter(tiers__contains=[tier[:10]])
    words = normalise.search_words(text[:200])
    code = "".join(text.split())
    if code and set(code) <= set("0123456789."):
        return rows.filter(code__contains=code)
    if words:
        *whole, last = words[:12]
        query = SearchQuery(" & ".join([*whole, f"{last}:*"]), search_type="raw", config="simple")
        return rows.filter(Q(search=query) | Q(search__isnull=True, name__icontains=text[:200]))
    return rows


def _editor_row(one: Procedure, shown: ProcedureVersion | None, amendment_id: int | None, to_review: int) -> EditorRow:
    state = shown.state if shown else State.DRAFT
    return EditorRow(
        code=one.code,
        name=one.name,
        field=one.field.name if one.field else "",
        state=state,
        state_label=str(State(state).label),
        tone=STATE_TONES.get(state, "neutral"),
        version_id=one.current_id,
        version_number=shown.number if shown else None,
        decision_number=shown.decision_number if shown else "",
        effective_to=shown.effective_to if shown else None,
        is_internal=one.is_internal,
        is_adopted=one.is_adopted,
        amendment_id=amendment_id,
        to_review=to_review,
    )


def preview(codes: list[str], wanted: Wanted) -> list[PreviewRow]:
    """Return what one change would do to each of these procedures in force, in the order of their codes."""
    rows = Procedure.objects.filter(code__in=codes, current__isnull=False).select_related("current").order_by("code")
    busy = set(
        Amendment.objects.filter(procedure__code__in=codes, stage__in=OPEN).values_list("procedure_id", flat=True)
    )
    found = []
    for one in rows.defer("search"):
        assert one.current is not None
        before = ProcedureContent.from_json(one.current.content)
        after, refused = changed(before, wanted)
        if one.id in busy:
            refused = "Đang có dự thảo của thủ tục này."
        changes = compare(before, after) if not refused and wanted.change is not BulkChange.ABOLISH else ()
        found.append(PreviewRow(one.code, one.name, one.current.id, changes, refused))
    return found


# History, which is public
