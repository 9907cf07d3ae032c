"""A dossier on its ordinary way, from the citizen's hand back into it."""

from typing import Any

import pytest

from congso.dossiers import commands, queries, testing
from congso.dossiers.models import AcceptanceSlip, Dossier, DossierDeadline, DossierEvent, RegisterEntry
from congso.dossiers.rules import states
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import NOW, Province, plain_province
from congso.kernel.refusals import NotPossibleNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return plain_province()


def test_a_dossier_goes_all_the_way_and_its_events_tell_the_same_story(province: Province) -> None:
    dossier_id = testing.returned(province)
    dossier = Dossier.objects.get(id=dossier_id)
    events = list(DossierEvent.objects.filter(dossier=dossier).order_by("sequence"))
    assert dossier.state == DossierState.RETURNED
    assert states.replay(event.action for event in events) == DossierState.RETURNED
    assert [event.sequence for event in events] == list(range(1, dossier.event_count + 1))
    assert dossier.code == "H12.64.01-260803-0001"
    assert not dossier.is_open
    assert AcceptanceSlip.objects.get(dossier=dossier).number == 1
    assert RegisterEntry.objects.get(dossier=dossier).number == 1
    assert DossierDeadline.objects.get(dossier=dossier).due_at == dossier.due_at
    assert dossier.due_at is not None
    assert f"{dossier.due_at.astimezone(NOW.tzinfo):%d/%m/%Y %H:%M}" == "06/08/2026 17:00"
    commands.rate(dossier_id=dossier_id, overall=3, by=province.citizen, now=NOW)
    with pytest.raises(NotPossibleNow, match="đã đánh giá"):
        commands.rate(dossier_id=dossier_id, overall=1, by=province.citizen, now=NOW)


def test_every_page_of_the_way_can_be_shown(province: Province) -> None:
    dossier_id = testing.returned(province)
    view = queries.dossier_for_officer(province.commune.counter, dossier_id, now=NOW)
    assert view.result is not None
    assert view.result.reference_number == "1/KQ-2026"
    assert view.slip is not None
    assert view.slip.shown_number == "1/TNHS"
    assert [step.status for step in view.steps] == ["done"] * len(view.steps)
    assert view.summary[0][1][0] == ("Họ và tên", "Nguyễn Văn Bảo")
    own = queries.dossier_for_person(province.citizen.person_id, dossier_id, now=NOW)
    assert own.can["rate"]
    assert not own.can["accept"]


def test_receiving_at_the_counter_gives_code_slip_and_promise_at_once(province: Province) -> None:
    given: dict[str, Any] = {
        "version_id": province.version_id,
        "answers": testing.ANSWERS,
        "by": province.commune.counter,
        "now": NOW,
        "key": "a",
    }
    dossier_id = commands.receive_at_counter(**given)
    assert commands.receive_at_counter(**given) == dossier_id
    dossier = Dossier.objects.get(id=dossier_id)
    assert dossier.state == DossierState.RECEIVED
    assert dossier.code == "H12.64.01-260803-0001"
    assert dossier.step_key == "receive"
    assert dossier.waiting_unit_id == province.commune.desk
