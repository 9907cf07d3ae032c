"""Due dates: the worked examples of the law and of real desks, edge days included."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from congso.dossiers.rules.deadlines import (
    AfterHours,
    DeadlinePolicy,
    DeadlineRefused,
    DeadlineRule,
    DeadlineUnit,
    Derivation,
    LineKind,
    Modifier,
    SupplementPolicy,
    add_months,
    after_payment,
    after_supplement,
    check_supplement_request,
    due,
    due_instant,
    extend,
    intake_due,
    latest_apology_on,
    paper_forward_due,
)
from congso.kernel.testing import shared_data
from congso.organisation.rules.calendar import (
    MORNING,
    STANDARD_WEEK,
    TIME_ZONE,
    Interval,
    OfficeHours,
    WorkingCalendar,
)
from congso.organisation.seed_calendar import seed_calendar

U = DeadlineUnit
VIETNAM = seed_calendar("Việt Nam", range(2015, 2036))
NO_SWAP = WorkingCalendar(
    "2026 không hoán đổi", off={date(2026, 9, 1): "Nghỉ Quốc khánh", date(2026, 9, 2): "Nghỉ Quốc khánh"}
)
SATURDAY_MORNINGS = replace(VIETNAM, hours=OfficeHours(week={**STANDARD_WEEK, 6: (MORNING,)}))
SATURDAY_COUNTER = replace(VIETNAM, hours=OfficeHours(reception={6: (Interval(time(7, 30), time(11)),)}))
POLICY = DeadlinePolicy()
AS_RECEIVED = DeadlinePolicy(after_hours=AfterHours.SAME_DAY)
HOUR_EXACT = DeadlinePolicy(hour_exact=True)


def at(moment: str) -> datetime:
    """Read "14/8 15:40" of 2026, or a whole ISO date and time."""
    if "/" not in moment:
        return datetime.fromisoformat(moment).replace(tzinfo=TIME_ZONE)
    return datetime.strptime(f"2026/{moment}", "%Y/%d/%m %H:%M").replace(tzinfo=TIME_ZONE)


def texts(derivation: Derivation) -> list[str]:
    return [line.text for line in derivation.lines]


# The worked examples


@pytest.mark.parametrize(
    ("received", "rule", "policy", "calendar", "expected"),
    [
        ("14/8 15:40", (3, U.WORKING_DAY), POLICY, NO_SWAP, "19/8 17:00"),
        ("14/8 15:40", (0, U.SAME_DAY), POLICY, NO_SWAP, "17/8 17:00"),
        ("14/8 17:20", (3, U.WORKING_DAY), POLICY, NO_SWAP, "20/8 17:00"),
        ("14/8 17:20", (3, U.WORKING_DAY), AS_RECEIVED, NO_SWAP, "19/8 17:00"),
        ("14/8 09:00", (15, U.DAY), POLICY, NO_SWAP, "31/8 17:00"),
        ("14/8 09:00", (15, U.DAY), POLICY, VIETNAM, "3/9 17:00"),
        ("31/8 09:00", (5, U.WORKING_DAY), POLICY, NO_SWAP, "9/9 17:00"),
        ("20/8 09:00", (2, U.WORKING_DAY), POLICY, VIETNAM, "22/8 17:00"),
        ("28/8 09:00", (1, U.WORKING_DAY), POLICY, VIETNAM, "3/9 17:00"),
    ],
)
def test_the_worked_examples_hold(
    received: str, rule: tuple[int, U], policy: DeadlinePolicy, calendar: WorkingCalendar, expected: str
) -> None:
    found = due(at(received), DeadlineRule(*rule), (), policy, calendar=calendar)
    assert found.due_at == at(expected)
    assert found.due_on == at(expected).date()
    assert due_instant(at(received), DeadlineRule(*rule), (), policy, calendar=calendar) == found.due_at


@pytest.mark.shared
def test_every_row_of_the_shared_cases_holds() -> None:
    with shared_data("vn_holidays", "deadline_cases.csv").open(encoding="utf-8") as rows:
        cases = list(csv.DictReader(rows))
    assert len(cases) == 19
    for case in cases:
        rule = DeadlineRule(int(case["working_days"]), U.WORKING_DAY)
        found = due(at(f"{case['received_date']}T09:00"), rule, calendar=VIETNAM)
        assert found.due_on.isoformat() == case["due_date"], case
        assert found.counted == rule.value


# The same day and its three o'clock rule


@pytest.mark.parametrize("rule", [DeadlineRule(0, U.SAME_DAY), DeadlineRule(0, U.WORKING_DAY)], ids=["same day", "0"])
@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("14/8 07:00", "14/8 17:00"),
        ("14/8 14:59", "14/8 17:00"),
        ("14/8 15:00", "17/8 17:00"),
        ("14/8 17:20", "17/8 17:00"),
        ("15/8 09:00", "17/8 17:00"),
        ("21/8 15:30", "22/8 17:00"),
        ("1/9 09:00", "3/9 17:00"),
    ],
)
def test_same_day_results_come_the_same_day_until_three(rule: DeadlineRule, received: str, expected: str) -> None:
    assert due(at(received), rule, calendar=VIETNAM).due_at == at(expected)


def test_without_a_cutoff_the_same_day_lasts_until_closing() -> None:
    policy = DeadlinePolicy(same_day_cutoff=None, after_hours=AfterHours.SAME_DAY)
    rule = DeadlineRule(0, U.SAME_DAY)
    assert due(at("14/8 16:59"), rule, (), policy, calendar=VIETNAM).due_at == at("14/8 17:00")
    assert due(at("14/8 17:01"), rule, (), policy, calendar=VIETNAM).due_at == at("17/8 17:00")


def test_the_three_oclock_rule_is_explained() -> None:
    found = due(at("14/8 15:40"), DeadlineRule(0, U.SAME_DAY), calendar=VIETNAM)
    assert "Tiếp nhận từ 15:00 trở đi: trả trong ngày làm việc tiếp theo" in texts(found)


def test_a_verification_turns_a_same_day_procedure_into_days() -> None:
    verification = Modifier(5, U.WORKING_DAY, "phải xác minh")
    found = due(at("10/8 09:00"), DeadlineRule(0, U.SAME_DAY), (verification,), calendar=VIETNAM)
    assert found.due_on == date(2026, 8, 17)


# Days, months, hours


@pytest.mark.parametrize(
    ("received", "rule", "expected"),
    [
        ("14/8 09:00", (1, U.DAY), "17/8 17:00"),
        ("10/8 09:00", (4, U.DAY), "14/8 17:00"),
        ("31/1 09:00", (1, U.MONTH), "2/3 17:00"),
        ("14/8 09:00", (1, U.MONTH), "14/9 17:00"),
        ("2026-12-31T09:00", (2, U.MONTH), "2027-03-01T17:00"),
        ("2028-01-31T09:00", (1, U.MONTH), "2028-02-29T17:00"),
        ("14/8 15:40", (8, U.WORKING_HOUR), "17/8 15:40"),
        ("14/8 09:00", (Decimal("0.5"), U.WORKING_HOUR), "14/8 09:30"),
        ("14/8 11:00", (4, U.WORKING_HOUR), "14/8 17:00"),
        ("14/8 17:20", (1, U.WORKING_HOUR), "17/8 08:00"),
        ("13/8 09:00", (24, U.HOUR), "14/8 09:00"),
        ("14/8 09:00", (24, U.HOUR), "17/8 07:00"),
        ("14/8 09:00", (3, U.HOUR), "14/8 13:30"),
        ("14/8 09:00", (30, U.MINUTE), "14/8 09:30"),
        ("14/8 07:00", (Decimal("0.5"), U.WORKING_DAY), "14/8 11:00"),
    ],
)
def test_each_unit_is_counted_in_its_own_way(received: str, rule: tuple[int, U], expected: str) -> None:
    assert due(at(received), DeadlineRule(*rule), calendar=VIETNAM).due_at == at(expected)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-05-31", 13, "2027-06-30"),
    ],
)
def test_a_month_ends_on_the_same_number_or_on_the_last_day(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_counting_by_the_hour_keeps_the_minute() -> None:
    found = due(at("14/8 15:40"), DeadlineRule(3, U.WORKING_DAY), (), HOUR_EXACT, calendar=VIETNAM)
    assert found.due_at == at("19/8 15:40")
    assert found.counted == 3 * 8 * 60


def test_a_working_saturday_morning_counts_and_ends_at_its_closing() -> None:
    found = due(at("13/8 09:00"), DeadlineRule(2, U.WORKING_DAY), calendar=SATURDAY_MORNINGS)
    assert found.due_at == at("15/8 11:30")


def test_a_saturday_counter_receives_that_day_but_saturday_does_not_count() -> None:
    rule = DeadlineRule(3, U.WORKING_DAY)
    assert due(at("15/8 09:00"), rule, calendar=SATURDAY_COUNTER).due_on == date(2026, 8, 19)
    assert due(at("15/8 11:30"), rule, calendar=SATURDAY_COUNTER).due_on == date(2026, 8, 20)
    assert due(at("14/8 09:00"), rule, calendar=SATURDAY_COUNTER).due_on == date(2026, 8, 19)


def test_who_comes_on_friday_night_is_not_served_after_who_comes_on_saturday() -> None:
    found = due(at("14/8 17:20"), DeadlineRule(3, U.WORKING_DAY), calendar=SATURDAY_COUNTER)
    assert found.due_on == date(2026, 8, 19)
    assert any(text.endswith("07:30 Thứ Bảy 15/08/2026") for text in texts(found))


@pytest.mark.parametrize(
    ("rule", "modifiers"),
    [
        (DeadlineRule(3, U.WORKING_DAY), (Modifier(4, U.WORKING_HOUR, "x"),)),
        (DeadlineRule(Decimal("1.5"), U.DAY), ()),
        (DeadlineRule(Decimal("1.5"), U.WORKING_DAY), (Modifier(1, U.DAY, "x"),)),
    ],
)
def test_what_cannot_be_counted_is_refused(rule: DeadlineRule, modifiers: Sequence[Modifier]) -> None:
    with pytest.raises(ValueError):
        due(at("14/8 09:00"), rule, modifiers, calendar=VIETNAM)


def test_a_negative_deadline_is_refused() -> None:
    with pytest.raises(ValueError, match="âm"):
        DeadlineRule(-1, U.DAY)


# Conditions


def test_a_difficult_area_adds_its_days_and_says_why() -> None:
    area = Modifier(10, U.WORKING_DAY, "xã vùng khó khăn", "Nghị định 101/2024/NĐ-CP")
    found = due(at("3/8 09:00"), DeadlineRule(20, U.WORKING_DAY), (area,), calendar=NO_SWAP)
    assert found.due_on == due(at("3/8 09:00"), DeadlineRule(30, U.WORKING_DAY), calendar=NO_SWAP).due_on
    assert "Cộng thêm 10 ngày làm việc: xã vùng khó khăn" in texts(found)
    assert found.counted == 30


def test_days_added_to_working_days_are_counted_after_them_as_days() -> None:
    found = due(at("10/8 09:00"), DeadlineRule(5, U.WORKING_DAY), (Modifier(3, U.DAY, "x"),), calendar=NO_SWAP)
    assert found.due_on == date(2026, 8, 20)
    assert found.counted == 8


# The explanation


def test_every_day_between_is_named_to_the_citizen() -> None:
    found = due(at("14/8 15:40"), DeadlineRule(3, U.WORKING_DAY, "Nghị định 123/2015/NĐ-CP"), calendar=NO_SWAP)
    assert texts(found) == [
        "Tiếp nhận hồ sơ: 15:40 Thứ Sáu 14/08/2026",
        "Thời hạn giải quyết: 3 ngày làm việc",
        "Thứ Bảy 15/08/2026: không tính (Thứ Bảy)",
        "Chủ nhật 16/08/2026: không tính (Chủ nhật)",
        "Thứ Hai 17/08/2026: ngày làm việc thứ 1",
        "Thứ Ba 18/08/2026: ngày làm việc thứ 2",
        "Thứ Tư 19/08/2026: ngày làm việc thứ 3",
        "Hẹn trả kết quả: 17:00 Thứ Tư 19/08/2026",
    ]
    assert found.lines[1].source == "Nghị định 123/2015/NĐ-CP"
    assert found.lines[4].source == "Bộ luật Dân sự 2015, Điều 147"


def test_a_swapped_saturday_and_the_shift_after_hours_are_explained() -> None:
    found = due(at("20/8 18:00"), DeadlineRule(1, U.WORKING_DAY), calendar=VIETNAM)
    assert "Thứ Bảy 22/08/2026: ngày làm việc thứ 1 (Làm bù cho ngày 31/08/2026)" in texts(found)
    shifted = "Tiếp nhận ngoài giờ làm việc, tính từ giờ mở cửa tiếp theo: 07:00 Thứ Sáu 21/08/2026"
    assert shifted in texts(found)


def test_a_last_day_off_is_explained() -> None:
    found = due(at("14/8 09:00"), DeadlineRule(15, U.DAY), calendar=NO_SWAP)
    rolled = [line for line in found.lines if line.kind is LineKind.ROLLED]
    assert [line.text for line in rolled] == [
        "Thứ Bảy 29/08/2026: ngày cuối cùng là ngày nghỉ (Thứ Bảy), chuyển sang ngày làm việc tiếp theo"
    ]
    assert rolled[0].source == "Bộ luật Dân sự 2015, Điều 148 khoản 5"


def test_long_deadlines_share_lines() -> None:
    found = due(at("31/7 09:00"), DeadlineRule(20, U.WORKING_DAY), calendar=NO_SWAP)
    assert "Từ Thứ Hai 03/08/2026 đến Thứ Sáu 07/08/2026: ngày làm việc thứ 1 đến thứ 5" in texts(found)
    assert "Không tính: Thứ Bảy 08/08/2026; Chủ nhật 09/08/2026" in texts(found)
    assert found.counted == 20
    assert len(found.lines) < 15


def test_hours_are_explained_day_by_day() -> None:
    found = due(at("14/8 15:40"), DeadlineRule(8, U.WORKING_HOUR), calendar=NO_SWAP)
    assert found.due_at == intake_due(at("14/8 15:40"), calendar=NO_SWAP) == at("17/8 15:40")
    assert texts(found)[2:-1] == [
        "Thứ Sáu 14/08/2026: tính 1 giờ 20 phút làm việc",
        "Thứ Bảy 15/08/2026: không tính (Thứ Bảy)",
        "Chủ nhật 16/08/2026: không tính (Chủ nhật)",
        "Thứ Hai 17/08/2026: tính 6 giờ 40 phút làm việc",
    ]


def test_a_dossier_submitted_at_night_is_answered_by_the_end_of_the_next_working_day() -> None:
    assert intake_due(at("14/8 22:00"), calendar=NO_SWAP) == at("17/8 17:00")


@pytest.mark.parametrize(
    "rule", [DeadlineRule(3, U.WORKING_DAY), DeadlineRule(24, U.HOUR), DeadlineRule(0, U.SAME_DAY)]
)
def test_a_derivation_survives_storage(rule: DeadlineRule) -> None:
    found = due(at("14/8 15:40"), rule, calendar=VIETNAM)
    assert Derivation.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="định dạng"):
        Derivation.from_json({"format": 0})


@pytest.mark.parametrize(
    "policy",
    [
        POLICY,
        DeadlinePolicy(AfterHours.SAME_DAY, None, True, SupplementPolicy.PAUSE, 2, None, 4, None, 10),
    ],
)
def test_policies_rules_and_conditions_survive_storage(policy: DeadlinePolicy) -> None:
    assert DeadlinePolicy.from_json(json.loads(json.dumps(policy.to_json()))) == policy
    rule, modifier = DeadlineRule(3, U.DAY, "s"), Modifier(Decimal("0.5"), U.WORKING_HOUR, "r", "s")
    assert DeadlineRule.from_json(rule.to_json()) == rule
    assert Modifier.from_json(modifier.to_json()) == modifier


def test_a_stored_policy_that_knows_fewer_choices_takes_the_defaults() -> None:
    assert DeadlinePolicy.from_json({}) == POLICY


# Supplements and payment


RULE = DeadlineRule(10, U.WORKING_DAY)


def test_a_supplement_restarts_the_legal_deadline_and_only_pauses_the_scoring_one() -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    assert current.due_on == date(2026, 8, 17)
    legal = after_supplement(current, at("5/8 09:00"), at("12/8 09:00"), RULE, calendar=NO_SWAP)
    scoring = after_supplement(
        current, at("5/8 09:00"), at("12/8 09:00"), RULE, calendar=NO_SWAP, counted_as=SupplementPolicy.PAUSE
    )
    assert legal.due_on == date(2026, 8, 26)
    assert scoring.due_on == date(2026, 8, 24)
    assert texts(legal)[0] == "Đã bổ sung đủ, thời hạn tính lại từ đầu: 09:00 Thứ Tư 12/08/2026"
    assert any("cộng thêm 5 ngày làm việc" in text for text in texts(scoring))


def test_a_policy_may_pause_instead() -> None:
    policy = DeadlinePolicy(supplement=SupplementPolicy.PAUSE)
    current = due(at("3/8 09:00"), RULE, (), policy, calendar=NO_SWAP)
    paused = after_supplement(current, at("5/8 09:00"), at("12/8 09:00"), RULE, (), policy, calendar=NO_SWAP)
    assert paused.due_on == date(2026, 8, 24)
    assert any(line.kind is LineKind.WAITED and "của thủ tục" in line.source for line in paused.lines)


def test_a_supplement_answered_at_night_counts_from_the_next_opening() -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    legal = after_supplement(current, at("5/8 09:00"), at("12/8 21:00"), RULE, calendar=NO_SWAP)
    assert legal.due_on == date(2026, 8, 27)


@pytest.mark.parametrize(
    ("rule", "policy", "expected"),
    [
        (DeadlineRule(10, U.WORKING_DAY), POLICY, "24/8 17:00"),
        (DeadlineRule(10, U.WORKING_DAY), HOUR_EXACT, "24/8 09:00"),
        (DeadlineRule(15, U.DAY), POLICY, "25/8 17:00"),
        (DeadlineRule(1, U.MONTH), POLICY, "10/9 17:00"),
        (DeadlineRule(16, U.WORKING_HOUR), POLICY, "12/8 09:00"),
        (DeadlineRule(48, U.HOUR), POLICY, "12/8 09:00"),
        (DeadlineRule(0, U.SAME_DAY), POLICY, "10/8 17:00"),
    ],
)
def test_waiting_for_payment_is_added_in_the_unit_of_the_deadline(
    rule: DeadlineRule, policy: DeadlinePolicy, expected: str
) -> None:
    current = due(at("3/8 09:00"), rule, (), policy, calendar=NO_SWAP)
    paid = after_payment(current, at("3/8 09:00"), at("10/8 09:00"), rule, (), policy, calendar=NO_SWAP)
    assert paid.due_at == at(expected)
    assert any("nghĩa vụ tài chính" in text for text in texts(paid))


def test_pauses_do_not_carry_a_weekend_over_twice() -> None:
    rule = DeadlineRule(15, U.DAY)
    current = due(at("14/8 09:00"), rule, calendar=NO_SWAP)
    assert current.due_on == date(2026, 8, 31)
    paid = after_payment(current, at("17/8 09:00"), at("19/8 09:00"), rule, calendar=NO_SWAP)
    assert paid.due_on == date(2026, 8, 31)


def test_an_answer_before_the_question_is_refused() -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    with pytest.raises(ValueError, match="trước thời điểm"):
        after_supplement(current, at("5/8 09:00"), at("4/8 09:00"), RULE, calendar=NO_SWAP)


def test_supplements_are_asked_once_and_within_three_working_days() -> None:
    check_supplement_request(at("14/8 09:00"), at("19/8 16:00"), requests_before=0, calendar=NO_SWAP)
    with pytest.raises(DeadlineRefused, match="trong 3 ngày làm việc"):
        check_supplement_request(at("14/8 09:00"), at("20/8 07:00"), requests_before=0, calendar=NO_SWAP)
    with pytest.raises(DeadlineRefused, match="1 lần"):
        check_supplement_request(at("14/8 09:00"), at("17/8 09:00"), requests_before=1, calendar=NO_SWAP)


def test_sector_law_may_allow_more_and_later_supplements() -> None:
    policy = DeadlinePolicy(max_supplements=None, ask_supplement_within=None)
    check_supplement_request(at("14/8 09:00"), at("20/10 07:00"), policy, requests_before=5, calendar=NO_SWAP)


# Extensions


def test_an_apology_moves_the_date_once() -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    moved = extend(
        current, date(2026, 8, 21), "chờ kết quả xác minh", at("14/8 09:00"), extensions_before=0, calendar=NO_SWAP
    )
    assert moved.due_at == at("21/8 17:00")
    assert not [line for line in moved.lines if line.kind is LineKind.WARNING]
    with pytest.raises(DeadlineRefused, match="hẹn lại 1 lần"):
        extend(moved, date(2026, 8, 25), "x", at("18/8 09:00"), extensions_before=1, calendar=NO_SWAP)


@pytest.mark.parametrize(("decided", "warned"), [("16/8 23:00", False), ("17/8 07:00", True), ("20/8 07:00", True)])
def test_a_late_apology_is_allowed_with_a_warning(decided: str, warned: bool) -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    assert latest_apology_on(current.due_on) == date(2026, 8, 16)
    moved = extend(current, date(2026, 8, 21), "x", at(decided), extensions_before=0, calendar=NO_SWAP)
    assert any(line.kind is LineKind.WARNING for line in moved.lines) is warned


@pytest.mark.parametrize(
    ("new_due_on", "sentence"),
    [(date(2026, 8, 17), "sau ngày hẹn cũ"), (date(2026, 8, 22), "Thứ Bảy"), (date(2026, 9, 1), "Quốc khánh")],
)
def test_an_extension_goes_to_a_later_working_day(new_due_on: date, sentence: str) -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    with pytest.raises(DeadlineRefused, match=sentence):
        extend(current, new_due_on, "x", at("10/8 09:00"), extensions_before=0, calendar=NO_SWAP)


def test_a_cap_on_the_length_of_an_extension_is_a_matter_of_policy() -> None:
    current = due(at("3/8 09:00"), RULE, calendar=NO_SWAP)
    policy = DeadlinePolicy(max_extension_working_days=3)
    extend(current, date(2026, 8, 20), "x", at("10/8 09:00"), policy, extensions_before=0, calendar=NO_SWAP)
    with pytest.raises(DeadlineRefused, match="tối đa 3"):
        extend(current, date(2026, 8, 21), "x", at("10/8 09:00"), policy, extensions_before=0, calendar=NO_SWAP)


# Paper


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("14/8 09:00", "14/8 17:00"),
        ("14/8 15:00", "14/8 17:00"),
        ("14/8 15:01", "17/8 07:00"),
        ("14/8 20:00", "17/8 17:00"),
        ("1/9 09:00", "3/9 17:00"),
    ],
)
def test_paper_follows_the_same_day_or_early_the_next(received: str, expected: str) -> None:
    assert paper_forward_due(at(received), calendar=NO_SWAP) == at(expected)
