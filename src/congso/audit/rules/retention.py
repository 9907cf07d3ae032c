"""How long entries are kept, kind by kind, as the agency decided it from a day on; what stands in the way of a month.

TCVN 14423:2026 level 3 asks for at least three months that can be searched. No instrument we know fixes a longest time
for such a trail, so periods are configuration, each with the decision it rests on. Without one entries stay for ever.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .kinds import Kind

LEAST_MONTHS = 3
"""TCVN 14423:2026 level 3 (docs/law.md)."""

EVERY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Period:
    """Entries of a kind ("*": every kind without a period of its own) are kept so many whole months; 0: for ever."""

    since: date
    kind: str
    months: int
    basis: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The periods an agency decided, whenever they came into force."""

    periods: tuple[Period, ...] = ()

    def in_force(self, kind: str, today: date) -> Period | None:
        """Return the period of a kind on a day: the latest for it, else the latest for every kind; None for none."""
        for wanted in (kind, EVERY_KIND):
            found = [one for one in self.periods if one.kind == wanted and one.since <= today]
            if found:
                return max(found, key=lambda one: one.since)
        return None

    def may_be_due(self, month: date, today: date) -> bool:
        """Tell whether entries of any kind in a month need not be kept: only then is it worth looking into it."""
        ends = (self.kept_until(month, [kind], today) for kind in Kind.values)
        return any(end is not None and end <= today for end in ends)

    def kept_until(self, month: date, kinds: Iterable[str], today: date) -> date | None:
        """Return the first day on which entries of a month, of these kinds, need not be kept; None: kept for ever.

        A month is one piece: it stays as long as the kind in it that stays longest.
        """
        ends = []
        for kind in kinds:
            period = self.in_force(kind, today)
            if period is None or period.months == 0:
                return None
            ends.append(months_after(month, period.months + 1))
        return max(ends, default=None)


def months_after(month: date, count: int) -> date:
    """Return the first day of the month that lies `count` after."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def read_policy(text: str, *, keep_months: int) -> Policy:
    """Return the policy of a JSON list of `{"from", "kind", "months", "basis"}`; of "" the one number for every kind.

    Raises ValueError for what cannot be read, and for a period below the least that is allowed.
    """
    if not text.strip():
        whole = [Period(date.min, EVERY_KIND, keep_months, "CONGSO_AUDIT_KEEP_MONTHS")] if keep_months else []
        return Policy(tuple(_checked(one) for one in whole))
    try:
        told: list[Mapping[str, str]] = json.loads(text)
        periods = [
            Period(date.fromisoformat(one["from"]), str(one["kind"]), int(one["months"]), str(one["basis"]).strip())
            for one in told
        ]
    except (KeyError, TypeError) as error:
        raise ValueError(f"thời hạn lưu cần from, kind, months, basis ({error})") from None
    return Policy(tuple(_checked(one) for one in periods))


def _checked(one: Period) -> Period:
    if one.kind != EVERY_KIND and one.kind not in Kind.values:
        raise ValueError(f"không có loại “{one.kind}”: chọn {', '.join(Kind.values)} hoặc *")
    if one.months and one.months < LEAST_MONTHS:
        raise ValueError(f"thời hạn {one.months} tháng ngắn hơn {LEAST_MONTHS} tháng (TCVN 14423:2026)")
    if one.months < 0 or not one.basis:
        raise ValueError("mỗi thời hạn cần số tháng không âm và căn cứ")
    return one


Hindrance = Literal["not_over", "kept", "not_sealed", "not_stamped", "not_archived", "held"]
HINDRANCES: dict[Hindrance, str] = {
    "not_over": "chưa hết thời hạn lưu",
    "kept": "lưu mãi theo chính sách",
    "not_sealed": "chưa khớp niêm phong",
    "not_stamped": "niêm phong chưa có dấu thời gian",
    "not_archived": "chưa có bản lưu trữ đã kiểm chứng",
    "held": "có dữ liệu đang được giữ theo yêu cầu pháp lý",
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the trail, and why it may not go yet (nothing: it may)."""

    month: date
    entries: int
    kinds: Mapping[str, int]
    kept_until: date | None
    hindrances: tuple[Hindrance, ...]

    @property
    def is_due(self) -> bool:
        """Tell whether the policy lets it go, whatever else still stands in the way."""
        return not {"not_over", "kept"} & set(self.hindrances)

    @property
    def may_go(self) -> bool:
        """Tell whether nothing stands in the way."""
        return not self.hindrances
