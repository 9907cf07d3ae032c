"""From the rows of a dossier to the content of its papers.

Who may have a paper is decided where it is asked for; here the dossier is taken as given. Each function raises
NotFound when the dossier, or the legal paper that the print shows, does not exist. A paper says what was true when it
was issued: names of agencies and officers are those of that day.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from congso.catalogue import queries as catalogue
from congso.dossiers.models import Dossier, DossierPaper, FeeCharge, Result
from congso.dossiers.queries import clock, routes
from congso.dossiers.rules import timeliness
from congso.dossiers.rules.official_forms import FormKind
from congso.dossiers.rules.states import Action
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation

from . import hops, parts
from .paper import (
    AcceptancePaper,
    Amount,
    AnswerGroup,
    ApologyPaper,
    ApplicationPaper,
    ControlPaper,
    Hop,
    RefusalPaper,
    ResultPaper,
    StopPaper,
    SupplementPaper,
)

_MARKS = {
    Result.State.DRAFT: "Dự thảo",
    Result.State.APPROVED: "Đã duyệt, chưa ban hành",
    Result.State.RECALLED: "Đã thu hồi",
}


def acceptance(dossier_id: UUID | str) -> AcceptancePaper:
    """Return Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    dossier = parts.dossier_of(dossier_id, "slip", "register_entry")
    slip = parts.issued(dossier, "slip", "Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận.")
    fees = parts.fees_of(dossier)
    contact = parts.contact_of(dossier.receiving_organisation_id, slip.received_at)
    entry = getattr(dossier, "register_entry", None)
    return AcceptancePaper(
        head=parts.head_of(FormKind.ACCEPTANCE, slip.organisation_id, slip.received_at, str(slip)),
        subject=parts.subject_of(dossier),
        components=parts.components(
            paper for paper in dossier.papers.all() if paper.verdict != DossierPaper.Verdict.BAD
        ),
        sets=1,
        time_allowed=parts.time_allowed(dossier),
        received_at=slip.received_at,
        due_at=slip.due_at,
        return_at=parts.return_at(dossier, contact),
        fees=fees,
        fee_total=Amount(sum(fee.amount.vnd for fee in fees)),
        register_book=f"01/{entry.year}" if entry else "",
        register_number=str(entry.number) if entry else "",
        channel=Dossier.Channel(dossier.channel).label,
        contact=contact,
        submitter=parts.submitter_of(dossier),
        receiver=parts.officer_signs(slip.received_by_id, "Người tiếp nhận hồ sơ"),
    )


def supplement_request(dossier_id: UUID | str, round_number: int | None = None) -> SupplementPaper:
    """Return Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ of a round; the last one when no round is named."""
    dossier = parts.dossier_of(dossier_id)
    requests = dossier.supplement_requests.order_by("-round")
    request = (requests if round_number is None else requests.filter(round=round_number)).first()
    if request is None:
        raise NotFound("Hồ sơ không có phiếu yêu cầu bổ sung này.")
    first = request.shortfalls.order_by("told_at").first()
    return SupplementPaper(
        head=parts.head_of(FormKind.SUPPLEMENT_REQUEST, request.organisation_id, request.asked_at, str(request)),
        subject=parts.subject_of(dossier),
        round=request.round,
        items=tuple(parts.wanted(item) for item in request.items),
        reason=request.reason,
        answer_until=first.until_before if first else request.answer_until,
        contact=parts.contact_of(dossier.receiving_organisation_id, request.asked_at),
        guide=parts.officer_signs(request.asked_by_id, "Người hướng dẫn"),
    )


def refusal(dossier_id: UUID | str) -> RefusalPaper:
    """Return Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    dossier = parts.dossier_of(dossier_id)
    notice = dossier.refusals.filter(voided_at__isnull=True).first()
    if notice is None:
        raise NotFound("Hồ sơ không có phiếu từ chối tiếp nhận.")
    return RefusalPaper(
        head=parts.head_of(FormKind.REFUSAL, notice.organisation_id, notice.refused_at, str(notice)),
        subject=parts.subject_of(dossier),
        submitted_at=dossier.submitted_at,
        reason=notice.reason,
        contact=parts.contact_of(dossier.receiving_organisation_id, notice.refused_at),
        submitter=parts.submitter_of(dossier),
        receiver=parts.officer_signs(notice.refused_by_id, "Người tiếp nhận hồ sơ"),
    )


def extension(dossier_id: UUID | str) -> ApologyPaper:
    """Return Văn bản xin lỗi và đề nghị gia hạn; under the older regime phiếu xin lỗi và hẹn lại ngày trả kết quả."""
    dossier = parts.dossier_of(dossier_id, "extension")
    notice = parts.issued(dossier, "extension", "Hồ sơ không có văn bản xin lỗi và gia hạn.")
    return ApologyPaper(
        head=parts.head_of(FormKind.APOLOGY, notice.organisation_id, notice.issued_at, str(notice), desk=False),
        subject=parts.subject_of(dossier),
        agency_name=organisation.organisation(notice.organisation_id).name,
        received_at=dossier.received_at or dossier.submitted_at,
        old_due_at=notice.old_due_at,
        new_due_at=notice.new_due_at,
        reason=notice.reason,
        asks_extension=parts.has_stop_notice(notice.issued_at),
        contact=parts.contact_of(dossier.receiving_organisation_id, notice.issued_at),
        signatory=parts.leader_signs(notice.issued_by_id, dossier),
    )


def stop_notice(dossier_id: UUID | str) -> StopPaper:
    """Return Thông báo dừng giải quyết hồ sơ; NotFound under a regime that has no such form (before 15/9/2025)."""
    dossier = parts.dossier_of(dossier_id, "stop_notice")
    notice = parts.issued(dossier, "stop_notice", "Hồ sơ không có thông báo dừng giải quyết.")
    fees = parts.fees_of(dossier)
    return StopPaper(
        head=parts.head_of(FormKind.STOP_NOTICE, notice.organisation_id, notice.issued_at, str(notice), desk=False),
        subject=parts.subject_of(dossier),
        agency_name=organisation.organisation(notice.organisation_id).name,
        received_at=dossier.received_at,
        stopped_at=notice.issued_at,
        withdrawn=notice.withdrawn,
        ground=notice.ground,
        papers_returned=parts.returned(notice.papers_returned),
        fees=fees,
        fee_paid=Amount(sum(fee.amount.vnd for fee in fees if fee.state == FeeCharge.State.PAID.label)),
        contact=parts.contact_of(dossier.receiving_organisation_id, notice.issued_at),
        signatory=parts.leader_signs(notice.issued_by_id, dossier),
    )


def control_slip(dossier_id: UUID | str) -> ControlPaper:
    """Return Phiếu kiểm soát quá trình giải quyết hồ sơ, its lines derived from the history."""
    dossier = parts.dossier_of(dossier_id)
    if dossier.received_at is None:
        raise NotFound("Hồ sơ chưa được tiếp nhận nên chưa có phiếu kiểm soát.")
    handings = hops.handings(_acts(dossier))
    due_on, done_on = parts.day_of(dossier.due_at), parts.day_of(dossier.finished_at)
    processing = organisation.organisation(dossier.processing_organisation_id).name
    units = {unit_id for one in handings for unit_id in (one.giver_unit_id, one.unit_id) if unit_id}
    agencies = {organisation.unit(unit_id).organisation_id for unit_id in units}
    cooperating = agencies - {dossier.processing_organisation_id, dossier.receiving_organisation_id}
    return ControlPaper(
        head=parts.head_of(FormKind.CONTROL_SLIP, dossier.receiving_organisation_id, dossier.received_at, ""),
        subject=parts.subject_of(dossier),
        agency_name=processing,
        cooperating=tuple(sorted(organisation.organisation(one).name for one in cooperating)),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        finished_at=dossier.finished_at,
        outcome=timeliness.finished(due_on, done_on).label if done_on else "",
        hops=_hops(handings),
    )


def result(dossier_id: UUID | str, *, check_url: str = "") -> ResultPaper:
    """Return the result written in the system: the one in force, else the last recalled one."""
    dossier = parts.dossier_of(dossier_id)
    found = sorted(dossier.results.all(), key=lambda one: (one.state != Result.State.RECALLED, one.round))
    if not found:
        raise NotFound("Hồ sơ chưa có kết quả.")
    chosen = found[-1]
    at = chosen.issued_at or chosen.approved_at or chosen.drafted_at
    agency_id = dossier.processing_organisation_id
    subject = parts.subject_of(dossier)
    return ResultPaper(
        head=parts.letterhead(chosen.title, agency_id, at, chosen.reference_number, desk=False),
        subject=subject,
        paragraphs=tuple(line.strip() for line in chosen.body.splitlines() if line.strip()),
        mark="" if check_url else _MARKS.get(Result.State(chosen.state), ""),
        check_url=check_url,
        recipients=(f"{subject.party.name};", f"Lưu: VT, hồ sơ {subject.code}."),
        signatory=parts.leader_signs(
            chosen.approved_by_id or chosen.drafted_by_id, dossier, drafted=chosen.approved_by_id is None
        ),
    )


def application(dossier_id: UUID | str) -> ApplicationPaper:
    """Return the application as handed in: the answers as the person reads them back, and the papers with it."""
    dossier = parts.dossier_of(dossier_id)
    version = catalogue.version(dossier.procedure_version_id)
    on = parts.day_of(dossier.submitted_at) or dossier.submitted_at.date()
    shown = catalogue.answers_shown(version, dossier.form.answers, on)
    return ApplicationPaper(
        head=parts.letterhead(
            version.form.title or dossier.procedure_name,
            dossier.receiving_organisation_id,
            dossier.submitted_at,
            "",
            desk=False,
        ),
        subject=parts.subject_of(dossier),
        addressee=organisation.organisation(dossier.processing_organisation_id).name,
        groups=tuple(AnswerGroup(title, tuple(lines)) for title, lines in shown),
        components=parts.components(paper for paper in dossier.papers.all() if paper.round == 0),
        channel=Dossier.Channel(dossier.channel).label,
        submitted_at=dossier.submitted_at,
        signatory=parts.submitter_of(dossier),
        together=parts.together_of(dossier),
    )


def _acts(dossier: Dossier) -> list[hops.Act]:
    """Read the history; each act knows until when the step it leads to, or stays in, should be done."""
    workflow = routes.pinned(dossier.procedure_version_id).workflow
    until: datetime | None = None
    acts = []
    # The bound spares the months before: the table of events is partitioned.
    for event in dossier.events.filter(at__gte=dossier.submitted_at).order_by("sequence"):
        step = workflow.step(event.to_step) if event.to_step else None
        if step is None or dossier.due_at is None:
            until = None
        elif until is None or event.to_step != event.from_step:
            calendar = clock.calendar_of(dossier, clock.day_of(event.at))
            until = clock.step_until(calendar, step, dossier.due_at, event.at)
        acts.append(
            hops.Act(
                at=event.at,
                action=Action(event.action),
                unit_id=event.unit_id,
                officer_id=event.officer_id,
                to_unit_id=event.to_unit_id,
                to_officer_id=event.to_officer_id,
                until=until,
                reason=event.reason,
            )
        )
    return acts


def _hops(handings: Sequence[hops.Handing]) -> tuple[Hop, ...]:
    officers = {one for h in handings for one in (h.giver_officer_id, h.officer_id, h.received_by_id) if one}
    labels = organisation.officer_labels(officers)

    def name(officer_id: int | None) -> str:
        return labels[officer_id].name if officer_id in labels else ""

    def unit(unit_id: int | None) -> str:
        return organisation.unit(unit_id).name if unit_id else "Người nộp hồ sơ"

    return tuple(
        Hop(
            giver=unit(one.giver_unit_id),
            given_by=name(one.giver_officer_id) or "hệ thống",
            given_at=one.given_at,
            receiver=unit(one.unit_id),
            received_by=name(one.received_by_id or one.officer_id),
            received_at=one.received_at,
            outcome=one.outcome,
            note=one.note,
        )
        for one in handings
    )
