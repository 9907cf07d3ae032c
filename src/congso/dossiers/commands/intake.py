"""The desk receives: at the counter, and what was handed in online or by post (Decree 61/2018/NĐ-CP art. 15–19)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from congso.dossiers import permissions
from congso.dossiers.events import (
    DossierReceived,
)
from congso.dossiers.models import (
    DossierPause,
    SupplementRequest,
)
from congso.dossiers.permissions import Actor
from congso.dossiers.rules import workflow
from congso.dossiers.rules.states import Action, DossierState
from congso.kernel.events import publish
from congso.kernel.normalise import search_words
from congso.kernel.refusals import Incorrect, NotPossibleNow, Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from . import clock, opening
from .behalf import AtCounter, behalf_at_counter, person_at_counter
from .case import Case, officer_needed, take_up
from .opening import PaperInput
from .reception import charge_fees, draw_numbers, write_slip_and_register
from .secrets import no_secrets
from .submitting import check_counter


@no_secrets
@transaction.atomic
def receive_at_counter(
    *,
    version_id: int,
    answers: Mapping[str, Any],
    by: ActingOfficer,
    now: datetime,
    key: str,
    papers: Sequence[PaperInput] = (),
    channel: str = "in_person",
    case_code: str = "",
    return_channel: str = "counter",
    submitter: AtCounter | None = None,
    deadline_choice: clock.DeadlineDecision | None = None,
) -> UUID:
    """Receive a person at the counter: dossier code, register line, slip and promise in one act (from nothing to 2).

    `key` comes from the page: a double click makes one dossier. Raises Incorrect `deadline_needed` when the catalogue
    publishes no deadline and none was chosen.
    """
    check_counter(by, by.organisation_id)
    if not key:
        raise Incorrect("Thiếu khóa chống gửi trùng.", code="idempotency_key_needed")
    origin = f"counter:{by.id}:{key}"[:120]
    mark = opening.fingerprint(version_id, answers, papers, channel, case_code, return_channel, submitter)
    existing = opening.already_opened(origin, mark)
    if existing is not None:
        return existing
    submitter_id = person_at_counter(submitter) if submitter else None
    application = opening.check_application(
        version_id=version_id,
        case_code=case_code,
        channel=channel,
        answers=answers,
        papers=papers,
        receiving_organisation_id=by.organisation_id,
        return_channel=return_channel,
        submitter=submitter_id,
        assurance="counter",
        file_owner=permissions.file_owner(by),
        now=now,
    )
    today = clock.day_of(now)
    if submitter is not None and submitter_id is not None:
        behalf = behalf_at_counter(
            submitter,
            submitter_id=submitter_id,
            applicant_id=application.applicant.id,
            procedure_code=application.pinned.version.procedure_code,
            by=by,
            now=now,
            today=today,
        )
        named = behalf.body.name[:160] if behalf.body else application.applicant_name
        application = replace(application, behalf=behalf, applicant_name=named)
    edition_id = organisation.current_edition_id(today)
    calendar = organisation.calendar_for(by.organisation_id, today, edition_id)
    pinned = application.pinned
    promised = clock.promise(pinned.version, case_code, channel, deadline_choice, pinned.policy, calendar, now)
    step = workflow.first_step(pinned.workflow)
    numbers_drawn = draw_numbers(by.organisation_id, now)
    placement = opening.Placement(
        DossierState.RECEIVED,
        clock.step_until(calendar, step, promised.derivation.due_at, now),
        code=numbers_drawn.code,
        step=step,
        received_at=now,
        promise=promised,
        calendar_edition_id=edition_id,
        words=search_words(numbers_drawn.code),
    )
    dossier_id = opening.write(
        application,
        placement,
        action=Action.RECEIVE_AT_COUNTER,
        by=by,
        origin=origin,
        now=now,
        payload={"fingerprint": mark, "code": numbers_drawn.code},
    )
    if dossier_id is None:
        raise NotPossibleNow("Hồ sơ này vừa được tiếp nhận.", code="received_meanwhile")
    write_slip_and_register(dossier_id, numbers_drawn, by, now, promised)
    charge_fees(dossier_id, pinned.version, case_code, channel, now)
    publish(DossierReceived(str(dossier_id), 1, by.organisation_id, numbers_drawn.code))
    return dossier_id


@no_secrets
@transaction.atomic
def accept(
    *,
    dossier_id: UUID,
    by: Actor,
    now: datetime,
    deadline_choice: clock.DeadlineDecision | None = None,
    expected_event_count: int | None = None,
) -> str:
    """Accept what was handed in online or by post: code, register line, slip, due date. Returns the dossier code.

    Raises Incorrect `deadline_needed` when the catalogue publishes no deadline and none was chosen; NotPossibleNow
    when the dossier is no longer at the door.
    """
    case = take_up(dossier_id, Action.ACCEPT, by, expected_event_count=expected_event_count)
    return _accept(case, officer_needed(by), by, now, deadline_choice)


def _accept(case: Case, officer: ActingOfficer, by: Actor, now: datetime, choice: clock.DeadlineDecision | None) -> str:
    dossier, today = case.dossier, clock.day_of(now)
    dossier.calendar_edition_id = organisation.current_edition_id(today)
    calendar = clock.calendar_of(dossier, today)
    promised = clock.promise(
        case.version, dossier.case_code, dossier.channel, choice, clock.policy_of(dossier), calendar, now
    )
    before = dossier.step_key
    dossier.received_at = now
    dossier.due_at = dossier.original_due_at = dossier.scoring_due_at = promised.derivation.due_at
    dossier.deadline_rule = promised.rule_json
    dossier.supplement_answered_at = None
    SupplementRequest.objects.filter(dossier=dossier, confirmed_at__isnull=True).update(confirmed_at=now)
    DossierPause.objects.filter(dossier=dossier, to_at__isnull=True).update(to_at=now)
    charge_fees(dossier.id, case.version, dossier.case_code, dossier.channel, now)
    drawn = draw_numbers(dossier.receiving_organisation_id, now)
    dossier.code = drawn.code
    case.go_to(workflow.first_step(case.workflow), now=now)
    sequence = case.append(
        Action.ACCEPT, by=by, now=now, from_step=before, words=search_words(drawn.code), code=drawn.code
    )
    write_slip_and_register(dossier.id, drawn, officer, now, promised)
    publish(DossierReceived(str(dossier.id), sequence, dossier.receiving_organisation_id, drawn.code))
    return drawn.code


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one of several: its dossier code, or the sentence that says why not."""

    code: str = ""
    refusal: str = ""


def accept_many(*, dossier_ids: Iterable[UUID], by: ActingOfficer, now: datetime) -> dict[UUID, Accepted]:
    """Accept several dossiers, each for itself."""
    done: dict[UUID, Accepted] = {}
    for one in sorted(set(dossier_ids)):
        try:
            done[one] = Accepted(code=accept(dossier_id=one, by=by, now=now))
        except Refusal as refusal:
            done[one] = Accepted(refusal=refusal.message)
    return done
