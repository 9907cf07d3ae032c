"""From the rows of a dossier to the content of its papers.

Who may have a paper is decided where it is asked for; here the dossier is taken as given. Each function raises
NotFound when the dossier, or the legal paper that the print shows, does not exist. A paper says what was true when it
was issued: names of agencies and officers are those of that day.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from congso.catalogue import queries as catalogue
from congso.catalogue.rules import form_language
from congso.catalogue.rules.content import Unit, deadline_text
from congso.dossiers.commands import clock
from congso.dossiers.models import Dossier, DossierPaper, FeeCharge, RegisterEntry, Result
from congso.dossiers.queries import routes
from congso.dossiers.rules import timeliness
from congso.dossiers.rules.official_forms import FORMS_2018, FormKind, OfficialForm, form_set
from congso.dossiers.rules.states import Action
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.normalise import fold
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation

from . import hops, wording
from .paper import (
    AcceptancePaper,
    Amount,
    AnswerGroup,
    ApologyPaper,
    ApplicationPaper,
    ComponentLine,
    Contact,
    ControlPaper,
    FeeLine,
    Hop,
    Letterhead,
    Party,
    RefusalPaper,
    RegisterLine,
    RegisterPaper,
    ResultPaper,
    Signatory,
    StopPaper,
    Subject,
    SupplementPaper,
    WantedLine,
)

DESK = "one_stop_desk"
RETURN_WAYS = {
    "counter": "Tại quầy",
    "postal": "Dịch vụ bưu chính công ích",
    "online": "Bản điện tử, trực tuyến",
}
_MARKS = {
    Result.State.DRAFT: "Dự thảo",
    Result.State.APPROVED: "Đã duyệt, chưa ban hành",
    Result.State.RECALLED: "Đã thu hồi",
}


def acceptance(dossier_id: UUID | str) -> AcceptancePaper:
    """Return Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    dossier = _dossier(dossier_id, "slip", "register_entry")
    slip = _issued(dossier, "slip", "Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận.")
    fees = _fees(dossier)
    contact = _contact(dossier.receiving_organisation_id, slip.received_at)
    entry = getattr(dossier, "register_entry", None)
    return AcceptancePaper(
        head=_head(FormKind.ACCEPTANCE, slip.organisation_id, slip.received_at, str(slip)),
        subject=_subject(dossier),
        components=_components(paper for paper in dossier.papers.all() if paper.verdict != DossierPaper.Verdict.BAD),
        sets=1,
        time_allowed=_time_allowed(dossier),
        received_at=slip.received_at,
        due_at=slip.due_at,
        return_at=_return_at(dossier, contact),
        fees=fees,
        fee_total=Amount(sum(fee.amount.vnd for fee in fees)),
        register_book=f"01/{entry.year}" if entry else "",
        register_number=str(entry.number) if entry else "",
        channel=Dossier.Channel(dossier.channel).label,
        contact=contact,
        submitter=_submitter(dossier),
        receiver=_officer(slip.received_by_id, "Người tiếp nhận hồ sơ"),
    )


def supplement_request(dossier_id: UUID | str, round_number: int | None = None) -> SupplementPaper:
    """Return Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ of a round; the last one when no round is named."""
    dossier = _dossier(dossier_id)
    requests = dossier.supplement_requests.order_by("-round")
    request = (requests if round_number is None else requests.filter(round=round_number)).first()
    if request is None:
        raise NotFound("Hồ sơ không có phiếu yêu cầu bổ sung này.")
    first = request.shortfalls.order_by("told_at").first()
    return SupplementPaper(
        head=_head(FormKind.SUPPLEMENT_REQUEST, request.organisation_id, request.asked_at, str(request)),
        subject=_subject(dossier),
        round=request.round,
        items=tuple(_wanted(item) for item in request.items),
        reason=request.reason,
        answer_until=first.until_before if first else request.answer_until,
        contact=_contact(dossier.receiving_organisation_id, request.asked_at),
        guide=_officer(request.asked_by_id, "Người hướng dẫn"),
    )


def refusal(dossier_id: UUID | str) -> RefusalPaper:
    """Return Phiếu từ chối tiếp nhận giải quyết hồ sơ."""
    dossier = _dossier(dossier_id)
    notice = dossier.refusals.filter(voided_at__isnull=True).first()
    if notice is None:
        raise NotFound("Hồ sơ không có phiếu từ chối tiếp nhận.")
    return RefusalPaper(
        head=_head(FormKind.REFUSAL, notice.organisation_id, notice.refused_at, str(notice)),
        subject=_subject(dossier),
        submitted_at=dossier.submitted_at,
        reason=notice.reason,
        contact=_contact(dossier.receiving_organisation_id, notice.refused_at),
        submitter=_submitter(dossier),
        receiver=_officer(notice.refused_by_id, "Người tiếp nhận hồ sơ"),
    )


def extension(dossier_id: UUID | str) -> ApologyPaper:
    """Return Văn bản xin lỗi và đề nghị gia hạn; under the older regime phiếu xin lỗi và hẹn lại ngày trả kết quả."""
    dossier = _dossier(dossier_id, "extension")
    notice = _issued(dossier, "extension", "Hồ sơ không có văn bản xin lỗi và gia hạn.")
    return ApologyPaper(
        head=_head(FormKind.APOLOGY, notice.organisation_id, notice.issued_at, str(notice), desk=False),
        subject=_subject(dossier),
        agency_name=organisation.organisation(notice.organisation_id).name,
        received_at=dossier.received_at or dossier.submitted_at,
        old_due_at=notice.old_due_at,
        new_due_at=notice.new_due_at,
        reason=notice.reason,
        asks_extension=_has_stop_notice(notice.issued_at),
        contact=_contact(dossier.receiving_organisation_id, notice.issued_at),
        signatory=_leader(notice.issued_by_id),
    )


def stop_notice(dossier_id: UUID | str) -> StopPaper:
    """Return Thông báo dừng giải quyết hồ sơ; NotFound under a regime that has no such form (before 15/9/2025)."""
    dossier = _dossier(dossier_id, "stop_notice")
    notice = _issued(dossier, "stop_notice", "Hồ sơ không có thông báo dừng giải quyết.")
    fees = _fees(dossier)
    return StopPaper(
        head=_head(FormKind.STOP_NOTICE, notice.organisation_id, notice.issued_at, str(notice), desk=False),
        subject=_subject(dossier),
        agency_name=organisation.organisation(notice.organisation_id).name,
        received_at=dossier.received_at,
        stopped_at=notice.issued_at,
        withdrawn=notice.withdrawn,
        ground=notice.ground,
        papers_returned=_returned(notice.papers_returned),
        fees=fees,
        fee_paid=Amount(sum(fee.amount.vnd for fee in fees if fee.state == FeeCharge.State.PAID.label)),
        contact=_contact(dossier.receiving_organisation_id, notice.issued_at),
        signatory=_leader(notice.issued_by_id),
    )


def control_slip(dossier_id: UUID | str) -> ControlPaper:
    """Return Phiếu kiểm soát quá trình giải quyết hồ sơ, its lines derived from the history."""
    dossier = _dossier(dossier_id)
    if dossier.received_at is None:
        raise NotFound("Hồ sơ chưa được tiếp nhận nên chưa có phiếu kiểm soát.")
    handings = hops.handings(_acts(dossier))
    due_on, done_on = _day(dossier.due_at), _day(dossier.finished_at)
    processing = organisation.organisation(dossier.processing_organisation_id).name
    units = {unit_id for one in handings for unit_id in (one.giver_unit_id, one.unit_id) if unit_id}
    agencies = {organisation.unit(unit_id).organisation_id for unit_id in units}
    cooperating = agencies - {dossier.processing_organisation_id, dossier.receiving_organisation_id}
    return ControlPaper(
        head=_head(FormKind.CONTROL_SLIP, dossier.receiving_organisation_id, dossier.received_at, ""),
        subject=_subject(dossier),
        agency_name=processing,
        cooperating=tuple(sorted(organisation.organisation(one).name for one in cooperating)),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        finished_at=dossier.finished_at,
        outcome=timeliness.finished(due_on, done_on).label if done_on else "",
        hops=_hops(handings),
    )


def register(organisation_id: int, year: int) -> RegisterPaper:
    """Return Sổ theo dõi hồ sơ of an agency and year, in the order of its numbers; empty when nothing was received."""
    entries = (
        RegisterEntry.objects.filter(organisation_id=organisation_id, year=year)
        .select_related("dossier", "dossier__form")
        .order_by("number")
    )
    handed: dict[UUID, str] = {
        result.dossier_id: result.handover.receiver_name
        for result in Result.objects.filter(
            dossier__register_entry__organisation_id=organisation_id,
            dossier__register_entry__year=year,
            handover__isnull=False,
        ).select_related("handover")
    }
    places = _PlacesOnce()
    with organisation.one_revision():
        lines = tuple(
            _register_line(entry, handed.get(entry.dossier_id, ""), places) for entry in entries.iterator(2_000)
        )
    last = max((line.received_on for line in lines if line.received_on), default=date(year, 1, 1))
    at = datetime(last.year, last.month, last.day, 17, tzinfo=VIETNAM)
    return RegisterPaper(
        head=_head(FormKind.REGISTER, organisation_id, at, ""),
        year=year,
        book=f"01/{year}",
        lines=lines,
        total=len(lines),
    )


def result(dossier_id: UUID | str) -> ResultPaper:
    """Return the result written in the system: the one in force, else the last recalled one."""
    dossier = _dossier(dossier_id)
    found = sorted(dossier.results.all(), key=lambda one: (one.state != Result.State.RECALLED, one.round))
    if not found:
        raise NotFound("Hồ sơ chưa có kết quả.")
    chosen = found[-1]
    at = chosen.issued_at or chosen.approved_at or chosen.drafted_at
    agency_id = dossier.processing_organisation_id
    subject = _subject(dossier)
    return ResultPaper(
        head=_letterhead(chosen.title, agency_id, at, chosen.reference_number, desk=False),
        subject=subject,
        paragraphs=tuple(line.strip() for line in chosen.body.splitlines() if line.strip()),
        mark=_MARKS.get(Result.State(chosen.state), ""),
        recipients=(f"{subject.party.name};", f"Lưu: VT, hồ sơ {subject.code}."),
        signatory=_leader(chosen.approved_by_id or chosen.drafted_by_id, drafted=chosen.approved_by_id is None),
    )


def application(dossier_id: UUID | str) -> ApplicationPaper:
    """Return the application as handed in: the answers as the person reads them back, and the papers with it."""
    dossier = _dossier(dossier_id)
    version = catalogue.version(dossier.procedure_version_id)
    on = _day(dossier.submitted_at) or dossier.submitted_at.date()
    shown = catalogue.answers_shown(version, dossier.form.answers, on)
    return ApplicationPaper(
        head=_letterhead(
            version.form.title or dossier.procedure_name,
            dossier.receiving_organisation_id,
            dossier.submitted_at,
            "",
            desk=False,
        ),
        subject=_subject(dossier),
        addressee=organisation.organisation(dossier.processing_organisation_id).name,
        groups=tuple(AnswerGroup(title, tuple(lines)) for title, lines in shown),
        components=_components(paper for paper in dossier.papers.all() if paper.round == 0),
        channel=Dossier.Channel(dossier.channel).label,
        submitted_at=dossier.submitted_at,
        signatory=_submitter(dossier),
    )


# The parts


def _dossier(dossier_id: UUID | str, *papers: str) -> Dossier:
    found = Dossier.objects.select_related("form", *papers).filter(id=dossier_id).first()
    if found is None:
        raise NotFound("Không tìm thấy hồ sơ này.")
    return found


def _issued(dossier: Dossier, name: str, otherwise: str) -> Any:
    issued = getattr(dossier, name, None)
    if issued is None:
        raise NotFound(otherwise)
    return issued


def _day(at: datetime | None) -> date | None:
    return at.astimezone(VIETNAM).date() if at else None


def official_form(kind: FormKind, on: date) -> OfficialForm:
    """Return the form of a kind in force on a day in this province's regime. NotFound where the regime has none."""
    forms = FORMS_2018 if settings.REGIME == "2021" else form_set(on)
    form = forms.form(kind)
    if form is None:
        raise NotFound("Biểu mẫu đang áp dụng không có loại giấy này.")
    return form


def _has_stop_notice(at: datetime) -> bool:
    forms = FORMS_2018 if settings.REGIME == "2021" else form_set(at.astimezone(VIETNAM).date())
    return forms.form(FormKind.STOP_NOTICE) is not None


def _head(kind: FormKind, organisation_id: int, at: datetime, number: str, *, desk: bool = True) -> Letterhead:
    form = official_form(kind, at.astimezone(VIETNAM).date())
    return _letterhead(
        form.name,
        organisation_id,
        at,
        number,
        desk=desk,
        form=f"Mẫu số {form.number}",
        source=form.source.split(",")[0],
    )


def _letterhead(
    title: str, organisation_id: int, at: datetime, number: str, *, desk: bool, form: str = "", source: str = ""
) -> Letterhead:
    agency = organisation.organisation(organisation_id)
    on = at.astimezone(VIETNAM).date()
    desk_name = _desk_name(organisation_id, on) if desk else ""
    above = organisation.organisation(agency.parent_id).name if agency.parent_id and not desk_name else ""
    committee = agency.kind.endswith("_committee")
    place = organisation.place(agency.tier, agency.place_code, on)
    return Letterhead(
        title=title,
        agency=agency.name,
        place=place.name if place else agency.place_name,
        issued_at=at,
        superior="" if committee else above,
        desk=desk_name,
        number=number,
        form=form,
        source=source,
    )


def _desk_name(organisation_id: int, on: date) -> str:
    """Return the name of an agency's one-stop desk; "" when it has none or is itself the centre."""
    try:
        name = organisation.unit_for(organisation_id, DESK, on).name
    except NotFound:
        return ""
    agency = organisation.organisation(organisation_id)
    return "" if agency.kind == "provincial_centre" or fold(name) in fold(agency.name) else name


def _contact(organisation_id: int, at: datetime) -> Contact:
    agency = organisation.organisation(organisation_id)
    desk = _desk_name(organisation_id, at.astimezone(VIETNAM).date())
    return Contact(f"{desk}, {agency.name}" if desk else agency.name, agency.address, agency.phone)


def tracking_url(code: str) -> str:
    """Return the public address at which anybody with the code sees how far a dossier is."""
    return f"{settings.SITE_URL}/tra-cuu/?ma={quote(code)}"


def _subject(dossier: Dossier) -> Subject:
    code = dossier.code or dossier.registration_code
    return Subject(
        code=code,
        code_label="Mã hồ sơ" if dossier.code else "Mã đăng ký",
        tracking_url=tracking_url(code),
        party=_party(dossier),
        procedure=dossier.procedure_name,
        procedure_code=dossier.procedure_code,
    )


def _party(dossier: Dossier) -> Party:
    """Return whose dossier it is: as told in the application, else as known to the province.

    Papers go to whoever handed in, too. Acting for somebody else, they read back only what they typed themselves.
    """
    answers = dossier.form.answers
    by_another = dossier.submitter_id not in (None, dossier.applicant_id)
    known = None if by_another else identity.person(dossier.applicant_id)
    on = _day(dossier.submitted_at)
    address = _answer(dossier, "applicant_address", on) or (known.address if known else "")
    commune = _answer(dossier, "applicant_commune", on)
    if commune and fold(commune) not in fold(address):
        address = f"{address}, {commune}" if address else commune
    tax_code = str(answers.get("applicant_tax_code") or "")
    number = str(answers.get("applicant_identity_number") or (known.identity_number if known else "") or "")
    return Party(
        name=dossier.applicant_name,
        identity_number=tax_code or number,
        identity_label="Mã số thuế" if tax_code else "Số định danh cá nhân",
        address=address,
        phone=str(answers.get("applicant_phone") or (known.phone if known else "")),
        email=str(answers.get("applicant_email") or (known.email if known else "")),
    )


def _answer(dossier: Dossier, key: str, on: date | None, places: catalogue.KnownPlaces = catalogue.PLACES) -> str:
    answer = dossier.form.answers.get(key)
    if not answer:
        return ""
    field = catalogue.version(dossier.procedure_version_id).form.field(key)
    if field is None:
        return str(answer) if isinstance(answer, str) else ""
    return form_language.shown_value(field, answer, places=places, on=on)


def _time_allowed(dossier: Dossier) -> str:
    rule = dossier.deadline_rule or {}
    if rule.get("unit"):
        return deadline_text(float(Decimal(str(rule.get("value", 0)))), Unit(rule["unit"]))
    version = catalogue.version(dossier.procedure_version_id)
    published = catalogue.deadline_rule(version, dossier.case_code, dossier.channel)
    return deadline_text(published.value, published.unit, published.text)


def _components(papers: Iterable[DossierPaper]) -> tuple[ComponentLine, ...]:
    """Return the papers, equal ones as one line, in the order they came."""
    counted: dict[tuple[str, str], int] = {}
    for paper in sorted(papers, key=lambda one: (one.component_key, one.added_at)):
        key = (paper.name, DossierPaper.Kind(paper.kind).label)
        counted[key] = counted.get(key, 0) + paper.quantity
    return tuple(ComponentLine(name, kind, quantity) for (name, kind), quantity in counted.items())


def _returned(stored: Sequence[Any]) -> tuple[ComponentLine, ...]:
    """Read the papers given back: names alone, or names with kind and number."""
    return tuple(
        ComponentLine(str(one.get("name", "")), str(one.get("kind", "Bản chính")), int(one.get("quantity", 1)))
        if isinstance(one, dict)
        else ComponentLine(str(one), "Bản giấy", 1)
        for one in stored
    )


def _wanted(item: dict[str, Any]) -> WantedLine:
    return WantedLine(str(item.get("name", "")), str(item.get("wanted", "")), str(item.get("why", "")))


def _fees(dossier: Dossier) -> tuple[FeeLine, ...]:
    return tuple(
        FeeLine(fee.name, Amount(fee.amount_vnd), FeeCharge.State(fee.state).label)
        for fee in dossier.fees.order_by("id")
    )


def _return_at(dossier: Dossier, contact: Contact) -> str:
    if dossier.return_channel == "counter":
        return contact.desk
    way = RETURN_WAYS.get(dossier.return_channel, dossier.return_channel)
    at_home = dossier.return_channel == "postal"
    return f"nhà (trụ sở), qua {way[0].lower()}{way[1:]}" if at_home else way


def _submitter(dossier: Dossier) -> Signatory:
    submitter = identity.person(dossier.submitter_id) if dossier.submitter_id else None
    name = submitter.full_name if submitter else dossier.applicant_name
    if dossier.channel == Dossier.Channel.ONLINE:
        return Signatory(
            "Người nộp hồ sơ", name, note="", instead=f"Nộp trực tuyến lúc {wording.moment(dossier.submitted_at)}"
        )
    if dossier.channel == Dossier.Channel.POSTAL:
        return Signatory("Người nộp hồ sơ", name, note="", instead="Nộp qua dịch vụ bưu chính công ích")
    return Signatory("Người nộp hồ sơ", name)


def _officer(officer_id: int, role: str) -> Signatory:
    return Signatory(role, organisation.officer_name(officer_id))


def _leader(officer_id: int, *, drafted: bool = False) -> Signatory:
    """Return who signs for an agency; a deputy signs for the head ("KT."). A mere draft bears no name."""
    label = organisation.officer_labels([officer_id]).get(officer_id)
    title = label.title if label and not drafted else "Thủ trưởng cơ quan"
    for tail in (" Ủy ban nhân dân", " Uỷ ban nhân dân", " UBND"):
        title = title.split(tail)[0]
    if title.startswith("Phó "):
        head = title.removeprefix("Phó ")
        title = f"KT. {head}\n{title}"
    return Signatory(title, label.name if label and not drafted else "", "(Ký, ghi rõ họ tên và đóng dấu)")


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


class _PlacesOnce(catalogue.KnownPlaces):
    """Places asked for once and then remembered, for a register of many lines."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, date], tuple[str, str] | None] = {}

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        """Return the name and the province code of a commune on a day."""
        if (code, on) not in self.known:
            self.known[code, on] = super().commune(code, on)
        return self.known[code, on]


def _register_line(entry: RegisterEntry, receiver: str, places: catalogue.KnownPlaces) -> RegisterLine:
    dossier = entry.dossier
    answers = dossier.form.answers
    on = _day(dossier.submitted_at)
    contact = [
        _answer(dossier, "applicant_address", on, places),
        _answer(dossier, "applicant_commune", on, places),
        str(answers.get("applicant_phone") or ""),
    ]
    notes = []
    if dossier.extension_count:
        notes.append("Đã gia hạn")
    if dossier.state in {"withdrawn", "stopped"}:
        notes.append(dossier.get_state_display())
    return RegisterLine(
        number=entry.number,
        code=dossier.code or dossier.registration_code,
        procedure=dossier.procedure_name,
        sets=1,
        party=dossier.applicant_name,
        contact=", ".join(part for part in contact if part),
        agency=organisation.organisation(dossier.processing_organisation_id).name,
        received_on=_day(dossier.received_at),
        due_on=_day(dossier.due_at),
        returned_on=_day(dossier.returned_at),
        return_channel=RETURN_WAYS.get(dossier.return_channel, dossier.return_channel),
        receiver=receiver,
        note="; ".join(notes),
    )
