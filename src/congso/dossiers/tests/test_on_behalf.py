"""Acting for a colleague: within the paper, written on everything, and never after it was taken back."""

from datetime import timedelta
from typing import Any

import pytest

from congso.audit.models import AuditEntry
from congso.dossiers import commands, queries, testing
from congso.dossiers.models import Dossier, DossierEvent
from congso.dossiers.printing import gather
from congso.dossiers.testing import NOW, Province
from congso.kernel.refusals import NotAllowed, NotFound, NotPossibleNow
from congso.organisation import commands as organisation_commands
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.delegation import DelegationKind

pytestmark = pytest.mark.django_db
LEADERS = ["dossiers.see_agency", "dossiers.approve"]


@pytest.fixture
def province() -> Province:
    return testing.plain_province()


def acting_for_leader(province: Province, **changes: Any) -> tuple[ActingOfficer, int]:
    commune = province.commune
    asked: dict[str, Any] = {
        "giver_id": commune.leader.id,
        "receiver_id": commune.unit_head.id,
        "kind": DelegationKind.AUTHORISATION,
        "rights": LEADERS,
        "valid_from": NOW.date(),
        "valid_to": NOW.date() + timedelta(days=30),
        "document_number": "12/GUQ-UBND",
        "document_on": NOW.date(),
        "document_issuer": "UBND xã",
        "by": commune.leader,
        "today": NOW.date(),
        "now": NOW,
    }
    made = organisation_commands.delegate(**asked | changes)
    acting = organisation.stand_in([commune.unit_head], made, NOW.date())
    assert acting is not None
    return acting, made


def waiting_for_signature(province: Province) -> Any:
    return testing.to_approve(province)


def test_what_is_done_says_for_whom(province: Province) -> None:
    dossier_id = waiting_for_signature(province)
    acting, made = acting_for_leader(province)
    commands.approve(dossier_id=dossier_id, by=acting, now=NOW)
    event = DossierEvent.objects.get(dossier_id=dossier_id, action="approve")
    assert (event.officer_id, event.on_behalf_of_id) == (province.commune.unit_head.id, province.commune.leader.id)
    assert event.unit_id == province.commune.leader.unit_id
    entry = AuditEntry.objects.get(action="dossiers.approve", object_id=str(dossier_id))
    assert (entry.on_behalf_of_officer_id, str(entry.delegation_id)) == (province.commune.leader.id, str(made))
    shown = queries.dossier_for_officer(province.commune.leader, dossier_id, now=NOW).events[-1]
    assert f"thay mặt {province.commune.leader.name}" in shown.by_label
    assert "(TUQ.)" in shown.by_label


def test_the_paper_is_signed_in_the_givers_place(province: Province) -> None:
    dossier_id = waiting_for_signature(province)
    acting, _ = acting_for_leader(province)
    commands.approve(dossier_id=dossier_id, by=acting, now=NOW)
    signatory = gather.result(dossier_id).signatory
    assert signatory.role.startswith("TUQ. Chủ tịch\n")
    assert signatory.name == province.commune.unit_head.name


def test_only_what_was_passed_on_may_be_done(province: Province) -> None:
    dossier_id = waiting_for_signature(province)
    acting, _ = acting_for_leader(province, rights=["dossiers.see_agency"], kind=DelegationKind.HANDLING)
    assert queries.dossier_for_officer(acting, dossier_id, now=NOW).actions == frozenset()
    for refused in (commands.approve, commands.forward):
        with pytest.raises(NotAllowed):
            refused(dossier_id=dossier_id, by=acting, now=NOW)


def test_a_limited_delegation_reaches_only_its_field_and_unit(province: Province) -> None:
    dossier_id = waiting_for_signature(province)
    dossier = Dossier.objects.get(id=dossier_id)
    elsewhere, _ = acting_for_leader(province, fields_of_work=["Lĩnh vực khác"])
    with pytest.raises(NotFound):
        queries.dossier_for_officer(elsewhere, dossier_id, now=NOW)
    assert queries.queue(elsewhere, view="organisation", now=NOW).rows == []
    here, _ = acting_for_leader(province, unit_id=dossier.unit_ids[0])
    assert queries.dossier_for_officer(here, dossier_id, now=NOW).id == dossier_id
    assert [row.id for row in queries.queue(here, view="organisation", now=NOW).rows] == [dossier_id]
    desk_only, _ = acting_for_leader(province, unit_id=province.commune.clerks)
    with pytest.raises(NotFound):
        queries.dossier_for_officer(desk_only, dossier_id, now=NOW)


def test_nothing_is_done_after_it_was_taken_back(province: Province) -> None:
    dossier_id = waiting_for_signature(province)
    acting, made = acting_for_leader(province)
    organisation_commands.revoke(delegation_id=made, by=province.commune.leader, now=NOW)
    with pytest.raises(NotPossibleNow) as refused:
        commands.approve(dossier_id=dossier_id, by=acting, now=NOW)
    assert refused.value.code == "delegation_ended"
    assert not DossierEvent.objects.filter(dossier_id=dossier_id, action="approve").exists()


def test_work_taken_for_somebody_is_theirs(province: Province) -> None:
    dossier_id = waiting_for_signature(province)
    acting, _ = acting_for_leader(province, rights=["dossiers.see_agency", "dossiers.take"])
    Dossier.objects.filter(id=dossier_id).update(waiting_officer=None)
    commands.take(dossier_id=dossier_id, by=acting, now=NOW)
    assert Dossier.objects.get(id=dossier_id).waiting_officer_id == province.commune.leader.id
    assert [row.id for row in queries.queue(acting, view="mine", now=NOW).rows] == [dossier_id]
    assert queries.queue(province.commune.unit_head, view="mine", now=NOW).rows == []


def test_a_limited_delegation_opens_no_register_and_no_print_of_it(province: Province) -> None:
    testing.received(province)
    rights = ["dossiers.see_agency", "dossiers.see_register"]
    whole, _ = acting_for_leader(province, rights=rights)
    assert queries.register_book(whole, NOW.year, now=NOW).rows
    narrowed, _ = acting_for_leader(province, rights=rights, fields_of_work=["Lĩnh vực khác"])
    with pytest.raises(NotAllowed):
        queries.register_book(narrowed, NOW.year, now=NOW)
    with pytest.raises((NotAllowed, NotFound)):
        queries.register_prints(narrowed, NOW.year)
