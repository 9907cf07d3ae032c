"""When the portal may stop on purpose. Source: Decree 224/2026/NĐ-CP art. 13 (docs/law.md): the public is told at least
seven working days before, with the time at which service is expected back.

The decree does not say how the days are counted; we let that many whole working days lie between the day of the
announcement and the day of the interruption, which satisfies every reading. A fault does not wait: an interruption that
mends one is announced when it is known, with the reason why it cannot wait.
"""

from datetime import date, datetime
from typing import Protocol

LONGEST_WHAT, LONGEST_REASON = 160, 500


class Calendar(Protocol):
    """What is asked of a working calendar."""

    def add_working_days(self, day: date, working_days: int) -> date: ...

    def next_worked(self, day: date) -> date: ...


def told_until(announced_on: date, *, working_days: int, calendar: Calendar) -> date:
    """Return the last day of the notice: an interruption announced on a day begins after it at the earliest."""
    return calendar.add_working_days(announced_on, working_days)


def defects(
    *,
    starts_at: datetime,
    ends_at: datetime,
    urgent_reason: str,
    announced_at: datetime,
    working_days: int,
    calendar: Calendar,
) -> dict[str, str]:
    """Return what is wrong with an announcement, field by field; nothing when it may be made.

    Instants are in Vietnamese time. With a reason why it cannot wait, no notice is asked for.
    """
    found = {}
    if ends_at <= starts_at:
        found["ends_on"] = "Thời điểm dự kiến hoạt động trở lại phải sau lúc bắt đầu."
    elif ends_at <= announced_at:
        found["ends_on"] = "Khoảng thời gian này đã qua."
    if not urgent_reason:
        last = told_until(announced_at.date(), working_days=working_days, calendar=calendar)
        if starts_at.date() <= last:
            found["starts_on"] = (
                f"Tạm ngừng có kế hoạch phải được báo trước ít nhất {working_days} ngày làm việc "
                f"(NĐ 224/2026/NĐ-CP Điều 13): báo hôm nay thì bắt đầu sớm nhất sau ngày {last:%d/%m/%Y}. "
                "Nếu là khắc phục sự cố, hãy ghi vì sao không thể chờ."
            )
    return found


def is_current(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Tell whether the portal stops just now."""
    return starts_at <= now < ends_at
