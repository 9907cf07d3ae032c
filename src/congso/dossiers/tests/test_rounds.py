"""Rounds of signing: each result seen or left, one act, a job that signs each once whatever dies."""

import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from congso.dossiers import commands, queries, testing
from congso.dossiers.commands import approving
from congso.dossiers.commands.results import approve
from congso.dossiers.models import DossierEvent, Result, RoundItem
from congso.dossiers.queries import approving as approving_queries
from congso.dossiers.queries.approving import current_fingerprint
from congso.dossiers.testing import NOW, Province
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.signatures.models import SignatureAct
from congso.signatures.testing import credential


@pytest.fixture
def province(db: None, settings: Any, tmp_path: Path) -> Province:
    settings.STORED_FILES_DIR = tmp_path
    made = testing.plain_province()
    credential(person_id=made.commune.leader.person_id, name=made.commune.leader.name)
    credential(organisation_id=made.commune.id, name="UBND")
    return made


def begun(province: Province, number: int) -> tuple[UUID, list[UUID]]:
    ids = [testing.to_approve(province) for _ in range(number)]
    return commands.begin_round(dossier_ids=ids, by=province.commune.leader, now=NOW), ids


def decided(province: Province, round_id: UUID, ids: list[UUID], *, sign: bool = True) -> None:
    for one in ids:
        commands.decide(
            round_id=round_id, dossier_id=one, sign=sign, seen=current_fingerprint(one),
            by=province.commune.leader,
        )  # fmt: skip


def approvals(dossier_id: UUID) -> int:
    return DossierEvent.objects.filter(dossier_id=dossier_id, action="approve").count()


def test_what_was_seen_is_signed_and_what_was_left_stays(province: Province) -> None:
    round_id, ids = begun(province, 3)
    leader = province.commune.leader
    decided(province, round_id, ids[:2])
    with pytest.raises(NotPossibleNow, match="chưa xem"):
        commands.authorise_round(round_id=round_id, by=leader, now=NOW)
    decided(province, round_id, ids[2:], sign=False)
    assert commands.authorise_round(round_id=round_id, by=leader, now=NOW) == 0
    assert commands.carry_out(round_id=round_id, now=NOW) == 2
    assert commands.carry_out(round_id=round_id, now=NOW) == 0, "nothing is left to do"
    assert [approvals(one) for one in ids] == [1, 1, 0]
    assert SignatureAct.objects.count() == 2
    view = queries.round_of(leader, round_id, now=NOW)
    assert view.finished_at is not None
    assert [one.outcome for one in view.items] == ["signed", "signed", ""]


def test_nothing_that_changed_after_it_was_seen_is_signed(province: Province) -> None:
    round_id, ids = begun(province, 2)
    leader = province.commune.leader
    decided(province, round_id, ids)
    Result.objects.filter(dossier_id=ids[0]).update(body="Nội dung khác.")
    view = queries.round_of(leader, round_id, now=NOW)
    assert [one.changed for one in view.items] == [True, False]
    assert view.next_after(None) == view.items[0]
    assert commands.authorise_round(round_id=round_id, by=leader, now=NOW) == 1
    assert queries.round_of(leader, round_id, now=NOW).authorised_at is None
    decided(province, round_id, ids[:1])
    commands.authorise_round(round_id=round_id, by=leader, now=NOW)
    # Between the order and the job somebody writes once more.
    Result.objects.filter(dossier_id=ids[1]).update(body="Nội dung khác nữa.")
    assert commands.carry_out(round_id=round_id, now=NOW) == 1
    told = queries.round_of(leader, round_id, now=NOW).items[1]
    assert told.outcome == "refused"
    assert "đã thay đổi" in told.why


def test_a_decision_names_what_was_shown(province: Province) -> None:
    round_id, ids = begun(province, 1)
    with pytest.raises(NotPossibleNow, match="vừa thay đổi"):
        commands.decide(round_id=round_id, dossier_id=ids[0], sign=True, seen="0" * 64, by=province.commune.leader)


def test_a_round_is_its_leaders_own_and_holds_what_waits_for_them(province: Province) -> None:
    waiting, not_yet = testing.to_approve(province), testing.in_progress(province)
    leader, other = province.commune.leader, province.other_commune.leader
    round_id = commands.begin_round(dossier_ids=[not_yet, waiting], by=leader, now=NOW)
    assert [one.dossier_id for one in queries.round_of(leader, round_id, now=NOW).items] == [waiting]
    with pytest.raises(NotFound):
        queries.round_of(other, round_id, now=NOW)
    with pytest.raises(NotFound):
        commands.authorise_round(round_id=round_id, by=other, now=NOW)
    with pytest.raises(Incorrect, match="đang chờ bạn ký"):
        commands.begin_round(dossier_ids=[waiting], by=other, now=NOW)


def test_a_leader_who_lost_the_post_signs_no_more(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    round_id, ids = begun(province, 1)
    decided(province, round_id, ids)
    commands.authorise_round(round_id=round_id, by=province.commune.leader, now=NOW)
    monkeypatch.setattr(approving, "acting_in", lambda _row, _now: None)
    assert commands.carry_out(round_id=round_id, now=NOW) == 0
    assert approvals(ids[0]) == 0
    assert "không còn giữ" in RoundItem.objects.get(dossier_id=ids[0]).why


class Died(BaseException):
    """What a killed worker leaves: nothing after this line is done."""


def test_a_worker_that_dies_leaves_nothing_half_done(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    round_id, ids = begun(province, 4)
    decided(province, round_id, ids)
    commands.authorise_round(round_id=round_id, by=province.commune.leader, now=NOW)
    real, calls = approve, list[UUID]()

    def dies_at_the_third(**asked: Any) -> None:
        calls.append(asked["dossier_id"])
        real(**asked)
        if len(calls) == 3:
            raise Died

    monkeypatch.setattr(approving, "approve", dies_at_the_third)
    with pytest.raises(Died):
        commands.carry_out(round_id=round_id, now=NOW)
    assert [approvals(one) for one in ids] == [1, 1, 0, 0]
    assert commands.rounds_under_way() == [round_id]
    monkeypatch.setattr(approving, "approve", real)
    assert commands.carry_out(round_id=round_id, now=NOW) == 2
    assert [approvals(one) for one in ids] == [1] * 4
    assert SignatureAct.objects.count() == 4
    assert commands.rounds_under_way() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_sign_each_once(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path
    province = testing.plain_province()
    credential(person_id=province.commune.leader.person_id, name=province.commune.leader.name)
    round_id, ids = begun(province, 6)
    decided(province, round_id, ids)
    commands.authorise_round(round_id=round_id, by=province.commune.leader, now=NOW)
    signed: list[int] = []

    def work() -> None:
        try:
            signed.append(commands.carry_out(round_id=round_id, now=NOW))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert sum(signed) == 6
    assert [approvals(one) for one in ids] == [1] * 6
    assert SignatureAct.objects.count() == 6


def test_a_round_holds_two_hundred_and_no_more(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approving_queries, "MOST", 2)  # what the list gives at a time
    _round_id, ids = begun(province, 5)
    assert RoundItem.objects.count() == len(ids)
    monkeypatch.setattr(approving, "MOST", 4)
    with pytest.raises(Incorrect, match="tối đa 4"):
        commands.begin_round(dossier_ids=ids, by=province.commune.leader, now=NOW)
