"""A dossier whole: what its page shows, and what its viewer may do. A constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from congso.audit.rules.purposes import Purpose
from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.models import (
    AcceptanceSlip,
    Dossier,
    DossierDeadline,
    DossierEvent,
    DossierForm,
    DossierPaper,
    DossierPause,
    Extension,
    FeeCharge,
    Handover,
    Rating,
    RefusalNotice,
    RegisterEntry,
    Result,
    StopNotice,
    SupplementRequest,
)
from congso.dossiers.permissions import Actor, Applicant
from congso.dossiers.rules import timeliness
from congso.dossiers.rules.deadlines import latest_apology_on, paper_forward_due
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.workflow import Step, Workflow, main_path, step_words
from congso.files import queries as files
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer, OfficerLabel
from congso.representation import queries as representation

from . import routes, rows
from .behalf import behalf_of
from .masking import masked, purpose_to_reveal, refuse_restricted
from .noting import note, note_own, people_of
from .shapes import (
    ApplicantView,
    BranchView,
    ComponentView,
    DeadlineView,
    DossierView,
    EventView,
    FeeView,
    PaperView,
    PauseView,
    RatingView,
    ResultView,
    ShortfallView,
    SlipView,
    StepView,
    SupplementItem,
    SupplementView,
)

NOT_FOUND = "Không tìm thấy hồ sơ này, hoặc hồ sơ không thuộc phạm vi của bạn."

CAUSES = {
    "received": "Khi tiếp nhận",
    "supplement": "Sau khi bổ sung hồ sơ",
    "payment": "Sau khi thực hiện nghĩa vụ tài chính",
    "branch": "Theo nhánh của quy trình",
    "extension": "Xin lỗi và hẹn lại",
}


def dossier_for_officer(
    officer: ActingOfficer, dossier_id: UUID, *, now: datetime, client_id: int | None = None, whole: bool = False
) -> DossierView:
    """Return a dossier as an officer may see it, with what they may do. Raises NotFound outside their scope,
    NotAllowed for an ended dossier of somebody whose data may only be kept.

    Numbers that identify somebody and ways to reach them are masked, unless a system may read them `whole`. That
    somebody's dossier was read is written in the trail (account, officer, dossier, and the system that asked).
    """
    dossier = _seen(officer, dossier_id)
    more: dict[str, Any] = {"whole": True} if whole else {}
    note(
        officer,
        "dossiers.read",
        now=now,
        client_id=client_id,
        subjects=people_of(dossier),
        object_kind="dossier",
        object_id=dossier.id,
        **more,
    )
    view = _view(dossier, officer, now)
    return view if whole else masked(view)


def dossier_revealed(
    officer: ActingOfficer, dossier_id: UUID, purpose: Purpose | None, *, now: datetime
) -> DossierView:
    """Return a dossier with nothing masked, for a purpose that the trail keeps and the person reads.

    Without one, the only purpose there is: whoever has the dossier in hand. Raises NotFound, Incorrect.
    """
    dossier = _seen(officer, dossier_id)
    note(
        officer,
        "dossiers.reveal",
        now=now,
        purpose=purpose_to_reveal(officer, dossier, purpose),
        subjects=people_of(dossier),
        object_kind="dossier",
        object_id=dossier.id,
    )
    return _view(dossier, officer, now)


def _seen(officer: ActingOfficer, dossier_id: UUID) -> Dossier:
    dossier = Dossier.objects.filter(id=dossier_id).first()
    if dossier is None or not permissions.may_see(officer, dossier):
        raise NotFound(NOT_FOUND)
    refuse_restricted(officer, dossier)
    return dossier


def dossier_for_person(person_id: UUID, dossier_id: UUID, *, now: datetime) -> DossierView:
    """Return a dossier of one's own, or of whom one acts for today. Raises NotFound for anybody else's."""
    dossier = Dossier.objects.filter(id=dossier_id).first()
    standing = representation.standing(person_id, now.astimezone(VIETNAM).date())
    if dossier is None or not permissions.is_person_of(person_id, dossier, standing):
        raise NotFound(NOT_FOUND)
    capacity = permissions.capacity(person_id, dossier)
    note_own(
        person_id,
        "dossiers.own",
        now=now,
        object_id=dossier.id,
        subjects=people_of(dossier),
        mandate_id=capacity.mandate_id,
        **capacity.kept,
    )
    return _view(dossier, Applicant(0, person_id, standing=standing), now)


def dossier_for_system(dossier_id: UUID, *, now: datetime) -> DossierView:
    """Return a dossier for the system itself: printing an official form, telling a person. Never for a request."""
    dossier = Dossier.objects.filter(id=dossier_id).first()
    if dossier is None:
        raise NotFound(NOT_FOUND)
    return _view(dossier, None, now)


def _view(dossier: Dossier, viewer: Actor | None, now: datetime) -> DossierView:
    pinned = routes.pinned(dossier.procedure_version_id)
    version = pinned.version
    workflow = _as_read_in(pinned.workflow, organisation.organisation(dossier.processing_organisation_id).name)
    answers = DossierForm.objects.filter(dossier=dossier).values_list("answers", flat=True).first() or {}
    papers = _papers(dossier)
    # Both ends bound the months that have to be looked into.
    events = list(
        DossierEvent.objects.filter(
            dossier=dossier, at__gte=dossier.submitted_at, at__lt=now + timedelta(days=1)
        ).order_by("sequence")
    )
    results = list(Result.objects.filter(dossier=dossier).select_related("file", "handover").order_by("round"))
    requests = list(SupplementRequest.objects.filter(dossier=dossier).prefetch_related("shortfalls").order_by("round"))
    slip = AcceptanceSlip.objects.filter(dossier=dossier).first()
    refusal = RefusalNotice.objects.filter(dossier=dossier, voided_at__isnull=True).first()
    extension = Extension.objects.filter(dossier=dossier).first()
    stop = StopNotice.objects.filter(dossier=dossier).first()
    register = RegisterEntry.objects.filter(dossier=dossier).first()
    labels = organisation.officer_labels(
        {
            officer_id
            for officer_id in (
                dossier.waiting_officer_id,
                *(event.officer_id for event in events),
                *(event.to_officer_id for event in events),
                *(event.on_behalf_of_id for event in events),
                *(by for one in results for by in (one.drafted_by_id, one.approved_by_id, one.issued_by_id)),
                *(one.asked_by_id for one in requests),
                *(short.told_by_id for one in requests for short in one.shortfalls.all()),
                slip.received_by_id if slip else None,
                refusal.refused_by_id if refusal else None,
                extension.issued_by_id if extension else None,
                stop.issued_by_id if stop else None,
            )
            if officer_id is not None
        }
    )
    people = identity.persons([one for one in (dossier.applicant_id, dossier.submitter_id) if one is not None])
    known = people.get(dossier.applicant_id)
    if isinstance(viewer, Applicant) and viewer.person_id != dossier.applicant_id:
        # Whoever hands in for somebody else typed that person's number: it opens nothing else we know of them.
        known = None
    step = workflow.step(dossier.step_key) if dossier.step_key else None
    # The row's own columns are already here: no second read of the same line.
    row = rows.rows_of([{column: getattr(dossier, column) for column in rows.COLUMNS}], now)[0]
    submitter = people.get(dossier.submitter_id) if dossier.submitter_id else None
    case = version.content.case(dossier.case_code)
    components, others = _components(version, dossier, papers)
    return DossierView(
        row=row,
        version_id=version.id,
        case_code=dossier.case_code,
        case_name=case.name if case else "",
        form_version_id=dossier.form_version_id,
        workflow_version_id=dossier.workflow_version_id,
        calendar_edition_id=dossier.calendar_edition_id,
        policy=dossier.policy,
        receiving_organisation_name=organisation.organisation(dossier.receiving_organisation_id).name,
        processing_organisation_name=organisation.organisation(dossier.processing_organisation_id).name,
        applicant=_applicant(dossier, known, answers),
        submitter_id=dossier.submitter_id,
        submitter_name=submitter.full_name if submitter else "",
        behalf=behalf_of(dossier, now),
        assurance_level=dossier.assurance_level,
        return_channel=dossier.return_channel,
        answers=answers,
        summary=catalogue.answers_shown(version, answers, dossier.submitted_at.astimezone(VIETNAM).date()),
        components=components,
        other_papers=others,
        events=tuple(_event(event, workflow, labels, dossier.channel) for event in events),
        deadlines=tuple(_deadline(one) for one in DossierDeadline.objects.filter(dossier=dossier).order_by("sequence")),
        pauses=tuple(
            PauseView(one.cause, str(DossierPause.Cause(one.cause).label), one.from_at, one.to_at)
            for one in DossierPause.objects.filter(dossier=dossier).order_by("from_at")
        ),
        original_due_at=dossier.original_due_at,
        scoring_due_at=dossier.scoring_due_at,
        steps=_steps(dossier, workflow, events),
        branches=_branches(step, workflow),
        back_branches=_back(step, workflow),
        slip=SlipView(
            "acceptance",
            slip.number,
            slip.year,
            f"{slip.number}/TNHS",
            slip.received_at,
            _label(labels, slip.received_by_id),
            due_at=slip.due_at,
        )
        if slip
        else None,
        register_number=str(register) if register else "",
        supplements=tuple(_supplement(one, labels) for one in requests),
        refusal=SlipView(
            "refusal",
            refusal.number,
            refusal.year,
            f"{refusal.number}/TCHS",
            refusal.refused_at,
            _label(labels, refusal.refused_by_id),
            refusal.reason,
        )
        if refusal
        else None,
        extension=SlipView(
            "apology",
            extension.number,
            extension.year,
            f"{extension.number}/XLGH",
            extension.issued_at,
            _label(labels, extension.issued_by_id),
            extension.reason,
            due_at=extension.new_due_at,
            old_due_at=extension.old_due_at,
            is_late=_day(extension.issued_at) > latest_apology_on(_day(extension.old_due_at)),
        )
        if extension
        else None,
        stop_notice=SlipView(
            "stop_notice",
            stop.number,
            stop.year,
            f"{stop.number}/TBD",
            stop.issued_at,
            _label(labels, stop.issued_by_id),
            stop.ground,
            papers_returned=tuple(stop.papers_returned),
            withdrawn=stop.withdrawn,
        )
        if stop
        else None,
        fees=tuple(_fee(one) for one in FeeCharge.objects.filter(dossier=dossier).order_by("id")),
        results=tuple(_result(one, labels) for one in results),
        rating=_rating(dossier),
        missed_due_at=dossier.missed_due_at,
        scored=timeliness.for_scoring(
            _day(dossier.scoring_due_at) if dossier.scoring_due_at else None,
            timeliness.ended_on(
                timeliness.Ends(
                    _day(dossier.finished_at) if dossier.finished_at else None,
                    closed_on=_day(events[-1].at) if row.state.is_final else None,
                )
            ),
            _day(now),
            supplement_requests=sum(not one.at_intake for one in requests),
        ),
        paper_forward_by=_paper_forward_by(dossier, papers),
        actions=permissions.allowed_actions(viewer, dossier, step) if viewer is not None else frozenset(),
        reveal_purposes=permissions.purposes_to_reveal(viewer, dossier) if isinstance(viewer, ActingOfficer) else (),
    )


def _day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


def _paper_forward_by(dossier: Dossier, papers: Iterable[PaperView]) -> datetime | None:
    """Return until when paper that lies at the desk must be with who processes it; None when there is none."""
    if dossier.received_at is None or dossier.state != DossierState.RECEIVED or all(one.file_id for one in papers):
        return None
    calendar = organisation.calendar_for(
        dossier.receiving_organisation_id, _day(dossier.received_at), dossier.calendar_edition_id
    )
    return paper_forward_due(dossier.received_at, calendar=calendar)


def _label(labels: Mapping[int, OfficerLabel], officer_id: int | None) -> str:
    return str(labels.get(officer_id, "")) if officer_id is not None else ""


def _papers(dossier: Dossier) -> list[PaperView]:
    found = list(DossierPaper.objects.filter(dossier=dossier).order_by("added_at", "id"))
    stored = files.views([one.file_id for one in found if one.file_id is not None])
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
            )
        )
    return views


def _components(
    version: catalogue.VersionView, dossier: Dossier, papers: list[PaperView]
) -> tuple[tuple[ComponentView, ...], tuple[PaperView, ...]]:
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


def _applicant(dossier: Dossier, person: identity.PersonView | None, answers: Mapping[str, Any]) -> ApplicantView:
    """What the application says comes first: it is what was signed; the rest is what the province knows."""
    address = answers.get("applicant_address")
    if isinstance(address, Mapping):
        address = address.get("street")
    born = person.born_on if person else None
    return ApplicantView(
        person_id=dossier.applicant_id,
        full_name=dossier.applicant_name,
        identity_number=str(answers.get("applicant_identity_number") or (person and person.identity_number) or ""),
        born_on=str(answers.get("applicant_born_on") or (born.isoformat() if born else "")),
        phone=str(answers.get("applicant_phone") or (person.phone if person else "")),
        email=str(answers.get("applicant_email") or (person.email if person else "")),
        address=str(address or (person.address if person else "")),
    )


def _as_read_in(workflow: Workflow, agency_name: str) -> Workflow:
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


def _event(event: DossierEvent, workflow: Workflow, labels: Mapping[int, OfficerLabel], channel: str) -> EventView:
    action = Action(event.action)
    if event.officer_id is not None:
        by = _label(labels, event.officer_id)
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


def _deadline(one: DossierDeadline) -> DeadlineView:
    lines = tuple(str(line.get("text", "")) for line in one.derivation.get("lines", ()))
    return DeadlineView(
        one.sequence, one.cause, CAUSES.get(one.cause, one.cause), one.due_at, one.computed_at, one.derivation, lines
    )


def _supplement(one: SupplementRequest, labels: Mapping[int, OfficerLabel]) -> SupplementView:
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
        asked_by=_label(labels, one.asked_by_id),
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
                _label(labels, short.told_by_id),
                short.answer_until,
            )
            for short in sorted(one.shortfalls.all(), key=lambda short: short.told_at)
        ),
    )


def _fee(one: FeeCharge) -> FeeView:
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


def _result(one: Result, labels: Mapping[int, OfficerLabel]) -> ResultView:
    handover: Handover | None = getattr(one, "handover", None)
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
        drafted_by=_label(labels, one.drafted_by_id),
        approved_at=one.approved_at,
        approved_by=_label(labels, one.approved_by_id),
        issued_at=one.issued_at,
        issued_by=_label(labels, one.issued_by_id),
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
    )


def _rating(dossier: Dossier) -> RatingView | None:
    one = Rating.objects.filter(dossier=dossier).first()
    if one is None:
        return None
    return RatingView(one.overall, str(Rating.Level(one.overall).label), one.details, one.comment, one.rated_at)


def _steps(dossier: Dossier, workflow: Workflow, events: list[DossierEvent]) -> tuple[StepView, ...]:
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


def _branches(step: Step | None, workflow: Workflow) -> tuple[BranchView, ...]:
    if step is None:
        return ()
    ways = [
        BranchView(branch.key, branch.condition, branch.to, _step_name(workflow, branch.to)) for branch in step.branches
    ]
    if step.next:
        name = _step_name(workflow, step.next)
        ways.insert(0, BranchView("", f"Chuyển: {name}", step.next, name))
    return tuple(ways)


def _back(step: Step | None, workflow: Workflow) -> tuple[BranchView, ...]:
    if step is None:
        return ()
    return tuple(
        BranchView("", f"Trả lại: {_step_name(workflow, key)}", key, _step_name(workflow, key), needs_reason=True)
        for key in step.may_return_to
    )
