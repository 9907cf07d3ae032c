"""Certificates that end, are lost or outlive a post: holder and administrators are told once each, nothing ends."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from congso.kernel import clock
from congso.notifications.models import Message
from congso.organisation.models import Officer
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_calendar, make_officer, make_organisation, make_unit
from congso.processes.watch_keys import key_lost, watch_keys
from congso.signatures import commands
from congso.signatures.models import SigningCredential
from congso.signatures.testing import NOW, credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    at(monkeypatch, NOW)
    make_calendar()
    unit = make_unit(make_organisation(name="UBND phường Thử"))
    return SimpleNamespace(
        admin=make_officer(Role.ADMINISTRATOR, unit=unit, name="Quản Trị"),
        leader=make_officer(Role.LEADER, unit=unit, name="Trần Thị Ký", title="Chủ tịch"),
        agency_id=unit.organisation_id,
    )


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "today", now.date)


def told(officer: object) -> list[str]:
    rows = Message.objects.filter(person_id=officer.person_id, channel="in_app").order_by("id")  # type: ignore[attr-defined]
    return [row.template for row in rows]


def test_both_are_warned_once_thirty_days_before_and_once_seven_days_before(
    house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = NOW + timedelta(days=31)
    credential(person_id=house.leader.person_id, valid_to=end)
    watch_keys()
    assert told(house.leader) == []
    for days in (30, 29, 8):
        at(monkeypatch, end - timedelta(days=days))
        watch_keys()
    assert (told(house.leader), told(house.admin)) == (["work_key_ends"], ["work_key_of_agency_ends"])
    for days in (7, 6, 1):
        at(monkeypatch, end - timedelta(days=days))
        watch_keys()
    assert (told(house.leader), told(house.admin)) == (["work_key_ends"] * 2, ["work_key_of_agency_ends"] * 2)
    assert SigningCredential.objects.get().ended_at is None


def test_of_an_agencys_key_its_administrators_are_told(house: SimpleNamespace) -> None:
    credential(organisation_id=house.agency_id, valid_to=NOW + timedelta(days=5))
    watch_keys()
    watch_keys()
    assert (told(house.leader), told(house.admin)) == ([], ["work_key_of_agency_ends"])


def test_whoever_left_a_post_with_a_key_in_use_is_told_of_once(house: SimpleNamespace) -> None:
    credential(person_id=house.leader.person_id, now=NOW - timedelta(days=20))
    Officer.objects.filter(pk=house.leader.id).update(valid_to=NOW.date())
    watch_keys()
    watch_keys()
    assert told(house.admin) == ["work_key_left"]
    assert "Trần Thị Ký, Chủ tịch" in Message.objects.get(template="work_key_left", channel="in_app").body
    assert SigningCredential.objects.get().ended_at is None


def test_a_loss_reaches_the_administrators(house: SimpleNamespace) -> None:
    kept = credential(person_id=house.leader.person_id)
    commands.end(credential_id=kept, ending="lost", now=NOW, officer_id=house.leader.id)
    key_lost(credential_id=str(kept))
    assert told(house.admin) == ["work_key_lost"]
