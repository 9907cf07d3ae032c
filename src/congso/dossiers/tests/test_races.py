"""Several people at the same moment: numbers stay gap-free, one of two officers wins, a double click makes one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from congso.catalogue.rules.form_language import Field, FieldType, FormDefinition, Group
from congso.dossiers import commands, testing
from congso.dossiers.commands import opening
from congso.dossiers.models import AcceptanceSlip, ApplicationDraft, Dossier, DossierEvent, RegisterEntry
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import NOW, Province, plain_province
from congso.identity.models import Person
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.testing import at_once

WITHOUT_NUMBER = FormDefinition(
    title="Giấy đề nghị",
    groups=(
        Group(
            "applicant",
            "Người đề nghị",
            fields=(
                Field("applicant_name", FieldType.TEXT, "Họ và tên", required=True),
                Field("content", FieldType.TEXT, "Ngành nghề", required=True),
            ),
        ),
    ),
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province() -> Province:
    return plain_province()


def test_fifty_acceptances_at_once_get_unique_gap_free_codes(province: Province) -> None:
    waiting = [testing.submitted(province) for _ in range(50)]

    def accept(dossier_id: UUID) -> Callable[[], str]:
        return lambda: commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=NOW)

    codes = at_once(map(accept, waiting))
    assert sorted(codes) == [f"H12.64.01-260803-{number:04}" for number in range(1, 51)]
    for drawn in (AcceptanceSlip, RegisterEntry):
        numbers = drawn.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, 51))


def test_a_refused_acceptance_gives_its_numbers_back(province: Province) -> None:
    first, second = testing.submitted(province), testing.submitted(province)
    commands.accept(dossier_id=first, by=province.commune.counter, now=NOW)
    with pytest.raises(NotPossibleNow):
        commands.accept(dossier_id=first, by=province.commune.counter, now=NOW)
    assert commands.accept(dossier_id=second, by=province.commune.counter, now=NOW).endswith("-0002")


def test_serials_begin_anew_each_day_and_for_each_agency(province: Province) -> None:
    tomorrow = NOW + timedelta(days=1)
    one = testing.submitted(province)
    other = testing.submitted(province, receiving_organisation_id=province.other_commune.id)
    later = testing.submitted(province)
    codes = [
        commands.accept(dossier_id=one, by=province.commune.counter, now=NOW),
        commands.accept(dossier_id=other, by=province.other_commune.counter, now=NOW),
        commands.accept(dossier_id=later, by=province.commune.counter, now=tomorrow),
    ]
    assert codes == ["H12.64.01-260803-0001", "H12.64.02-260803-0001", "H12.64.01-260804-0001"]


def test_of_two_officers_who_accept_one_dossier_one_is_told(province: Province) -> None:
    dossier_id = testing.submitted(province)
    results = at_once(
        [lambda: commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=NOW) for _ in range(4)]
    )
    assert sum(isinstance(one, str) for one in results) == 1
    assert sum(isinstance(one, NotPossibleNow) for one in results) == 3
    assert RegisterEntry.objects.count() == 1


def test_of_two_specialists_who_take_one_dossier_one_gets_it(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    Dossier.objects.filter(id=dossier_id).update(waiting_officer=None)
    pair = (province.commune.specialist, province.commune.colleague)

    def take(officer: Any) -> Callable[[], None]:
        return lambda: commands.take(dossier_id=dossier_id, by=officer, now=NOW)

    results = at_once(map(take, pair))
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "NotPossibleNow"]
    winner = pair[results.index(None)]
    assert Dossier.objects.get(id=dossier_id).waiting_officer_id == winner.id


def test_a_page_that_is_no_longer_new_changes_nothing_and_says_who_was_faster(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    seen = Dossier.objects.get(id=dossier_id).event_count
    commands.draft_result(dossier_id=dossier_id, title="Giấy", by=province.commune.specialist, now=NOW)
    with pytest.raises(NotPossibleNow, match="Lê Minh Khôi vừa “Dự thảo kết quả”") as refused:
        commands.send_back(
            dossier_id=dossier_id,
            to_step="assign",
            reason="Nhầm",
            by=province.commune.unit_head,
            now=NOW,
            expected_event_count=seen,
        )
    assert refused.value.code == "changed_meanwhile"


def test_handing_a_draft_in_twice_at_once_makes_one_dossier(province: Province) -> None:
    draft_id = commands.start_draft(
        version_id=province.version_id,
        by=province.citizen,
        now=NOW,
        receiving_organisation_id=province.commune.id,
    )
    commands.save_draft(draft_id=draft_id, answers=testing.ANSWERS, by=province.citizen, now=NOW)
    made = at_once([lambda: commands.submit(draft_id=draft_id, by=province.citizen, now=NOW) for _ in range(5)])
    assert len({str(one) for one in made}) == 1
    assert Dossier.objects.count() == DossierEvent.objects.count() == 1
    assert not ApplicationDraft.objects.exists()


def test_the_same_key_sent_many_times_at_once_makes_one_dossier(province: Province) -> None:
    made = at_once([lambda: testing.submitted(province, key="một lần") for _ in range(6)])
    assert len({str(one) for one in made}) == 1
    assert Dossier.objects.get().state == DossierState.SUBMITTED


def test_the_same_key_for_something_else_is_refused(province: Province) -> None:
    testing.submitted(province, key="k")
    with pytest.raises(NotPossibleNow) as refused:
        testing.submitted(province, key="k", answers={**testing.ANSWERS, "content": "Việc khác"})
    assert refused.value.code == "idempotency_key_reused"
    for elsewhere in ({"receiving_organisation_id": province.other_commune.id}, {"return_channel": "postal"}):
        with pytest.raises(NotPossibleNow) as refused:
            testing.submitted(province, key="k", **elsewhere)
        assert refused.value.code == "idempotency_key_reused"
    assert testing.submitted(province, key="k", by=province.stranger) != testing.submitted(province, key="k")


def test_a_key_repeated_after_the_procedure_closed_still_gets_its_dossier(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = testing.submitted(province, key="k")

    def closed(*_: object) -> None:
        raise NotPossibleNow("Thủ tục này hiện không tiếp nhận hồ sơ.", code="procedure_closed")

    monkeypatch.setattr(opening, "check_usable", closed)
    assert testing.submitted(province, key="k") == made
    with pytest.raises(NotPossibleNow, match="không tiếp nhận"):
        testing.submitted(province, key="new")


def test_two_bulk_acceptances_of_the_same_dossiers_never_deadlock(province: Province) -> None:
    waiting = [testing.submitted(province) for _ in range(10)]
    results = at_once(
        [
            lambda: commands.accept_many(dossier_ids=waiting, by=province.commune.counter, now=NOW),
            lambda: commands.accept_many(dossier_ids=reversed(waiting), by=province.commune.counter, now=NOW),
        ]
    )
    codes = [result.code for one in results for result in one.values() if result.code]
    assert all(bool(result.code) != bool(result.refusal) for one in results for result in one.values())
    assert sorted(codes) == [f"H12.64.01-260803-{number:04}" for number in range(1, 11)]


def test_a_repeated_key_makes_nobody_and_outlives_an_edition(province: Province) -> None:
    """Somebody without a number would be kept anew each time."""
    version = testing.procedure(form=WITHOUT_NUMBER)
    client = commands.Client(client_id=7)
    sent: dict[str, Any] = {
        "answers": {"applicant_name": "Lê Thị Không Số", "content": "Phở"},
        "receiving_organisation_id": province.commune.id,
        "by": client,
        "key": "k",
        "now": NOW,
    }
    made = commands.submit_direct(version_id=version, **sent)
    newer = testing.procedure(form=WITHOUT_NUMBER)
    assert newer != version
    assert commands.submit_direct(version_id=newer, **sent) == made
    assert Person.objects.filter(full_name="Lê Thị Không Số").count() == 1
    both = at_once([lambda: commands.submit_direct(version_id=newer, **(sent | {"key": "k2"}))] * 2)
    assert len(set(both)) == 1
    assert Person.objects.filter(full_name="Lê Thị Không Số").count() == 2
