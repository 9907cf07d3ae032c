"""Searching the trail: every criterion, within a scope, page by page without a gap."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from congso.audit.commands import record
from congso.audit.queries import search as trail
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.audit.rules.searching import Scope, Search, network
from congso.kernel.context import come_from

NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
PERSON, OTHER = uuid4(), uuid4()
DAYS: dict[str, Any] = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}

pytestmark = pytest.mark.django_db


def entry(minute: int = 0, *, address: str | None = None, **facts: Any) -> UUID:
    come_from(address)
    try:
        return record(action=facts.pop("action", "dossiers.read"), at=NOW + timedelta(minutes=minute), **facts)
    finally:
        come_from(None)


def ids(scope: Scope | None = None, **asked: Any) -> set[UUID]:
    return {one.id for one in trail.page(Search(**{**DAYS, **asked}), scope)[0]}


CRITERIA: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"kind": "export"}, {"kind": Kind.EXPORT}),
    ({"action": "dossiers.print"}, {"action": "dossiers.print"}),
    ({"purpose": "inspection"}, {"purpose": Purpose.INSPECTION}),
    ({"account_id": 4}, {"account_id": 4}),
    ({"officer_id": 5}, {"officer_id": 5}),
    ({"on_behalf_of": (6, 7)}, {"on_behalf_of_officer_id": 7}),
    ({"client_id": 8}, {"client_id": 8}),
    ({"person_id": PERSON}, {"person_id": PERSON}),
    ({"subject_id": PERSON}, {"subjects": [OTHER, PERSON]}),
    ({"object_kind": "dossier", "object_id": "x"}, {"object_kind": "dossier", "object_id": "x"}),
    ({"address": "10.1.2.3"}, {"address": "10.1.2.3"}),
    ({"address": "10.1.0.0/16"}, {"address": "10.1.2.3"}),
]


@pytest.mark.parametrize(("asked", "facts"), CRITERIA, ids=lambda one: next(iter(one)))
def test_each_criterion_finds_what_it_means_and_nothing_else(asked: dict[str, Any], facts: dict[str, Any]) -> None:
    entry(
        account_id=1,
        officer_id=1,
        unit_id=1,
        subjects=[OTHER],
        object_kind="dossier",
        object_id="y",
        address="10.9.9.9",
    )
    meant = entry(**facts)
    assert ids(**asked) == {meant}
    assert trail.count(Search(**DAYS, **asked), None) == 1
    assert Search.read(Search(**DAYS, **asked).as_dict()) == Search(**DAYS, **asked)


def test_pages_follow_each_other_without_gap_and_twice_even_at_one_instant() -> None:
    for minute in (0, 0, 0, 0, 1, 2, 2):
        entry(minute, unit_id=3)
    everything = {one.id for one in trail.page(Search(**DAYS), None, limit=100)[0]}
    for scope in (None, Scope((3,), ())):
        seen: list[UUID] = []
        after = None
        while True:
            found, after = trail.page(Search(**DAYS), scope, after=after, limit=2)
            assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
            seen += [one.id for one in found]
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 7
        assert set(seen) == everything


def test_an_agency_sees_what_its_units_and_accounts_did_and_no_more() -> None:
    mine = entry(unit_id=3, account_id=30)
    signed_in = entry(action="identity.sign_in", kind=Kind.SIGN_IN, account_id=30)
    failed = entry(action="identity.sign_in_failed", kind=Kind.SIGN_IN, object_kind="account", object_id=30)
    others = {
        entry(unit_id=4, account_id=40),
        entry(unit_id=4, account_id=30),  # the same person, in another agency's place
        entry(action="identity.sign_in", kind=Kind.SIGN_IN, account_id=40),
        entry(object_kind="account", object_id=40),
        entry(person_id=PERSON),
    }
    scope = Scope((3,), (30,))
    assert ids(scope) == {mine, signed_in, failed}
    assert ids(scope, account_id=30) == {mine, signed_in}
    assert trail.count(Search(**DAYS), scope) == 3
    assert {one[0] for one in trail.every(Search(**DAYS), scope, "id")} == {mine, signed_in, failed}
    assert ids() == {mine, signed_in, failed} | others
    assert trail.one(mine, scope) is not None
    for other in others:
        assert trail.one(other, scope) is None
        assert trail.one(other, None) is not None


def test_a_count_stops_at_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "BOUND", 3)
    for minute in range(5):
        entry(minute)
    assert trail.count(Search(**DAYS), None) == 3


def test_addresses_are_read_as_people_write_them() -> None:
    assert (network(" 10.1.2.3 "), network("10.1.2.3/16"), network("::1")) == ("10.1.2.3", "10.1.0.0/16", "::1")
    with pytest.raises(ValueError, match="appear"):
        network("10.1.2.300")


def test_a_kept_search_is_read_strictly() -> None:
    for wrong in ({}, {"since": "x", "until": "y"}, {**Search(**DAYS).as_dict(), "drop": 1}):
        with pytest.raises(ValueError, match=r"."):
            Search.read(wrong)
