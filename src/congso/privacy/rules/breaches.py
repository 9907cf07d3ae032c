"""The two clocks of a breach of personal data, running side by side from the hour it was found.

Source: Luật 91/2025/QH15 Điều 23 (72 hours to the authority for personal data); Nghị định 331/2026/NĐ-CP Điều 31
khoản 2 điểm d (a serious cyber incident within 24 hours, the report within 72; from a second source, see docs/law.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from congso.kernel.refusals import NotPossibleNow

SERIOUS_HOURS = 24
REPORT_HOURS = 72
REMIND_BEFORE = timedelta(hours=6)


class BreachState(TextChoices):
    """Where a breach stands (sự cố dữ liệu cá nhân)."""

    FOUND = "found", "Phát hiện"
    ASSESSED = "assessed", "Đã đánh giá"
    CONTAINED = "contained", "Đã khoanh vùng"
    NOTIFIED = "notified", "Đã thông báo"
    REPAIRED = "repaired", "Đã khắc phục"
    REPORTED = "reported", "Đã báo cáo"
    CLOSED = "closed", "Đã đóng"


ORDER = list(BreachState)


@dataclass(frozen=True, slots=True)
class BreachClock:
    """One thing that must be done within hours."""

    key: str
    label: str
    until: datetime
    done_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it was done too late, or is not done though its time is over."""
        return (self.done_at or now) > self.until

    def wants_reminding(self, now: datetime) -> bool:
        """Tell whether it is open and its end is near or over."""
        return self.done_at is None and now >= self.until - REMIND_BEFORE


def clocks(
    found_at: datetime,
    *,
    serious: bool,
    notified_at: datetime | None = None,
    incident_told_at: datetime | None = None,
    reported_at: datetime | None = None,
) -> list[BreachClock]:
    """Return the clocks of a breach found at `found_at`, the nearest first."""
    day, three = found_at + timedelta(hours=SERIOUS_HOURS), found_at + timedelta(hours=REPORT_HOURS)
    first = [BreachClock("incident", "Báo sự cố an ninh mạng nghiêm trọng (24 giờ)", day, incident_told_at)]
    return [
        *(first if serious else []),
        BreachClock(
            "notice", "Thông báo vi phạm dữ liệu cá nhân cho cơ quan chuyên trách (72 giờ)", three, notified_at
        ),
        BreachClock("report", "Báo cáo sự cố (72 giờ)", three, reported_at),
    ]


def next_state(state: BreachState, wanted: BreachState) -> BreachState:
    """Return `wanted` when it follows. Notification may come before containment: the clock does not wait for repair.

    Raises NotPossibleNow for a step back, and for closing what was not reported.
    """
    if ORDER.index(wanted) <= ORDER.index(state):
        raise NotPossibleNow(f"Sự cố đã ở trạng thái “{state.label}”.")
    if wanted is BreachState.CLOSED and state is not BreachState.REPORTED:
        raise NotPossibleNow("Chỉ đóng sự cố sau khi đã báo cáo.")
    return wanted


def following(state: BreachState) -> tuple[BreachState, ...]:
    """Return the states that `next_state` lets follow, the nearest first."""
    later = ORDER[ORDER.index(state) + 1 :]
    return tuple(one for one in later if one is not BreachState.CLOSED or state is BreachState.REPORTED)
