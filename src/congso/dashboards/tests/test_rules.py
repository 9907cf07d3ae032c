"""Periods and shares, by table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.dashboards.rules import conclusions, periods, shares


@pytest.mark.parametrize(
    ("code", "first", "last", "label"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "tháng 2/2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "tháng 2/2024"),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31), "quý IV/2026"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "năm 2026"),
    ],
)
def test_a_period_is_read_from_its_code(code: str, first: date, last: date, label: str) -> None:
    found = periods.read(code)
    assert found is not None
    assert (found.first, found.last, found.label, found.code) == (first, last, label, code)


@pytest.mark.parametrize("code", ["", "2026-13", "2026-q5", "26", "0000", "9999", "2026-1", "x", "2026-11-01"])
def test_anything_else_is_no_period(code: str) -> None:
    assert periods.read(code) is None


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert periods.week(date(2026, 11, 21)) == periods.Period(date(2026, 11, 16), date(2026, 11, 22))


def test_days_that_make_no_period_are_none() -> None:
    assert periods.days(date(2026, 2, 1), date(2026, 1, 1)) is None
    assert periods.days(date(2000, 1, 1), date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), (date(2026, 1, 1), date(2026, 3, 1))),
        (date(2026, 1, 2), date(2026, 3, 30), (date(2026, 2, 1), date(2026, 2, 1))),
        (date(2026, 1, 2), date(2026, 1, 30), None),
        (date(2026, 1, 31), date(2026, 2, 1), None),
    ],
)
def test_the_whole_months_of_a_period(first: date, last: date, months: tuple[date, date] | None) -> None:
    assert periods.whole_months(periods.Period(first, last)) == months


def test_the_last_six_months_cross_the_year() -> None:
    found = periods.last_months(date(2026, 2, 28), 6)
    assert [one.code for one in found] == ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]


def test_a_share_of_nothing_is_not_known() -> None:
    assert shares.percent(0, 0) is None
    assert shares.percent(1, 3) == 33.3


def test_quantiles_are_values_that_occur() -> None:
    counts = {1: 5, 3: 4, 20: 1}
    assert shares.quantile(counts, 0.5) == 1
    assert shares.quantile(counts, 0.9) == 3
    assert shares.quantile({}, 0.5) is None


@given(st.lists(st.integers(0, 400), min_size=1), st.sampled_from([0.5, 0.9]))
def test_enough_values_lie_at_or_below_a_quantile(values: list[int], share: float) -> None:
    counts = {value: values.count(value) for value in values}
    found = shares.quantile(counts, share)
    assert found in values
    assert sum(1 for value in values if value <= found) >= share * len(values) - 1e-9
    assert sum(1 for value in values if value < found) < share * len(values)


def test_a_table_is_told_in_one_line() -> None:
    assert conclusions.balance(0) == "Hai vế bằng nhau, chênh lệch 0"
    assert conclusions.balance(-1200) == "Chênh lệch -1.200 hồ sơ"
    assert conclusions.trend(97.5, 95.0) == "Tháng này đúng hạn 97,5 %, tăng so với tháng trước (95,0 %)"
    assert conclusions.trend(95.0, 95.0).endswith("bằng tháng trước")
    assert conclusions.trend(95.0, None) == "Tháng này đúng hạn 95,0 %"
    assert conclusions.trend(None, 95.0) == "Tháng này chưa giải quyết xong hồ sơ nào"
    assert conclusions.ages(2, 30) == "2 trong 30 hồ sơ đã nhận hơn 30 ngày"
    assert conclusions.ages(0, 0) == "Không giữ hồ sơ nào"
    assert conclusions.channels(1, 3) == "Nộp trực tuyến 33,3 %"
    assert conclusions.channels(0, 0) == "Chưa tiếp nhận hồ sơ nào"
    assert conclusions.most([("A", 3), ("B", 5)], "Không có") == "Nhiều nhất: B, 5 hồ sơ"
    assert conclusions.most([("A", 0)], "Không có") == "Không có"
    assert conclusions.ranking("Phường A", 2, 9) == "Dẫn đầu: Phường A; 2 cơ quan đang có hồ sơ quá hạn"
    assert conclusions.ranking("", 0, 9) == "Không cơ quan nào đang có hồ sơ quá hạn"
