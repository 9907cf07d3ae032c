"""The parts that papers share: letterhead, whose dossier it is, papers and fees in lines, who signs.

Names of agencies and officers are those of the day a paper was issued.
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
from congso.dossiers.models import Dossier, DossierPaper, FeeCharge
from congso.dossiers.queries.co_applicants import co_applicants_of
from congso.dossiers.rules.official_forms import FORMS_2018, FormKind, OfficialForm, form_set
from congso.dossiers.rules.states import Action
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.kernel.normalise import fold
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.representation import queries as representation

from . import wording
from .paper import Amount, ComponentLine, Contact, FeeLine, Letterhead, Party, Signatory, Subject, WantedLine

DESK = "one_stop_desk"
RETURN_WAYS = {
    "counter": "Tại quầy",
    "postal": "Dịch vụ bưu chính công ích",
    "online": "Bản điện tử, trực tuyến",
}


def dossier_of(dossier_id: UUID | str, *papers: str) -> Dossier:
    found = Dossier.objects.select_related("form", *papers).filter(id=dossier_id).first()
    if found is None:
        raise NotFound("Không tìm thấy hồ sơ này.")
    return found


def issued(dossier: Dossier, name: str, otherwise: str) -> Any:
    issued = getattr(dossier, name, None)
    if issued is None:
        raise NotFound(otherwise)
    return issued


def day_of(at: datetime | None) -> date | None:
    return at.astimezone(VIETNAM).date() if at else None


def official_form(kind: FormKind, on: date) -> OfficialForm:
    """Return the form of a kind in force on a day in this province's regime. NotFound where the regime has none."""
    forms = FORMS_2018 if settings.REGIME == "2021" else form_set(on)
    form = forms.form(kind)
    if form is None:
        raise NotFound("Biểu mẫu đang áp dụng không có loại giấy này.")
    return form


def has_stop_notice(at: datetime) -> bool:
    forms = FORMS_2018 if settings.REGIME == "2021" else form_set(at.astimezone(VIETNAM).date())
    return forms.form(FormKind.STOP_NOTICE) is not None


def head_of(kind: FormKind, organisation_id: int, at: datetime, number: str, *, desk: bool = True) -> Letterhead:
    form = official_form(kind, at.astimezone(VIETNAM).date())
    return letterhead(
        form.name,
        organisation_id,
        at,
        number,
        desk=desk,
        form=f"Mẫu số {form.number}",
        source=form.source.split(",")[0],
    )


def letterhead(
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


def contact_of(organisation_id: int, at: datetime) -> Contact:
    agency = organisation.organisation(organisation_id)
    desk = _desk_name(organisation_id, at.astimezone(VIETNAM).date())
    return Contact(f"{desk}, {agency.name}" if desk else agency.name, agency.address, agency.phone)


def tracking_url(code: str) -> str:
    """Return the public address at which anybody with the code sees how far a dossier is."""
    return f"{settings.SITE_URL}/tra-cuu/?ma={quote(code)}"


def subject_of(dossier: Dossier) -> Subject:
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
    on = day_of(dossier.submitted_at)
    address = answer_of(dossier, "applicant_address", on) or (known.address if known else "")
    commune = answer_of(dossier, "applicant_commune", on)
    if commune and fold(commune) not in fold(address):
        address = f"{address}, {commune}" if address else commune
    body = representation.body(dossier.body_id) if dossier.body_id else None
    tax_code = body.code if body else str(answers.get("applicant_tax_code") or "")
    address = address or (body.address if body else "")
    number = str(answers.get("applicant_identity_number") or (known.identity_number if known else "") or "")
    return Party(
        name=dossier.applicant_name,
        identity_number=tax_code or number,
        identity_label="Mã số thuế" if tax_code else "Số định danh cá nhân",
        address=address,
        phone=str(answers.get("applicant_phone") or (known.phone if known else "")),
        email=str(answers.get("applicant_email") or (known.email if known else "")),
    )


def answer_of(dossier: Dossier, key: str, on: date | None, places: catalogue.KnownPlaces = catalogue.PLACES) -> str:
    answer = dossier.form.answers.get(key)
    if not answer:
        return ""
    field = catalogue.version(dossier.procedure_version_id).form.field(key)
    if field is None:
        return str(answer) if isinstance(answer, str) else ""
    return form_language.shown_value(field, answer, places=places, on=on)


def time_allowed(dossier: Dossier) -> str:
    rule = dossier.deadline_rule or {}
    if rule.get("unit"):
        return deadline_text(float(Decimal(str(rule.get("value", 0)))), Unit(rule["unit"]))
    version = catalogue.version(dossier.procedure_version_id)
    published = catalogue.deadline_rule(version, dossier.case_code, dossier.channel)
    return deadline_text(published.value, published.unit, published.text)


def components(papers: Iterable[DossierPaper]) -> tuple[ComponentLine, ...]:
    """Return the papers, equal ones as one line, in the order they came."""
    counted: dict[tuple[str, str], int] = {}
    for paper in sorted(papers, key=lambda one: (one.component_key, one.added_at)):
        key = (paper.name, DossierPaper.Kind(paper.kind).label)
        counted[key] = counted.get(key, 0) + paper.quantity
    return tuple(ComponentLine(name, kind, quantity) for (name, kind), quantity in counted.items())


def returned(stored: Sequence[Any]) -> tuple[ComponentLine, ...]:
    """Read the papers given back: names alone, or names with kind and number."""
    return tuple(
        ComponentLine(str(one.get("name", "")), str(one.get("kind", "Bản chính")), int(one.get("quantity", 1)))
        if isinstance(one, dict)
        else ComponentLine(str(one), "Bản giấy", 1)
        for one in stored
    )


def wanted(item: dict[str, Any]) -> WantedLine:
    return WantedLine(str(item.get("name", "")), str(item.get("wanted", "")), str(item.get("why", "")))


def fees_of(dossier: Dossier) -> tuple[FeeLine, ...]:
    return tuple(
        FeeLine(fee.name, Amount(fee.amount_vnd), FeeCharge.State(fee.state).label)
        for fee in dossier.fees.order_by("id")
    )


def return_at(dossier: Dossier, contact: Contact) -> str:
    if dossier.return_channel == "counter":
        return contact.desk
    way = RETURN_WAYS.get(dossier.return_channel, dossier.return_channel)
    at_home = dossier.return_channel == "postal"
    return f"nhà (trụ sở), qua {way[0].lower()}{way[1:]}" if at_home else way


def submitter_of(dossier: Dossier) -> Signatory:
    submitter = identity.person(dossier.submitter_id) if dossier.submitter_id else None
    name = submitter.full_name if submitter else dossier.applicant_name
    role = _role_of_submitter(dossier)
    if dossier.channel == Dossier.Channel.ONLINE:
        return Signatory(role, name, note="", instead=f"Nộp trực tuyến lúc {wording.moment(dossier.submitted_at)}")
    if dossier.channel == Dossier.Channel.POSTAL:
        return Signatory(role, name, note="", instead="Nộp qua dịch vụ bưu chính công ích")
    return Signatory(role, name)


def _role_of_submitter(dossier: Dossier) -> str:
    """Return the words above the submitter's signature: for whom, and by what paper, they handed in."""
    role = "Người nộp hồ sơ"
    if dossier.body_id is not None and dossier.submitter_id is not None:
        return f"{role}\n(thay mặt tổ chức)"
    mandate = representation.mandate(dossier.mandate_id) if dossier.mandate_id else None
    if mandate is not None:
        number = f", giấy tờ số {mandate.document_number}" if mandate.document_number else ""
        return f"{role}\n({mandate.ground.label[0].lower()}{mandate.ground.label[1:]}{number})"
    return f"{role}\n(nộp hộ)" if dossier.submitter_id not in (None, dossier.applicant_id) else role


def officer_signs(officer_id: int, role: str) -> Signatory:
    return Signatory(role, organisation.officer_name(officer_id))


def leader_signs(officer_id: int, dossier: Dossier, *, drafted: bool = False) -> Signatory:
    """Return who signs for an agency, and with which words (Decree 30/2020/NĐ-CP art. 13). A draft bears no name.

    A deputy signs for the head ("KT."); whoever acted by a delegation signs with its words ("TUQ.", "TL.", "KT.")
    before the title of the one who gave it.
    """
    if drafted:
        return Signatory("Thủ trưởng cơ quan", "", "(Ký, ghi rõ họ tên và đóng dấu)")
    given = _given_by(dossier, officer_id)
    labels = organisation.officer_labels({officer_id, given[0]} if given else {officer_id})
    label = labels.get(officer_id)
    title = _short(label.title) if label else "Thủ trưởng cơ quan"
    if given and given[0] in labels and given[1]:
        title = f"{given[1]} {_short(labels[given[0]].title)}\n{title}"
    elif title.startswith("Phó "):
        title = f"KT. {title.removeprefix('Phó ')}\n{title}"
    return Signatory(title, label.name if label else "", "(Ký, ghi rõ họ tên và đóng dấu)")


_SIGNING = (Action.APPROVE, Action.DECLINE, Action.EXTEND, Action.STOP, Action.WITHDRAW, Action.EXPIRE_SUPPLEMENT)


def _given_by(dossier: Dossier, officer_id: int) -> tuple[int, str] | None:
    """Return in whose place an officer last decided on a dossier, and the words of it; None for their own."""
    last = (
        dossier.events.filter(
            officer_id=officer_id, at__gte=dossier.submitted_at, action__in=[one.value for one in _SIGNING]
        )
        .order_by("-sequence")
        .values_list("on_behalf_of_id", "payload")
        .first()
    )
    if last is None or last[0] is None:
        return None
    return last[0], str(last[1].get("acting", {}).get("form", ""))


def _short(title: str) -> str:
    """Return a title without the agency's name, which stands above it."""
    for tail in (" Ủy ban nhân dân", " Uỷ ban nhân dân", " UBND"):
        title = title.split(tail)[0]
    return title


def together_of(dossier: Dossier) -> tuple[str, ...]:
    """Return who applies together with the applicant, each with when and how they agreed; nothing for one alone."""
    if not dossier.co_applicant_ids:
        return ()
    return tuple(
        f"{one.full_name}, đồng ý lúc {wording.moment(one.agreed_at)}, {one.level}"
        for one in co_applicants_of(dossier.id)
    )
