"""An application being written: saved at each step, resumable, handed in once."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.catalogue import queries as catalogue
from congso.catalogue.queries import VersionView
from congso.catalogue.rules.form_language import FieldType, FormDefinition
from congso.dossiers import permissions
from congso.dossiers.events import DossierSubmitted
from congso.dossiers.models import ApplicationDraft, Dossier, DraftPaper
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import DossierView, dossier_for_person, presending, routes
from congso.dossiers.queries import draft as draft_view
from congso.dossiers.queries.co_applicants import STATEMENTS
from congso.dossiers.rules.presending import PAPERS
from congso.dossiers.rules.states import Action, DossierState
from congso.files import queries as files
from congso.identity import queries as identity
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.privacy import queries as privacy
from congso.representation import commands as representation
from congso.representation import queries as standing
from congso.representation.rules.standing import Capacity, covers

from . import clock, draft_row, opening
from .behalf import Behalf
from .co_applicants import check_everybody_agreed, signed, write_co_applicants
from .draft_row import KEPT_FOR
from .secrets import no_secrets

DRAFTS_AT_MOST = 50
ANSWERS_AT_MOST = 500
DISCARDED_AT_ONCE = 1_000


@transaction.atomic
def start_draft(
    *,
    version_id: int,
    by: Applicant,
    now: datetime,
    case_code: str = "",
    receiving_organisation_id: int | None = None,
    body_id: UUID | None = None,
) -> UUID:
    """Begin an application under a version; what is known of the person is filled in. Returns the draft's id.

    `body_id`: the organisation one works for; passed over when it does not reach this procedure.
    """
    pinned = routes.pinned(version_id)
    opening.check_usable(pinned.version, clock.day_of(now))
    body = _body_in_scope(body_id, pinned.version.procedure_code, by)
    if ApplicationDraft.objects.filter(account_id=by.account_id).count() >= DRAFTS_AT_MOST:
        raise NotPossibleNow(
            f"Bạn đang có {DRAFTS_AT_MOST} bản nháp.", code="too_many_drafts", remedy="Xóa bớt bản nháp không dùng."
        )
    cases = pinned.version.content.cases
    draft = ApplicationDraft.objects.create(
        account_id=by.account_id,
        procedure_version_id=version_id,
        form_version_id=pinned.version.form_version_id,
        case_code=case_code or (cases[0].code if len(cases) == 1 else ""),
        receiving_organisation_id=receiving_organisation_id,
        return_channel="counter",
        answers=_known_answers(pinned, by.person_id),
        body_id=body,
        created_at=now,
        updated_at=now,
        expires_at=now + KEPT_FOR,
    )
    draft_row.note("start_draft", draft, by, now)
    return draft.id


@transaction.atomic
def duplicate(*, dossier_id: UUID, by: Applicant, now: datetime) -> UUID:
    """Begin a draft from a dossier of one's own under today's edition of its procedure; returns the draft's id.

    Answers to questions that are still asked come along, but for the closing statements, which are made anew; so do
    files one handed in oneself, for papers still asked for under the same name and not found bad by an officer. What
    is known of the applicant by now takes the place of what was. Raises NotFound, NotPossibleNow.
    """
    old = dossier_for_person(by.person_id, dossier_id, now=now)
    if old.follows_only:
        raise NotAllowed("Chỉ chủ hồ sơ và người nộp soạn hồ sơ mới từ hồ sơ này; bạn cùng đề nghị nên được xem.")
    on = clock.day_of(now)
    version = catalogue.current(old.row.procedure_code, on)
    before = catalogue.version(old.version_id)
    capacity, for_another = _capacity_again(old, by, version.procedure_code)
    draft_id = start_draft(
        version_id=version.id,
        by=by,
        now=now,
        case_code=old.case_code if version.content.case(old.case_code) is not None else "",
        receiving_organisation_id=_still_receiving(version, old.row.receiving_organisation_id, on),
    )
    choose_for_whom(draft_id=draft_id, by=by, now=now, capacity=capacity, for_another=for_another)
    draft = draft_row.own(draft_id, by)
    draft.answers = _answers_again(before.form, version.form, old.answers) | draft.answers
    if old.return_channel in opening.RETURN_CHANNELS:
        draft.return_channel = old.return_channel
    draft_row.touch(draft, now, "answers", "return_channel")
    for key, file_id in _papers_again(old, before, version, by):
        DraftPaper.objects.get_or_create(draft=draft, component_key=key, file_id=file_id, defaults={"added_at": now})
    draft_row.note("duplicate", draft, by, now, dossier=dossier_id)
    return draft_id


def _capacity_again(old: DossierView, by: Applicant, procedure_code: str) -> tuple[Capacity, bool]:
    """Return for whom the old dossier was, as far as one may still act for them; else for another (nộp hộ)."""
    before = Dossier.objects.only("body_id", "mandate_id").get(id=old.id)
    if before.body_id is not None:
        return Capacity(_body_in_scope(before.body_id, procedure_code, by)), False
    if before.mandate_id is not None and before.mandate_id in by.standing.mandates:
        return Capacity(None, before.mandate_id), False
    return Capacity(), old.row.applicant_id != by.person_id


def _still_receiving(version: VersionView, organisation_id: int, on: date) -> int | None:
    try:
        return routes.receiving_agency(version, organisation_id, on).id
    except Incorrect:
        return None


def _answers_again(before: FormDefinition, now: FormDefinition, answers: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {field.key: field.type for field in before.fields}
    asked = [field for group in now.groups if group.key != STATEMENTS for field in group.fields]
    again = [one for one in asked if one.type != FieldType.SIGNATURE]  # which is made anew, like the statements
    return {one.key: answers[one.key] for one in again if one.key in answers and kinds.get(one.key) == one.type}


def _papers_again(old: DossierView, before: VersionView, version: VersionView, by: Applicant) -> list[tuple[str, UUID]]:
    """Return the files that may go along: one's own, good, for a paper that is still asked for under its name."""
    kept = files.views([paper.file_id for one in old.components for paper in one.papers if paper.file_id is not None])
    found: list[tuple[str, UUID]] = []
    for one in old.components:
        was, is_now = before.paper(one.key), version.paper(one.key)
        if was is None or is_now is None or is_now.is_note or was.name != is_now.name:
            continue
        for paper in one.papers:
            file = kept.get(paper.file_id) if paper.file_id is not None else None
            if file is None or paper.verdict == "bad" or file.is_quarantined:
                continue
            if file.is_of(permissions.file_owner(by)):
                found.append((one.key, file.id))
    return found


def _body_in_scope(body_id: UUID | None, procedure_code: str, by: Applicant) -> UUID | None:
    return body_id if body_id is not None and by.standing.acts_for_body(body_id, procedure_code) else None


@transaction.atomic
def choose_for_whom(
    *, draft_id: UUID, by: Applicant, now: datetime, capacity: Capacity, for_another: bool = False
) -> int:
    """Say for whom one hands in: oneself, an organisation, who gave a mandate, or another without one (nộp hộ).

    What was filled in of the applicant before is replaced: by what is known of oneself, by the name and the number of
    the giver, by nothing. Returns the new revision; raises Incorrect for one whom one may not act for.
    """
    draft = draft_row.own(draft_id, by)
    pinned = routes.pinned(draft.procedure_version_id)
    before = (draft.body_id, draft.mandate_id, draft.for_another)
    message = "Bạn không được nộp thay người hoặc tổ chức này cho thủ tục này."
    wrong = Incorrect(message, fields={"for_whom": [message]})
    if capacity.body_id is not None and _body_in_scope(capacity.body_id, pinned.version.procedure_code, by) is None:
        raise wrong
    giver: UUID | None = None if for_another else by.person_id
    if capacity.mandate_id is not None:
        given = standing.mandate(capacity.mandate_id) if capacity.mandate_id in by.standing.mandates else None
        if given is None or not covers(given.procedures, pinned.version.procedure_code):
            raise wrong
        giver = given.giver_id
    draft.body_id, draft.mandate_id, draft.for_another = capacity.body_id, capacity.mandate_id, for_another
    if before != (draft.body_id, draft.mandate_id, draft.for_another):
        kept = {key: value for key, value in draft.answers.items() if not key.startswith("applicant_")}
        known = _known_answers(pinned, giver) if giver is not None else {}
        if giver != by.person_id:
            # A proxy knows who it is for; whatever else the province knows of that person stays with the province.
            known = {key: known[key] for key in ("applicant_name", "applicant_identity_number") if key in known}
        draft.answers = kept | known
    draft_row.note("choose_for_whom", draft, by, now, **capacity.kept)
    return draft_row.touch(draft, now, "body", "mandate", "for_another", "answers")


def _known_answers(pinned: routes.Pinned, person_id: UUID) -> dict[str, Any]:
    """Return what the province already knows of the applicant, for the fields the form has."""
    person = identity.person(person_id)
    if person is None:
        return {}
    address: object = person.address
    field = pinned.version.form.field("applicant_address")
    if field is not None and field.type == "address":
        address = {"commune": person.commune_code, "street": person.address} if person.commune_code else {}
    known = {
        "applicant_name": person.full_name,
        "applicant_identity_number": person.identity_number,
        "applicant_born_on": person.born_on.isoformat() if person.born_on else None,
        "applicant_phone": person.phone,
        "applicant_email": person.email,
        "applicant_address": address,
        "applicant_commune": person.commune_code,
    }
    return {key: value for key, value in known.items() if value and pinned.version.form.field(key) is not None}


@no_secrets
@transaction.atomic
def save_draft(
    *,
    draft_id: UUID,
    answers: Mapping[str, Any],
    by: Applicant,
    now: datetime,
    revision: int | None = None,
    step: str | None = None,
) -> int:
    """Save answers over those already there and return the new revision. Wrong answers are kept too: it is a draft.

    Raises NotPossibleNow `draft_changed` when `revision` is not the latest: another tab or device saved meanwhile.
    """
    draft = draft_row.own(draft_id, by)
    if revision is not None and revision != draft.revision:
        raise NotPossibleNow(
            "Bản nháp này vừa được lưu ở một cửa sổ hoặc thiết bị khác.",
            code="draft_changed",
            remedy="Tải lại trang để xem nội dung mới nhất rồi điền tiếp.",
        )
    merged = {**draft.answers, **answers}
    if len(merged) > ANSWERS_AT_MOST:
        raise Incorrect("Tờ khai có quá nhiều mục.")
    draft.answers = merged
    if step is not None:
        draft.step = step[:40]
    draft_row.note("save_draft", draft, by, now, fields=len(answers))
    return draft_row.touch(draft, now, "answers", "step")


@transaction.atomic
def choose(
    *,
    draft_id: UUID,
    by: Applicant,
    now: datetime,
    case_code: str | None = None,
    receiving_organisation_id: int | None = None,
    return_channel: str | None = None,
) -> int:
    """Choose the case, the agency to hand in to, how to get the result; return the new revision."""
    draft = draft_row.own(draft_id, by)
    version = routes.pinned(draft.procedure_version_id).version
    if case_code is not None:
        if version.content.cases and version.content.case(case_code) is None:
            raise Incorrect("Chọn trường hợp của bạn.", fields={"case": ["Chọn trường hợp của bạn."]})
        draft.case_code = case_code
    if receiving_organisation_id is not None:
        draft.receiving_organisation_id = routes.receiving_agency(
            version, receiving_organisation_id, clock.day_of(now)
        ).id
    if return_channel is not None:
        if return_channel not in opening.RETURN_CHANNELS:
            message = "Chọn cách nhận kết quả."
            raise Incorrect(message, fields={"return_channel": [message]})
        draft.return_channel = return_channel
    draft_row.note("choose", draft, by, now)
    return draft_row.touch(draft, now, "case_code", "receiving_organisation", "return_channel")


@transaction.atomic
def attach_paper(*, draft_id: UUID, component_key: str, file_id: UUID, by: Applicant, now: datetime) -> None:
    """Attach a file of the applicant's own to a component of the published list; attaching it twice attaches once."""
    draft = draft_row.own(draft_id, by)
    component = routes.pinned(draft.procedure_version_id).version.paper(component_key)
    if component is None or component.is_note:
        raise Incorrect("Giấy tờ này không có trong thành phần hồ sơ của thủ tục.")
    if not files.view(file_id).is_of(permissions.file_owner(by)):
        raise NotFound("Không tìm thấy tệp.")
    if draft.papers.count() >= opening.MAX_PAPERS:
        raise Incorrect(f"Một hồ sơ có tối đa {opening.MAX_PAPERS} giấy tờ.")
    DraftPaper.objects.get_or_create(
        draft=draft, component_key=component_key, file_id=file_id, defaults={"added_at": now}
    )
    draft_row.note("attach_paper", draft, by, now, file=file_id)
    draft_row.keep(draft, now)


@transaction.atomic
def detach_paper(*, draft_id: UUID, component_key: str, file_id: UUID, by: Applicant, now: datetime) -> None:
    """Take a file out of a draft; doing it twice does it once."""
    draft = draft_row.own(draft_id, by)
    draft.papers.filter(component_key=component_key, file_id=file_id).delete()
    draft_row.note("detach_paper", draft, by, now, file=file_id)
    draft_row.keep(draft, now)


@transaction.atomic
def discard_draft(*, draft_id: UUID, by: Applicant, now: datetime) -> None:
    """Throw a draft away. Its files stay in the store, where only whoever uploaded them can read them."""
    draft = draft_row.own(draft_id, by)
    draft_row.note("discard_draft", draft, by, now)
    draft.delete()


@transaction.atomic
def discard_expired_drafts(*, now: datetime) -> int:
    """Throw away some of the drafts nobody touched for `KEPT_FOR`; return how many, 0 when none is left.

    Those of somebody whose data must stay as they are (a legal hold) stay.
    """
    held = identity.account_ids(privacy.held_people())
    expired = (
        ApplicationDraft.objects.filter(expires_at__lt=now)
        .exclude(account_id__in=held)
        .order_by("expires_at")[:DISCARDED_AT_ONCE]
    )
    ids = list(expired.values_list("id", flat=True))
    gone = ApplicationDraft.objects.filter(id__in=ids).delete()[1].get("dossiers.ApplicationDraft", 0)
    if gone:
        record(action="dossiers.discard_expired_drafts", at=now, object_kind="draft", drafts=ids)
    return gone


@transaction.atomic
def discard_drafts_of(*, person_id: UUID, now: datetime) -> int:
    """Throw away every draft of a person whose request to delete was granted; return how many. A hold keeps them.

    A draft for an organisation is the organisation's, and stays.
    """
    if privacy.is_held(person_id):
        return 0
    drafts = ApplicationDraft.objects.filter(account_id__in=identity.account_ids([person_id]), body__isnull=True)
    ids = list(drafts.values_list("id", flat=True))
    drafts.filter(id__in=ids).delete()
    if ids:
        record(
            action="dossiers.discard_drafts_of",
            at=now,
            purpose=Purpose.SUBJECT_REQUEST,
            subjects=[person_id],
            object_kind="draft",
            drafts=ids,
        )
    return len(ids)


@transaction.atomic
def submit(
    *, draft_id: UUID, by: Applicant, now: datetime, key: str = "", despite: Collection[str] | None = None
) -> UUID:
    """Hand a draft in and return the dossier's id; handing the same draft in again returns the same dossier.

    `key` is not needed (the draft is its own key) and kept for surfaces that have one. `despite` names the doubts
    (`Found.mark`) that were shown to the person, who hands in all the same; None: nobody could be asked. Which doubts
    stood is kept with the dossier. Raises Incorrect with the sentences for each field, NotPossibleNow when the
    procedure is closed, the sign-in too weak, somebody invited does not agree (`not_everybody_agreed`), or a doubt has
    not been seen (`doubts_not_seen`).
    """
    origin = f"draft:{draft_id}"
    # The lock makes a double click wait; then the draft is gone and the dossier is there.
    draft = ApplicationDraft.objects.select_for_update().filter(id=draft_id, account_id=by.account_id).first()
    if draft is None:
        return _handed_in_before(origin, by)
    if draft.receiving_organisation_id is None:
        message = "Chọn cơ quan tiếp nhận hồ sơ."
        raise Incorrect(message, fields={"receiving_organisation": [message]})
    version = routes.pinned(draft.procedure_version_id).version
    opening.check_assurance(version, by.assurance)
    behalf = Behalf(
        standing.body(draft.body_id) if draft.body_id else None,
        standing.mandate(draft.mandate_id) if draft.mandate_id else None,
    )
    on = by.standing.on or clock.day_of(now)
    representation.hold(by.person_id, behalf.capacity, version.procedure_code, on)
    opening.check_usable(version, on)
    opening.check_online(version)
    check_everybody_agreed(draft)
    doubts = _looked_through(draft, by, despite, on)
    application = opening.check_application(
        version_id=draft.procedure_version_id,
        case_code=draft.case_code,
        channel="online",
        answers=draft.answers,
        papers=[
            opening.PaperInput(paper.component_key, paper.file_id) for paper in draft.papers.order_by("added_at", "id")
        ],
        receiving_organisation_id=draft.receiving_organisation_id,
        return_channel=draft.return_channel or "counter",
        submitter=by.person_id,
        assurance=by.assurance,
        file_owner=permissions.file_owner(by),
        now=now,
        behalf=behalf,
    )
    together = signed(draft)
    placement = opening.Placement(
        DossierState.SUBMITTED,
        clock.intake_until(application.agencies.receiving_id, application.pinned.policy, now),
    )
    dossier_id = opening.write(
        application,
        placement,
        action=Action.SUBMIT,
        by=by,
        origin=origin,
        now=now,
        payload=({"key": key} if key else {}) | ({"doubts": doubts} if doubts else {}),
        co_applicants=[one.person_id for one in together if one.person_id is not None],
    )
    if dossier_id is None:
        return _handed_in_before(origin, by)
    write_co_applicants(dossier_id, together, now)
    draft.delete()
    publish(DossierSubmitted(str(dossier_id), 1, application.agencies.receiving_id, "online"))
    return dossier_id


def _looked_through(
    draft: ApplicationDraft, by: Applicant, despite: Collection[str] | None, on: date
) -> list[dict[str, str]]:
    """Refuse a draft with a defect, or with a doubt its sender has not seen; return the doubts that stand."""
    found = presending(draft_view(draft.account_id, draft.id), person_id=by.person_id, on=on)
    fields: dict[str, list[str]] = {}
    for one in found:
        if one.is_defect:
            fields.setdefault(f"papers.{one.key}" if one.step == PAPERS else one.key, []).append(one.words)
    if fields:
        raise Incorrect("Hồ sơ chưa đầy đủ hoặc chưa đúng. Xem các mục được đánh dấu.", fields=fields)
    if despite is not None and any(one.mark not in despite for one in found):
        raise NotPossibleNow(
            "Hồ sơ có điểm cần bạn xem lại trước khi nộp.",
            code="doubts_not_seen",
            remedy="Sửa các điểm ấy, hoặc đánh dấu là vẫn muốn nộp.",
        )
    return [{"step": one.step, "key": one.key, "code": one.code, "words": one.words} for one in found]


def _handed_in_before(origin: str, by: Applicant) -> UUID:
    found = Dossier.objects.filter(origin=origin, submitter_id=by.person_id).values_list("id", flat=True)
    dossier_id = found.first()
    if dossier_id is None:
        raise NotFound("Không tìm thấy bản nháp này.")
    return dossier_id
