"""A result waits for its fees, and a fee can be waived on a ground that is written down."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from congso.catalogue import queries as catalogue
from congso.catalogue.rules.content import Deadline, Fee, Method, Unit
from congso.catalogue.rules.policy import ProcedurePolicy
from congso.dossiers import commands, queries, testing
from congso.dossiers.models import Dossier, DossierEvent, FeeCharge
from congso.dossiers.rules import states
from congso.dossiers.rules.states import Action, DossierState
from congso.dossiers.testing import NOW, Province, plain_province
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.models import Unit as UnitRow
from congso.organisation.rules.roles import Role

pytestmark = pytest.mark.django_db

PUBLISHED = "Miễn lệ phí cho người thuộc hộ nghèo"


@pytest.fixture
def province() -> Province:
    fee = Fee(kind="charge", amount_vnd=100_000, text="Lệ phí đăng ký", basis="Nghị quyết", exemption=PUBLISHED)
    method = Method(channel="online", deadline=Deadline(3, Unit.WORKING_DAY), fees=(fee,))
    return plain_province(
        content=testing.plain_content(methods=(method,)),
        policy=ProcedurePolicy(receiving_tiers=("commune",), fee_timing="on_acceptance"),
    )


def hand_over(province: Province, dossier_id: UUID) -> None:
    commands.return_result(dossier_id=dossier_id, by=province.commune.counter, now=NOW, receiver_name="Bảo")


def state_of(dossier_id: UUID) -> str:
    return Dossier.objects.get(id=dossier_id).state


def test_a_result_is_not_handed_over_while_a_fee_is_due(province: Province) -> None:
    dossier_id, counter = testing.finished(province), province.commune.counter
    with pytest.raises(NotPossibleNow, match=r"còn 100\.000 đ") as refused:
        hand_over(province, dossier_id)
    assert refused.value.code == "fee_unpaid"
    with pytest.raises(NotPossibleNow):
        commands.deliver_electronically(dossier_id=dossier_id, now=NOW)
    commands.collect_fees(dossier_id=dossier_id, by=counter, now=NOW)
    hand_over(province, dossier_id)
    assert state_of(dossier_id) == DossierState.RETURNED


def test_a_fee_that_was_waived_stops_nothing(province: Province) -> None:
    dossier_id = testing.finished(province)
    waived = commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=province.commune.leader, now=NOW)
    assert waived == 100_000
    hand_over(province, dossier_id)
    assert state_of(dossier_id) == DossierState.RETURNED


def test_waiving_is_an_event_with_its_ground_and_what_proved_it(province: Province) -> None:
    dossier_id = testing.received(province)
    commands.waive_fees(
        dossier_id=dossier_id, basis="Người khuyết tật nặng", evidence="Giấy xác nhận số 12/XN-UBND",
        by=province.commune.leader, now=NOW,
    )  # fmt: skip
    events = list(DossierEvent.objects.filter(dossier_id=dossier_id).order_by("sequence"))
    last, fee = events[-1], FeeCharge.objects.get(dossier_id=dossier_id)
    assert (last.action, last.reason) == (Action.WAIVE_FEES, "Người khuyết tật nặng")
    assert last.payload == {"fees": [fee.id], "amount_vnd": 100_000, "evidence": "Giấy xác nhận số 12/XN-UBND"}
    assert (last.from_state, last.to_state) == (DossierState.RECEIVED, DossierState.RECEIVED)
    assert states.replay(event.action for event in events) == state_of(dossier_id)
    assert (fee.state, fee.waiver_basis, fee.settled_by_id) == (
        FeeCharge.State.WAIVED,
        "Người khuyết tật nặng",
        province.commune.leader.id,
    )


def test_a_ground_that_is_not_published_needs_a_paper(province: Province) -> None:
    dossier_id, leader = testing.received(province), province.commune.leader
    with pytest.raises(Incorrect) as refused:
        commands.waive_fees(dossier_id=dossier_id, basis="Người cao tuổi", by=leader, now=NOW)
    assert "evidence" in refused.value.fields
    with pytest.raises(Incorrect):
        commands.waive_fees(dossier_id=dossier_id, basis="  ", evidence="Giấy 1", by=leader, now=NOW)
    assert FeeCharge.objects.get(dossier_id=dossier_id).state == FeeCharge.State.DUE


def test_only_heads_waive(province: Province) -> None:
    dossier_id = testing.received(province)
    for officer in (province.commune.counter, province.commune.specialist, province.commune.clerk):
        with pytest.raises((NotAllowed, NotFound)):
            commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=officer, now=NOW)
    with pytest.raises(NotFound):
        commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=province.other_commune.leader, now=NOW)
    with pytest.raises(NotAllowed):
        commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=province.citizen, now=NOW)


def test_waiving_twice_is_refused(province: Province) -> None:
    dossier_id, leader = testing.received(province), province.commune.leader
    commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=leader, now=NOW)
    with pytest.raises(NotPossibleNow) as refused:
        commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=leader, now=NOW)
    assert refused.value.code == "nothing_due"


def test_a_dossier_that_waited_for_money_goes_on_when_nothing_is_due(province: Province) -> None:
    dossier_id, specialist = testing.in_progress(province), province.commune.specialist
    more = [commands.FeeInput("Phí thẩm định", 50_000)]
    commands.request_payment(dossier_id=dossier_id, fees=more, by=specialist, now=NOW)
    first, second = FeeCharge.objects.filter(dossier_id=dossier_id).order_by("id").values_list("id", flat=True)
    leader = province.commune.leader
    commands.waive_fees(dossier_id=dossier_id, fee_ids=[first], basis=PUBLISHED, by=leader, now=NOW)
    assert state_of(dossier_id) == DossierState.PAYMENT_REQUESTED
    commands.waive_fees(dossier_id=dossier_id, fee_ids=[second], basis=PUBLISHED, by=leader, now=NOW)
    dossier = Dossier.objects.get(id=dossier_id)
    assert dossier.state == DossierState.IN_PROGRESS
    assert dossier.waiting_officer_id == specialist.id
    assert not dossier.pauses.filter(to_at=None).exists()


def test_a_waived_fee_says_on_what_ground(province: Province) -> None:
    dossier_id = testing.received(province)
    with pytest.raises(IntegrityError, match="a_waived_fee_says_on_what_ground"), transaction.atomic():
        FeeCharge.objects.filter(dossier_id=dossier_id).update(state=FeeCharge.State.WAIVED)


def test_the_published_grounds_are_offered_in_their_own_words(province: Province) -> None:
    version = catalogue.version(province.version_id)
    assert queries.published_exemptions(version, "", "online", NOW.date()) == [PUBLISHED]


def test_the_head_of_the_desk_that_takes_the_money_waives_wherever_the_dossier_is(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    desk = UnitRow.objects.get(id=province.commune.counter.unit_id)
    head = testing.officer(desk, "Trưởng bộ phận", Role.UNIT_HEAD, Role.COUNTER)
    commands.waive_fees(dossier_id=dossier_id, basis=PUBLISHED, by=head, now=NOW)
    assert state_of(dossier_id) == DossierState.IN_PROGRESS
