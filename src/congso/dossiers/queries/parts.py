"""The parts of a dossier as its readers see them: rows in, views out."""

from collections.abc import Mapping
from dataclasses import replace

from congso.catalogue import queries as catalogue
from congso.dossiers.models import (
    Dossier,
    DossierDeadline,
    DossierEvent,
    DossierPaper,
    FeeCharge,
    Handover,
    Rating,
    Result,
    SupplementRequest,
)
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.workflow import Step, Workflow, main_path, step_words
from congso.files import queries as files
from congso.files.rules.content import PDF
from congso.kernel.clock import VIETNAM
from congso.organisation.queries import OfficerLabel
from congso.signatures import queries as signatures
from congso.signatures.rules.levels import WORDS as LEVEL_WORDS
from congso.signatures.rules.levels import Level

from . import rows
from .shapes import (
    BranchView,
    ComponentView,
    DeadlineView,
    EventView,
    FeeView,
    PaperView,
    RatingView,
    ResultView,
    ShortfallView,
    StepView,
    SupplementItem,
    SupplementView,
)

CAUSES = {
    "received": "Khi tiếp nhận",
    "supplement": "Sau khi bổ sung hồ sơ",
    "payment": "Sau khi thực hiện nghĩa vụ tài chính",
    "branch": "Theo nhánh của quy trình",
    "extension": "Xin lỗi và hẹn lại",
}


def label(labels: Mapping[int, OfficerLabel], officer_id: int | None) -> str:
    """Return an officer as a reader sees them; "" for nobody."""
    return str(labels.get(officer_id, "")) if officer_id is not None else ""


def papers_of(dossier: Dossier) -> list[PaperView]:
    """Return the papers of a dossier in the order they came, with what is known of their files."""
    found = list(DossierPaper.objects.filter(dossier=dossier).order_by("added_at", "id"))
    stored = files.views([one.file_id for one in found if one.file_id is not None])
    signed = signatures.verdicts(one.id for one in stored.values() if one.media_type == PDF)
    views = []
    for one in found:
        kept = stored.get(one.file_id) if one.file_id else None
        views.append(
            PaperView(
                id=one.id,
                component_key=one.component_key,
                name=one.name,
                kind=one.kind,
                kind_label=str(DossierPaper.Kind(one.kind).label),
                quantity=one.quantity,
                file_id=one.file_id,
                file_name=kept.name if kept else "",
                media_type=kept.media_type if kept else "",
                size_bytes=kept.size_bytes if kept else None,
                scan=kept.scan if kept else "",
                remarks=tuple(kept.remarks(one.added_at.astimezone(VIETNAM).date())) if kept else (),
                round=one.round,
                verdict=one.verdict,
                verdict_label=str(DossierPaper.Verdict(one.verdict).label),
                remark=one.remark,
                added_at=one.added_at,
                signatures=signed.get(one.file_id) if one.file_id else None,
            )
        )
    return views


def components_of(
    version: catalogue.VersionView, dossier: Dossier, papers: list[PaperView]
) -> tuple[tuple[ComponentView, ...], tuple[PaperView, ...]]:
    """Return the listed papers with what was handed in for each, and the papers that no list names."""
    listed = version.papers_for(dossier.case_code)
    keys = {component.key for component in listed}
    views = tuple(
        ComponentView(
            component.key,
            component.name,
            component.required,
            component.originals,
            component.copies,
            tuple(paper for paper in papers if paper.component_key == component.key),
        )
        for component in listed
    )
    return views, tuple(paper for paper in papers if paper.component_key not in keys)


def as_read_in(workflow: Workflow, agency_name: str) -> Workflow:
    """Return the workflow with its steps named as the agency would."""
    steps = tuple(replace(step, name=step_words(step, agency_name)) for step in workflow.steps)
    return replace(workflow, steps=steps)


def _person_words(event: DossierEvent) -> str:
    """Return as what a person did something: for an organisation, under a mandate, or for themselves."""
    acting = event.payload.get("acting", {})
    if acting.get("body"):
        return "Người thay mặt tổ chức"
    return "Người nộp thay (được ủy quyền, đại diện)" if acting.get("mandate") else "Người nộp hồ sơ"


def _step_name(workflow: Workflow, key: str) -> str:
    return next((step.name for step in workflow.steps if step.key == key), key)


def event_view(event: DossierEvent, workflow: Workflow, labels: Mapping[int, OfficerLabel], channel: str) -> EventView:
    """Return an event in words."""
    action = Action(event.action)
    if event.officer_id is not None:
        by = label(labels, event.officer_id)
        giver = labels.get(event.on_behalf_of_id or 0)
        if giver is not None:
            form = event.payload.get("acting", {}).get("form", "")
            by = f"{by}, thay mặt {giver.name}, {giver.title}" + (f" ({form})" if form else "")
    elif event.person_id is not None:
        by = _person_words(event)
    elif event.client_id is not None:
        by = "Hệ thống kết nối"
    else:
        by = "Hệ thống"
    return EventView(
        sequence=event.sequence,
        at=event.at,
        action=action,
        label=action.label_for(channel),
        from_state=DossierState(event.from_state) if event.from_state else None,
        to_state=DossierState(event.to_state),
        from_step=event.from_step,
        to_step=event.to_step,
        from_step_name=_step_name(workflow, event.from_step),
        to_step_name=_step_name(workflow, event.to_step),
        by_label=by,
        by_officer_id=event.officer_id,
        by_unit_name=rows.unit_name(event.unit_id),
        to_unit_name=rows.unit_name(event.to_unit_id),
        to_officer_name=labels[event.to_officer_id].name
        if event.to_officer_id is not None and event.to_officer_id in labels
        else "",
        reason=event.reason,
        payload=event.payload,
    )


def deadline_view(one: DossierDeadline) -> DeadlineView:
    """Return a deadline with the lines of its derivation."""
    lines = tuple(str(line.get("text", "")) for line in one.derivation.get("lines", ()))
    return DeadlineView(
        one.sequence, one.cause, CAUSES.get(one.cause, one.cause), one.due_at, one.computed_at, one.derivation, lines
    )


def supplement_view(one: SupplementRequest, labels: Mapping[int, OfficerLabel]) -> SupplementView:
    """Return a request for a supplement with what fell short of it."""
    wanted = {item.get("component_key", ""): item.get("wanted", "") for item in one.items}
    return SupplementView(
        round=one.round,
        number=one.number,
        year=one.year,
        shown_number=f"{one.number}/YCBS",
        at_intake=one.at_intake,
        items=tuple(
            SupplementItem(
                item.get("component_key", ""), item.get("name", ""), item.get("wanted", ""), item.get("why", "")
            )
            for item in one.items
        ),
        reason=one.reason,
        asked_at=one.asked_at,
        asked_by=label(labels, one.asked_by_id),
        answer_until=one.answer_until,
        answered_at=one.answered_at,
        confirmed_at=one.confirmed_at,
        shortfalls=tuple(
            ShortfallView(
                tuple(
                    SupplementItem(item["component_key"], item["name"], wanted[item["component_key"]], item["why"])
                    for item in short.items
                ),
                short.told_at,
                label(labels, short.told_by_id),
                short.answer_until,
            )
            for short in sorted(one.shortfalls.all(), key=lambda short: short.told_at)
        ),
    )


def fee_view(one: FeeCharge) -> FeeView:
    """Return a fee with its state in words."""
    return FeeView(
        one.id,
        one.name,
        one.amount_vnd,
        one.basis,
        one.state,
        str(FeeCharge.State(one.state).label),
        one.method,
        one.receipt_number,
        one.requested_at,
        one.settled_at,
        one.waiver_basis,
        one.waiver_evidence,
    )


def result_view(one: Result, labels: Mapping[int, OfficerLabel]) -> ResultView:
    """Return a result and its way into the person's hands."""
    handover: Handover | None = getattr(one, "handover", None)
    paper = one.signed_paper
    return ResultView(
        id=one.id,
        round=one.round,
        declined=one.declined,
        result_code=one.result_code,
        title=one.title,
        body=one.body,
        file_id=one.file_id,
        file_name=one.file.name if one.file else "",
        state=one.state,
        state_label=str(Result.State(one.state).label),
        number=one.number,
        reference_number=one.reference_number,
        drafted_at=one.drafted_at,
        drafted_by=label(labels, one.drafted_by_id),
        approved_at=one.approved_at,
        approved_by=label(labels, one.approved_by_id),
        issued_at=one.issued_at,
        issued_by=label(labels, one.issued_by_id),
        recall_reason=one.recall_reason,
        handed_at=handover.handed_at if handover else None,
        handed_channel=handover.channel if handover else "",
        receiver_name=handover.receiver_name if handover else "",
        receiver_paper=handover.receiver_paper if handover else "",
        on_behalf=handover.on_behalf if handover else False,
        file_sha256=one.file.sha256 if one.file else "",
        file_type=one.file.media_type if one.file else "",
        file_pages=one.file.pages if one.file else None,
        file_scan=one.file.scan if one.file else "",
        signed_paper_id=one.signed_paper_id,
        signed_code=paper.code if paper is not None and paper.completed_at is not None else "",
        signed_words=LEVEL_WORDS[Level(paper.level)] if paper is not None else "",
    )


def rating_of(dossier: Dossier) -> RatingView | None:
    """Return how a dossier was rated; None while it was not."""
    one = Rating.objects.filter(dossier=dossier).first()
    if one is None:
        return None
    return RatingView(one.overall, str(Rating.Level(one.overall).label), one.details, one.comment, one.rated_at)


def way_of(dossier: Dossier, workflow: Workflow, events: list[DossierEvent]) -> tuple[StepView, ...]:
    """Return the way of the dossier: the main path, with the branches it really took."""
    taken = {event.to_step for event in events if event.to_step} | {dossier.step_key}
    path = [step for step in workflow.steps if step in main_path(workflow) or step.key in taken]
    here = next((number for number, step in enumerate(path) if step.key == dossier.step_key), -1)
    over = DossierState(dossier.state) is DossierState.RETURNED

    def status(number: int) -> str:
        if over or number < here:
            return "done"
        return "current" if number == here else "ahead"

    return tuple(StepView(step.key, step.name, step.role.value, status(number)) for number, step in enumerate(path))


def branches_of(step: Step | None, workflow: Workflow) -> tuple[BranchView, ...]:
    """Return where a step may go on to."""
    if step is None:
        return ()
    ways = [
        BranchView(branch.key, branch.condition, branch.to, _step_name(workflow, branch.to)) for branch in step.branches
    ]
    if step.next:
        name = _step_name(workflow, step.next)
        ways.insert(0, BranchView("", f"Chuyển: {name}", step.next, name))
    return tuple(ways)


def ways_back(step: Step | None, workflow: Workflow) -> tuple[BranchView, ...]:
    """Return where a step may be sent back to."""
    if step is None:
        return ()
    return tuple(
        BranchView("", f"Trả lại: {_step_name(workflow, key)}", key, _step_name(workflow, key), needs_reason=True)
        for key in step.may_return_to
    )
