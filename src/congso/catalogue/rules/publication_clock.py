"""By when a procedure must be decided on and entered. Sources: Decree 63/2010/NĐ-CP art. 15 and art. 24 clause 2.

The decision comes at least 20 days (ministry) or 5 days (province) before the legal text takes effect; under the
simplified way at most 3 days after it was signed. The entry into the database follows within 10 (5) working days of
signing, 2 under the simplified way. The decree says "ngày"; national scoring counts working days: `ClockPolicy.count`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol


class Publisher(StrEnum):
    """Who publishes the decision."""

    PROVINCE = "province"
    MINISTRY = "ministry"


class Worked(Protocol):
    """A calendar, as far as this goes."""

    def is_worked(self, day: date) -> bool:
        """Tell whether offices work on a day."""


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """How the days before effect are counted: "day" as the decree says, or "working_day" as national scoring does."""

    count: str = "day"
    days_before_effect: tuple[tuple[Publisher, int], ...] = ((Publisher.MINISTRY, 20), (Publisher.PROVINCE, 5))
    days_after_simplified: int = 3
    working_days_to_enter: tuple[tuple[Publisher, int], ...] = ((Publisher.MINISTRY, 10), (Publisher.PROVINCE, 5))
    working_days_to_enter_simplified: int = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clock runs on; each day may be unknown."""

    publisher: Publisher
    simplified: bool = False
    law_signed_on: date | None = None
    law_effective_on: date | None = None
    signed_on: date | None = None
    entered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something must be done: `late` when it was missed or has passed, `left` days otherwise."""

    code: str
    sentence: str
    on: date
    late: bool
    left: int
    done_on: date | None = None
    source: str = ""

    @property
    def tone(self) -> str:
        """Return how loudly it is shown."""
        return "danger" if self.late else "success" if self.done_on else "warn" if self.left <= 3 else "info"


def decide_by(facts: Facts, policy: ClockPolicy, calendar: Worked) -> date | None:
    """Return the last day to sign the decision; None while the day it depends on is unknown."""
    if facts.simplified:
        return facts.law_signed_on + timedelta(days=policy.days_after_simplified) if facts.law_signed_on else None
    if facts.law_effective_on is None:
        return None
    days = dict(policy.days_before_effect)[facts.publisher]
    if policy.count == "working_day":
        return _worked_before(facts.law_effective_on, days, calendar)
    return facts.law_effective_on - timedelta(days=days)


def enter_by(facts: Facts, policy: ClockPolicy, calendar: Worked) -> date | None:
    """Return the last day to enter what was decided; None while it is not signed."""
    if facts.signed_on is None:
        return None
    days = (
        policy.working_days_to_enter_simplified
        if facts.simplified
        else dict(policy.working_days_to_enter)[facts.publisher]
    )
    day = facts.signed_on
    while days:
        day += timedelta(days=1)
        days -= calendar.is_worked(day)
    return day


def dues(facts: Facts, today: date, policy: ClockPolicy, calendar: Worked) -> tuple[Due, ...]:
    """Return what must be done by when, met or not, in the order of time."""
    return tuple(_dues(facts, today, policy, calendar))


def _dues(facts: Facts, today: date, policy: ClockPolicy, calendar: Worked) -> Iterator[Due]:
    by = decide_by(facts, policy, calendar)
    if by is not None:
        yield _due("decide", "Ký quyết định công bố", by, facts.signed_on, today, "Nghị định 63/2010/NĐ-CP, Điều 15")
    by = enter_by(facts, policy, calendar)
    if by is not None:
        words = "Cập nhật, đăng tải thủ tục"
        yield _due("enter", words, by, facts.entered_on, today, "Nghị định 63/2010/NĐ-CP, Điều 24 khoản 2")


def _due(code: str, words: str, by: date, done_on: date | None, today: date, source: str) -> Due:
    late = (done_on or today) > by
    return Due(code, words, by, late, (by - today).days, done_on, source)


def _worked_before(day: date, days: int, calendar: Worked) -> date:
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_worked(day)
    return day
