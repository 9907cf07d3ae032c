"""Looking through a draft before it is sent: the same questions that handing in asks, and the doubts besides."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from congso.catalogue import queries as catalogue
from congso.catalogue.queries import VersionView
from congso.files import queries as files
from congso.files.rules.findings import Level
from congso.identity import queries as identity
from congso.kernel.normalise import fold
from congso.kernel.refusals import NotFound, Refusal
from congso.organisation import queries as organisation

from ..rules import presending as rules
from ..rules.presending import FORM, PLACE, Found
from . import routes
from .own import OwnDossiers
from .shapes import DraftView


def presending(draft: DraftView, *, person_id: UUID, on: date) -> tuple[Found, ...]:
    """Return everything found in a draft on a day, defects first. Without a defect it can be handed in.

    `person_id` is who hands in.
    """
    version = catalogue.version(draft.version_id)
    with_file = {paper.component_key for paper in draft.papers}
    checked = catalogue.check_answers(version, draft.answers, with_file, on, dossiers=OwnDossiers(person_id, on))
    found = [*_of_procedure(version, on), *_of_place(draft, version, on)]
    for key, sentences in checked.errors.items():
        found += [Found("answer", Level.DEFECT, FORM, key, one) for one in sentences]
    found += _of_person(draft, checked.answers, person_id)
    found += _of_residence(draft, version, checked.answers, on)
    found += rules.of_papers(
        version.papers_for(draft.case_code, "online"),
        [
            rules.AttachedPaper(
                paper.component_key, paper.file_name, paper.kept.sha256, paper.remarks(on), paper.is_quarantined
            )
            for paper in draft.papers
        ],
        malware=files.HAS_MALWARE,
    )
    return rules.in_order(found)


def _of_procedure(version: VersionView, on: date) -> list[Found]:
    if not routes.is_open(version, on):
        words = (
            "Thủ tục này hiện không tiếp nhận hồ sơ theo bản bạn đang soạn. "
            "Hãy bắt đầu lại từ trang thủ tục, hoặc hỏi Bộ phận Một cửa."
        )
        return [Found("closed", Level.DEFECT, PLACE, "procedure", words)]
    if not version.policy.online:
        words = "Thủ tục này chưa nhận hồ sơ trực tuyến; hãy nộp tại Bộ phận Một cửa."
        return [Found("not_online", Level.DEFECT, PLACE, "procedure", words)]
    return []


def _of_place(draft: DraftView, version: VersionView, on: date) -> list[Found]:
    found = []
    if version.content.cases and version.content.case(draft.case_code) is None:
        found.append(Found("no_case", Level.DEFECT, PLACE, "case", "Chọn trường hợp của bạn."))
    if draft.receiving_organisation_id is None:
        words = "Chọn cơ quan tiếp nhận hồ sơ."
        return [*found, Found("no_unit", Level.DEFECT, PLACE, "receiving_organisation", words)]
    try:
        routes.agencies_for(version, routes.receiving_agency(version, draft.receiving_organisation_id, on), on)
    except Refusal as refusal:
        words = f"{refusal.message} {refusal.remedy or 'Hãy chọn cơ quan khác ở bước 1.'}"
        found.append(Found("wrong_unit", Level.DEFECT, PLACE, "receiving_organisation", words))
    return found


def _of_person(draft: DraftView, answers: Mapping[str, Any], person_id: UUID) -> list[Found]:
    person = identity.person(person_id)
    if person is None or draft.for_another or draft.mandate_id or draft.body_id:
        return []
    same = fold(str(answers.get("applicant_name") or "")) == fold(person.full_name)
    return rules.of_names(answers, own_number=person.identity_number or "", same_name=same)


def _of_residence(draft: DraftView, version: VersionView, answers: Mapping[str, Any], on: date) -> list[Found]:
    if draft.receiving_organisation_id is None or version.content.non_geographic:
        return []
    address = answers.get("applicant_address")
    code = address.get("commune") if isinstance(address, Mapping) else answers.get("applicant_commune")
    home = organisation.committee_of("commune", str(code), on) if code else None
    try:
        chosen = organisation.organisation(draft.receiving_organisation_id)
    except NotFound:
        return []
    if home is None or chosen.kind != home.kind:
        return []
    return rules.of_residence(
        "receiving_organisation", home.place_name, chosen=chosen.name, is_chosen=home.id == chosen.id
    )
