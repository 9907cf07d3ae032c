"""Whatever must never be false is refused by the database itself."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from congso.kernel.refusals import NotPossibleNow
from congso.organisation import commands
from congso.organisation.models import (
    OfficeHoursPlan,
    Officer,
    OrganisationIdentifier,
    PlaceSuccession,
    Revision,
    Succession,
)

from .factories import NOW, SINCE, make_organisation, make_person, make_place, make_position, make_unit

LATER = SINCE + timedelta(days=100)


def refused(constraint: str, make: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


@pytest.mark.django_db
class TestTimeRunsForward:
    def test_a_place_ends_after_it_begins(self) -> None:
        refused("place_ends_after_it_begins", lambda: make_place(until=SINCE))

    def test_an_organisation_ends_after_it_begins(self) -> None:
        refused("organisation_ends_after_it_begins", lambda: make_organisation(until=SINCE))

    def test_a_unit_ends_after_it_begins(self) -> None:
        refused("unit_ends_after_it_begins", lambda: make_unit(until=SINCE))

    def test_a_position_ends_after_it_begins(self) -> None:
        refused("position_ends_after_it_begins", lambda: make_position(until=SINCE))

    def test_an_appointment_ends_after_it_begins(self) -> None:
        person, position = make_person(), make_position()
        refused(
            "officer_ends_after_they_begin",
            lambda: Officer.objects.create(
                person_id=person.id, position=position, valid_from=SINCE, valid_to=SINCE - timedelta(days=1)
            ),
        )

    def test_an_identifier_ends_after_it_begins(self) -> None:
        of = make_organisation()
        refused(
            "identifier_ends_after_it_begins",
            lambda: OrganisationIdentifier.objects.create(
                organisation=of, scheme="new", value="H12", valid_from=SINCE, valid_to=SINCE
            ),
        )

    def test_office_hours_end_after_they_begin(self) -> None:
        refused(
            "office_hours_end_after_they_begin",
            lambda: OfficeHoursPlan.objects.create(hours={}, valid_from=SINCE, valid_to=SINCE),
        )


@pytest.mark.django_db
class TestNothingTwiceAtATime:
    def test_a_code_means_one_place_at_a_time(self) -> None:
        make_place(code="32025", until=LATER)
        refused("one_place_per_code_at_a_time", lambda: make_place(code="32025", since=LATER - timedelta(days=1)))
        make_place(code="32025", since=LATER)
        make_place(tier="district", code="32025")

    def test_an_identifier_means_one_organisation_at_a_time(self) -> None:
        make_organisation(identifier="H12.01", until=LATER)
        refused("one_organisation_per_identifier_at_a_time", lambda: make_organisation(identifier="H12.01"))
        make_organisation(identifier="H12.01", since=LATER)

    def test_an_organisation_has_one_identifier_per_scheme_at_a_time(self) -> None:
        of = make_organisation(identifier="H12.01")
        refused(
            "one_identifier_per_scheme_at_a_time",
            lambda: OrganisationIdentifier.objects.create(
                organisation=of, scheme="new", value="H12.02", valid_from=LATER
            ),
        )
        OrganisationIdentifier.objects.create(organisation=of, scheme="old", value="000.00.01.H12", valid_from=SINCE)

    def test_an_organisation_passes_on_once_a_day(self) -> None:
        old, new = make_organisation(), make_organisation()
        Succession.objects.create(from_organisation=old, to_organisation=new, on=LATER, kind="merge")
        refused(
            "an_organisation_passes_on_once",
            lambda: Succession.objects.create(from_organisation=old, to_organisation=new, on=LATER, kind="split"),
        )

    def test_a_place_becomes_another_once_a_day(self) -> None:
        old, new = make_place(), make_place()
        PlaceSuccession.objects.create(from_place=old, to_place=new, on=LATER, kind="whole")
        refused(
            "a_place_becomes_another_once",
            lambda: PlaceSuccession.objects.create(from_place=old, to_place=new, on=LATER, kind="partial"),
        )

    def test_a_person_holds_a_position_once_at_a_time(self) -> None:
        person, position = make_person(), make_position()
        Officer.objects.create(person_id=person.id, position=position, valid_from=SINCE, valid_to=LATER)
        refused(
            "a_person_holds_a_position_once_at_a_time",
            lambda: Officer.objects.create(
                person_id=person.id, position=position, valid_from=LATER - timedelta(days=1)
            ),
        )
        Officer.objects.create(person_id=person.id, position=position, valid_from=LATER)

    @pytest.mark.parametrize("is_of_one", [True, False])
    def test_office_hours_of_one_or_of_all_do_not_overlap(self, is_of_one: bool) -> None:
        of = make_organisation() if is_of_one else None
        OfficeHoursPlan.objects.create(organisation=of, hours={}, valid_from=SINCE)
        refused(
            "one_office_hours_plan_at_a_time",
            lambda: OfficeHoursPlan.objects.create(organisation=of, hours={}, valid_from=date(2026, 1, 1)),
        )

    def test_there_is_one_revision(self) -> None:
        refused(
            "there_is_one_revision",
            lambda: Revision.objects.create(id=2, stamp="00000000-0000-0000-0000-000000000000"),
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_appoint_the_same_person_at_once_one_is_refused() -> None:
    person, position = make_person(), make_position()
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def appoint(days: int) -> None:
        try:
            together.wait()
            day = SINCE + timedelta(days=days)
            commands.appoint(person_id=person.id, position_id=position.pk, on=day, now=NOW)
            outcomes.append("appointed")
        except NotPossibleNow:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=appoint, args=(days,)) for days in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["appointed", "refused", "refused", "refused"]
