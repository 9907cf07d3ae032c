"""Reading the work on procedures: what is being drafted, what it changes, what is missing, by when it is due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count

from congso.catalogue.models import (
    Amendment,
    AmendmentBatch,
    AmendmentStep,
    ProcedureVersion,
    PublicationDecision,
)
from congso.catalogue.rules import adopted_needs, parts
from congso.catalogue.rules.amending import OPEN, Act, Kind, Stage
from congso.catalogue.rules.comparing import Change, compare
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.generated_form import ORIGIN
from congso.catalogue.rules.legal_completeness import MissingPart, missing_parts
from congso.catalogue.rules.parts import FORM_PART, FORM_TITLE, PARTS, WHERE_MISSING, Part
from congso.catalogue.rules.policy import ProcedurePolicy
from congso.catalogue.rules.publication_clock import ClockPolicy, Due, Facts, Publisher, dues
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from .form_drafts import form_changes, form_problems, mark_of

State = ProcedureVersion.State
ROWS = 50
ONE_SITTING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """A work in a list. `urgent` is its nearest day that is not met, if any."""

    id: int
    code: str
    name: str
    kind: str
    kind_label: str
    stage: str
    stage_label: str
    tone: str
    changed_at: datetime
    changed_by: str
    batch_id: int | None
    publish_on: date | None
    effective_from: date | None
    urgent: Due | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A line of the history of a work."""

    at: datetime
    label: str
    by: str
    part: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A part that the law wants and the draft lacks, and where to write it."""

    letter: str
    sentence: str
    part: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a draft: how many changes it has, and what it lacks."""

    part: Part
    changes: int
    missing: int


@dataclass(frozen=True)
class AmendmentView:
    """A work whole, as one of its editors sees it."""

    row: AmendmentRow
    content: ProcedureContent | None
    content_hash: str
    base_number: int | None
    changes: tuple[Change, ...]
    missing: tuple[MissingRow, ...]
    losses: tuple[str, ...]
    parts: tuple[PartRow, ...]
    dues: tuple[Due, ...]
    steps: tuple[StepRow, ...]
    form_label: str
    form_changes: tuple[Change, ...]
    form_problems: tuple[str, ...]
    workflow_label: str
    reason: str
    replaced_by: tuple[str, str] | None
    batch_said: str
    decision: str
    publisher: str
    law_signed_on: date | None
    law_effective_on: date | None
    simplified: bool
    base_moved: bool
    proposed_by: str
    reviewed_by: str
    may_review: bool
    version_number: int | None

    @property
    def acts(self) -> frozenset[str]:
        """Return what may be done now."""
        stage = self.row.stage
        allowed: dict[str, tuple[Act, ...]] = {
            Stage.DRAFTING: (Act.PROPOSE, Act.WITHDRAW, *((Act.REBASE,) if self.base_moved else ())),
            Stage.PROPOSED: (Act.TAKE_BACK, *((Act.APPROVE, Act.GIVE_BACK) if self.may_review else ())),
            Stage.APPROVED: (Act.TAKE_BACK, *((Act.GIVE_BACK,) if self.may_review else ()), Act.PUBLISH),
            Stage.SCHEDULED: (Act.CANCEL,),
        }
        return frozenset(act.value for act in allowed.get(stage, ()))


@dataclass(frozen=True, slots=True)
class BatchView:
    """One change over many procedures: what it says, and how many of its works stand where."""

    id: int
    said: str
    change: str
    created_at: datetime
    created_by: str
    counts: tuple[tuple[str, str, int], ...]
    may_review: bool

    def count(self, stage: str) -> int:
        """Return how many stand at a stage."""
        return next((n for name, _, n in self.counts if name == stage), 0)

    @property
    def proposed(self) -> int:
        """Return how many wait for review."""
        return self.count(Stage.PROPOSED)

    @property
    def approved(self) -> int:
        """Return how many wait to be published."""
        return self.count(Stage.APPROVED)

    @property
    def open(self) -> int:
        """Return how many are not ended."""
        return sum(n for name, _, n in self.counts if name in OPEN)


TONES: dict[str, str] = {
    Stage.DRAFTING: "neutral",
    Stage.PROPOSED: "info",
    Stage.APPROVED: "brand",
    Stage.SCHEDULED: "warn",
    Stage.DONE: "success",
    Stage.WITHDRAWN: "neutral",
}


def clock_policy() -> ClockPolicy:
    """Return how the province counts the days of publication (`CONGSO_PUBLICATION_DAYS`)."""
    return ClockPolicy(count=settings.PUBLICATION_DAYS)


# Works


def amendments(
    *, stage: str = "", batch_id: int | None = None, on: date, after: int = 0, limit: int = ROWS
) -> tuple[list[AmendmentRow], int]:
    """Return works, the last changed first, and how many were passed over (the cursor of the next page; 0: no more).

    `stage` is one of `Stage`, or "" for all that are open.
    """
    rows = Amendment.objects.filter(batch_id=batch_id) if batch_id else Amendment.objects.all()
    if stage in Stage.values:
        rows = rows.filter(stage=stage)
    elif not batch_id:
        rows = rows.filter(stage__in=OPEN)
    ordered = rows.order_by("-changed_at", "-id").select_related("procedure", "version", "decision")
    found = list(ordered.defer("procedure__search", "version__policy")[after : after + limit + 1])
    return _rows(found[:limit], on), after + limit if len(found) > limit else 0


def stage_counts() -> list[tuple[str, str, int]]:
    """Return the open stages with their words and how many works stand there."""
    counts = dict(Amendment.objects.filter(stage__in=OPEN).values_list("stage").annotate(n=Count("id")))
    return [(stage.value, str(stage.label), counts.get(stage.value, 0)) for stage in OPEN]


def _rows(found: list[Amendment], on: date) -> list[AmendmentRow]:
    names = organisation.officer_labels({one.changed_by_id for one in found})
    return [_row(one, str(names[one.changed_by_id].name) if one.changed_by_id in names else "", on) for one in found]


def _row(one: Amendment, changed_by: str, on: date) -> AmendmentRow:
    name = one.version.content.get("name", "") if one.version is not None else one.procedure.name
    unmet = [due for due in _dues(one, on) if due.done_on is None and one.stage != Stage.WITHDRAWN]
    return AmendmentRow(
        id=one.id,
        code=one.procedure.code,
        name=name or one.procedure.name,
        kind=one.kind,
        kind_label=str(Kind(one.kind).label),
        stage=one.stage,
        stage_label=str(Stage(one.stage).label),
        tone=TONES[one.stage],
        changed_at=one.changed_at,
        changed_by=changed_by,
        batch_id=one.batch_id,
        publish_on=one.publish_on,
        effective_from=one.effective_from,
        urgent=min(unmet, key=lambda due: due.on, default=None),
    )


def _dues(one: Amendment, on: date) -> tuple[Due, ...]:
    decision = one.decision
    facts = Facts(
        publisher=Publisher(decision.publisher if decision else one.publisher),
        simplified=decision.simplified if decision else one.simplified,
        law_signed_on=decision.law_signed_on if decision else one.law_signed_on,
        law_effective_on=decision.law_effective_on if decision else one.law_effective_on,
        signed_on=decision.signed_on if decision else None,
        entered_on=one.done_at.astimezone(VIETNAM).date() if one.done_at else None,
    )
    return dues(facts, on, clock_policy(), organisation.province_calendar(on))


def amendment(amendment_id: int, officer: ActingOfficer, on: date) -> AmendmentView:
    """Return a work with everything about it. Raises NotFound."""
    rows = Amendment.objects.select_related(
        "procedure__current", "version__form_version__form", "version__workflow_version", "based_on__form_version",
        "batch",
        "decision", "replaced_by",
    )  # fmt: skip
    one = rows.filter(id=amendment_id).first()
    if one is None:
        raise NotFound("Không có việc soạn thủ tục này.")
    steps = list(AmendmentStep.objects.filter(amendment=one).order_by("-id")[:300])
    names = organisation.officer_labels(
        {one.changed_by_id, one.proposed_by_id or 0, one.reviewed_by_id or 0, *(step.officer_id or 0 for step in steps)}
    )
    version, base = one.version, one.based_on
    content = ProcedureContent.from_json(version.content) if version else None
    before = ProcedureContent.from_json(base.content) if base else None
    changes = compare(before, content) if before and content else ()
    missing = missing_parts(content) if content else ()
    told = _row(one, str(names[one.changed_by_id].name) if one.changed_by_id in names else "", on)
    proposer = one.proposed_by_id
    return AmendmentView(
        row=told,
        content=content,
        content_hash=mark_of(version) if version else "",
        base_number=base.number if base else None,
        changes=changes,
        missing=tuple(MissingRow(part.letter, part.sentence, WHERE_MISSING[part.code]) for part in missing),
        losses=_losses(one, before, content),
        parts=_parts(changes, missing),
        dues=_dues(one, on),
        steps=tuple(
            _step(step, str(names[step.officer_id]) if step.officer_id in names else "") for step in _joined(steps)
        ),
        form_label=_form_label(version),
        form_changes=form_changes(version, base),
        form_problems=form_problems(version),
        workflow_label=_workflow_label(version),
        reason=next((step.note for step in reversed(steps) if step.act == Act.START), "") if not version else "",
        replaced_by=(one.replaced_by.code, one.replaced_by.name) if one.replaced_by else None,
        batch_said=one.batch.said if one.batch else "",
        decision=str(one.decision) if one.decision else "",
        publisher=one.publisher,
        law_signed_on=one.law_signed_on,
        law_effective_on=one.law_effective_on,
        simplified=one.simplified,
        base_moved=one.kind == Kind.AMEND
        and one.stage in OPEN
        and one.procedure.current_id is not None
        and one.procedure.current_id != one.based_on_id,
        proposed_by=str(names[proposer]) if proposer in names else "",
        reviewed_by=str(names[one.reviewed_by_id]) if one.reviewed_by_id in names else "",
        may_review=one.proposed_by is not None and one.proposed_by.person_id != officer.person_id,
        version_number=version.number if version else None,
    )


def _losses(one: Amendment, before: ProcedureContent | None, content: ProcedureContent | None) -> tuple[str, ...]:
    if not one.procedure.is_adopted or before is None or content is None or one.version is None:
        return ()
    policy = ProcedurePolicy.from_json(one.version.policy) if one.version.policy else ProcedurePolicy()
    return tuple(loss.sentence.replace("Bản mới", "Dự thảo") for loss in adopted_needs.losses(before, policy, content))


def _parts(changes: tuple[Change, ...], missing: tuple[MissingPart, ...]) -> tuple[PartRow, ...]:
    roles = {"executing", "authority", "authorised", "coordinating"}
    return tuple(
        PartRow(
            part,
            sum(("units" if one.field in roles else one.field) in part.fields for one in changes)
            if part.key != "phi"
            else 0,
            sum(WHERE_MISSING[one.code] == part.key for one in missing),
        )
        for part in PARTS
    )


def _joined(steps: list[AmendmentStep]) -> list[AmendmentStep]:
    """Leave out of many small steps on the form in one sitting all but the last, which says how many there were."""
    kept: list[AmendmentStep] = []
    counts: list[int] = []
    for step in steps:
        last = kept[-1] if kept else None
        if (
            last is not None
            and step.part == last.part == FORM_PART
            and step.officer_id == last.officer_id
            and last.at - step.at < ONE_SITTING
        ):
            counts[-1] += 1
        else:
            kept.append(step)
            counts.append(1)
    for step, count in zip(kept, counts, strict=True):
        if count > 1:
            step.note = f"{count} lần sửa, cuối cùng: {step.note}"
    return kept


def _step(step: AmendmentStep, by: str) -> StepRow:
    tones: dict[str, str] = {
        Act.APPROVE: "success",
        Act.PUBLISH: "success",
        Act.GIVE_BACK: "danger",
        Act.WITHDRAW: "danger",
    }
    titles = {FORM_PART: FORM_TITLE}
    part = parts.BY_KEY[step.part].title if step.part in parts.BY_KEY else titles.get(step.part, "")
    label = str(Act(step.act).label)
    return StepRow(step.at, label, by or "Hệ thống", part, step.note, tones.get(step.act, "neutral"))


def _form_label(version: ProcedureVersion | None) -> str:
    form = version.form_version if version else None
    if form is None:
        return "Sẽ sinh từ nội dung khi công bố" if version else ""
    if form.published_at is None:
        return f"Đã sửa trong dự thảo này, sẽ là bản {form.number}"
    if form.definition.get("origin") == ORIGIN:
        return f"Sinh tự động, {form.form.code} bản {form.number}; sinh lại khi công bố"
    return f"{form.form.name}, bản {form.number}"


def _workflow_label(version: ProcedureVersion | None) -> str:
    flow = version.workflow_version if version else None
    if flow is None:
        return "Quy trình mặc định theo thời hạn" if version else ""
    return f"{flow.name}, bản {flow.number}"


def draft_content(amendment_id: int) -> ProcedureContent:
    """Return the content of a draft. Raises NotFound for an abolition or an unknown work."""
    row = ProcedureVersion.objects.filter(amendment=amendment_id).first()
    if row is None:
        raise NotFound("Không có dự thảo này.")
    return ProcedureContent.from_json(row.content)


def part_last_saved(amendment_id: int, part: str) -> tuple[str, datetime] | None:
    """Return who saved a part of a draft last, and when; None when nobody did."""
    step = AmendmentStep.objects.filter(amendment_id=amendment_id, act=Act.REVISE, part=part).order_by("-id").first()
    if step is None or step.officer_id is None:
        return None
    return organisation.officer_name(step.officer_id), step.at


def batch(batch_id: int, officer: ActingOfficer) -> BatchView:
    """Return one change over many procedures. Raises NotFound."""
    one = AmendmentBatch.objects.select_related("created_by").filter(id=batch_id).first()
    if one is None:
        raise NotFound("Không có việc sửa hàng loạt này.")
    counts = dict(Amendment.objects.filter(batch=one).values_list("stage").annotate(n=Count("id")))
    return BatchView(
        id=one.id,
        said=one.said,
        change=one.change,
        created_at=one.created_at,
        created_by=organisation.officer_name(one.created_by_id),
        counts=tuple((stage.value, str(stage.label), counts[stage.value]) for stage in Stage if stage.value in counts),
        may_review=one.created_by.person_id != officer.person_id,
    )


# The list of editors


def decisions_entered(limit: int = 50) -> list[str]:
    """Return the numbers of the last decisions, to choose from."""
    return list(PublicationDecision.objects.order_by("-signed_on", "-id").values_list("number", flat=True)[:limit])
