"""What the province itself decides about a procedure: who receives, who processes, and what the source left open.

The content of a version is the publishing agency's; a policy is the province's and travels to the next version.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import records
from .content import ProcedureContent, Unit


class Processing(StrEnum):
    """Who processes: the organisation that receives, or a department of the province."""

    RECEIVING = "receiving"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class DeadlineRuling:
    """A deadline the province settles because the publication has no value or no unit. Empty case, channel: all."""

    value: float
    unit: Unit
    source: str
    case: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class CommittedTime:
    """A shorter time the province commits itself to (thời gian cam kết), beside the statutory one."""

    value: float
    unit: Unit
    decision: str
    case: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class FeeRuling:
    """A fee set by the province's council, or settled where the publication is unclear, for a time and channel."""

    name: str
    amount_vnd: int
    basis: str
    kind: str = "charge"
    case: str = ""
    channel: str = ""
    formula: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class ProcedurePolicy:
    """The province's choices for one version of a procedure.

    `supplement` is RESET (Decree 61/2018/NĐ-CP art. 19 clause 4) or PAUSE; `max_supplements` None means no limit.
    `same_day_cutoff` is "HH:MM" or empty for none. `after_hours` is shift (next opening) or same_day. `min_assurance`
    is the least level of sign-in for handing in online. `ask_supplement_within` is how many working days after
    reception a supplement may still be asked for (NĐ 61/2018/NĐ-CP Điều 19 khoản 4), None for no limit; sector law
    may give more. `fee_timing` is on_acceptance, during, before_return or none.
    """

    receiving_tiers: tuple[str, ...] = ()
    processing: Processing = Processing.RECEIVING
    department_field: str = ""
    supplement: str = "RESET"
    max_supplements: int | None = 1
    supplement_answer_working_days: int = 30
    ask_supplement_within: int | None = 3
    same_day_cutoff: str = "15:00"
    hour_exact: bool = False
    after_hours: str = "shift"
    min_assurance: str = "vneid-2"
    fee_timing: str = "on_acceptance"
    online: bool = True
    result_on_paper: bool = True
    immediate: bool = False
    deadline_rulings: tuple[DeadlineRuling, ...] = ()
    committed: tuple[CommittedTime, ...] = ()
    fee_rulings: tuple[FeeRuling, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return this policy as JSON values, without what is default; `from_json` reads it back equal."""
        written: dict[str, Any] = records.write(self)
        return written

    @classmethod
    def from_json(cls, stored: Any) -> "ProcedurePolicy":
        """Read what `to_json` wrote. Raises ValueError for another shape."""
        return records.read(cls, stored)

    def deadline_choices(self) -> dict[str, Any]:
        """Return what the counting of deadlines needs to know, as JSON values."""
        return {
            "after_hours": self.after_hours,
            "same_day_cutoff": self.same_day_cutoff or None,
            "hour_exact": self.hour_exact,
            "supplement": self.supplement.lower(),
            "max_supplements": self.max_supplements,
            "ask_supplement_within": self.ask_supplement_within,
        }


@dataclass(frozen=True, slots=True)
class DeadlineChoice:
    """The deadline of a case and channel. `unit` None: nobody has settled it, an officer must.

    `committed_value` and `committed_unit` are the province's shorter promise, if any. `alternatives` are the
    deadlines published side by side for one channel, among which only a human can choose.
    """

    value: float | None
    unit: Unit | None
    source: str
    text: str = ""
    committed_value: float | None = None
    committed_unit: Unit | None = None
    committed_source: str = ""
    alternatives: tuple["DeadlineChoice", ...] = ()


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee that applies, in whole đồng; `amount_vnd` None when only a human can tell it from `text`."""

    name: str
    kind: str
    amount_vnd: int | None
    basis: str = ""
    formula: str = ""
    text: str = ""
    set_by: str = ""
    exemption: str = ""


def default_policy(content: ProcedureContent, *, fields_of_departments: bool = True) -> ProcedurePolicy:
    """Return the policy of a procedure that the province has not yet looked at: received where it is published."""
    tiers = tuple(tier for tier in ("commune", "district", "province") if tier in content.tiers)
    department = "province" in tiers and "commune" not in tiers and fields_of_departments
    return ProcedurePolicy(
        receiving_tiers=tiers,
        processing=Processing.DEPARTMENT if department else Processing.RECEIVING,
        department_field=content.field if department else "",
        online="online" in content.channels(),
    )


def choose_deadline(content: ProcedureContent, policy: ProcedurePolicy, case: str, channel: str) -> DeadlineChoice:
    """Return the deadline for a case and channel: the province's ruling where there is one, else as published.

    Rulings exist for what the publication leaves open; the narrowest wins (case before channel). Published rows that
    disagree give no value: `alternatives` lists them.
    """
    promise = _narrowest(policy.committed, case, channel)
    committed: dict[str, Any] = {}
    if promise is not None:
        committed = {
            "committed_value": promise.value,
            "committed_unit": promise.unit,
            "committed_source": promise.decision,
        }
    ruling = _narrowest(policy.deadline_rulings, case, channel)
    if ruling is not None:
        return DeadlineChoice(ruling.value, ruling.unit, ruling.source, **committed)
    source = content.decisions[-1].number if content.decisions else ""
    published: dict[tuple[float | None, Unit | None], DeadlineChoice] = {}
    for method in content.methods_for(case, channel):
        one = method.deadline
        choice = DeadlineChoice(one.value, one.unit, source, method.note or one.text, **committed)
        published.setdefault((one.value, one.unit), choice)
    stated = [choice for choice in published.values() if choice.value is not None or choice.unit is not None]
    if len(stated) == 1:
        return stated[0]
    return DeadlineChoice(None, None, source, alternatives=tuple(stated), **committed)


def choose_fees(
    content: ProcedureContent, policy: ProcedurePolicy, case: str, channel: str, on_day: str
) -> tuple[FeeLine, ...]:
    """Return the fees for a case and channel handed in on `on_day` ("YYYY-MM-DD").

    Rulings of the province that are in force replace what is published. Equal published lines are given once.
    """
    rulings = [
        ruling
        for ruling in policy.fee_rulings
        if ruling.case in {"", case} and ruling.channel in {"", channel} and _in_force(ruling, on_day)
    ]
    if rulings:
        exact = [ruling for ruling in rulings if ruling.channel] or rulings
        return tuple(
            FeeLine(one.name, one.kind, one.amount_vnd, one.basis, one.formula, set_by="provincial_council")
            for one in exact
        )
    lines: dict[FeeLine, None] = {}
    for method in content.methods_for(case, channel):
        for fee in method.fees:
            if _in_force(fee, on_day):
                is_name = fee.amount_vnd is not None and 0 < len(fee.text) <= 120 and not fee.text[0].isdigit()
                name = fee.text if is_name else ""
                line = FeeLine(
                    name, fee.kind, fee.amount_vnd, fee.basis, fee.formula, fee.text, fee.set_by, fee.exemption
                )
                lines.setdefault(line, None)
    return tuple(lines)


def _in_force(dated: Any, on_day: str) -> bool:
    return (not dated.valid_from or dated.valid_from <= on_day) and (not dated.valid_to or on_day <= dated.valid_to)


def _narrowest(rulings: tuple[Any, ...], case: str, channel: str) -> Any:
    fitting = [one for one in rulings if one.case in {"", case} and one.channel in {"", channel}]
    return max(fitting, key=lambda one: (bool(one.case), bool(one.channel)), default=None)
