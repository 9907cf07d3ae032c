"""A dossier whole: what its page shows, and what its viewer may do. A constant number of queries."""

from collections.abc import Iterable, Mapping
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
    DossierPause,
    Extension,
    FeeCharge,
    RefusalNotice,
    RegisterEntry,
    Result,
    StopNotice,
    SupplementRequest,
)
from congso.dossiers.permissions import Actor, Applicant
from congso.dossiers.rules import timeliness
from congso.dossiers.rules.deadlines import latest_apology_on, paper_forward_due
from congso.dossiers.rules.states import DossierState
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.representation import queries as representation

from . import routes, rows
from .behalf import behalf_of
from .co_applicants import co_applicants_of
from .masking import masked, purpose_to_reveal, refuse_restricted
from .noting import note, note_own, people_of
from .parts import (
    as_read_in,
    branches_of,
    components_of,
    deadline_view,
    event_view,
    fee_view,
    label,
    papers_of,
    rating_of,
    result_view,
    supplement_view,
    way_of,
    ways_back,
)
from .shapes import (
    ApplicantView,
    DossierView,
    PaperView,
    PauseView,
    SlipView,
)

NOT_FOUND = "Không tìm thấy hồ sơ này, hoặc hồ sơ không thuộc phạm vi của bạn."


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
    """Return a dossier of one's own, of whom one acts for today, or in which one applies together with somebody.

    Raises NotFound for anybody else's.
    """
    dossier = Dossier.objects.filter(id=dossier_id).first()
    standing = representation.standing(person_id, now.astimezone(VIETNAM).date())
    if dossier is None or not permissions.may_follow(person_id, dossier, standing):
        raise NotFound(NOT_FOUND)
    capacity = permissions.capacity(person_id, dossier)
    together: dict[str, Any] = {"co_applicant": True} if person_id in dossier.co_applicant_ids else {}
    note_own(
        person_id,
        "dossiers.own",
        now=now,
        object_id=dossier.id,
        subjects=people_of(dossier),
        mandate_id=capacity.mandate_id,
        **capacity.kept,
        **together,
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
    workflow = as_read_in(pinned.workflow, organisation.organisation(dossier.processing_organisation_id).name)
    answers = DossierForm.objects.filter(dossier=dossier).values_list("answers", flat=True).first() or {}
    papers = papers_of(dossier)
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
    components, others = components_of(version, dossier, papers)
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
        events=tuple(event_view(event, workflow, labels, dossier.channel) for event in events),
        deadlines=tuple(
            deadline_view(one) for one in DossierDeadline.objects.filter(dossier=dossier).order_by("sequence")
        ),
        pauses=tuple(
            PauseView(one.cause, str(DossierPause.Cause(one.cause).label), one.from_at, one.to_at)
            for one in DossierPause.objects.filter(dossier=dossier).order_by("from_at")
        ),
        original_due_at=dossier.original_due_at,
        scoring_due_at=dossier.scoring_due_at,
        steps=way_of(dossier, workflow, events),
        branches=branches_of(step, workflow),
        back_branches=ways_back(step, workflow),
        slip=SlipView(
            "acceptance",
            slip.number,
            slip.year,
            f"{slip.number}/TNHS",
            slip.received_at,
            label(labels, slip.received_by_id),
            due_at=slip.due_at,
        )
        if slip
        else None,
        register_number=str(register) if register else "",
        supplements=tuple(supplement_view(one, labels) for one in requests),
        refusal=SlipView(
            "refusal",
            refusal.number,
            refusal.year,
            f"{refusal.number}/TCHS",
            refusal.refused_at,
            label(labels, refusal.refused_by_id),
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
            label(labels, extension.issued_by_id),
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
            label(labels, stop.issued_by_id),
            stop.ground,
            papers_returned=tuple(stop.papers_returned),
            withdrawn=stop.withdrawn,
        )
        if stop
        else None,
        fees=tuple(fee_view(one) for one in FeeCharge.objects.filter(dossier=dossier).order_by("id")),
        results=tuple(result_view(one, labels) for one in results),
        rating=rating_of(dossier),
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
        co_applicants=co_applicants_of(dossier.id) if dossier.co_applicant_ids else (),
        follows_only=isinstance(viewer, Applicant)
        and not permissions.is_person_of(viewer.person_id, dossier, viewer.standing),
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
