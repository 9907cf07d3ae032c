"""Due dates through the commands: both supplement policies, payment, extension, branches, and what nobody published."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from congso.catalogue.rules.content import Deadline, Method, Unit
from congso.catalogue.rules.policy import CommittedTime, ProcedurePolicy
from congso.dossiers import commands, queries, testing
from congso.dossiers.commands import SYSTEM, DeadlineDecision, FeeInput, PaperInput
from congso.dossiers.models import (
    Dossier,
    DossierDeadline,
    DossierEvent,
    DossierPause,
    Extension,
    RefusalNotice,
    SupplementRequest,
)
from congso.dossiers.printing import gather
from congso.dossiers.queries import figures
from congso.dossiers.rules.deadlines import DeadlineRefused, DeadlineUnit
from congso.dossiers.rules.states import DossierState, TransitionRefused
from congso.dossiers.rules.timeliness import Timeliness
from congso.dossiers.testing import NOW, Province, plain_content, plain_province, supplement_item
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

pytestmark = pytest.mark.django_db


def at(day: int, month: int = 8, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def days(dossier_id: UUID) -> tuple[str, str, str]:
    """The promise, the original one and the figure for scoring, as days."""
    row = Dossier.objects.get(id=dossier_id)
    return tuple(  # type: ignore[return-value]
        f"{instant.astimezone(VIETNAM):%d/%m}" if instant else ""
        for instant in (row.due_at, row.original_due_at, row.scoring_due_at)
    )


def province_with(working_days: float | None = 10, **policy: Any) -> Province:
    return plain_province(
        content=plain_content(working_days=working_days),
        policy=ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none", **policy),
    )


def supplemented(province: Province, *, confirmed_at: datetime | None = None) -> UUID:
    """Accepted 3/8, supplement asked 5/8, answered 12/8: the worked example of the domain notes."""
    dossier_id = testing.in_progress(province, now=at(3))
    commands.ask_supplement(
        dossier_id=dossier_id,
        items=[supplement_item("TP01")],
        reason="Thiếu",
        by=province.commune.specialist,
        now=at(5),
    )
    commands.answer_supplement(dossier_id=dossier_id, answers={"content": "Bán phở"}, by=province.citizen, now=at(12))
    commands.confirm_supplement(dossier_id=dossier_id, by=province.commune.counter, now=confirmed_at or at(12, hour=10))
    return dossier_id


@pytest.mark.parametrize(("policy", "due"), [("RESET", "26/08"), ("PAUSE", "24/08")])
def test_a_supplement_moves_the_date_by_the_policy_and_scoring_only_deducts(policy: str, due: str) -> None:
    province = province_with(supplement=policy)
    dossier_id = supplemented(province)
    assert days(dossier_id) == (due, "17/08", "24/08")
    row = Dossier.objects.get(id=dossier_id)
    assert row.waiting_officer_id == province.commune.specialist.id
    assert row.waiting_unit_id == province.commune.division
    view = queries.dossier_for_officer(province.commune.specialist, dossier_id, now=at(12))
    assert [one.cause for one in view.deadlines] == ["received", "supplement"]
    assert view.deadlines[-1].lines
    assert view.pauses[0].to_at == at(12)


def test_the_person_does_not_pay_for_a_desk_that_confirms_late() -> None:
    assert days(supplemented(province_with(), confirmed_at=at(14)))[0] == "26/08"


def test_a_second_supplement_after_acceptance_is_refused_unless_configured() -> None:
    dossier_id = supplemented(province := province_with(max_supplements=1))
    again: dict[str, Any] = {
        "dossier_id": dossier_id,
        "items": [supplement_item()],
        "reason": "Thiếu nữa",
        "by": province.commune.specialist,
    }
    with pytest.raises(DeadlineRefused, match="Chỉ được yêu cầu bổ sung"):
        commands.ask_supplement(now=at(12, hour=11), **again)


def test_a_second_supplement_that_is_configured_counts_from_when_the_dossier_was_complete() -> None:
    dossier_id = supplemented(province := province_with(max_supplements=2))
    commands.ask_supplement(
        dossier_id=dossier_id,
        items=[supplement_item("TP01")],
        reason="Thiếu nữa",
        by=province.commune.specialist,
        now=at(13),
    )
    commands.confirm_supplement(dossier_id=dossier_id, by=province.commune.counter, now=at(14))
    row = Dossier.objects.get(id=dossier_id)
    # Two requests: whatever the date, national scoring sees the dossier as overdue.
    assert row.supplement_count == 2
    assert days(dossier_id) == ("28/08", "17/08", "25/08")


def test_only_the_published_components_may_be_asked_for() -> None:
    province = province_with()
    dossier_id = testing.submitted(province)
    with pytest.raises(Incorrect) as refused:
        commands.ask_supplement(
            dossier_id=dossier_id,
            items=[testing.supplement_item("TP99")],
            reason="Thiếu",
            by=province.commune.counter,
            now=NOW,
        )
    assert refused.value.code == "not_in_published_list"
    with pytest.raises(Incorrect, match="lý do"):
        commands.ask_supplement(
            dossier_id=dossier_id,
            items=[testing.supplement_item(why=" ")],
            reason="Thiếu",
            by=province.commune.counter,
            now=NOW,
        )


def test_a_supplement_at_the_door_is_answered_and_accepted() -> None:
    province = province_with()
    dossier_id = testing.submitted(province)
    commands.ask_supplement(
        dossier_id=dossier_id, items=[supplement_item("TP01")], reason="Thiếu", by=province.commune.counter, now=NOW
    )
    commands.answer_supplement(dossier_id=dossier_id, answers={"content": "Phở"}, by=province.citizen, now=at(5))
    row = Dossier.objects.get(id=dossier_id)
    assert row.supplement_answered_at == at(5)
    assert row.waits_until is not None
    assert f"{row.waits_until.astimezone(VIETNAM):%d/%m %H:%M}" == "06/08 09:00"
    commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=at(5, hour=10))
    assert days(dossier_id) == ("19/08", "19/08", "19/08")
    assert not SupplementRequest.objects.filter(confirmed_at__isnull=True).exists()
    assert not DossierPause.objects.filter(to_at__isnull=True).exists()


def test_a_supplement_that_never_comes_stops_the_case_once() -> None:
    province = province_with(supplement_answer_working_days=5)
    dossier_id = testing.in_progress(province, now=at(3))
    commands.ask_supplement(
        dossier_id=dossier_id,
        items=[supplement_item("TP01")],
        reason="Thiếu",
        by=province.commune.specialist,
        now=at(5),
    )
    assert commands.expire_supplements(now=at(12)) == 0
    with pytest.raises(NotPossibleNow, match="Chưa hết thời hạn"):
        commands.expire_supplement(dossier_id=dossier_id, by=SYSTEM, now=at(12))
    assert commands.expire_supplements(now=at(13)) == 1
    assert commands.expire_supplements(now=at(13)) == 0
    assert Dossier.objects.get(id=dossier_id).state == DossierState.STOPPED


def test_supplements_of_withdrawn_dossiers_never_stand_before_those_that_expire() -> None:
    province = province_with(supplement_answer_working_days=5)
    withdrawn, forgotten = testing.in_progress(province, now=at(3)), testing.in_progress(province, now=at(3))
    for dossier_id, asked_at in ((withdrawn, at(4)), (forgotten, at(5))):
        commands.ask_supplement(
            dossier_id=dossier_id, items=[supplement_item("TP01")], reason="Thiếu", by=province.commune.specialist,
            now=asked_at,
        )  # fmt: skip
    commands.ask_withdrawal(dossier_id=withdrawn, by=province.citizen, now=at(6))
    commands.confirm_withdrawal(dossier_id=withdrawn, by=province.commune.counter, now=at(6))
    assert commands.expire_supplements(now=at(13), at_most=1) == 1
    assert Dossier.objects.get(id=forgotten).state == DossierState.STOPPED


def test_time_spent_waiting_for_payment_is_not_counted() -> None:
    province = province_with()
    dossier_id = testing.in_progress(province, now=at(3))
    commands.request_payment(
        dossier_id=dossier_id, fees=[FeeInput("Thuế", 500_000)], by=province.commune.specialist, now=at(5)
    )
    commands.confirm_payment(dossier_id=dossier_id, by=province.commune.counter, now=at(7), receipt_number="12")
    assert days(dossier_id) == ("19/08", "17/08", "19/08")
    assert Dossier.objects.get(id=dossier_id).waiting_officer_id == province.commune.specialist.id


def test_an_extension_is_given_once_before_expiry_and_scoring_does_not_forget() -> None:
    province = province_with(working_days=3)
    dossier_id = testing.in_progress(province, now=at(3))
    assert days(dossier_id)[0] == "06/08"
    extended = commands.extend(
        dossier_id=dossier_id, working_days=2, reason="Chờ xác minh", by=province.commune.leader, now=at(5)
    )
    assert extended == date(2026, 8, 10)
    assert days(dossier_id) == ("10/08", "06/08", "06/08")
    assert Extension.objects.get().new_due_at == Dossier.objects.get(id=dossier_id).due_at
    with pytest.raises(DeadlineRefused, match="không được hẹn lại nữa"):
        commands.extend(
            dossier_id=dossier_id, new_due_on=date(2026, 8, 20), reason="Nữa", by=province.commune.leader, now=at(6)
        )


def test_an_apology_after_the_day_names_a_new_one_and_the_dossier_stays_late() -> None:
    province = province_with(working_days=3)  # due on 6/8
    dossier_id = testing.approved(province, now=at(3))
    apologise: dict[str, Any] = {"dossier_id": dossier_id, "reason": "Quên", "by": province.commune.leader}
    with pytest.raises(DeadlineRefused, match="đã qua"):
        commands.extend(new_due_on=date(2026, 8, 7), now=at(10), **apologise)
    assert commands.extend(working_days=2, now=at(10), **apologise) == date(2026, 8, 12)
    assert days(dossier_id) == ("12/08", "06/08", "06/08")
    with pytest.raises(DeadlineRefused, match="không được hẹn lại nữa"):
        commands.extend(working_days=2, now=at(11), **apologise)
    leader = province.commune.leader
    assert figures.stock(figures.Part(), "processing_organisation_id", today=at(11).date())[
        province.commune.id
    ].overdue == 1  # fmt: skip
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=at(11))
    view = queries.dossier_for_officer(leader, dossier_id, now=at(11))
    assert view.extension is not None
    assert view.extension.is_late
    assert view.judged_due_at is not None
    assert view.judged_due_at.astimezone(VIETNAM).date() == date(2026, 8, 6)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT timeliness FROM ({figures.FACTS}) AS facts", {"divisions": []})
        assert cursor.fetchall() == [("overdue",)]


def test_an_apology_in_time_is_not_marked_late() -> None:
    province = province_with(working_days=3)
    dossier_id = testing.in_progress(province, now=at(3))
    commands.extend(dossier_id=dossier_id, working_days=2, reason="Chờ", by=province.commune.leader, now=at(5))
    view = queries.dossier_for_officer(province.commune.leader, dossier_id, now=at(5))
    assert view.extension is not None
    assert not view.extension.is_late
    assert view.missed_due_at is None


def test_an_overdue_case_is_not_ended_without_an_apology() -> None:
    province = province_with(working_days=3)  # due on 6/8
    approved, undecided = testing.approved(province, now=at(3)), testing.to_approve(province, now=at(3))

    def issue(now: datetime) -> str:
        return commands.issue(dossier_id=approved, by=province.commune.clerk, now=now)

    def decline(now: datetime) -> str:
        return commands.decline(dossier_id=undecided, reason="Không đủ", by=province.commune.leader, now=now)

    for end in (issue, decline):
        with pytest.raises(NotPossibleNow, match="Mẫu số 04") as refused:
            end(at(7))
        assert refused.value.code == "apology_needed"
        assert "Xin lỗi và hẹn lại ngày trả" in refused.value.remedy
    assert issue(at(6, hour=18)), "on the very day, though after hours, it is not late"
    commands.extend(dossier_id=undecided, working_days=1, reason="Chậm", by=province.commune.leader, now=at(7))
    assert decline(at(7))


def test_a_refusal_after_a_recalled_one_is_another_notice() -> None:
    province = province_with()
    dossier_id = testing.finished(province, declined=True)
    commands.recall_result(dossier_id=dossier_id, reason="Nhầm điều kiện", by=province.commune.leader, now=at(4))
    commands.draft_result(
        dossier_id=dossier_id, title="Từ chối", body="Lý do đúng", declined=True, by=province.commune.specialist,
        now=at(4),
    )  # fmt: skip
    commands.advance(dossier_id=dossier_id, by=province.commune.specialist, now=at(4))
    commands.advance(dossier_id=dossier_id, by=province.commune.unit_head, now=at(4))
    commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=at(4))
    commands.issue(dossier_id=dossier_id, by=province.commune.clerk, now=at(4))
    first, second = RefusalNotice.objects.order_by("number")
    assert (first.number, first.void_reason, first.voided_at) == (1, "Nhầm điều kiện", at(4))
    assert first.reason != second.reason == "Lý do đúng"
    assert (second.number, second.voided_at) == (2, None)
    view = queries.dossier_for_officer(province.commune.counter, dossier_id, now=at(4))
    assert view.refusal is not None
    assert view.refusal.number == 2
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({figures.FACTS}) AS facts", {"divisions": []})
        assert cursor.fetchone() == (1,)


def test_a_branch_that_adds_time_by_law_moves_the_date() -> None:
    province = province_with(working_days=3)
    dossier_id = testing.in_progress(province, now=at(3))
    commands.advance(dossier_id=dossier_id, branch="verify", by=province.commune.specialist, now=at(4))
    assert days(dossier_id)[0] == "10/08"
    row = Dossier.objects.get(id=dossier_id)
    assert row.step_key == "verify"
    assert row.waiting_officer_id == province.commune.specialist.id


def test_a_deadline_nobody_published_is_settled_by_the_officer_and_says_so() -> None:
    province = province_with(working_days=None)
    dossier_id = testing.submitted(province)
    with pytest.raises(Incorrect) as refused:
        commands.accept(dossier_id=dossier_id, by=province.commune.counter, now=NOW)
    assert refused.value.code == "deadline_needed"
    with pytest.raises(Incorrect):
        commands.accept(
            dossier_id=dossier_id,
            by=province.commune.counter,
            now=NOW,
            deadline_choice=DeadlineDecision(5, DeadlineUnit.WORKING_DAY, " "),
        )
    commands.accept(
        dossier_id=dossier_id,
        by=province.commune.counter,
        now=NOW,
        deadline_choice=DeadlineDecision(Decimal(5), DeadlineUnit.WORKING_DAY, "Nghị định 168/2025/NĐ-CP Điều 20"),
    )
    assert days(dossier_id)[0] == "10/08"
    rule = DossierDeadline.objects.get().derivation["lines"][1]
    assert "Cán bộ tiếp nhận xác định: Nghị định 168/2025/NĐ-CP Điều 20" in rule["source"]


def test_a_same_day_procedure_after_three_is_due_the_next_working_day() -> None:
    methods = (Method(channel="online", deadline=Deadline(0, Unit.SAME_DAY)),)
    province = plain_province(content=plain_content(methods=methods))
    morning = testing.received(province, now=at(7, hour=14, minute=59))
    afternoon = testing.received(province, now=at(7, hour=15))
    assert days(morning)[0] == "07/08"
    assert days(afternoon)[0] == "10/08"


def test_a_shorter_commitment_is_the_promise_and_the_law_stands_beside_it() -> None:
    province = plain_province(
        content=plain_content(working_days=10),
        policy=ProcedurePolicy(
            receiving_tiers=("commune",),
            committed=(CommittedTime(7, Unit.WORKING_DAY, "Quyết định 12/QĐ-UBND"),),
        ),
    )
    dossier_id = testing.received(province)
    assert days(dossier_id)[0] == "12/08"
    assert DossierDeadline.objects.get().derivation["statutory"]["due_on"] == "2026-08-17"


def test_the_desk_has_eight_working_hours_for_what_comes_online() -> None:
    province = province_with()
    dossier_id = testing.submitted(province, now=at(7, hour=16))
    waits = Dossier.objects.get(id=dossier_id).waits_until
    assert waits is not None
    assert f"{waits.astimezone(VIETNAM):%d/%m %H:%M}" == "10/08 16:00"


def test_holidays_of_the_pinned_edition_are_skipped() -> None:
    dossier_id = testing.received(province_with(working_days=5), now=at(31))
    assert days(dossier_id)[0] == "09/09"
    assert Dossier.objects.get(id=dossier_id).calendar_edition_id is not None


def test_a_step_waits_until_its_quota_but_never_past_the_promise() -> None:
    province = province_with(working_days=3)
    dossier_id = testing.in_progress(province, now=at(3))
    row = Dossier.objects.get(id=dossier_id)
    assert row.waits_until is not None
    assert row.due_at is not None
    assert row.waits_until < row.due_at
    late = testing.forwarded(province, now=at(3))
    commands.assign(
        dossier_id=late, officer_id=province.commune.specialist.id, by=province.commune.unit_head, now=at(6)
    )
    row = Dossier.objects.get(id=late)
    assert row.waits_until == row.due_at


def test_a_wrong_result_is_recalled_and_the_old_promise_stays() -> None:
    province = province_with(working_days=3)
    dossier_id = testing.finished(province, now=at(4))
    due = days(dossier_id)
    commands.recall_result(dossier_id=dossier_id, reason="Sai họ tên", by=province.commune.leader, now=at(5))
    row = Dossier.objects.get(id=dossier_id)
    assert (row.state, row.is_open, row.finished_at, row.outcome) == (DossierState.IN_PROGRESS, True, None, "")
    assert row.step_key == "process"
    assert row.waiting_officer_id == province.commune.specialist.id
    assert days(dossier_id) == due
    commands.draft_result(dossier_id=dossier_id, title="Bản đúng", by=province.commune.specialist, now=at(5))
    view = queries.dossier_for_officer(province.commune.leader, dossier_id, now=at(5))
    assert [one.state for one in view.results] == ["recalled", "draft"]


def test_a_declined_result_is_a_result_with_its_notice() -> None:
    province = province_with()
    dossier_id = testing.finished(province, declined=True)
    row = Dossier.objects.get(id=dossier_id)
    assert (row.state, row.outcome) == (DossierState.FINISHED, "declined")
    view = queries.dossier_for_officer(province.commune.counter, dossier_id, now=NOW)
    assert view.refusal is not None
    assert view.result is not None
    assert view.result.reference_number == "1/TB-2026"
    commands.return_result(dossier_id=dossier_id, by=SYSTEM, now=NOW, channel="online")
    assert Dossier.objects.get(id=dossier_id).state == DossierState.RETURNED


def test_reviewing_needs_a_draft_and_issuing_an_approval() -> None:
    province = province_with()
    dossier_id = testing.in_progress(province)
    with pytest.raises(NotPossibleNow, match="Chưa có dự thảo"):
        commands.advance(dossier_id=dossier_id, by=province.commune.specialist, now=NOW)
    with pytest.raises(TransitionRefused, match="bước"):
        commands.approve(dossier_id=dossier_id, by=province.commune.leader, now=NOW)


def test_sending_back_returns_to_whoever_did_the_step() -> None:
    province = province_with()
    dossier_id = testing.to_approve(province)
    commands.send_back(
        dossier_id=dossier_id, to_step="process", reason="Sửa câu chữ", by=province.commune.leader, now=NOW
    )
    row = Dossier.objects.get(id=dossier_id)
    assert (row.step_key, row.waiting_officer_id) == ("process", province.commune.specialist.id)


def test_a_unit_chosen_by_hand_keeps_the_case() -> None:
    province = province_with()
    dossier_id = testing.received(province)
    commands.forward(
        dossier_id=dossier_id, by=province.commune.counter, now=NOW, unit_id=province.commune.other_division
    )
    commands.assign(
        dossier_id=dossier_id, officer_id=province.commune.neighbour.id, by=province.commune.neighbour_head, now=NOW
    )
    commands.draft_result(dossier_id=dossier_id, title="Giấy", by=province.commune.neighbour, now=NOW)
    commands.advance(dossier_id=dossier_id, by=province.commune.neighbour, now=NOW)
    assert Dossier.objects.get(id=dossier_id).waiting_unit_id == province.commune.other_division
    with pytest.raises(Incorrect, match="không thuộc cơ quan"):
        commands.forward(
            dossier_id=testing.received(province),
            by=province.commune.counter,
            now=NOW,
            unit_id=province.other_commune.division,
        )


@pytest.mark.parametrize("table", ["dossiers_dossierevent", "dossiers_dossierdeadline"])
@pytest.mark.parametrize("change", ["UPDATE {} SET dossier_id = dossier_id", "DELETE FROM {}"])
def test_history_refuses_to_be_changed(table: str, change: str) -> None:
    testing.received(province_with())
    with (
        pytest.raises((InternalError, ProgrammingError), match="chỉ được ghi thêm"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table))


def test_events_lie_in_the_partition_of_their_month() -> None:
    dossier_id = testing.submitted(province_with())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossiers_dossierevent_2026_08 WHERE dossier_id = %s", [dossier_id])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM dossiers_dossierevent_default")
        assert cursor.fetchone() == (0,)
    assert DossierEvent.objects.filter(dossier_id=dossier_id, at__gte=NOW - timedelta(days=1)).count() == 1


def test_the_notice_of_a_recalled_refusal_is_void_until_the_next_one() -> None:
    province = province_with()
    dossier_id = testing.finished(province, declined=True)
    commands.recall_result(dossier_id=dossier_id, reason="Nhầm điều kiện", by=province.commune.leader, now=NOW)
    assert queries.dossier_for_person(province.citizen.person_id, dossier_id, now=NOW).refusal is None
    with pytest.raises(NotFound):
        gather.refusal(dossier_id)


def test_the_page_says_how_scoring_sees_a_dossier_and_until_when_its_paper_goes_on() -> None:
    province = province_with(max_supplements=2)
    counter = province.commune.counter
    on_paper = {"by": counter, "channel": "in_person", "papers": [PaperInput("TP02", kind="copy")]}
    dossier_id = testing.received(province, now=at(3, hour=15, minute=30), **on_paper)
    view = queries.dossier_for_officer(counter, dossier_id, now=at(3, hour=16))
    assert view.paper_forward_by == at(4, hour=7)
    assert view.scored is Timeliness.IN_TIME
    commands.forward(dossier_id=dossier_id, by=counter, now=at(4))
    assert queries.dossier_for_officer(counter, dossier_id, now=at(4)).paper_forward_by is None
    supplemented_twice = supplemented(province)
    commands.ask_supplement(
        dossier_id=supplemented_twice,
        items=[supplement_item()],
        reason="Thiếu nữa",
        by=province.commune.specialist,
        now=at(13),
    )
    assert queries.dossier_for_officer(counter, supplemented_twice, now=at(13)).scored is Timeliness.LATE
