"""The terms of a promise: unit, rule, modifiers, policy, and the derivation that a citizen can follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from congso.catalogue.rules.content import Unit
from congso.kernel.refusals import NotPossibleNow
from congso.organisation.rules.calendar import TIME_ZONE, in_vietnam

FORMAT_VERSION = 1
COMPACT_ABOVE = 15
"""With more counted days than this, neighbouring days share a line."""

CIVIL_CODE_START = "Bộ luật Dân sự 2015, Điều 147"
CIVIL_CODE_END = "Bộ luật Dân sự 2015, Điều 148"
ONLINE_INTAKE = "Nghị định 45/2020/NĐ-CP; Nghị định 61/2018/NĐ-CP, Điều 17 khoản 2"
SUPPLEMENT = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4"
SCORING = "Quyết định 766/QĐ-TTg (trừ thời gian chờ bổ sung)"
PAUSED = "Quy định của thủ tục: thời gian chờ bổ sung không tính vào thời hạn"
APOLOGY = "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9"
APOLOGY_LATE = "Văn bản xin lỗi gửi chậm: phải gửi trước ngày hẹn trả ít nhất 01 ngày"
SAME_DAY = "Luật Hộ tịch 2014, Điều 5 khoản 3; Nghị định 23/2015/NĐ-CP, Điều 7"
PAYMENT = "Thời gian thực hiện nghĩa vụ tài chính không tính vào thời hạn giải quyết"
LOCAL_RULE = "Quy định của đơn vị về tiếp nhận ngoài giờ"


class DeadlineRefused(NotPossibleNow):
    """A new date, or a new request, that the law or the policy does not allow."""

    code = "deadline_refused"


DeadlineUnit = Unit
"""What a deadline is counted in (đơn vị tính thời hạn): the unit in which the catalogue publishes it."""

ELAPSED_MINUTES = {DeadlineUnit.HOUR: 60, DeadlineUnit.MINUTE: 1}


class AfterHours(StrEnum):
    """What a reception outside office hours counts as: the next opening, or still that day."""

    SHIFT = "shift"
    SAME_DAY = "same_day"


class SupplementPolicy(StrEnum):
    """What an answered supplement does: restart the deadline from zero, or add the time waited."""

    RESET = "reset"
    PAUSE = "pause"


class LineKind(StrEnum):
    """What a line of a derivation says."""

    RECEIVED = "received"
    SHIFTED = "shifted"
    RULE = "rule"
    MODIFIER = "modifier"
    CUTOFF = "cutoff"
    COUNTED = "counted"
    SKIPPED = "skipped"
    ROLLED = "rolled"
    WAITED = "waited"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    WARNING = "warning"
    DUE = "due"


def quantity(value: Decimal) -> str:
    """Return a number as Vietnamese writes it."""
    return f"{value.normalize():f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A published deadline: value, unit, and where it is written. A value of 0, or SAME_DAY, means the same day."""

    value: Decimal | int
    unit: DeadlineUnit
    source: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("Thời hạn không được âm.")

    def __str__(self) -> str:
        if self.unit is DeadlineUnit.SAME_DAY or not self.value:
            return DeadlineUnit.SAME_DAY.label
        return f"{quantity(Decimal(self.value))} {self.unit.label}"

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {"value": str(self.value), "unit": self.unit.value, "source": self.source}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "DeadlineRule":
        """Read what `to_json` wrote."""
        return cls(Decimal(stored["value"]), DeadlineUnit(stored["unit"]), stored["source"])


@dataclass(frozen=True, slots=True)
class Modifier:
    """Time added under a condition, e.g. 10 days for a difficult area (vùng khó khăn)."""

    value: Decimal | int
    unit: DeadlineUnit
    reason: str
    source: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("Thời gian cộng thêm không được âm.")

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {"value": str(self.value), "unit": self.unit.value, "reason": self.reason, "source": self.source}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Modifier":
        """Read what `to_json` wrote."""
        return cls(Decimal(stored["value"]), DeadlineUnit(stored["unit"]), stored["reason"], stored["source"])


@dataclass(frozen=True, slots=True)
class DeadlinePolicy:
    """What a procedure or a unit may choose about counting.

    `same_day_cutoff`: a same-day procedure received at or after it is due the next working day; None for no cut-off.
    `hour_exact`: a working day is 8 working hours from the very minute instead of a whole day. `max_supplements`
    counts requests after acceptance, None for no limit. `ask_supplement_within` is in working days from reception,
    None for no limit. `max_extension_working_days` caps the length of an extension, None while the law gives no cap.
    """

    after_hours: AfterHours = AfterHours.SHIFT
    same_day_cutoff: time | None = time(15)
    hour_exact: bool = False
    supplement: SupplementPolicy = SupplementPolicy.RESET
    max_extensions: int = 1
    max_supplements: int | None = 1
    intake_working_hours: int = 8
    ask_supplement_within: int | None = 3
    max_extension_working_days: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {
            "after_hours": self.after_hours.value,
            "same_day_cutoff": self.same_day_cutoff and self.same_day_cutoff.isoformat("minutes"),
            "hour_exact": self.hour_exact,
            "supplement": self.supplement.value,
            "max_extensions": self.max_extensions,
            "max_supplements": self.max_supplements,
            "intake_working_hours": self.intake_working_hours,
            "ask_supplement_within": self.ask_supplement_within,
            "max_extension_working_days": self.max_extension_working_days,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "DeadlinePolicy":
        """Read what `to_json` wrote; a choice that is missing takes its default."""
        choices = dict(stored)
        if "after_hours" in choices:
            choices["after_hours"] = AfterHours(choices["after_hours"])
        if "supplement" in choices:
            choices["supplement"] = SupplementPolicy(choices["supplement"])
        if choices.get("same_day_cutoff"):
            choices["same_day_cutoff"] = time.fromisoformat(choices["same_day_cutoff"])
        return cls(**choices)


DEFAULT_POLICY = DeadlinePolicy()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a derivation, in Vietnamese.

    `counted` is how much of the deadline the line uses up: days or months, or minutes for deadlines in hours.
    """

    kind: LineKind
    day: date | None
    text: str
    source: str = ""
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """A due instant and how it was found. `nominal_at` is the end before it moved off a day that is not worked."""

    due_at: datetime
    nominal_at: datetime
    lines: tuple[Line, ...] = ()

    @property
    def due_on(self) -> date:
        """Return the day of the appointment, in Vietnam."""
        return in_vietnam(self.due_at).date()

    @property
    def counted(self) -> int:
        """Return how much the lines count together (days, months, or minutes for deadlines in hours)."""
        return sum(line.counted for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {
            "format": FORMAT_VERSION,
            "due_at": self.due_at.isoformat(),
            "due_on": self.due_on.isoformat(),
            "nominal_at": self.nominal_at.isoformat(),
            "lines": [
                {
                    "kind": line.kind.value,
                    "day": line.day and line.day.isoformat(),
                    "text": line.text,
                    "source": line.source,
                    "counted": line.counted,
                }
                for line in self.lines
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Derivation":
        """Read what `to_json` wrote. Raises ValueError for a format this version does not know."""
        if stored.get("format") != FORMAT_VERSION:
            raise ValueError(f"Không đọc được định dạng thời hạn {stored.get('format')!r}.")
        return cls(
            due_at=datetime.fromisoformat(stored["due_at"]).astimezone(TIME_ZONE),
            nominal_at=datetime.fromisoformat(stored["nominal_at"]).astimezone(TIME_ZONE),
            lines=tuple(
                Line(
                    LineKind(line["kind"]),
                    date.fromisoformat(line["day"]) if line["day"] else None,
                    line["text"],
                    line["source"],
                    line["counted"],
                )
                for line in stored["lines"]
            ),
        )
