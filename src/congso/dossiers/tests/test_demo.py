"""The played province obeys the rules that bind the real one."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise

import pytest
from django.db.models import F

from congso.dossiers import commands
from congso.dossiers.demo import filling
from congso.dossiers.demo.filling import fill
from congso.dossiers.demo.people import IdentityNumbers, names
from congso.dossiers.demo.worktime import WorkTime, instant_of, minutes_of
from congso.dossiers.models import (
    AcceptanceSlip,
    Dossier,
    DossierDeadline,
    DossierEvent,
    Extension,
    RefusalNotice,
    RegisterEntry,
    Result,
)
from congso.dossiers.queries.words import words_of, words_of_numbers
from congso.dossiers.rules import codes, deadlines, states
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import plain_province, submitted
from congso.kernel.clock import VIETNAM
from congso.kernel.models import Register
from congso.kernel.normalise import fold
from congso.organisation.seed_calendar import seed_calendar

pytestmark = pytest.mark.django_db
PRESENT = datetime(2026, 11, 18, 10, 0, tzinfo=VIETNAM)


def play(scale: int = 250, seed: int = 7) -> int:
    return fill(scale=scale, seed=seed, now=PRESENT, months=4, processes=1, tables=None, tell=lambda _: None)


def histories() -> dict[object, list[DossierEvent]]:
    found: dict[object, list[DossierEvent]] = defaultdict(list)
    for event in DossierEvent.objects.order_by("dossier_id", "sequence"):
        found[event.dossier_id].append(event)
    return found


def test_every_played_history_leads_to_the_state_of_its_dossier() -> None:
    plain_province()
    assert play() == 250
    told = histories()
    for dossier in Dossier.objects.all():
        events = told[dossier.id]
        assert [event.sequence for event in events] == list(range(1, dossier.event_count + 1))
        assert states.replay(event.action for event in events) == dossier.state
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert events[-1].at <= PRESENT
        assert all(one.to_state == two.from_state for one, two in pairwise(events))


def test_the_province_lives_in_many_states_and_is_sometimes_late() -> None:
    plain_province()
    play(600)
    found = set(Dossier.objects.values_list("state", flat=True))
    assert {DossierState.RETURNED, DossierState.FINISHED, DossierState.IN_PROGRESS} <= found
    assert len(found) >= 6
    assert Dossier.objects.filter(finished_at__gt=F("original_due_at")).exists()


def test_no_result_of_an_overdue_case_goes_out_without_an_apology() -> None:
    plain_province()
    play(900)
    late = [one for one in Dossier.objects.exclude(finished_at=None) if judged_late(one)]
    owned_up = [one for one in late if one.missed_due_at is not None]
    assert owned_up
    for dossier in late:
        assert dossier.extension_count == 1
        paper = Extension.objects.get(dossier=dossier)
        assert dossier.finished_at is not None
        assert paper.issued_at <= dossier.finished_at
    for dossier in owned_up:
        paper = Extension.objects.get(dossier=dossier)
        assert paper.old_due_at == dossier.missed_due_at
        assert paper.new_due_at == dossier.due_at
        event = DossierEvent.objects.get(dossier=dossier, action=states.Action.EXTEND)
        assert event.payload["late"]
        derivation = DossierDeadline.objects.filter(dossier=dossier).order_by("-sequence")[0].derivation
        assert deadlines.APOLOGY_LATE in str(derivation)


def judged_late(dossier: Dossier) -> bool:
    promised = dossier.missed_due_at or dossier.due_at
    assert promised is not None
    assert dossier.finished_at is not None
    return dossier.finished_at.astimezone(VIETNAM).date() > promised.astimezone(VIETNAM).date()


def test_a_result_that_says_no_goes_with_a_refusal_notice() -> None:
    plain_province()
    play(400)
    declined = Dossier.objects.filter(outcome=Dossier.Outcome.DECLINED)
    assert declined
    for dossier in declined:
        assert RefusalNotice.objects.get(dossier=dossier).refused_at == dossier.finished_at


def test_open_dossiers_wait_for_somebody_and_closed_ones_for_nobody() -> None:
    plain_province()
    play()
    for dossier in Dossier.objects.all():
        if dossier.is_open:
            assert dossier.waiting_unit_id in dossier.unit_ids
            assert dossier.waits_until is not None
        else:
            assert dossier.waiting_officer_id is None
            assert dossier.waits_until is None


def test_codes_and_registers_are_gap_free_per_agency_and_the_next_real_dossier_goes_on() -> None:
    province = plain_province()
    play()
    serials: dict[tuple[str, object], list[int]] = defaultdict(list)
    for code in Dossier.objects.exclude(code=None).values_list("code", flat=True):
        read = codes.parse(str(code))
        serials[read.agency, read.received_on].append(read.serial)
    assert all(sorted(drawn) == list(range(1, len(drawn) + 1)) for drawn in serials.values())
    for agency in (province.commune.id, province.other_commune.id):
        for model in (RegisterEntry, AcceptanceSlip):
            drawn = sorted(model.objects.filter(organisation_id=agency).values_list("number", flat=True))
            assert drawn == list(range(1, len(drawn) + 1))
    last = RegisterEntry.objects.filter(organisation_id=province.commune.id).count()
    dossier_id = submitted(province, now=PRESENT)
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=PRESENT)
    assert RegisterEntry.objects.get(dossier_id=dossier_id).number == last + 1


def test_a_load_that_is_killed_leaves_registers_in_step_with_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_province()
    monkeypatch.setattr(filling, "EVENTS_AT_ONCE", 300)

    def die_after_the_first_batch(_: int) -> None:
        if Dossier.objects.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(scale=250, seed=7, now=PRESENT, months=4, processes=1, tables=None, tell=die_after_the_first_batch)
    assert 0 < Dossier.objects.count() < 250
    entries = Counter(RegisterEntry.objects.values_list("organisation_id", "year"))
    assert {(f"SO:{agency}", str(year)): count for (agency, year), count in entries.items()} == {
        (one.name, one.period): one.last_number for one in Register.objects.filter(name__startswith="SO:")
    }


def test_answers_are_sealed_and_a_person_is_found_by_name_and_by_number() -> None:
    plain_province()
    play(30)
    for dossier in Dossier.objects.select_related("form", "search", "applicant"):
        answers, person = dossier.form.answers, dossier.applicant
        assert answers["applicant_name"] == dossier.applicant_name == person.full_name
        assert answers["applicant_identity_number"] == person.identity_number
        expected = words_of(person.full_name) | words_of_numbers(person.identity_number, person.phone)
        expected |= {f"u{unit}" for unit in dossier.unit_ids} | {f"o{dossier.receiving_organisation_id}"}
        assert expected <= set(re.findall(r"'([^']+)'", str(dossier.search.words)))


def test_promises_carry_the_derivation_of_the_real_rules() -> None:
    plain_province()
    play(120)
    received = Dossier.objects.exclude(received_at=None)
    assert received.count() > 50
    for dossier in received:
        first = DossierDeadline.objects.get(dossier=dossier, sequence=1)
        assert first.due_at == dossier.original_due_at
        assert datetime.fromisoformat(first.derivation["due_at"]) == dossier.original_due_at
        assert dossier.received_at is not None
        assert f"{dossier.received_at.astimezone(VIETNAM):%H:%M}" in str(first.derivation)


def test_finished_dossiers_have_an_issued_result() -> None:
    plain_province()
    play()
    for dossier in Dossier.objects.exclude(finished_at=None):
        result = Result.objects.get(dossier=dossier)
        assert result.state == "issued"
        assert result.issued_at == dossier.finished_at
        assert result.issued_at is not None
        assert result.drafted_at <= result.issued_at


def test_a_second_load_meets_nothing_of_the_first() -> None:
    plain_province()
    assert play(80) + play(80) == 160
    assert Dossier.objects.count() == 160


def test_the_same_seed_names_the_same_people() -> None:
    assert names(50, seed=1) == names(50, seed=1)
    assert names(50, seed=1) != names(50, seed=2)
    assert all(one.folded == fold(one.full) for one in names(50, seed=1))


def test_makers_side_by_side_never_make_the_same_number() -> None:
    taken = {"096070": 5}
    makers = [IdentityNumbers(taken, place=place, makers=3) for place in range(3)]
    drawn = [maker.draw(place="096", gender="male", born=1970) for maker in makers for _ in range(10)]
    assert len(set(drawn)) == 30
    assert min(drawn) == "096070000006"


def test_worked_time_is_a_number_line_that_ends_at_closings() -> None:
    calendar = seed_calendar("thu", [2026])
    axis = WorkTime(calendar, date(2026, 8, 3), date(2026, 8, 31))
    monday = minutes_of(datetime(2026, 8, 3, 7, 0, tzinfo=VIETNAM))
    assert axis.of(monday) == 0
    assert instant_of(axis.end(480)) == datetime(2026, 8, 3, 17, 0, tzinfo=VIETNAM)
    assert instant_of(axis.at(480)) == datetime(2026, 8, 4, 7, 0, tzinfo=VIETNAM)
    for worked in range(0, axis.total, 37):
        assert axis.of(axis.at(worked)) == worked
        assert instant_of(axis.end(worked + 1)) == calendar.add_working_minutes(instant_of(monday), worked + 1)
