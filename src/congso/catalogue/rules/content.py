"""What a version of an administrative procedure says, as one document.

Sources: Decree 63/2010/NĐ-CP art. 8 clause 2 (the parts); the attributes of the national database (art. 24). A value
that the publishing agency left out stays empty here: a deadline without a unit keeps `unit=None`, a fee that the
provincial council sets keeps `amount_vnd=None`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as new_field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from . import records


class Unit(StrEnum):
    """What a deadline is counted in (đơn vị tính thời hạn). Working days and days are never merged."""

    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    MINUTE = "minute"
    SAME_DAY = "same_day"

    @property
    def label(self) -> str:
        """Return the Vietnamese word for the unit."""
        return UNIT_LABELS[self]


UNIT_LABELS = {
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.HOUR: "giờ",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.MONTH: "tháng",
    Unit.MINUTE: "phút",
    Unit.SAME_DAY: "trong ngày làm việc",
}

CHANNELS = {"online": "Trực tuyến", "in_person": "Trực tiếp", "postal": "Dịch vụ bưu chính"}
CHANNEL_WORDS = {
    "online": ("trực tuyến", "qua mạng", "môi trường mạng"),
    "in_person": ("trực tiếp", "nộp tại"),
    "postal": ("bưu chính", "bưu điện"),
}
TIERS = {
    "central": "Cấp bộ",
    "province": "Cấp tỉnh",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "other": "Cơ quan khác",
}
FEE_KINDS = {"fee": "Phí", "charge": "Lệ phí", "price": "Giá dịch vụ", "other": "Khoản thu khác", "": "Phí, lệ phí"}
MODES = {"submit": "Nộp", "present": "Xuất trình", "upload": "Tải lên", "note": "Lưu ý"}
REQUIREMENTS = {"yes": "Bắt buộc", "conditional": "Trường hợp cần", "if_any": "Nếu có", "note": "Lưu ý"}
SERVICE_LEVELS = {
    "full": "Dịch vụ công trực tuyến toàn trình",
    "partial": "Dịch vụ công trực tuyến một phần",
    "information": "Cung cấp thông tin trực tuyến",
    "level_4": "Dịch vụ công trực tuyến mức độ 4",
    "level_3": "Dịch vụ công trực tuyến mức độ 3",
    "level_2": "Dịch vụ công trực tuyến mức độ 2",
    "level_1": "Dịch vụ công trực tuyến mức độ 1",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that publishes the procedure (quyết định công bố)."""

    number: str
    issued_on: str = ""
    agency: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the procedure (trường hợp) that decides on papers, deadline and fee."""

    code: str
    name: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A paper of the dossier (thành phần hồ sơ).

    `case` is empty when it belongs to every case; `group` is the heading it was published under. `mode` is submit,
    present, upload or note; `required` is yes, conditional, if_any or note. `channels` empty means all channels.
    """

    key: str
    name: str
    case: str = ""
    group: str = ""
    originals: int = 0
    copies: int = 0
    mode: str = "submit"
    required: str = "yes"
    channels: tuple[str, ...] = ()
    has_form: bool = False
    form_code: str = ""
    form_file: str = ""
    result_code: str = ""
    from_database: str = ""
    code: str = ""

    @property
    def is_note(self) -> bool:
        """Tell whether this row only informs and asks for no paper."""
        return self.required == "note"

    @property
    def needs_file(self) -> bool:
        """Tell whether an application is refused without this paper.

        What is only shown at the desk, and the declaration that the electronic form replaces, need none (Decree
        224/2026/NĐ-CP art. 3 clause 22).
        """
        return self.required == "yes" and self.mode in ("submit", "upload") and not self.has_form

    @property
    def quantity_text(self) -> str:
        """Return how many are wanted, in words: "1 bản chính, 1 bản sao"."""
        parts = []
        if self.originals:
            parts.append(f"{self.originals} bản chính")
        if self.copies:
            parts.append(f"{self.copies} bản sao")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as published (thời hạn giải quyết). `unit` is None where the publishing agency gave none."""

    value: float | None = None
    unit: Unit | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineModifier:
    """Time that is added under a condition ("trường hợp phải xác minh"), with where that is written."""

    value: float
    unit: Unit
    reason: str
    source: str = ""
    kind: str = "condition"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee as published. `amount_vnd` is None unless the amount is one number of whole đồng.

    `set_by` is "provincial_council" where a resolution of the People's Council of the province sets the amount.
    """

    kind: str = ""
    amount_vnd: int | None = None
    formula: str = ""
    text: str = ""
    set_by: str = ""
    exemption: str = ""
    basis: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to hand in, with its deadline and fees (cách thức thực hiện). A channel may have several rows."""

    channel: str
    case: str = ""
    deadline: Deadline = Deadline()
    fees: tuple[Fee, ...] = ()
    note: str = ""
    channel_text: str = ""

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channel, or the channels that the words of the source name where it gives no code."""
        if self.channel:
            return (self.channel,)
        words = " ".join(self.channel_text.lower().split())
        return tuple(code for code, said in CHANNEL_WORDS.items() if any(word in words for word in said))


@dataclass(frozen=True, slots=True)
class Result:
    """A result of the procedure (kết quả thực hiện)."""

    name: str
    code: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal document that the procedure rests on (căn cứ pháp lý)."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """The four roles of agencies; they differ, and all may be several."""

    executing: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    authorised: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sequence (trình tự thực hiện)."""

    text: str
    name: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureContent:
    """A procedure as published. Empty means: the source does not say."""

    code: str
    name: str
    field: str = ""
    ministry: str = ""
    publisher: str = ""
    type_text: str = ""
    is_internal: bool = False
    decisions: tuple[Decision, ...] = ()
    tiers: tuple[str, ...] = ()
    tiers_text: str = ""
    subjects: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    cases: tuple[Case, ...] = ()
    methods: tuple[Method, ...] = ()
    deadline_modifiers: tuple[DeadlineModifier, ...] = ()
    components: tuple[Component, ...] = ()
    number_of_sets: int | None = None
    forms: tuple[str, ...] = ()
    units: Units = Units()
    reception_address: str = ""
    results: tuple[Result, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    legal_basis_text: str = ""
    conditions: tuple[str, ...] = ()
    service_level: str = ""
    partial_reason: str = ""
    in_person_only: bool = False
    non_geographic: bool = False
    returning_methods: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    methods_text: str = ""
    components_text: str = ""
    summary: str = ""
    source_url: str = ""
    unread: Mapping[str, Any] = new_field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return this content as JSON values, without what is empty; `from_json` reads it back equal."""
        written: dict[str, Any] = records.write(self)
        return written

    @classmethod
    def from_json(cls, stored: Any) -> "ProcedureContent":
        """Read what `to_json` wrote. Raises ValueError for another shape."""
        return records.read(cls, stored)

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the canonical JSON of this content."""
        return records.fingerprint(self.to_json())

    # Questions that pages and other contexts ask

    def case(self, code: str) -> Case | None:
        """Return the case with `code`, or None."""
        return next((case for case in self.cases if case.code == code), None)

    def components_for(self, case_code: str = "", channel: str = "") -> tuple[Component, ...]:
        """Return the papers asked for in a case and channel, notes left out; every paper when no case is named."""
        return tuple(
            one
            for one in self.components
            if not one.is_note
            and (not case_code or one.case in {"", case_code})
            and (not channel or not one.channels or channel in one.channels)
        )

    def notes(self) -> tuple[Component, ...]:
        """Return the rows of the component list that only inform."""
        return tuple(one for one in self.components if one.is_note)

    def component(self, key: str) -> Component | None:
        """Return the component with `key`, or None."""
        return next((one for one in self.components if one.key == key), None)

    def channels(self) -> tuple[str, ...]:
        """Return the channels in which this procedure can be handed in, in the order online, in person, post."""
        offered = {channel for method in self.methods for channel in method.channels}
        return tuple(channel for channel in CHANNELS if channel in offered)

    def methods_for(self, case_code: str, channel: str) -> tuple[Method, ...]:
        """Return the rows for a channel that fit the case: rows of that very case, else rows for every case."""
        rows = [method for method in self.methods if channel in method.channels]
        exact = tuple(method for method in rows if case_code and method.case == case_code)
        return exact or tuple(method for method in rows if not method.case)


def quantity_text(value: float) -> str:
    """Return a number as Vietnamese writes it: 1.5 → "1,5"."""
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def deadline_text(value: float | None, unit: Unit | None, text: str = "") -> str:
    """Return a deadline in words a person understands; says so honestly when no unit was published."""
    if unit is Unit.SAME_DAY or (value == 0 and unit in {Unit.WORKING_DAY, Unit.DAY}):
        return "Trong ngày làm việc"
    if value is None:
        return text or "Chưa công bố thời hạn"
    if unit is None:
        return f"{quantity_text(value)} (cơ quan chưa công bố đơn vị thời gian)"
    return f"{quantity_text(value)} {unit.label}"
