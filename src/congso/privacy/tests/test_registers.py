"""The registers: who asks, who answers, what holds back, and what the trail says."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from congso.audit.queries import entries_about
from congso.identity.commands import ensure_person
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation.rules.roles import Role
from congso.organisation.tests.factories import make_officer, make_organisation, make_unit
from congso.privacy import commands, queries
from congso.privacy.models import Consent, SubjectRequest
from congso.privacy.rules.breaches import BreachState
from congso.privacy.rules.requests import RefusalGround, RequestKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
LATER = NOW + timedelta(days=1)


def weekday(day: date) -> bool:
    return day.isoweekday() < 6


@pytest.fixture
def person() -> UUID:
    return ensure_person(full_name="Lê Thị Kín", identity_number="096095000771").id


def lodged(person: UUID, kind: RequestKind = RequestKind.DELETE, origin: str = "a") -> queries.RequestView:
    return commands.lodge(person_id=person, kind=kind, words="Xóa giúp", origin=origin, now=NOW, is_worked=weekday)


def keeper() -> Any:
    return at_province(Role.ADMINISTRATOR)


def at_province(role: Role) -> Any:
    """An officer of the province: what is asked concerns the data of every agency."""
    agency = make_organisation(kind="department", name="Văn phòng UBND tỉnh", tier="province")
    return make_officer(role, unit=make_unit(agency))


def test_a_request_says_both_its_days_and_stands_in_the_trail(person: UUID) -> None:
    request = lodged(person)
    assert (request.acknowledge_by, request.answer_by) == (date(2026, 3, 4), date(2026, 3, 23))
    assert [entry.action for entry in entries_about("subject_request", request.id)] == ["privacy.lodge"]


def test_asking_twice_with_one_key_lodges_once_and_never_shows_anothers(person: UUID) -> None:
    assert lodged(person).id == lodged(person).id
    assert SubjectRequest.objects.count() == 1
    other = ensure_person(full_name="Trần Khác", identity_number="096095000772").id
    with pytest.raises(NotFound):
        lodged(other)


def test_a_correction_says_what_is_wrong(person: UUID) -> None:
    with pytest.raises(Incorrect):
        commands.lodge(person_id=person, kind=RequestKind.CORRECT, words=" ", origin="b", now=NOW, is_worked=weekday)


def test_what_people_write_is_not_in_clear_in_the_database(person: UUID) -> None:
    lodged(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM privacy_subjectrequest")
        assert "Xóa giúp".encode() not in bytes(cursor.fetchone()[0])


def test_only_who_answers_for_personal_data_moves_a_request(person: UUID) -> None:
    request, stranger = lodged(person), make_officer(Role.COUNTER)
    with pytest.raises(NotAllowed):
        commands.acknowledge(request_id=request.id, officer=stranger, now=LATER)


def test_a_request_is_acknowledged_extended_once_and_finished_with_words(person: UUID) -> None:
    request, officer = lodged(person), keeper()
    assert commands.acknowledge(request_id=request.id, officer=officer, now=LATER).acknowledged_at == LATER
    longer = commands.extend(request_id=request.id, officer=officer, now=LATER, is_worked=weekday)
    assert longer.answer_by == date(2026, 4, 13)
    with pytest.raises(NotPossibleNow, match="một lần"):
        commands.extend(request_id=request.id, officer=officer, now=LATER, is_worked=weekday)
    with pytest.raises(Incorrect):
        commands.finish(request_id=request.id, officer=officer, answer=" ", now=LATER)
    done = commands.finish(request_id=request.id, officer=officer, answer="Đã xóa", now=LATER)
    assert (done.state, done.ended_at, queries.open_requests()) == ("done", LATER, [])


def test_nothing_is_deleted_while_a_legal_hold_is_in_force(person: UUID) -> None:
    request, officer, inspector = lodged(person), keeper(), at_province(Role.INSPECTOR)
    held = commands.hold(person_id=person, document_number="12/QĐ-TTr", officer=inspector, now=NOW)
    commands.acknowledge(request_id=request.id, officer=officer, now=LATER)
    with pytest.raises(NotPossibleNow) as refused:
        commands.finish(request_id=request.id, officer=officer, answer="Đã xóa", now=LATER)
    assert refused.value.code == "legal_hold"
    commands.lift_hold(hold_id=held, officer=inspector, now=LATER)
    assert commands.finish(request_id=request.id, officer=officer, answer="Đã xóa", now=LATER).state == "done"


def test_a_hold_is_placed_by_an_inspector_and_names_its_paper(person: UUID) -> None:
    with pytest.raises(NotAllowed):
        commands.hold(person_id=person, document_number="12/QĐ", officer=keeper(), now=NOW)
    with pytest.raises(Incorrect):
        commands.hold(person_id=person, document_number=" ", officer=at_province(Role.INSPECTOR), now=NOW)


def test_a_refusal_names_its_ground_in_the_law(person: UUID) -> None:
    request = lodged(person)
    refused = commands.refuse(
        request_id=request.id, officer=keeper(), ground=RefusalGround.KEPT_BY_LAW, answer="Phải lưu", now=LATER
    )
    assert "Luật Lưu trữ" in refused.refusal_ground
    with pytest.raises(IntegrityError, match="a_refused_request_names_its_ground"):
        SubjectRequest.objects.filter(id=request.id).update(refusal_ground="")


def give(person: UUID, now: datetime = NOW) -> None:
    commands.consent(
        person_id=person, purpose="suggest", notice_version="1", notice="Chúng tôi…", is_sensitive=False,
        channel="portal", proof="phiên 1", now=now,
    )  # fmt: skip


def test_a_consent_holds_for_its_purpose_until_it_is_withdrawn_and_stays_as_proof(person: UUID) -> None:
    assert not queries.has_consented(person, "suggest")
    give(person)
    give(person)
    assert queries.has_consented(person, "suggest")
    assert not queries.has_consented(person, "survey")
    commands.withdraw_consent(person_id=person, purpose="suggest", now=LATER)
    assert not queries.has_consented(person, "suggest")
    assert Consent.objects.count() == 1
    with pytest.raises(NotFound):
        commands.withdraw_consent(person_id=person, purpose="suggest", now=LATER)
    give(person, LATER)
    assert [row[3] for row in queries.consents_of(person)] == [None, LATER]


def test_a_breach_runs_its_clocks_from_when_it_was_found() -> None:
    officer = keeper()
    found = NOW - timedelta(hours=20)
    breach = commands.open_breach(
        officer=officer, what="Gửi nhầm tệp", is_serious=True, people_at_most=12, found_at=found, now=NOW
    )
    assert [clock.key for clock in breach.clocks if clock.wants_reminding(NOW)] == ["incident"]
    told = commands.move_breach(breach_id=breach.id, officer=officer, to=BreachState.NOTIFIED, now=NOW)
    assert not any(clock.wants_reminding(NOW) for clock in told.clocks)
    for state in (BreachState.REPORTED, BreachState.CLOSED):
        commands.move_breach(breach_id=breach.id, officer=officer, to=state, now=LATER)
    assert queries.open_breaches() == []
    assert len(entries_about("breach", breach.id)) == 4


def test_a_breach_cannot_be_found_in_the_future_nor_opened_by_anybody() -> None:
    with pytest.raises(Incorrect):
        commands.open_breach(officer=keeper(), what="x", is_serious=False, people_at_most=0, found_at=LATER, now=NOW)
    with pytest.raises(NotAllowed):
        commands.open_breach(
            officer=make_officer(Role.COUNTER), what="x", is_serious=False, people_at_most=0, found_at=NOW, now=NOW
        )
