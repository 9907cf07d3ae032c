"""Whatever people do in whatever order: replaying the events gives the state, and what must never be false is true."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congso.dossiers import commands, permissions, testing
from congso.dossiers.commands import SYSTEM, Actor, FeeInput
from congso.dossiers.models import (
    AcceptanceSlip,
    Dossier,
    DossierDeadline,
    DossierEvent,
    DossierPause,
    RegisterEntry,
    Result,
    SupplementRequest,
)
from congso.dossiers.queries import routes
from congso.dossiers.rules import states
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.testing import NOW, Province, plain_province, supplement_item
from congso.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db

Do = Callable[[Province, UUID, Actor, datetime], Any]


def _withdraw(p: Province, d: UUID, by: Actor, now: datetime) -> None:
    if isinstance(by, commands.Applicant):
        commands.ask_withdrawal(dossier_id=d, by=by, now=now)
    else:
        commands.confirm_withdrawal(dossier_id=d, by=by, now=now)


DO: dict[Action, Do] = {
    Action.ACCEPT: lambda p, d, by, now: commands.accept(dossier_id=d, by=by, now=now),
    Action.ASK_SUPPLEMENT: lambda p, d, by, now: commands.ask_supplement(
        dossier_id=d, items=[supplement_item("TP01")], reason="Thiếu", by=by, now=now
    ),
    Action.SUPPLEMENT: lambda p, d, by, now: commands.answer_supplement(
        dossier_id=d, answers={"content": "Phở"}, by=by, now=now
    ),
    Action.REPORT_INCOMPLETE: lambda p, d, by, now: commands.report_incomplete(
        dossier_id=d, missing=[supplement_item("TP01")], by=by, now=now
    ),
    Action.CONFIRM_SUPPLEMENT: lambda p, d, by, now: commands.confirm_supplement(dossier_id=d, by=by, now=now),
    Action.EXPIRE_SUPPLEMENT: lambda p, d, by, now: commands.expire_supplement(dossier_id=d, by=by, now=now),
    Action.REFUSE: lambda p, d, by, now: commands.refuse(dossier_id=d, reason="Sai", by=by, now=now),
    Action.REQUEST_PAYMENT: lambda p, d, by, now: commands.request_payment(
        dossier_id=d, fees=[FeeInput("Phí", 1_000)], by=by, now=now
    ),
    Action.CONFIRM_PAYMENT: lambda p, d, by, now: commands.confirm_payment(dossier_id=d, by=by, now=now),
    Action.FORWARD: lambda p, d, by, now: commands.forward(
        dossier_id=d,
        by=by,
        now=now,
        unit_id=None if Dossier.objects.get(id=d).step_key == "receive" else p.commune.division,
    ),
    Action.ASSIGN: lambda p, d, by, now: commands.assign(
        dossier_id=d, officer_id=p.commune.specialist.id, by=by, now=now
    ),
    Action.TAKE: lambda p, d, by, now: commands.take(dossier_id=d, by=by, now=now),
    Action.ADVANCE: lambda p, d, by, now: commands.advance(dossier_id=d, by=by, now=now),
    Action.SEND_BACK: lambda p, d, by, now: commands.send_back(
        dossier_id=d, to_step="process", reason="Sửa", by=by, now=now
    ),
    Action.DRAFT_RESULT: lambda p, d, by, now: commands.draft_result(dossier_id=d, title="Giấy", by=by, now=now),
    Action.APPROVE: lambda p, d, by, now: commands.approve(dossier_id=d, by=by, now=now),
    Action.ISSUE: lambda p, d, by, now: commands.issue(dossier_id=d, by=by, now=now),
    Action.DECLINE: lambda p, d, by, now: commands.decline(dossier_id=d, reason="Không đủ", by=by, now=now),
    Action.STOP: lambda p, d, by, now: commands.stop(dossier_id=d, reason="Luật mới", by=by, now=now),
    Action.WITHDRAW_REQUEST: lambda p, d, by, now: commands.ask_withdrawal(dossier_id=d, by=by, now=now),
    Action.WITHDRAW: _withdraw,
    Action.EXTEND: lambda p, d, by, now: commands.extend(dossier_id=d, working_days=1, reason="Chờ", by=by, now=now),
    Action.RETURN_RESULT: lambda p, d, by, now: commands.return_result(
        dossier_id=d, by=by, now=now, receiver_name="Bảo"
    ),
    Action.RECALL_RESULT: lambda p, d, by, now: commands.recall_result(dossier_id=d, reason="Sai", by=by, now=now),
    Action.RATE: lambda p, d, by, now: commands.rate(dossier_id=d, overall=2, by=by, now=now),
}

# What ends a story early is drawn less often than what carries it on.
ENDINGS = {Action.REFUSE, Action.STOP, Action.WITHDRAW, Action.WITHDRAW_REQUEST, Action.DECLINE}
STRAIGHT_ON = {
    Action.ACCEPT,
    Action.ASSIGN,
    Action.ADVANCE,
    Action.APPROVE,
    Action.ISSUE,
    Action.RETURN_RESULT,
    Action.CONFIRM_SUPPLEMENT,
    Action.CONFIRM_PAYMENT,
}
BEGINNINGS = (
    testing.submitted,
    testing.submitted,
    testing.drafted,
    testing.to_approve,
    testing.approved,
    testing.finished,
)
chances = st.randoms(use_true_random=False)


def possible(province: Province, dossier_id: UUID) -> list[tuple[Action, Actor]]:
    """What somebody may do now, by the same predicate that pages use."""
    dossier = Dossier.objects.get(id=dossier_id)
    workflow = routes.pinned(dossier.procedure_version_id).workflow
    step = workflow.step(dossier.step_key) if dossier.step_key else None
    everybody: list[Actor] = [*province.commune.officers, province.citizen, SYSTEM]
    return sorted(
        (
            (action, actor)
            for actor in everybody
            for action in permissions.allowed_actions(actor, dossier, step)
            if action in DO
        ),
        key=lambda pair: (pair[0] in ENDINGS, pair[0].value, str(pair[1])),
    )


def check_invariants(dossier_id: UUID) -> None:
    dossier = Dossier.objects.get(id=dossier_id)
    events = list(DossierEvent.objects.filter(dossier=dossier).order_by("sequence"))
    state = DossierState(dossier.state)
    assert states.replay(event.action for event in events) == state
    assert [event.sequence for event in events] == list(range(1, dossier.event_count + 1))
    assert all(one.to_state == two.from_state for one, two in pairwise(events))
    assert all(one.to_step == two.from_step for one, two in pairwise(events))
    assert events[-1].to_state == state
    assert events[-1].to_step == dossier.step_key
    assert events[-1].to_unit_id == dossier.waiting_unit_id
    assert dossier.is_open == (not state.is_final and state is not DossierState.FINISHED)
    assert (dossier.waits_until is not None) == dossier.is_open
    assert {event.to_unit_id for event in events if event.to_unit_id} <= set(dossier.unit_ids)

    received = dossier.received_at is not None
    assert received == (dossier.code is not None) == (dossier.due_at is not None)
    assert received == AcceptanceSlip.objects.filter(dossier=dossier).exists()
    assert received == RegisterEntry.objects.filter(dossier=dossier).exists()
    last = DossierDeadline.objects.filter(dossier=dossier).order_by("sequence").last()
    assert (last.due_at if last else None) == dossier.due_at
    if received:
        assert dossier.original_due_at is not None
        assert dossier.due_at is not None
        assert dossier.due_at >= dossier.original_due_at

    paused = DossierPause.objects.filter(dossier=dossier, to_at__isnull=True).exists()
    waiting = state in (DossierState.SUPPLEMENT_REQUESTED, DossierState.PAYMENT_REQUESTED)
    assert paused == (waiting and received)
    assert dossier.supplement_count == SupplementRequest.objects.filter(dossier=dossier).count()
    issued = Result.objects.filter(dossier=dossier, state="issued").exists()
    assert issued == (state in (DossierState.FINISHED, DossierState.RETURNED))
    assert (dossier.outcome != "") == issued
    assert (dossier.finished_at is not None) == issued
    assert (dossier.returned_at is not None) == (state is DossierState.RETURNED)


class UndoneError(Exception):
    """Rolls one story back."""


@pytest.fixture
def province() -> Province:
    return plain_province()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(chance=chances)
def test_replaying_the_events_of_any_story_gives_its_state(province: Province, chance: Random) -> None:
    with suppress(UndoneError), transaction.atomic():
        now = NOW
        dossier_id = chance.choice(BEGINNINGS)(province, now=now)
        check_invariants(dossier_id)
        for _ in range(chance.randint(1, 20)):
            now += timedelta(hours=chance.choice([0, 0, 1, 3, 20]))
            choices = possible(province, dossier_id)
            if not choices:
                break
            carrying_on = [pair for pair in choices if pair[0] not in ENDINGS]
            straight_on = [pair for pair in choices if pair[0] in STRAIGHT_ON]
            pool = carrying_on if carrying_on and chance.randint(0, 9) else choices
            pool = straight_on if straight_on and chance.randint(0, 1) else pool
            action, actor = chance.choice(pool)
            before = Dossier.objects.values().get(id=dossier_id)
            try:
                with transaction.atomic():
                    DO[action](province, dossier_id, actor, now)
            except Refusal:
                # Allowed by role and state, refused by a rule (no draft yet, too late, too often): nothing changed.
                assert Dossier.objects.values().get(id=dossier_id) == before
            check_invariants(dossier_id)
        raise UndoneError
