"""Reading the catalogue. What is published is public: these reads need no scope; internal procedures stay out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from congso.kernel import normalise
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation

from ..models import Procedure, ProcedureVersion, ReviewItem
from ..rules import form_language, policy, public_words, records
from ..rules.content import CHANNELS, Component, ProcedureContent, deadline_text, quantity_text
from ..rules.form_language import FormDefinition
from ..rules.policy import DeadlineChoice, FeeLine, ProcedurePolicy
from .finding import AUDIENCES as AUDIENCES
from .finding import ProcedurePage as ProcedurePage
from .finding import ProcedureRow as ProcedureRow
from .finding import fields as fields
from .finding import related as related
from .finding import search as search
from .finding import suggestions as suggestions
from .finding import understand as understand
from .handling import Handled as Handled
from .handling import PublicFigures as PublicFigures
from .handling import handled as handled
from .handling import public_figures as public_figures
from .synonyms import SynonymView as SynonymView
from .synonyms import synonym as synonym
from .synonyms import synonyms as synonyms

State = ProcedureVersion.State
REMEMBERED_AT_MOST = 1_000
USABLE = (State.IN_FORCE, State.SUSPENDED, State.SIGNED)


@dataclass(frozen=True)
class VersionView:
    """A version of a procedure with what the province added to it.

    Only a draft revision may lack a form or a workflow; its `form_version_id` or `workflow_version_id` is then 0.
    """

    id: int
    procedure_code: str
    number: int
    name: str
    field: str
    tiers: tuple[str, ...]
    content: ProcedureContent
    form: FormDefinition
    form_version_id: int
    workflow: dict[str, Any]
    workflow_version_id: int
    policy: ProcedurePolicy
    state: str
    source: str
    decision_number: str
    effective_from: date | None
    effective_to: date | None
    published_at: datetime | None
    is_adopted: bool

    @property
    def is_usable(self) -> bool:
        """Tell whether new dossiers may be started under this version."""
        return self.state in {State.IN_FORCE, State.SIGNED} and self.form_version_id > 0

    @property
    def has_own_form(self) -> bool:
        """Tell whether its form was made for it, and not generated: only then its blank may pass for a declaration."""
        return self.form_version_id > 0 and self.form.origin == "written" and bool(self.form.groups)

    @property
    def papers_of_form(self) -> tuple[Component, ...]:
        """The files that questions of the form ask for, as papers; whether one is needed the form itself tells."""
        published = {one.key for one in self.content.components}
        return tuple(
            Component(key=field.key, name=field.label, mode="upload", required="conditional")
            for field in self.form.fields
            if field.type is form_language.FieldType.FILE and field.key not in published
        )

    def papers_for(self, case_code: str = "", channel: str = "") -> tuple[Component, ...]:
        """Return the papers asked for in a case and channel: of the published list, then of the form."""
        return (*self.content.components_for(case_code, channel), *self.papers_of_form)

    def paper(self, key: str) -> Component | None:
        """Return the paper with `key`, of the published list or of the form, or None."""
        return self.content.component(key) or next((one for one in self.papers_of_form if one.key == key), None)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the history of a procedure."""

    id: int
    number: int
    state: str
    state_label: str
    source: str
    decision_number: str
    effective_from: date | None
    effective_to: date | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """Something imported that a human must settle."""

    id: int
    procedure_code: str
    procedure_name: str
    source: str
    code: str
    field: str
    reason: str
    rejected: bool
    state: str
    settlement: str
    version_id: int | None = None

    @property
    def is_deadline(self) -> bool:
        """Tell whether a ruling on the deadline settles this."""
        return self.code in {"deadline_missing", "deadline_unit_missing", "deadline_several", "deadline_unit_unknown"}


@dataclass(frozen=True)
class ProcedurePageView:
    """What the public page of a procedure shows, in words."""

    view: VersionView
    case_code: str
    ways: tuple[public_words.Way, ...]
    checklist: tuple[public_words.ChecklistLine, ...]
    notes: list[str]
    conditions: list[str]
    steps: list[str]
    steps_are_numbered: bool
    history: list[VersionRow]
    is_current: bool
    unsettled: bool

    @property
    def has_blank(self) -> bool:
        """Tell whether the declaration may be looked at before it is filled in."""
        return self.is_current and self.view.is_usable and self.view.has_own_form


# Versions


def version(version_id: int) -> VersionView:
    """Return a version. Raises NotFound.

    A published version with its form never changes again, so it is remembered; only its `state` may be stale, which
    is why `current` asks the database which version is in force.
    """
    view = _remembered.get(version_id)
    if view is None:
        view = _version(version_id)
        if view.published_at is not None and view.form_version_id and view.workflow_version_id:
            if len(_remembered) >= REMEMBERED_AT_MOST:
                _remembered.clear()
            _remembered[version_id] = view
    return view


_remembered: dict[int, VersionView] = {}


def forget() -> None:
    """Read every version anew from now on."""
    _remembered.clear()


def _version(version_id: int) -> VersionView:
    found = (
        ProcedureVersion.objects.select_related("procedure", "form_version", "workflow_version")
        .filter(id=version_id)
        .first()
    )
    if found is None:
        raise NotFound("Không có phiên bản thủ tục này.")
    return _view(found)


def _view(found: ProcedureVersion) -> VersionView:
    content = ProcedureContent.from_json(found.content)
    form = found.form_version
    workflow = found.workflow_version
    return VersionView(
        id=found.id,
        procedure_code=found.procedure.code,
        number=found.number,
        name=content.name,
        field=content.field,
        tiers=content.tiers,
        content=content,
        form=_definition(form.definition) if form else FormDefinition(title=content.name[:300]),
        form_version_id=form.id if form else 0,
        workflow=workflow.definition if workflow else {},
        workflow_version_id=workflow.id if workflow else 0,
        policy=ProcedurePolicy.from_json(found.policy),
        state=found.state,
        source=found.source,
        decision_number=found.decision_number,
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        published_at=found.published_at,
        is_adopted=found.procedure.is_adopted,
    )


def _definition(stored: Any) -> FormDefinition:
    """Read a stored definition without checking it again: it was checked when it was stored."""
    return records.read(FormDefinition, stored)


def current(code: str, on: date) -> VersionView:
    """Return the version of a procedure in force on a day. Raises NotFound."""
    version_id, state = _current(code, on)
    view = version(version_id)
    return view if view.state == state else replace(view, state=state)


def current_id(code: str, on: date) -> int:
    """Return the id of the version of a procedure in force on a day. Raises NotFound."""
    return _current(code, on)[0]


def _current(code: str, on: date) -> tuple[int, str]:
    began = Q(effective_from__isnull=True) | Q(effective_from__lte=on)
    lasts = Q(effective_to__isnull=True) | Q(effective_to__gt=on)
    usable = Q(state__in=USABLE) | Q(state__in=(State.EXPIRED, State.ABOLISHED), effective_to__isnull=False)
    found = (
        ProcedureVersion.objects.filter(began, lasts, usable, procedure__code=code, published_at__isnull=False)
        .order_by(F("effective_from").desc(nulls_last=True), "-number")
        .values_list("id", "state")
        .first()
    )
    if found is None:
        raise NotFound(f"Không có thủ tục mã {code[:20]} đang có hiệu lực.")
    return found


def adopted_codes(on: date) -> list[str]:
    """Return the codes of the procedures the province has adopted and that are in force on a day, best known first."""
    codes = Procedure.objects.filter(is_adopted=True, is_internal=False, current__state__in=USABLE)
    dated = codes.filter(Q(current__effective_from__isnull=True) | Q(current__effective_from__lte=on))
    return list(dated.order_by("-popularity", "code").values_list("code", flat=True))


def history(code: str) -> list[VersionRow]:
    """Return the published versions of a procedure, latest first."""
    rows = ProcedureVersion.objects.filter(procedure__code=code, published_at__isnull=False).order_by("-number")
    return [
        VersionRow(
            row.id,
            row.number,
            row.state,
            State(row.state).label,
            row.source,
            row.decision_number,
            row.effective_from,
            row.effective_to,
            row.published_at,
        )
        for row in rows.defer("content", "policy")
    ]


def procedure_page(code: str, on: date, *, case: str = "", version_number: str = "") -> ProcedurePageView:
    """Return the public page of a procedure for a case; of an earlier version when its number is given.

    Raises NotFound.
    """
    rows = history(code)
    wanted = [row for row in rows if str(row.number) == version_number]
    if version_number and not wanted:
        raise NotFound("Không có phiên bản này của thủ tục.")
    try:
        now_current = current(code, on)
    except NotFound:
        # Abolished: its last version stays public, and the page says that it has ended.
        if not any(row.state == State.ABOLISHED for row in rows):
            raise
        now_current = version(rows[0].id)
    view = version(wanted[0].id) if wanted and wanted[0].id != now_current.id else now_current
    content = view.content
    if content.is_internal:
        raise NotFound(f"Không có thủ tục mã {code[:20]}.")
    chosen = content.case(case) or (content.cases[0] if content.cases else None)
    case_code = chosen.code if chosen else ""
    ways = public_words.ways(content, view.policy, case_code, on.isoformat())
    return ProcedurePageView(
        view=view,
        case_code=case_code,
        ways=ways,
        checklist=public_words.checklist(content, case_code),
        notes=[public_words.tidy_name(one.name) for one in content.notes()],
        conditions=public_words.lines_of(content.conditions),
        steps=[public_words.tidy_name(step.text) for step in content.steps],
        steps_are_numbered=all(step.name for step in content.steps),
        history=rows,
        is_current=view.id == now_current.id and rows[0].state != State.ABOLISHED,
        unsettled=any(not way.is_settled for way in ways),
    )


def communes_of(province_code: str, on: date) -> list[tuple[str, str]]:
    """Return code and name of the communes of a province on a day, in alphabetical order."""
    places = organisation.places("commune", None, on)
    return [(place.code, place.full_name) for place in places if place.province_code == province_code]


def deadline_rule(view: VersionView, case_code: str, channel: str) -> DeadlineChoice:
    """Return the deadline of a case and channel: the province's ruling if there is one, else as published."""
    return policy.choose_deadline(view.content, view.policy, case_code, channel)


def fee_lines(view: VersionView, case_code: str, channel: str, on: date) -> tuple[FeeLine, ...]:
    """Return the fees of a case and channel handed in on a day."""
    return policy.choose_fees(view.content, view.policy, case_code, channel, on.isoformat())


# Forms


class KnownPlaces:
    """Administrative units as `form_language` asks about them (see `Places` there)."""

    def province_name(self, code: str, on: date) -> str | None:
        """Return the name of a province on a day."""
        place = organisation.place("province", code, on)
        return place.full_name if place else None

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        """Return the name and the province code of a commune on a day."""
        place = organisation.place("commune", code, on)
        return (place.full_name, place.province_code) if place else None

    def find_commune(self, province_code: str, name: str, on: date) -> str | None:
        """Return the code of the one commune of a province with this name, marks and kind optional, else None."""
        wanted = normalise.fold(name)
        found = {
            place.code
            for place in organisation.places("commune", None, on)
            if place.province_code == province_code
            and wanted in {normalise.fold(place.name), normalise.fold(place.full_name)}
        }
        return found.pop() if len(found) == 1 else None


PLACES = KnownPlaces()


def check_answers(
    view: VersionView,
    answers: Mapping[str, Any],
    files: Iterable[str],
    on: date,
    *,
    dossiers: form_language.Dossiers | None = None,
    partly: bool = False,
) -> form_language.Checked:
    """Check answers to the form of a version, places included, and the `dossiers` of who hands in."""
    return form_language.check(view.form, answers, list(files), on, places=PLACES, dossiers=dossiers, partly=partly)


def answers_shown(view: VersionView, answers: Mapping[str, Any], on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return answers as a person reads them back, places by name."""
    return form_language.summary(view.form, answers, places=PLACES, on=on)


def answers_masked(view: VersionView, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers of which a reader learns neither numbers that identify somebody nor how to reach them."""
    return form_language.masked(view.form, answers)


def identifying_answers(view: VersionView, answers: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return what `answers_masked` shows of each identifying answer → the whole values that it may stand for."""
    return form_language.identifying(view.form, answers)


# The review list


def review_items(
    *, code: str | None = None, procedure_code: str | None = None, state: str = "open", after: int = 0, limit: int = 50
) -> tuple[list[ReviewRow], int]:
    """Return imported things to settle, oldest first, and the cursor of the next page (0: no more)."""
    items = ReviewItem.objects.filter(state=state, id__gt=after)
    if code:
        items = items.filter(code=code)
    if procedure_code:
        items = items.filter(procedure_code=procedure_code)
    return _review_rows(items, limit)


def _review_rows(items: QuerySet[ReviewItem], limit: int) -> tuple[list[ReviewRow], int]:
    found = list(items.order_by("id")[: limit + 1])
    names = dict(Procedure.objects.filter(code__in={item.procedure_code for item in found}).values_list("code", "name"))
    rows = [
        ReviewRow(
            item.id,
            item.procedure_code,
            names.get(item.procedure_code, ""),
            item.source,
            item.code,
            item.field,
            item.reason,
            item.rejected,
            item.state,
            item.settlement,
            item.version_id,
        )
        for item in found[:limit]
    ]
    return rows, found[limit - 1].id if len(found) > limit else 0


def review_item(item_id: int) -> ReviewRow:
    """Return one item of the review list. Raises NotFound."""
    rows, _more = _review_rows(ReviewItem.objects.filter(id=item_id), 1)
    if not rows:
        raise NotFound("Không có mục rà soát này.")
    return rows[0]


def published_number(item: ReviewRow) -> str:
    """Return the number of a deadline that was published without its unit, as it was written; "" for other items."""
    if item.code != "deadline_unit_missing" or item.version_id is None:
        return ""
    place = item.field.removeprefix("methods[").partition("]")[0]
    methods = version(item.version_id).content.methods
    if not place.isdigit() or int(place) >= len(methods) or methods[int(place)].deadline.value is None:
        return ""
    return quantity_text(methods[int(place)].deadline.value or 0)


def published_basis(item: ReviewRow) -> str:
    """Return the decision that published what an item is about, to begin with when a ruling names its basis."""
    return version(item.version_id).decision_number if item.version_id is not None and item.is_deadline else ""


def held_beside_current(item: ReviewRow, on: date) -> list[tuple[str, list[str], list[str]]]:
    """Return (part, in force, imported) for an item about a text that waits as a draft; nothing for other items."""
    if item.version_id is None or not item.code.startswith("adopted_"):
        return []
    return [
        (part, now_valid, waiting)
        for (part, now_valid), (_part, waiting) in zip(
            _parts(current(item.procedure_code, on)), _parts(version(item.version_id)), strict=True
        )
    ]


def _parts(view: VersionView) -> list[tuple[str, list[str]]]:
    content = view.content
    ways = [
        " · ".join(
            filter(
                None,
                (
                    ", ".join(CHANNELS[channel] for channel in method.channels) or method.channel_text,
                    case.name if (case := content.case(method.case)) else "",
                    deadline_text(method.deadline.value, method.deadline.unit, method.deadline.text),
                ),
            )
        )
        for method in content.methods
    ]
    return [
        ("Bản", [f"Bản số {view.number}, nguồn {view.source}"]),
        ("Quyết định công bố", [view.decision_number] if view.decision_number else []),
        ("Tên thủ tục", [content.name]),
        ("Trường hợp", [case.name for case in content.cases]),
        ("Cách nộp và thời hạn", ways),
        ("Thành phần hồ sơ", [public_words.tidy_name(one.name) for one in content.components if not one.is_note]),
    ]


def review_counts(state: str = "open") -> dict[str, int]:
    """Return how many things of each kind are to settle, most first."""
    counts: dict[str, int] = {}
    for code in ReviewItem.objects.filter(state=state).values_list("code", flat=True)[:50_000]:
        counts[code] = counts.get(code, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
