"""Acting for somebody else: never further than they may, never passed on, never after it was taken back."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.kernel.rights import rights_of
from congso.organisation import commands, queries
from congso.organisation.models import Delegation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.delegation import KINDS, DelegationKind, may_pass_on, passed_on
from congso.organisation.rules.rights import OrganisationRight
from congso.organisation.rules.roles import Role

from .factories import TODAY, Office, make_commune_office, make_officer, make_organisation, make_unit

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=VIETNAM)
APPROVE, SEE, ISSUE = "dossiers.approve", "dossiers.see_agency", "dossiers.issue"


@pytest.fixture
def office(db: None) -> Office:
    return make_commune_office()


def give(office: Office, **changes: Any) -> int:
    asked: dict[str, Any] = {
        "giver_id": office.leader.id,
        "receiver_id": office.head.id,
        "kind": DelegationKind.AUTHORISATION,
        "rights": [APPROVE, SEE],
        "valid_from": TODAY,
        "valid_to": TODAY + timedelta(days=30),
        "document_number": "12/GUQ-UBND",
        "document_on": TODAY,
        "document_issuer": "UBND phường Tân Thành",
        "by": office.leader,
        "today": TODAY,
        "now": NOW,
    }
    return commands.delegate(**asked | changes)


def standing_in(officer: ActingOfficer, delegation_id: int, on: date = TODAY) -> ActingOfficer | None:
    queries.forget()
    return queries.stand_in([officer], delegation_id, on)


def test_the_receiver_has_the_givers_place_and_what_was_passed_on_and_no_more(office: Office) -> None:
    acting = standing_in(office.head, give(office))
    assert acting is not None
    assert (acting.id, acting.name, acting.account_id) == (office.head.id, office.head.name, office.head.account_id)
    assert (acting.unit_id, acting.roles, acting.seat_id) == (
        office.leader.unit_id,
        office.leader.roles,
        office.leader.id,
    )
    assert {right.value for right in acting.rights} == {APPROVE, SEE, "organisation.look", "organisation.read_rights"}
    assert acting.on_behalf is not None
    assert acting.on_behalf.said == (f"thay mặt Huỳnh Quốc Việt, Chủ tịch (TUQ., số 12/GUQ-UBND ngày {TODAY:%d/%m/%Y})")


def test_nothing_reaches_beyond_what_the_giver_has(office: Office) -> None:
    with pytest.raises(Incorrect) as refused:
        give(office, giver_id=office.head.id, receiver_id=office.specialist.id, rights=[ISSUE], by=office.head)
    assert "rights" in refused.value.fields


def test_what_was_received_is_not_passed_on(office: Office) -> None:
    acting = standing_in(office.head, give(office, kind=DelegationKind.ACTING, rights=[]))
    assert acting is not None
    assert not acting.may(OrganisationRight.DELEGATE)
    for by in (acting, office.head):
        with pytest.raises(NotAllowed):
            give(office, receiver_id=office.specialist.id, by=by)
    with pytest.raises(IntegrityError, match="only_the_giver_or_an_administrator_delegates"), transaction.atomic():
        Delegation.objects.create(
            kind="acting", giver_id=office.leader.id, receiver_id=office.specialist.id, document_number="1",
            document_on=TODAY, document_issuer="x", valid_from=TODAY, valid_to=TODAY + timedelta(days=1),
            entered_by_id=office.head.id, entered_at=NOW,
        )  # fmt: skip


def test_only_a_head_signs_by_authorisation_and_handling_never_signs(office: Office) -> None:
    with pytest.raises(Incorrect) as refused:
        give(office, receiver_id=office.specialist.id)
    assert "receiver" in refused.value.fields
    with pytest.raises(Incorrect) as refused:
        give(office, receiver_id=office.specialist.id, kind=DelegationKind.HANDLING)
    assert "rights" in refused.value.fields
    acting = standing_in(
        office.specialist, give(office, receiver_id=office.specialist.id, kind=DelegationKind.HANDLING, rights=[SEE])
    )
    assert acting is not None
    assert acting.on_behalf is not None
    assert acting.on_behalf.form == ""


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("rights", {"rights": []}),
        ("valid_to", {"valid_to": None}),
        ("valid_to", {"valid_to": TODAY}),
        ("valid_to", {"valid_to": TODAY + timedelta(days=400)}),
        ("valid_from", {"valid_from": TODAY - timedelta(days=1)}),
        ("document_number", {"document_number": "  "}),
        ("document_on", {"document_on": TODAY + timedelta(days=1)}),
        ("unit", {"unit_id": 999_999}),
    ],
)
def test_the_paper_its_days_and_its_content_are_asked_for(office: Office, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Incorrect) as refused:
        give(office, **changes)
    assert field in refused.value.fields


def test_nobody_outside_the_agency_receives(office: Office) -> None:
    elsewhere = make_officer(Role.UNIT_HEAD, unit=make_unit(make_organisation("Xã bên")))
    with pytest.raises(Incorrect) as refused:
        give(office, receiver_id=elsewhere.id)
    assert "receiver" in refused.value.fields


def test_an_administrator_enters_it_for_the_giver_but_never_for_themselves(office: Office) -> None:
    administrator = make_officer(Role.ADMINISTRATOR, unit=office.clerks, name="Quản Trị")
    made = give(office, by=administrator)
    assert queries.delegation(made).entered_as_administrator
    with pytest.raises(NotAllowed):
        give(office, by=administrator, receiver_id=administrator.id, rights=[SEE])
    stranger = make_officer(Role.ADMINISTRATOR, unit=make_unit(make_organisation("Xã bên")), name="Người Lạ")
    with pytest.raises(NotAllowed):
        give(office, by=stranger)
    with pytest.raises(NotFound):
        commands.revoke(delegation_id=made, by=stranger, now=NOW)
    with pytest.raises(NotFound):
        commands.revoke(delegation_id=made, by=office.head, now=NOW)
    commands.revoke(delegation_id=made, by=administrator, now=NOW, reason="Đã về")
    assert standing_in(office.head, made) is None


def test_it_begins_and_ends_with_its_days(office: Office) -> None:
    made = give(office, valid_from=TODAY + timedelta(days=2), valid_to=TODAY + timedelta(days=4))
    there = [standing_in(office.head, made, TODAY + timedelta(days=n)) is not None for n in range(6)]
    assert there == [False, False, True, True, False, False]


def test_it_ends_with_the_post_of_the_giver_and_with_that_of_the_receiver(office: Office) -> None:
    made = give(office)
    acting = standing_in(office.head, made)
    assert acting is not None
    with transaction.atomic():
        commands.end_appointment(officer_id=office.leader.id, on=TODAY, now=NOW)
        assert standing_in(office.head, made) is None
        with pytest.raises(NotPossibleNow):
            commands.hold(acting)
        transaction.set_rollback(True)
    commands.end_appointment(officer_id=office.head.id, on=TODAY, now=NOW)
    with pytest.raises(NotPossibleNow), transaction.atomic():
        commands.hold(acting)


def test_what_the_giver_loses_the_receiver_loses(office: Office) -> None:
    made = give(office)
    less = replace(office.leader, roles=frozenset({Role.UNIT_HEAD}))
    assert SEE not in {right.value for right in passed_on(less.rights, DelegationKind.AUTHORISATION, [SEE, APPROVE])}
    assert standing_in(office.specialist, made) is None


def test_revoking_twice_changes_nothing(office: Office) -> None:
    made = give(office)
    commands.revoke(delegation_id=made, by=office.leader, now=NOW, reason="Hết việc")
    commands.revoke(delegation_id=made, by=office.leader, now=NOW + timedelta(hours=1), reason="Khác")
    kept = queries.delegation(made)
    assert (kept.revoked_at, kept.revoke_reason) == (NOW, "Hết việc")


@given(kind=st.sampled_from(DelegationKind), roles=st.frozensets(st.sampled_from(list(Role))), named=st.data())
def test_no_kind_gives_more_than_its_giver_has(kind: DelegationKind, roles: frozenset[Role], named: Any) -> None:
    held = rights_of(frozenset(roles))
    every = sorted(right.value for right in rights_of(frozenset(Role)))
    chosen = named.draw(st.lists(st.sampled_from(every)))
    reached = passed_on(held, kind, chosen)
    assert reached <= held
    assert all(right.delegable for right in reached)
    assert KINDS[kind].signs or not any(right.signs for right in reached)
    assert reached <= may_pass_on(held, kind)


@pytest.mark.django_db(transaction=True)
def test_a_command_under_way_is_waited_for_and_the_next_one_refused() -> None:
    office = make_commune_office()
    made = give(office)
    acting = standing_in(office.head, made)
    assert acting is not None
    held, revoked, order = threading.Event(), threading.Event(), []

    def work() -> None:
        with transaction.atomic():
            commands.hold(acting)
            held.set()
            revoked.wait(0.3)
            order.append("acted")
        connection.close()

    def take_back() -> None:
        held.wait(5)
        commands.revoke(delegation_id=made, by=office.leader, now=NOW)
        order.append("revoked")
        revoked.set()
        connection.close()

    threads = [threading.Thread(target=one) for one in (work, take_back)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert order == ["acted", "revoked"]
    with pytest.raises(NotPossibleNow) as refused, transaction.atomic():
        commands.hold(acting)
    assert refused.value.code == "delegation_ended"
