"""Lists, finding, tracking: scoped, paged without losing or doubling a row, in a number of queries that never grows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.dossiers import commands, queries, testing
from congso.dossiers.models import Dossier
from congso.dossiers.queries import cursors
from congso.dossiers.rules.states import DossierState
from congso.dossiers.testing import NOW, Province, plain_province
from congso.kernel.ids import uuid7
from congso.kernel.refusals import Incorrect, NotAllowed, NotFound, NotPossibleNow
from congso.organisation import queries as organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return plain_province()


@contextmanager
def counted(most: int) -> Iterator[None]:
    # As in a request: the state of the organisation is asked for once.
    with organisation.one_revision(), CaptureQueriesContext(connection) as captured:
        yield
    asked = [one["sql"] for one in captured.captured_queries]
    assert len(asked) <= most, "\n".join(asked)


def answers(name: str, number: str = "") -> dict[str, Any]:
    return {**testing.ANSWERS, "applicant_name": name, "applicant_identity_number": number or "096095000123"}


def all_pages(read: Callable[..., queries.Page[queries.DossierRow]], limit: int) -> list[UUID]:
    seen, after = [], None
    while True:
        page = read(after=after, limit=limit)
        assert len(page.rows) <= limit
        seen += [row.id for row in page.rows]
        if page.next_cursor is None:
            return seen
        after = page.next_cursor


def test_a_queue_is_ordered_by_what_presses_most_and_pages_lose_nothing(province: Province) -> None:
    made = [testing.submitted(province, now=NOW - timedelta(hours=hour % 5)) for hour in range(17)]
    officer = province.commune.counter
    whole = queries.queue(officer, view="unit", now=NOW, limit=100)
    assert {row.id for row in whole.rows} == set(made)
    assert [row.waits_until for row in whole.rows] == sorted(row.waits_until for row in whole.rows)  # type: ignore[type-var]
    for limit in (1, 3, 16, 17):
        paged = all_pages(lambda **where: queries.queue(officer, view="unit", now=NOW, **where), limit)
        assert paged == [row.id for row in whole.rows]


@pytest.mark.parametrize("size", [1, 12])
def test_reading_a_list_costs_the_same_whatever_its_length(province: Province, size: int) -> None:
    for _ in range(size):
        testing.in_progress(province)
    officer = province.commune.specialist
    queries.queue(officer, view="mine", now=NOW)
    with counted(4):
        assert len(queries.queue(officer, view="mine", now=NOW).rows) == size
    with counted(8):
        counts = queries.queue_counts(officer, now=NOW)
    assert counts == {"mine": size, "unit": size, "due_soon": size, "overdue": 0, "questions": 0}
    with counted(6):
        assert len(queries.find(officer, "nguyen van", now=NOW).rows) == size


@pytest.mark.parametrize("build", [testing.in_progress, testing.returned])
def test_showing_a_dossier_costs_the_same_whatever_happened_to_it(
    province: Province, build: Callable[[Province], UUID]
) -> None:
    dossier_id = build(province)
    queries.dossier_for_officer(province.commune.counter, dossier_id, now=NOW)
    with counted(22):
        queries.dossier_for_officer(province.commune.counter, dossier_id, now=NOW)


def test_each_list_holds_what_it_is_for(province: Province) -> None:
    commune = province.commune
    at_the_door = testing.submitted(province)
    at_work = testing.in_progress(province)
    ready = testing.finished(province)

    def ids(officer: Any, view: str, now: Any = NOW) -> set[UUID]:
        return {row.id for row in queries.queue(officer, view=view, now=now).rows}

    assert ids(commune.counter, "intake") == {at_the_door}
    assert ids(commune.counter, "waiting_return") == {ready}
    assert ids(commune.specialist, "mine") == {at_work}
    assert ids(commune.colleague, "mine") == set()
    assert ids(commune.colleague, "unit") == {at_work}
    assert ids(commune.neighbour, "unit") == set()
    assert ids(commune.leader, "organisation") == {at_the_door, at_work}
    assert ids(commune.leader, "due_soon") == {at_the_door, at_work}
    assert ids(commune.leader, "overdue", NOW + timedelta(days=30)) == {at_the_door, at_work}
    assert ids(province.other_commune.leader, "organisation") == set()
    assert ids(province.other_commune.counter, "unit") == set()


def test_a_row_says_how_it_stands(province: Province) -> None:
    testing.in_progress(province)
    officer = province.commune.specialist

    def urgency(days: int) -> str:
        return queries.queue(officer, view="mine", now=NOW + timedelta(days=days)).rows[0].urgency

    # Due Thursday 6/8: soon from two days before, overdue from the day after, by date and not by hour.
    assert [urgency(days) for days in (0, 1, 3, 4)] == ["on_time", "due_soon", "due_soon", "overdue"]


def test_a_dossier_whose_clock_stands_still_is_not_overdue(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    commands.ask_supplement(
        dossier_id=dossier_id,
        items=[testing.supplement_item()],
        reason="Thiếu",
        by=province.commune.specialist,
        now=NOW,
    )
    later = NOW + timedelta(days=9)
    row = queries.queue(province.commune.counter, view="intake", now=later).rows[0]
    assert row.due_at is not None
    assert row.due_at < later
    assert row.urgency == "on_time"
    assert queries.due_between(NOW, later) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen van bao", ["Nguyễn Văn Bảo"]),
        ("NGUYỄN VĂN BẢO", ["Nguyễn Văn Bảo"]),
        ("nguyễn văn bả", ["Nguyễn Văn Bảo"]),
        ("bảo", ["Nguyễn Văn Bảo", "Trần Báo", "Lê Bao"]),
        ("bao nguyen", ["Nguyễn Văn Bảo"]),
        ("096095000123", ["Nguyễn Văn Bảo"]),
        ("duong thi dao", ["Dương Thị Đào"]),
        ("không có ai", []),
        ("' & | ! :* <-> (", []),
        ("   ", []),
    ],
)
def test_people_are_found_with_and_without_marks_exact_marks_first(
    province: Province, typed: str, found: list[str]
) -> None:
    people = (
        ("Lê Bao", "096095000222"),
        ("Nguyễn Văn Bảo", "096095000123"),
        ("Trần Báo", "096095000333"),
        ("Dương Thị Đào", "096195000444"),
    )
    for number, (name, identity_number) in enumerate(people):
        testing.submitted(province, answers=answers(name, identity_number), now=NOW + timedelta(minutes=number))
    rows = queries.find(province.commune.counter, typed, now=NOW).rows
    assert [row.applicant_name for row in rows] == found


def test_exact_hits_and_others_page_through_without_loss(province: Province) -> None:
    for number in range(7):
        name = "Trần Bảo" if number % 2 else "Trần Bao"
        testing.submitted(province, answers=answers(name, f"09609500000{number}"), now=NOW + timedelta(minutes=number))
    officer = province.commune.counter
    paged = all_pages(lambda **where: queries.find(officer, "trần bảo", now=NOW, **where), 2)
    assert len(paged) == len(set(paged)) == 7
    names = {row.id: row.applicant_name for row in queries.queue(officer, view="unit", now=NOW).rows}
    assert [names[one] for one in paged] == ["Trần Bảo"] * 3 + ["Trần Bao"] * 4


def test_codes_are_found_whole_and_by_their_beginning(province: Province) -> None:
    dossier_id = testing.received(province)
    row = Dossier.objects.get(id=dossier_id)
    officer = province.commune.counter
    assert row.code is not None
    for typed in (row.code, row.code.lower(), "H12.64.01-260803", row.registration_code, "0001"):
        assert [one.id for one in queries.find(officer, typed, now=NOW).rows] == [dossier_id], typed
    assert queries.find(province.other_commune.counter, row.code, now=NOW).rows == []


def test_finding_stays_within_the_scope(province: Province) -> None:
    testing.in_progress(province)
    for officer, number in (
        (province.commune.specialist, 1),
        (province.commune.neighbour, 0),
        (province.commune.clerk, 0),
        (province.commune.leader, 1),
        (province.other_commune.leader, 0),
    ):
        assert len(queries.find(officer, "nguyen", now=NOW).rows) == number, officer.title
    with pytest.raises(NotAllowed):
        queries.find(province.commune.administrator, "nguyen", now=NOW)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "bnVsbA", "WzEsMiwzXQ", "%00", "a" * 500, "WyIyMDI2LTAxLTAxIiwieCIsIiJd"]
)
def test_a_cursor_that_is_none_is_refused(province: Province, cursor: str) -> None:
    with pytest.raises(Incorrect):
        queries.queue(province.commune.counter, view="unit", now=NOW, after=cursor)


def test_a_cursor_reads_back_what_it_wrote() -> None:
    id_ = uuid7()
    assert cursors.read(cursors.write(NOW, id_, "e")) == (NOW, id_, "e")


def test_tracking_tells_how_far_it_is_and_nothing_about_people(province: Province) -> None:
    seen = []
    for build in (testing.submitted, testing.received, testing.in_progress, testing.finished, testing.returned):
        row = Dossier.objects.get(id=build(province))
        queries.track(str(row))
        with counted(1):
            track = queries.track(row.registration_code.lower().replace("-", ""))
        assert "Bảo" not in repr(track)
        assert "Phòng" not in repr(track)
        seen.append(track.percent)
    assert seen == sorted(seen)
    assert seen[-1] == 100
    with pytest.raises(NotFound):
        queries.track("H12.64.01-260803-9999")
    for nonsense in ("' OR 1=1 --", "H12.64\x00", "\udcff"):
        with pytest.raises(NotFound):
            queries.track(nonsense)


def test_a_person_sees_own_dossiers_only_newest_first(province: Province) -> None:
    mine = [testing.submitted(province, now=NOW + timedelta(minutes=number)) for number in range(5)]
    # Handed in for somebody else: both see it.
    mine.append(testing.submitted(province, now=NOW + timedelta(hours=1), answers=answers("Lê Bao", "096095000222")))
    testing.submitted(province, by=province.stranger, answers=answers("Trần Lạ", "096095000555"))
    person_id = province.citizen.person_id
    for limit in (2, 6, 50):
        paged = all_pages(lambda **where: queries.dossiers_of_person(person_id, now=NOW, **where), limit)
        assert paged == mine[::-1]
    applicant = Dossier.objects.get(id=mine[-1]).applicant_id
    assert [row.id for row in queries.dossiers_of_person(applicant, now=NOW).rows] == [mine[-1]]
    with counted(6):  # the trail's entry among them
        queries.dossiers_of_person(person_id, now=NOW)


def test_a_draft_is_saved_resumed_and_nobody_elses(province: Province) -> None:
    by = province.citizen
    draft_id = commands.start_draft(version_id=province.version_id, by=by, now=NOW)
    fresh = queries.draft(by.account_id, draft_id)
    assert fresh.answers["applicant_name"] == "Nguyễn Văn Bảo"
    revision = commands.save_draft(
        draft_id=draft_id, answers={"content": "Phở"}, by=by, now=NOW, revision=fresh.revision, step="form"
    )
    with pytest.raises(NotPossibleNow) as refused:
        commands.save_draft(draft_id=draft_id, answers={}, by=by, now=NOW, revision=fresh.revision)
    assert refused.value.code == "draft_changed"
    commands.choose(draft_id=draft_id, by=by, now=NOW, receiving_organisation_id=province.commune.id)
    again = queries.draft(by.account_id, draft_id)
    assert again.revision == revision + 1
    assert (again.answers["content"], again.step) == ("Phở", "form")
    assert [row.id for row in queries.drafts_of(by.account_id)] == [draft_id]
    with pytest.raises(NotFound):
        queries.draft(province.stranger.account_id, draft_id)
    with pytest.raises(NotFound):
        commands.save_draft(draft_id=draft_id, answers={}, by=province.stranger, now=NOW)
    with pytest.raises(Incorrect):
        commands.choose(draft_id=draft_id, by=by, now=NOW, receiving_organisation_id=10**9)
    dossier_id = commands.submit(draft_id=draft_id, by=by, now=NOW)
    assert commands.submit(draft_id=draft_id, by=by, now=NOW) == dossier_id
    with pytest.raises(NotFound):
        commands.submit(draft_id=draft_id, by=province.stranger, now=NOW)
    assert queries.drafts_of(by.account_id) == []


def test_an_incomplete_application_is_refused_field_by_field(province: Province) -> None:
    with pytest.raises(Incorrect) as refused:
        testing.submitted(province, answers={"applicant_name": "Nguyễn Văn Bảo"}, return_channel="xe ôm")
    assert {"applicant_identity_number", "content", "return_channel"} <= set(refused.value.fields)
    assert not Dossier.objects.exists()


def test_the_register_is_continuous_and_for_its_agency(province: Province) -> None:
    made = [testing.received(province) for _ in range(3)]
    page = queries.register_book(province.commune.counter, 2026, now=NOW, limit=2)
    rest = queries.register_book(province.commune.counter, 2026, now=NOW, after=page.next_cursor, limit=2)
    assert [line.number for line in (*page.rows, *rest.rows)] == [1, 2, 3]
    assert [line.dossier_id for line in (*page.rows, *rest.rows)] == made
    assert queries.register_book(province.other_commune.counter, 2026, now=NOW).rows == []
    with pytest.raises(NotAllowed):
        queries.register_book(province.commune.specialist, 2026, now=NOW)


def test_jobs_find_what_is_due(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    due_at = Dossier.objects.get(id=dossier_id).due_at
    assert due_at is not None
    found = queries.due_between(due_at, due_at + timedelta(minutes=1))
    assert [one.id for one in found] == [dossier_id]
    assert queries.due_between(due_at + timedelta(minutes=1), due_at + timedelta(days=9)) == []
    parties = queries.parties(dossier_id)
    assert parties is not None
    assert parties.applicant_id == province.citizen.person_id


def test_a_stopped_dossier_leaves_every_queue(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    commands.stop(dossier_id=dossier_id, reason="Luật mới", by=province.commune.leader, now=NOW)
    for officer in province.commune.officers:
        for count in queries.queue_counts(officer, now=NOW).values():
            assert count == 0
    track = queries.track(Dossier.objects.get(id=dossier_id).registration_code)
    assert track.ended
    assert not any(str(state.label) in repr(track) for state in DossierState if state is not DossierState.SUBMITTED)
