"""How figures are written."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.ui.components import words

VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 21, 8, 30, tzinfo=VIETNAM)


def test_a_day_is_written_as_in_official_papers() -> None:
    assert words.day(date(2026, 9, 5)) == "05/09/2026"
    assert words.day(None) == ""


def test_an_instant_is_shown_by_the_clock_of_vietnam() -> None:
    assert words.hour(datetime(2026, 11, 20, 18, 5, tzinfo=UTC)) == "01:05 21/11/2026"
    assert words.day(datetime(2026, 11, 20, 18, 5, tzinfo=UTC)) == "21/11/2026"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.hour(datetime(2026, 11, 21, 8, 30))  # noqa: DTZ001  that is the point


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0\u00a0đ"), (20_000, "20.000\u00a0đ"), (1_234_567, "1.234.567\u00a0đ"), (None, "")],
)
def test_money_is_grouped_by_dots(value: int | None, shown: str) -> None:
    assert words.money(value) == shown


def test_a_number_has_a_decimal_comma() -> None:
    assert words.number(1234.5, 1) == "1.234,5"


@given(st.from_regex(r"\d{12}", fullmatch=True))
def test_a_masked_identity_number_keeps_its_length_and_hides_the_middle(number: str) -> None:
    masked = words.masked_id(number)
    assert len(masked) == 12
    assert masked == number[:3] + "•••••" + number[8:]


def test_a_short_identity_number_is_hidden_whole() -> None:
    assert words.masked_id("12345678") == "••••••••"
    assert words.masked_id(None) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0912345678", "0912 345 678"), ("+84912345678", "0912 345 678"), ("1022", "1022"), (None, "")],
)
def test_phones_are_grouped(value: str | None, shown: str) -> None:
    assert words.phone(value) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0, "0 giờ làm việc"),
        (6, "6 giờ làm việc"),
        (24, "3 ngày làm việc"),
        (20, "2 ngày 4 giờ làm việc"),
        (0.5, "30 phút làm việc"),
        (None, ""),
    ],
)
def test_working_hours_in_words(hours: float | None, shown: str) -> None:
    assert words.duration(hours) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(500, "500 byte"), (2048, "2 kB"), (20 * 1024**2, "20 MB"), (1_467_392, "1,4 MB")]
)
def test_sizes(value: int, shown: str) -> None:
    assert words.size(value) == shown


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (NOW + timedelta(days=12), ("còn 12 ngày", "neutral")),
        (NOW + timedelta(days=3), ("còn 3 ngày", "warn")),
        (NOW + timedelta(days=1), ("còn 1 ngày", "warn")),
        (NOW.replace(hour=16, minute=30), ("hạn 16:30 hôm nay", "warn")),
        (NOW.replace(hour=8, minute=0), ("quá hạn hôm nay", "danger")),
        (NOW - timedelta(days=2), ("quá hạn 2 ngày", "danger")),
        (date(2026, 11, 21), ("hạn hôm nay", "warn")),
        (date(2026, 11, 19), ("quá hạn 2 ngày", "danger")),
    ],
)
def test_what_is_left_of_a_deadline(due: date, shown: tuple[str, str]) -> None:
    assert words.time_left(due, NOW) == shown


def test_late_at_night_in_london_is_already_tomorrow_in_vietnam() -> None:
    late_evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert words.time_left(date(2026, 11, 21), late_evening) == ("hạn hôm nay", "warn")


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Nguyễn Văn Bảo", "Nguyễn V••• B•••"), ("Điểu", "Điểu"), ("", ""), (None, ""), ("  Lê   Ô ", "Lê Ô•••")],
)
def test_a_masked_name_keeps_the_family_name_only(name: str | None, masked: str) -> None:
    assert words.masked_name(name) == masked
