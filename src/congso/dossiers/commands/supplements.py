"""Asking the applicant to complete a dossier, once, and looking at what comes (Decree 61/2018/NĐ-CP art. 11, 15, 19).

One request (Mẫu số 02) may need several answers: one that is not enough is sent back with what is still missing, and
the person answers the same request again. The clock counts from the answer that the desk confirms.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.events import (
    DossierForwarded,
    SupplementAnswered,
    SupplementAsked,
    SupplementConfirmed,
    SupplementIncomplete,
)
from congso.dossiers.models import (
    Dossier,
    DossierForm,
    DossierPaper,
    DossierPause,
    SupplementRequest,
    SupplementShortfall,
)
from congso.dossiers.permissions import Actor
from congso.dossiers.queries import OwnDossiers
from congso.dossiers.queries.shapes import SupplementItem
from congso.dossiers.queries.words import words_of_numbers
from congso.dossiers.rules import deadlines
from congso.dossiers.rules.states import Action
from congso.files import queries as files
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

from . import clock, numbers
from .case import Case, needed_text, officer_needed, replace_words, take_up
from .opening import PaperInput
from .secrets import no_secrets

WHOSE = {
    "applicant_name": "họ tên chủ hồ sơ",
    "applicant_identity_number": "số định danh",
    "applicant_born_on": "ngày sinh",
}
"""Answers that say whose dossier it is: no supplement changes them."""


def _checked_items(case: Case, items: Sequence[SupplementItem]) -> list[dict[str, str]]:
    """Check that everything asked for is in the published list: nothing else may be asked (NĐ 61/2018 Điều 5)."""
    if not items:
        message = "Chọn ít nhất một giấy tờ cần bổ sung."
        raise Incorrect(message, fields={"items": [message]})
    checked = []
    for item in items:
        component = case.version.paper(item.component_key)
        if component is None or component.is_note or component.case not in ("", case.dossier.case_code):
            message = "Chỉ được yêu cầu giấy tờ có trong thành phần hồ sơ đã công bố."
            raise Incorrect(message, code="not_in_published_list", fields={"items": [message]})
        why = needed_text(item.why, f"lý do yêu cầu “{component.name[:80]}”", "items")
        checked.append(
            {
                "component_key": component.key,
                "name": component.name[:600],
                "wanted": item.wanted.strip()[:600] or "Bổ sung",
                "why": why,
            }
        )
    return checked


@no_secrets
@transaction.atomic
def ask_supplement(
    *,
    dossier_id: UUID,
    items: Sequence[SupplementItem],
    reason: str,
    by: Actor,
    now: datetime,
    expected_event_count: int | None = None,
) -> int:
    """Ask the applicant to complete the dossier (Mẫu số 02), once, through the desk. Returns the round.

    Only components of the published list may be asked for, each with a reason. The clock stands still until the
    answer. Raises Incorrect for anything else; NotPossibleNow when it is one request too many, or too late.
    """
    case = take_up(dossier_id, Action.ASK_SUPPLEMENT, by, expected_event_count=expected_event_count)
    dossier, officer = case.dossier, officer_needed(by)
    wanted, why = _checked_items(case, items), needed_text(reason, "lý do yêu cầu bổ sung", "reason")
    policy, today = clock.policy_of(dossier), clock.day_of(now)
    at_intake = not case.received
    before = SupplementRequest.objects.filter(dossier=dossier, at_intake=at_intake).count()
    if dossier.received_at is not None:
        deadlines.check_supplement_request(
            _complete_since(dossier, dossier.received_at),
            now,
            policy,
            requests_before=before,
            calendar=clock.calendar_of(dossier, today),
        )
    elif policy.max_supplements is not None and before >= policy.max_supplements:
        raise NotPossibleNow(
            f"Khi tiếp nhận chỉ được yêu cầu bổ sung {policy.max_supplements} lần (NĐ 61/2018/NĐ-CP Điều 11).",
            code="supplement_too_often",
        )
    until = clock.answer_until(dossier, now, case.version.policy.supplement_answer_working_days)
    number, year = numbers.slip_number("YCBS", dossier.receiving_organisation_id, now)
    dossier.supplement_count += 1
    request = SupplementRequest.objects.create(
        dossier=dossier,
        round=dossier.supplement_count,
        number=number,
        year=year,
        organisation_id=dossier.receiving_organisation_id,
        at_intake=at_intake,
        items=wanted,
        reason=why,
        asked_at=now,
        asked_by_id=officer.id,
        answer_until=until,
    )
    if not at_intake:
        DossierPause.objects.create(dossier=dossier, cause=DossierPause.Cause.SUPPLEMENT, from_at=now)
    held_unit, held_officer = dossier.waiting_unit_id, dossier.waiting_officer_id
    dossier.supplement_answered_at = None
    case.wait_for(case.desk(now), until)
    sequence = case.append(
        Action.ASK_SUPPLEMENT,
        by=by,
        now=now,
        reason=why,
        round=request.round,
        held_unit=held_unit,
        held_officer=held_officer,
    )
    publish(SupplementAsked(str(dossier.id), sequence, request.round, at_intake))
    return request.round


def _complete_since(dossier: Dossier, received_at: datetime) -> datetime:
    """Return when the dossier was last complete: the days within which a supplement may be asked count from there."""
    answered = SupplementRequest.objects.filter(dossier=dossier, at_intake=False, answered_at__isnull=False)
    last = answered.order_by("-round").values_list("answered_at", flat=True).first()
    return max(received_at, last) if last is not None else received_at


@no_secrets
@transaction.atomic
def answer_supplement(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    papers: Sequence[PaperInput] = (),
    answers: Mapping[str, Any] | None = None,
) -> None:
    """Hand in what was asked for, all at once or in parts: papers and answers. The desk then looks at it.

    Only what the request names may be handed in; the form only if the request names the paper it stands for. Whose
    dossier it is never changes. Further parts are taken until the last day, or until the desk has confirmed.
    """
    case = take_up(dossier_id, Action.SUPPLEMENT, by)
    dossier = case.dossier
    request = _open_request(dossier)
    if not papers and not answers:
        raise Incorrect("Chưa có giấy tờ hoặc nội dung nào được bổ sung.", fields={"papers": ["Đính kèm giấy tờ."]})
    officer = permissions.officer_of(by)
    if request.answered_at is not None:
        if officer is None and now > request.answer_until:
            raise NotPossibleNow(
                "Đã hết thời hạn bổ sung; Bộ phận Một cửa đang kiểm tra phần bạn đã nộp.", code="supplement_too_late"
            )
        if not answers:
            papers = _not_yet_handed_in(dossier, request, papers)
            if not papers:
                return  # the same answer sent twice: a double click, a retry
    _add_papers(case, papers, request, permissions.file_owner(by), now, online=officer is None)
    if answers:
        _correct_answers(case, request, answers, now)
    request.answered_at = now
    request.save(update_fields=["answered_at"])
    dossier.supplement_answered_at = now
    until = clock.intake_until(dossier.receiving_organisation_id, clock.policy_of(dossier), now)
    case.wait_for(case.desk(now), until)
    sequence = case.append(
        Action.SUPPLEMENT, by=by, now=now, round=request.round, papers=len(papers), answers=bool(answers)
    )
    publish(SupplementAnswered(str(dossier.id), sequence, request.round))


def _correct_answers(case: Case, request: SupplementRequest, answers: Mapping[str, Any], now: datetime) -> None:
    dossier, version = case.dossier, case.version
    declarations = {one.key for one in version.content.components if one.has_form}
    if declarations and not declarations & {item["component_key"] for item in request.items}:
        raise Incorrect(
            "Phiếu yêu cầu bổ sung không đề nghị sửa tờ khai; chỉ nộp những giấy tờ ghi trong phiếu.",
            code="not_asked_for",
        )
    form = DossierForm.objects.select_for_update().get(dossier=dossier)
    have = set(DossierPaper.objects.filter(dossier=dossier).values_list("component_key", flat=True))
    today = clock.day_of(now)
    own = OwnDossiers(dossier.submitter_id or dossier.applicant_id, today)
    checked = catalogue.check_answers(version, {**form.answers, **answers}, have, today, dossiers=own)
    errors = dict(checked.errors)
    for name, words in WHOSE.items():
        if checked.answers.get(name) != form.answers.get(name):
            errors[name] = [f"Không sửa được {words} khi bổ sung; hồ sơ của người khác phải nộp mới."]
    if errors:
        raise Incorrect("Nội dung bổ sung chưa đúng. Xem các mục được đánh dấu.", fields=errors)
    before, form.answers = form.answers, checked.answers
    form.save(update_fields=["answers"])
    replace_words(dossier.id, _words_of_contact(before), _words_of_contact(checked.answers))


def _words_of_contact(answers: Mapping[str, Any]) -> set[str]:
    return words_of_numbers(str(answers.get("applicant_phone") or ""))


def _open_request(dossier: Dossier) -> SupplementRequest:
    request = (
        SupplementRequest.objects.select_for_update()
        .filter(dossier=dossier, confirmed_at__isnull=True)
        .order_by("-round")
        .first()
    )
    if request is None:
        raise NotPossibleNow("Hồ sơ không có yêu cầu bổ sung nào đang chờ.")
    return request


def _not_yet_handed_in(
    dossier: Dossier, request: SupplementRequest, papers: Sequence[PaperInput]
) -> Sequence[PaperInput]:
    """Leave out papers whose very bytes this round already has for the same component."""
    had = list(
        DossierPaper.objects.filter(dossier=dossier, round=request.round, file_id__isnull=False).values_list(
            "component_key", "file_id"
        )
    )
    known = files.views([*(file_id for _, file_id in had if file_id), *(one.file_id for one in papers if one.file_id)])
    seen = {(key, known[file_id].sha256) for key, file_id in had if file_id in known}
    return [
        one
        for one in papers
        if one.file_id is None or one.file_id not in known or (one.component_key, known[one.file_id].sha256) not in seen
    ]


def _add_papers(
    case: Case,
    papers: Sequence[PaperInput],
    request: SupplementRequest,
    owner: files.Owner,
    now: datetime,
    *,
    online: bool,
) -> None:
    known = files.views([paper.file_id for paper in papers if paper.file_id is not None])
    asked = {item["component_key"]: item["name"] for item in request.items}
    rows = []
    for paper in papers:
        found = known.get(paper.file_id) if paper.file_id else None
        if paper.component_key not in asked:
            raise Incorrect("Giấy tờ này không có trong phiếu yêu cầu bổ sung.", code="not_asked_for")
        if (paper.file_id is not None or online) and (found is None or not found.is_of(owner)):
            raise NotFound("Không tìm thấy tệp đính kèm; hãy tải lên lại.")
        if found is not None and found.is_quarantined:
            raise Incorrect(files.HAS_MALWARE, code="file_infected")
        rows.append(
            DossierPaper(
                dossier=case.dossier,
                component_key=paper.component_key,
                name=(paper.name or asked[paper.component_key])[:600],
                kind=paper.kind,
                quantity=paper.quantity,
                file_id=paper.file_id,
                round=request.round,
                added_at=now,
            )
        )
    DossierPaper.objects.bulk_create(rows)


@no_secrets
@transaction.atomic
def report_incomplete(
    *,
    dossier_id: UUID,
    missing: Sequence[SupplementItem],
    by: Actor,
    now: datetime,
    expected_event_count: int | None = None,
) -> datetime:
    """Say that what came is not enough: what of the same request is still missing, and why. Returns until when.

    No second request (Mẫu số 02) is issued and the clock goes on standing still. The days the desk took to look are
    not the person's: as many working days are left as when the answer came, at least one.
    """
    case = take_up(dossier_id, Action.REPORT_INCOMPLETE, by, expected_event_count=expected_event_count)
    dossier, officer, request = case.dossier, officer_needed(by), _open_request(case.dossier)
    if request.answered_at is None:
        raise NotPossibleNow("Người nộp chưa bổ sung gì để đánh giá.", code="nothing_answered")
    asked = {item["component_key"]: item["name"] for item in request.items}
    if not missing or any(item.component_key not in asked for item in missing):
        message = "Chọn phần còn thiếu trong những giấy tờ ghi ở phiếu yêu cầu bổ sung."
        raise Incorrect(message, code="not_asked_for", fields={"items": [message]})
    items = [
        {
            "component_key": item.component_key,
            "name": asked[item.component_key],
            "why": needed_text(item.why, f"lý do “{asked[item.component_key][:80]}” chưa đủ", "items"),
        }
        for item in missing
    ]
    left = clock.working_days_between(dossier, request.answered_at, request.answer_until, now)
    until = max(request.answer_until, clock.answer_until(dossier, now, max(left, 1)))
    SupplementShortfall.objects.create(
        request=request,
        items=items,
        answered_at=request.answered_at,
        until_before=request.answer_until,
        answer_until=until,
        told_at=now,
        told_by_id=officer.id,
    )
    request.answered_at, request.answer_until = None, until
    request.save(update_fields=["answered_at", "answer_until"])
    dossier.supplement_answered_at = None
    case.wait_for(case.desk(now), until)
    why = "\n".join(f"{item['name']}: {item['why']}" for item in items)
    sequence = case.append(Action.REPORT_INCOMPLETE, by=by, now=now, reason=why, round=request.round)
    publish(SupplementIncomplete(str(dossier.id), sequence, request.round))
    return until


@transaction.atomic
def confirm_supplement(*, dossier_id: UUID, by: Actor, now: datetime, expected_event_count: int | None = None) -> None:
    """Confirm that a received dossier is complete again: the clock runs, by the procedure's supplement policy.

    It counts from the moment the applicant completed it; from now when the papers were brought to the desk.
    """
    case = take_up(dossier_id, Action.CONFIRM_SUPPLEMENT, by, expected_event_count=expected_event_count)
    dossier = case.dossier
    request = _open_request(dossier)
    complete_at = request.answered_at or now
    request.answered_at, request.confirmed_at = complete_at, now
    request.save(update_fields=["answered_at", "confirmed_at"])
    DossierPause.objects.filter(dossier=dossier, to_at__isnull=True).update(to_at=complete_at)
    if clock.policy_of(dossier).supplement is deadlines.SupplementPolicy.RESET and dossier.deadline_rule:
        dossier.deadline_rule = {**dossier.deadline_rule, "start_at": complete_at.isoformat()}
    clock.rederive(dossier, now=now, cause="supplement")
    dossier.supplement_answered_at = None
    case.resume(now, Action.ASK_SUPPLEMENT)
    sequence = case.append(Action.CONFIRM_SUPPLEMENT, by=by, now=now, round=request.round)
    publish(SupplementConfirmed(str(dossier.id), sequence, request.round))
    publish(DossierForwarded(str(dossier.id), sequence, dossier.waiting_unit_id or 0, dossier.step_key))
