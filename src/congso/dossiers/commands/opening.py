"""A dossier comes into being: validated, then written whole in one statement.

Both the applicant's draft, another system and the counter end here. The statement writes the row, the answers, the
papers, the words it is found by and the first event together, because an interface that creates two hundred dossiers
a second cannot afford a round trip for each (ADR 0009).
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from congso.audit.commands import record
from congso.catalogue import queries as catalogue
from congso.dossiers.models import Dossier, DossierPaper
from congso.dossiers.permissions import Actor
from congso.dossiers.queries import OwnDossiers, routes
from congso.dossiers.queries.words import words_of, words_of_numbers
from congso.dossiers.rules import codes, states
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.rules.workflow import Step
from congso.files import queries as files
from congso.identity import queries as identity
from congso.identity.commands import ensure_person
from congso.identity.queries import PersonView
from congso.kernel.ids import uuid7
from congso.kernel.normalise import fold, person_sort_key, search_words, tidy
from congso.kernel.protection import seal_json
from congso.kernel.refusals import Incorrect, NotPossibleNow

from . import clock
from .behalf import ONESELF, Behalf, check_giver
from .case import who

ASSURANCE = {"": 0, "password": 0, "vneid-1": 1, "vneid-2": 2}
"""Levels of sign-in in their order (Decree 69/2024/NĐ-CP); an unknown one counts as none."""

RETURN_CHANNELS = {"counter": "Nhận tại quầy", "postal": "Qua bưu chính công ích", "online": "Nhận bản điện tử"}
MAX_PAPERS = 200


@dataclass(frozen=True, slots=True)
class PaperInput:
    """A paper handed in for a component of the published list; without `file_id` it is paper only (counter)."""

    component_key: str
    file_id: UUID | None = None
    name: str = ""
    kind: str = DossierPaper.Kind.ELECTRONIC
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody asks for, checked: ready to be written."""

    pinned: routes.Pinned
    case_code: str
    channel: str
    answers: Mapping[str, Any]
    papers: Sequence[tuple[PaperInput, str]]
    agencies: routes.Agencies
    desk_id: int
    applicant: PersonView
    applicant_name: str
    submitter_id: UUID | None
    assurance: str
    return_channel: str
    behalf: Behalf = ONESELF


@dataclass(slots=True)
class Placement:
    """Where a new dossier stands: still at the door, or received with its code and promise."""

    state: DossierState
    waits_until: datetime
    code: str | None = None
    step: Step | None = None
    received_at: datetime | None = None
    promise: clock.Promise | None = None
    calendar_edition_id: int | None = None
    words: list[str] = field(default_factory=list)


def check_usable(version: catalogue.VersionView, on: date) -> None:
    """Refuse a version that nobody may apply under today."""
    if not routes.is_open(version, on):
        raise NotPossibleNow(
            f"Thủ tục {version.procedure_code} hiện không tiếp nhận hồ sơ.",
            code="procedure_closed",
            remedy="Xem thông tin thủ tục hoặc hỏi Bộ phận Một cửa nơi bạn định nộp.",
        )


def check_application(
    *,
    version_id: int,
    case_code: str,
    channel: str,
    answers: Mapping[str, Any],
    papers: Sequence[PaperInput],
    receiving_organisation_id: int,
    return_channel: str,
    submitter: UUID | None,
    assurance: str,
    file_owner: files.Owner,
    now: datetime,
    behalf: Behalf = ONESELF,
) -> Application:
    """Check everything the law and the catalogue ask of an application. Raises Incorrect with each field's sentences.

    `submitter` is the person who hands in, for whom is `behalf`; `file_owner` whose uploads may be attached.
    """
    today = clock.day_of(now)
    pinned = routes.pinned(version_id)
    version = pinned.version
    check_usable(version, today)
    if channel not in Dossier.Channel.values:
        raise Incorrect("Kênh nộp không đúng.", fields={"channel": ["Chọn trực tuyến, trực tiếp hoặc bưu chính."]})
    if channel == Dossier.Channel.ONLINE:
        check_online(version)
    errors: dict[str, list[str]] = {}
    if version.content.cases and version.content.case(case_code) is None:
        errors["case"] = ["Chọn trường hợp của bạn."]
    if return_channel not in RETURN_CHANNELS:
        errors["return_channel"] = ["Chọn cách nhận kết quả."]
    receiving = routes.receiving_agency(version, receiving_organisation_id, today)
    agencies = routes.agencies_for(version, receiving, today)

    kept_papers = _check_papers(version, case_code, channel, papers, file_owner, errors)
    own = OwnDossiers(submitter or _known_by_number(version, answers), today)
    checked = catalogue.check_answers(version, answers, {paper.component_key for paper in papers}, today, dossiers=own)
    errors |= checked.errors
    if behalf.mandate is not None:
        check_giver(behalf.mandate, checked.answers, errors)
    if errors:
        raise Incorrect("Hồ sơ chưa đầy đủ hoặc chưa đúng. Xem các mục được đánh dấu.", fields=errors)
    if behalf.mandate is not None:
        giver = identity.person(behalf.mandate.giver_id)
        assert giver is not None
        applicant, named = giver, giver.full_name
    else:
        applicant = _applicant(checked.answers, submitter, present=assurance == "counter")
        named = behalf.body.name if behalf.body else str(checked.answers.get("applicant_name") or applicant.full_name)
    return Application(
        pinned=pinned,
        case_code=case_code,
        channel=channel,
        answers=checked.answers,
        papers=kept_papers,
        agencies=agencies,
        desk_id=routes.desk_of(receiving.id, today).id,
        applicant=applicant,
        applicant_name=tidy(named)[:160],
        submitter_id=submitter,
        assurance=assurance,
        return_channel=return_channel,
        behalf=behalf,
    )


def check_online(version: catalogue.VersionView) -> None:
    """Refuse a procedure that is not handed in online."""
    if not version.policy.online:
        raise NotPossibleNow("Thủ tục này chưa nhận hồ sơ trực tuyến; hãy nộp tại Bộ phận Một cửa.", code="not_online")


def check_assurance(version: catalogue.VersionView, assurance: str) -> None:
    """Refuse a sign-in below what the procedure asks for handing in online."""
    needed = version.policy.min_assurance
    if ASSURANCE.get(assurance, 0) < ASSURANCE.get(needed, 0):
        raise NotPossibleNow(
            f"Thủ tục này cần tài khoản định danh điện tử mức {needed.removeprefix('vneid-')}.",
            code="assurance_too_low",
            remedy="Đăng nhập lại bằng VNeID mức độ cao hơn.",
        )


def _check_papers(
    version: catalogue.VersionView,
    case_code: str,
    channel: str,
    papers: Sequence[PaperInput],
    file_owner: files.Owner,
    errors: dict[str, list[str]],
) -> list[tuple[PaperInput, str]]:
    """Check papers against the published list, the only source of what may be asked for; return them with names."""
    if len(papers) > MAX_PAPERS:
        raise Incorrect(f"Một hồ sơ có tối đa {MAX_PAPERS} giấy tờ.")
    known = files.views([paper.file_id for paper in papers if paper.file_id is not None])
    kept: list[tuple[PaperInput, str]] = []
    for paper in papers:
        component = version.paper(paper.component_key)
        place = f"papers.{paper.component_key}"
        if component is None or component.is_note or component.case not in ("", case_code):
            errors[place] = ["Giấy tờ này không có trong thành phần hồ sơ của thủ tục."]
            continue
        if paper.kind not in DossierPaper.Kind.values or not 0 < paper.quantity < 1_000:
            errors[place] = ["Loại hoặc số lượng giấy tờ không đúng."]
            continue
        if paper.file_id is None and channel == Dossier.Channel.ONLINE:
            errors[place] = ["Chưa có tệp đính kèm."]
            continue
        if paper.file_id is not None:
            found = known.get(paper.file_id)
            if found is None or not found.is_of(file_owner):
                errors[place] = ["Không tìm thấy tệp đính kèm; hãy tải lên lại."]
                continue
            if found.is_quarantined:
                errors[place] = [files.HAS_MALWARE]
                continue
        kept.append((paper, tidy(paper.name or component.name)[:600]))
    given = {paper.component_key for paper in papers}
    for component in version.content.components_for(case_code, channel):
        if component.needs_file and component.key not in given:
            errors[f"papers.{component.key}"] = [f"Thiếu giấy tờ: {component.name[:200]}."]
    return kept


def _known_by_number(version: catalogue.VersionView, answers: Mapping[str, Any]) -> UUID | None:
    """Return who is known by the identity number in a form that an officer or a system hands in for them.

    Asked only where the form names other dossiers of theirs.
    """
    number = answers.get("applicant_identity_number")
    if not version.form.asks_for_dossiers:
        return None
    found = identity.find_by_identity_number("".join(number.split())) if isinstance(number, str) else None
    return found.id if found is not None else None


def _applicant(answers: Mapping[str, Any], submitter: UUID | None, *, present: bool) -> PersonView:
    """Return whose dossier it is: the person with the identity number in the form, else the one who hands it in.

    `present`: an officer has the person or their papers before them. Without that, what somebody types beside another's
    number stays in this application: kept as that person's own, it would send them later messages about other matters.
    """
    number, name = answers.get("applicant_identity_number"), answers.get("applicant_name")
    if isinstance(number, str) and number:
        found = identity.find_by_identity_number(number)
        if found is not None:
            return found
    elif submitter is not None:
        own = identity.person(submitter)
        if own is not None and (not name or fold(str(name)) == fold(own.full_name)):
            return own
    if not name:
        raise Incorrect("Chưa có họ tên chủ hồ sơ.", fields={"applicant_name": ["Ghi họ tên chủ hồ sơ."]})
    born = answers.get("applicant_born_on")
    commune, address = answers.get("applicant_commune"), answers.get("applicant_address")
    if isinstance(address, Mapping):
        commune = commune or address.get("commune")
        address = address.get("street", "")
    born_on = date.fromisoformat(born) if isinstance(born, str) and len(born) == 10 else None
    if number and submitter is not None and not present:
        return ensure_person(full_name=str(name)[:120], identity_number=str(number), born_on=born_on)
    return ensure_person(
        full_name=str(name)[:120],
        identity_number=number if isinstance(number, str) else None,
        born_on=born_on,
        phone=str(answers.get("applicant_phone") or "")[:16],
        email=str(answers.get("applicant_email") or "")[:254],
        address=str(address or "")[:300],
        commune_code=str(commune or "")[:5],
    )


def fingerprint(procedure: str | int, answers: Mapping[str, Any], papers: Sequence[PaperInput], *more: object) -> str:
    """Return what tells one application from another sent with the same key; `more` is where and how."""
    content = [
        procedure,
        answers,
        [[p.component_key, str(p.file_id) if p.file_id else None, p.name, p.kind, p.quantity] for p in papers],
        more,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]


def already_opened(origin: str, mark: str = "") -> UUID | None:
    """Return the dossier that this origin made, if it did. Raises NotPossibleNow when it made another one."""
    found = Dossier.objects.filter(origin=origin).values_list("id", flat=True).first()
    if found is not None and mark:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT payload->>'fingerprint' FROM dossiers_dossierevent WHERE dossier_id = %s AND sequence = 1",
                [found],
            )
            row = cursor.fetchone()
        if row is not None and row[0] not in (None, mark):
            raise NotPossibleNow("Khóa chống gửi trùng này đã dùng cho một hồ sơ khác.", code="idempotency_key_reused")
    return found


_INSERT = """
WITH opened AS (
    INSERT INTO dossiers_dossier (
        id, registration_code, code, procedure_version_id, procedure_code, procedure_name, case_code,
        form_version_id, workflow_version_id, calendar_edition_id, policy, channel, state, outcome, is_open,
        receiving_organisation_id, processing_organisation_id, waiting_unit_id, waits_until, step_key, step_since,
        unit_ids, co_applicant_ids, applicant_id, applicant_name, applicant_sort_key, submitter_id, body_id,
        mandate_id, assurance_level,
        return_channel, submitted_at, received_at, due_at, original_due_at, scoring_due_at, deadline_rule,
        supplement_count, extension_count, event_count, origin
    ) VALUES (
        %(id)s, %(registration_code)s, %(code)s, %(version_id)s, %(procedure_code)s, %(procedure_name)s,
        %(case_code)s, %(form_version_id)s, %(workflow_version_id)s, %(calendar_edition_id)s, %(policy)s::jsonb,
        %(channel)s, %(state)s, '', true, %(receiving_id)s, %(processing_id)s, %(unit_id)s, %(waits_until)s,
        %(step)s, %(step_since)s, ARRAY[%(unit_id)s]::bigint[], %(co_applicants)s::uuid[], %(applicant_id)s,
        %(applicant_name)s,
        %(applicant_sort_key)s, %(submitter_id)s, %(body_id)s, %(mandate_id)s, %(assurance)s, %(return_channel)s,
        %(now)s, %(received_at)s,
        %(due_at)s, %(due_at)s, %(due_at)s, %(deadline_rule)s::jsonb, 0, 0, 1, %(origin)s
    ) ON CONFLICT (origin) DO NOTHING RETURNING id
), answered AS (
    INSERT INTO dossiers_dossierform (dossier_id, answers) SELECT id, %(answers)s::bytea FROM opened
), found_by AS (
    INSERT INTO dossiers_dossiersearch (dossier_id, words, submitted_at)
    SELECT id, array_to_tsvector(%(words)s::text[]), %(now)s FROM opened
), handed_in AS (
    INSERT INTO dossiers_dossierpaper
        (id, dossier_id, component_key, name, kind, quantity, file_id, round, verdict, remark, added_at)
    SELECT p.id, opened.id, p.component_key, p.name, p.kind, p.quantity, p.file_id, 0, 'unchecked', '', %(now)s
    FROM opened, jsonb_to_recordset(%(papers)s::jsonb)
        AS p (id uuid, component_key text, name text, kind text, quantity int, file_id uuid)
), happened AS (
    INSERT INTO dossiers_dossierevent (
        id, dossier_id, sequence, at, action, from_state, to_state, from_step, to_step, account_id, officer_id,
        person_id, client_id, on_behalf_of_id, unit_id, to_unit_id, reason, payload
    ) SELECT %(event_id)s, id, 1, %(now)s, %(action)s, '', %(state)s, '', %(step)s, %(account_id)s, %(officer_id)s,
        %(person_id)s, %(client_id)s, %(on_behalf_of_id)s, %(doer_unit_id)s, %(unit_id)s, '', %(payload)s::jsonb
    FROM opened
)
SELECT id FROM opened
"""


def write(
    application: Application,
    placement: Placement,
    *,
    action: Action,
    by: Actor,
    origin: str,
    now: datetime,
    payload: Mapping[str, Any],
    co_applicants: Sequence[UUID] = (),
) -> UUID | None:
    """Write a new dossier with all its parts and the trail; None when `origin` has already made one.

    The first event by the table: from nothing to `placement.state`. It is found by its co-applicants, too.
    """
    assert states.next_state(None, action) is placement.state
    dossier_id, doer = uuid7(), who(by)
    capacity = application.behalf.capacity
    pinned, agencies, applicant = application.pinned, application.agencies, application.applicant
    version, promise = pinned.version, placement.promise
    registration = codes.registration_code(clock.day_of(now), secrets.randbits(codes.REGISTRATION_RANDOM_BITS))
    words = {
        f"o{agencies.receiving_id}",
        f"o{agencies.processing_id}",
        f"u{application.desk_id}",
        *words_of(application.applicant_name),
        *search_words(registration),
        *placement.words,
    }
    words |= words_of_numbers(applicant.identity_number, applicant.phone)
    for together in identity.persons(list(co_applicants)).values():
        words |= words_of(together.full_name) | words_of_numbers(together.identity_number, together.phone)
    if application.behalf.body is not None:
        words |= {*search_words(application.behalf.body.code)}
    papers = [
        {
            "id": str(uuid7()),
            "component_key": paper.component_key,
            "name": name,
            "kind": str(paper.kind),
            "quantity": paper.quantity,
            "file_id": str(paper.file_id) if paper.file_id else None,
        }
        for paper, name in application.papers
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "id": dossier_id,
                "registration_code": registration,
                "code": placement.code,
                "version_id": version.id,
                "procedure_code": version.procedure_code,
                "procedure_name": version.name[:1200],
                "case_code": application.case_code,
                "form_version_id": version.form_version_id,
                "workflow_version_id": version.workflow_version_id,
                "calendar_edition_id": placement.calendar_edition_id,
                "policy": pinned.policy_json,
                "channel": application.channel,
                "state": placement.state.value,
                "receiving_id": agencies.receiving_id,
                "processing_id": agencies.processing_id,
                "unit_id": application.desk_id,
                "waits_until": placement.waits_until,
                "step": placement.step.key if placement.step else "",
                "step_since": now if placement.step else None,
                "co_applicants": list(co_applicants),
                "applicant_id": applicant.id,
                "applicant_name": application.applicant_name,
                "applicant_sort_key": person_sort_key(application.applicant_name)[:500],
                "submitter_id": application.submitter_id,
                "body_id": capacity.body_id,
                "mandate_id": capacity.mandate_id,
                "assurance": application.assurance[:40],
                "return_channel": application.return_channel,
                "now": now,
                "received_at": placement.received_at,
                "due_at": promise.derivation.due_at if promise else None,
                "deadline_rule": json.dumps(promise.rule_json) if promise else None,
                "origin": origin[:120],
                "answers": seal_json(application.answers, "dossier_form.answers"),
                "words": sorted(words),
                "papers": json.dumps(papers, ensure_ascii=False),
                "event_id": uuid7(),
                "action": action.value,
                "account_id": doer.account_id,
                "officer_id": doer.officer_id,
                "person_id": doer.person_id,
                "client_id": doer.client_id,
                "on_behalf_of_id": doer.on_behalf_of_officer_id,
                "doer_unit_id": doer.unit_id,
                "payload": json.dumps({**payload, **capacity.kept, **doer.payload}, ensure_ascii=False),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    record(
        action=f"dossiers.{action.value}",
        at=now,
        account_id=doer.account_id,
        officer_id=doer.officer_id,
        unit_id=doer.unit_id,
        on_behalf_of_officer_id=doer.on_behalf_of_officer_id,
        delegation_id=doer.delegation_id,
        mandate_id=capacity.mandate_id,
        client_id=doer.client_id,
        person_id=doer.person_id,
        subjects=(applicant.id, application.submitter_id, *co_applicants),
        object_kind="dossier",
        object_id=dossier_id,
        sequence=1,
        **capacity.kept,
    )
    return dossier_id
