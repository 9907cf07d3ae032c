"""What each act adds to the figures; and that folding, in whatever portions, equals a full recomputation."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congso.catalogue.models import PublicFigure
from congso.dashboards import commands as figures
from congso.dashboards.models import CountedDossier, DailyFigure, MonthlyFigure, TouchedDossier
from congso.dossiers import commands, testing
from congso.dossiers.rules import timeliness
from congso.dossiers.testing import NOW, TODAY, Province
from congso.kernel.refusals import Refusal

from .stories import counted, everything, folded

pytestmark = pytest.mark.django_db
NEXT = NOW + timedelta(days=1)
DUE = testing.TODAY + timedelta(days=3)


@pytest.fixture
def province() -> Province:
    return testing.plain_province()


def _refused(province: Province) -> None:
    dossier_id = testing.submitted(province)
    commands.refuse(dossier_id=dossier_id, reason="Không thuộc thẩm quyền.", by=province.commune.counter, now=NEXT)


def _withdrawn_early(province: Province) -> None:
    commands.ask_withdrawal(dossier_id=testing.submitted(province), by=province.citizen, now=NEXT)


def _withdrawn(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    commands.ask_withdrawal(dossier_id=dossier_id, by=province.citizen, now=NOW)
    commands.confirm_withdrawal(dossier_id=dossier_id, by=province.commune.counter, now=NEXT)


def _stopped(province: Province) -> None:
    dossier_id = testing.in_progress(province)
    commands.stop(dossier_id=dossier_id, reason="Theo quy định.", by=province.commune.leader, now=NEXT)


def _supplemented(province: Province) -> None:
    commands.ask_supplement(
        dossier_id=testing.in_progress(province),
        items=[testing.supplement_item()],
        reason="Thiếu giấy tờ.",
        by=province.commune.specialist,
        now=NEXT,
    )


def _extended(province: Province) -> None:
    commands.extend(
        dossier_id=testing.in_progress(province),
        working_days=3,
        reason="Chờ xác minh.",
        by=province.commune.leader,
        now=NEXT,
    )


def _finished_on(days: int) -> Callable[[Province], Any]:
    def story(province: Province) -> None:
        dossier_id = testing.approved(province)
        at = NOW + timedelta(days=days)
        if at.date() > DUE:
            testing.issued_late(province, dossier_id, now=at)
        else:
            commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=at)

    return story


def _returned_and_rated(province: Province) -> None:
    dossier_id = testing.returned(province)
    commands.rate(dossier_id=dossier_id, overall=3, by=province.citizen, now=NEXT)


def _recalled(province: Province) -> None:
    dossier_id = testing.finished(province)
    folded()
    commands.recall_result(dossier_id=dossier_id, reason="Sai tên.", by=province.commune.leader, now=NEXT)


TOMORROW, LATE = NEXT.date(), DUE + timedelta(days=1)
RECEIVED = {"received": {TODAY: 1}}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (testing.submitted, {}),
        (testing.received, RECEIVED),
        (testing.in_progress, RECEIVED),
        (_refused, {"refused": {TOMORROW: 1}}),
        (_withdrawn_early, {"dropped": {TOMORROW: 1}}),
        (_withdrawn, {**RECEIVED, "withdrawn": {TOMORROW: 1}}),
        (_stopped, {**RECEIVED, "stopped": {TOMORROW: 1}}),
        (_supplemented, {**RECEIVED, "supplemented": {TOMORROW: 1}}),
        (_extended, {**RECEIVED, "extended": {TOMORROW: 1}}),
        (_finished_on(0), {**RECEIVED, "early": {TODAY: 1}}),
        (_finished_on(3), {**RECEIVED, "on_time": {DUE: 1}}),
        (_finished_on(4), {**RECEIVED, "late": {LATE: 1}, "extended": {LATE: 1}}),
        (
            _returned_and_rated,
            {**RECEIVED, "early": {TODAY: 1}, "returned": {TODAY: 1}}
            | {"rated": {TOMORROW: 1}, "rating_sum": {TOMORROW: 3}},
        ),
        (_recalled, RECEIVED),
    ],
)  # fmt: skip
def test_each_act_adds_what_it_should(province: Province, story: Callable[..., Any], expected: dict[str, Any]) -> None:
    story(province)
    folded()
    assert counted() == expected
    folding = everything()
    figures.recompute()
    assert everything() == folding


def test_a_dossier_counts_for_both_agencies_and_its_division(province: Province) -> None:
    testing.in_progress(province)
    folded()
    cell = DailyFigure.objects.get(received=1)
    assert (cell.receiving_id, cell.processing_id, cell.unit_id) == (
        province.commune.id,
        province.commune.id,
        province.commune.division,
    )
    assert (cell.procedure_code, cell.channel) == (testing.PROCEDURE_CODE, "online")


def test_what_is_counted_moves_with_the_dossier_into_its_division(province: Province) -> None:
    dossier_id = testing.received(province)
    folded()
    assert DailyFigure.objects.get().unit_id == 0
    commands.forward(dossier_id=dossier_id, by=province.commune.counter, now=NOW)
    folded()
    assert DailyFigure.objects.get().unit_id == province.commune.division


def test_the_comparison_in_the_database_is_the_one_of_the_rules(province: Province) -> None:
    for days in range(6):
        _finished_on(days)(province)
    folded()
    for one in CountedDossier.objects.all():
        assert one.finished_on is not None
        assert one.timeliness == timeliness.finished(one.due_on, one.finished_on).value


def test_an_evening_in_universal_time_is_already_the_next_day_here(province: Province) -> None:
    dossier_id = testing.approved(province)
    late = datetime.fromisoformat("2026-08-03T18:30:00+00:00")
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=late)
    folded()
    assert counted()["early"] == {TOMORROW: 1}


def test_folding_again_changes_nothing(province: Province) -> None:
    testing.finished(province)
    folded()
    before = everything()
    assert figures.fold() == 0
    for dossier_id in CountedDossier.objects.values_list("dossier_id", flat=True):
        TouchedDossier.objects.create(dossier_id=dossier_id)
    assert figures.fold() == 1
    assert everything() == before


def test_a_rollback_touches_nothing(province: Province) -> None:
    with transaction.atomic():
        testing.submitted(province)
        transaction.set_rollback(True)
    assert TouchedDossier.objects.count() == 0


def test_an_emptied_counter_goes(province: Province) -> None:
    dossier_id = testing.finished(province)
    folded()
    assert MonthlyFigure.objects.filter(early=1).exists()
    commands.recall_result(dossier_id=dossier_id, reason="Sai tên.", by=province.commune.leader, now=NEXT)
    folded()
    assert not DailyFigure.objects.filter(early__gt=0).exists()
    assert not DailyFigure.objects.filter(received=0, early=0, on_time=0, late=0, returned=0).exists()


def test_a_large_backlog_is_folded_in_portions(province: Province) -> None:
    for _ in range(3):
        testing.submitted(province)
    assert figures.fold(at_most=2) == 2
    assert figures.waiting() == 1
    assert figures.fold(at_most=2) == 1


def test_no_figure_is_negative() -> None:
    with pytest.raises(IntegrityError, match="no_daily_figure_is_negative"), transaction.atomic():
        DailyFigure.objects.create(
            day=TODAY, processing_id=1, receiving_id=1, procedure_code="1", channel="online", received=-1
        )


def test_there_is_one_counter_per_cell() -> None:
    cell = {"day": TODAY, "processing_id": 1, "receiving_id": 1, "procedure_code": "1", "channel": "online"}
    DailyFigure.objects.create(**cell)
    with pytest.raises(IntegrityError, match="one_daily_figure_per_cell"), transaction.atomic():
        DailyFigure.objects.create(**cell)


@pytest.mark.django_db(transaction=True)
def test_what_commits_after_a_fold_is_counted_by_the_next_one() -> None:
    """Two clerks at work: the one who began first commits last, and nothing is lost."""
    province = testing.plain_province()
    slow, quick = testing.submitted(province), testing.submitted(province)
    folded()
    from threading import Event, Thread

    begun, go_on = Event(), Event()

    def accept_slowly() -> None:
        try:
            with transaction.atomic():
                commands.accept(dossier_id=slow, by=province.commune.counter, now=NOW)
                begun.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    clerk = Thread(target=accept_slowly)
    clerk.start()
    try:
        assert begun.wait(20)
        with transaction.atomic():
            # Codes of one agency and day are drawn from one locked register: the quick one must not draw a code.
            commands.refuse(dossier_id=quick, reason="Không thuộc thẩm quyền.", by=province.commune.counter, now=NOW)
        folded()
        assert counted() == {"refused": {TODAY: 1}}
    finally:
        go_on.set()
        clerk.join()
    folded()
    assert counted() == {"refused": {TODAY: 1}, "received": {TODAY: 1}}
    folding = everything()
    figures.recompute()
    assert everything() == folding


# Stories that nobody thought of

Step = tuple[str, int, int]
_ACTS: dict[str, Callable[[Province, UUID, datetime], Any]] = {
    "accept": lambda p, d, now: commands.accept(dossier_id=d, by=p.commune.counter, now=now),
    "refuse": lambda p, d, now: commands.refuse(dossier_id=d, reason="Không nhận.", by=p.commune.counter, now=now),
    "forward": lambda p, d, now: commands.forward(dossier_id=d, by=p.commune.counter, now=now),
    "ask": lambda p, d, now: commands.ask_supplement(
        dossier_id=d, items=[testing.supplement_item()], reason="Thiếu.", by=p.commune.specialist, now=now
    ),
    "ask_at_desk": lambda p, d, now: commands.ask_supplement(
        dossier_id=d, items=[testing.supplement_item()], reason="Thiếu.", by=p.commune.counter, now=now
    ),
    "confirm": lambda p, d, now: commands.confirm_supplement(dossier_id=d, by=p.commune.counter, now=now),
    "extend": lambda p, d, now: commands.extend(
        dossier_id=d, working_days=2, reason="Chậm.", by=p.commune.leader, now=now
    ),
    "decide": lambda p, d, now: (
        commands.assign(dossier_id=d, officer_id=p.commune.specialist.id, by=p.commune.unit_head, now=now),
        commands.draft_result(dossier_id=d, title="Giấy chứng nhận", by=p.commune.specialist, now=now),
        commands.advance(dossier_id=d, by=p.commune.specialist, now=now),
        commands.advance(dossier_id=d, by=p.commune.unit_head, now=now),
        commands.approve(dossier_id=d, by=p.commune.leader, now=now),
    ),
    "issue": lambda p, d, now: commands.issue(dossier_id=d, by=p.commune.clerk, now=now),
    "recall": lambda p, d, now: commands.recall_result(dossier_id=d, reason="Sai.", by=p.commune.leader, now=now),
    "return": lambda p, d, now: commands.return_result(
        dossier_id=d, by=p.commune.counter, now=now, receiver_name="Nguyễn Văn Bảo"
    ),
    "stop": lambda p, d, now: commands.stop(dossier_id=d, reason="Dừng.", by=p.commune.leader, now=now),
    "ask_withdrawal": lambda p, d, now: commands.ask_withdrawal(dossier_id=d, by=p.citizen, now=now),
    "withdraw": lambda p, d, now: commands.confirm_withdrawal(dossier_id=d, by=p.commune.counter, now=now),
    "rate": lambda p, d, now: commands.rate(dossier_id=d, overall=1 + now.day % 3, by=p.citizen, now=now),
}
_BEGINNINGS: tuple[Callable[..., UUID], ...] = (
    testing.submitted,
    testing.received,
    testing.in_progress,
    testing.approved,
    testing.finished,
    testing.returned,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_folding_in_any_portions_equals_a_full_recomputation(province: Province, data: st.DataObject) -> None:
    with transaction.atomic():
        beginnings = data.draw(st.lists(st.sampled_from(_BEGINNINGS), min_size=1, max_size=3))
        now, dossiers = NOW, [begin(province, now=NOW) for begin in beginnings]
        acts = st.tuples(st.sampled_from(sorted(_ACTS)), st.integers(0, 2), st.integers(0, 30), st.booleans())
        for act, which, hours, fold in data.draw(st.lists(acts, max_size=8)):
            now += timedelta(hours=hours)
            try:
                with transaction.atomic():
                    _ACTS[act](province, dossiers[which % len(dossiers)], now)
            except Refusal:
                continue
            if fold:
                figures.fold(at_most=1 + which)
        folded()
        folding = everything()
        assert figures.recompute() == len(folding["dossiers"])
        assert everything() == folding
        transaction.set_rollback(True)


def test_the_public_figures_are_those_of_twelve_months_per_agency_and_of_the_province() -> None:
    def line(number: int, agency: int, received: int, days: int | None, **more: Any) -> CountedDossier:
        came = TODAY - timedelta(days=received)
        return CountedDossier(
            dossier_id=UUID(int=number),
            receiving_id=agency,
            processing_id=agency,
            procedure_code="1.000001",
            channel="online" if number % 2 else "in_person",
            received_on=came,
            finished_on=came + timedelta(days=days) if days is not None else None,
            days=days,
            timeliness="" if days is None else "overdue" if days > 3 else "on_time",
            **more,
        )

    CountedDossier.objects.bulk_create(
        [line(n, 7, 20, n) for n in range(1, 11)]
        + [line(11, 8, 20, 2, rated_on=TODAY, rating=3), line(12, 8, 900, 30), line(13, 8, 5, None)]
    )
    assert figures.publish_figures(today=TODAY, now=NOW) == 3
    shown = {one.organisation_id: one for one in PublicFigure.objects.all()}
    assert (shown[7].finished, shown[7].in_time, shown[7].median_days, shown[7].ninth_days) == (10, 3, 5, 9)
    assert (shown[8].finished, shown[8].received_this_year, shown[8].rated, shown[8].rating_sum) == (1, 2, 1, 3)
    assert (shown[0].finished, shown[0].received_this_year, shown[0].received_online) == (11, 12, 7)
    assert figures.publish_figures(today=TODAY, now=NOW) == PublicFigure.objects.count() == 3
