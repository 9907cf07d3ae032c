"""The internal workflow of a procedure (quy trình nội bộ, quy trình điện tử) as immutable data.

Source: Circular 01/2018/TT-VPCP, article 8: every procedure has an approved workflow: steps in order, unit, role,
time quota and output; the quotas add up exactly to the deadline, or to the shorter time the agency commits itself to.
Quotas are working hours as exact decimals: a quarter of a working day is 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from congso.kernel.refusals import NotPossibleNow

from .content import Unit

FORMAT_VERSION = 1
HOURS_PER_WORKING_DAY = 8


class Doer(StrEnum):
    """Who acts. Officers' values are those of `congso.organisation` roles; the applicant and the system are added."""

    APPLICANT = "applicant"
    COUNTER = "counter"
    SPECIALIST = "specialist"
    UNIT_HEAD = "unit_head"
    LEADER = "leader"
    CLERK = "clerk"
    SYSTEM = "system"


class WorkflowRefused(NotPossibleNow):
    """A step that cannot be taken: no such branch, or no way back to where it was asked to go."""

    code = "workflow_refused"


class StepKind(StrEnum):
    """What a step does to the dossier."""

    PROCESS = "process"
    REVIEW = "review"
    APPROVE = "approve"
    ISSUE = "issue"
    RETURN = "return"

    @property
    def label(self) -> str:
        """Return the Vietnamese word."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    StepKind.PROCESS: "Xử lý",
    StepKind.REVIEW: "Xem xét",
    StepKind.APPROVE: "Phê duyệt",
    StepKind.ISSUE: "Ban hành",
    StepKind.RETURN: "Trả kết quả",
}


class Party(StrEnum):
    """Whose step it is: the three agencies of a dossier may be one or three, so a workflow names their part."""

    RECEIVING = "receiving"
    PROCESSING = "processing"
    DECIDING = "deciding"

    @property
    def label(self) -> str:
        """Return the Vietnamese words."""
        return _PARTY_LABELS[self]


_PARTY_LABELS = {
    Party.RECEIVING: "Cơ quan tiếp nhận",
    Party.PROCESSING: "Cơ quan chủ trì giải quyết",
    Party.DECIDING: "Cơ quan có thẩm quyền quyết định",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """Another way on from a step, chosen by the officer under a condition written in Vietnamese.

    `extends_hours` is the working time the branch adds to the deadline by law (a verification), 0 for none.
    """

    key: str
    condition: str
    to: str
    extends_hours: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `next` is where it goes when no branch is chosen; None ends the workflow.

    `unit_kind` says which unit of the agency works on it ("one_stop", "specialised", "leaders", "clerical", or the
    code of a unit).
    """

    key: str
    name: str
    kind: StepKind
    organisation: Party
    unit_kind: str
    role: Doer
    quota_hours: Decimal
    output: str = ""
    next: str | None = None
    branches: tuple[Branch, ...] = ()
    may_return_to: tuple[str, ...] = ()

    def targets(self) -> tuple[str, ...]:
        """Return every step this one may lead forward to."""
        return (*((self.next,) if self.next else ()), *(branch.to for branch in self.branches))


ANY_COMMUNE = "Ủy ban nhân dân cấp xã"
"""The law's general term for the committee of a commune, ward or special zone."""


def step_words(step: Step, agency_name: str) -> str:
    """Return the name of a step as it reads in the dossier of an agency.

    One workflow serves every commune, so it speaks of “Ủy ban nhân dân cấp xã”. Where the leader of the agency itself
    acts, that is the committee at hand: “Ủy ban nhân dân phường” in a ward. Other steps may mean another commune.
    """
    kind = next((one for one in ("xã", "phường", "đặc khu") if f" {one} " in f" {agency_name.casefold()} "), "")
    if not kind or step.role is not Doer.LEADER:
        return step.name
    return step.name.replace(ANY_COMMUNE, f"Ủy ban nhân dân {kind}")


@dataclass(frozen=True, slots=True)
class Workflow:
    """One version of a procedure's workflow. `total_hours` is the deadline in working hours; see `committed_hours`."""

    procedure_code: str
    version: int
    name: str
    steps: tuple[Step, ...]
    total_hours: Decimal
    committed_hours: Decimal | None = None
    decision_number: str = ""
    source: str = ""

    @property
    def hours(self) -> Decimal:
        """Return what the quotas must add up to: the committed time where there is one."""
        return self.total_hours if self.committed_hours is None else self.committed_hours

    def step(self, key: str) -> Step:
        """Return a step. Raises WorkflowRefused when there is none of that key."""
        for step in self.steps:
            if step.key == key:
                return step
        raise WorkflowRefused(f"Quy trình không có bước “{key}”.")

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `from_json` reads them back equal."""
        return {
            "format": FORMAT_VERSION,
            "procedure_code": self.procedure_code,
            "version": self.version,
            "name": self.name,
            "total_hours": str(self.total_hours),
            "committed_hours": None if self.committed_hours is None else str(self.committed_hours),
            "decision_number": self.decision_number,
            "source": self.source,
            "steps": [_step_to_json(step) for step in self.steps],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Workflow":
        """Read what `to_json` wrote. Raises ValueError for a format this version does not know."""
        if stored.get("format") != FORMAT_VERSION:
            raise ValueError(f"Không đọc được định dạng quy trình {stored.get('format')!r}.")
        committed = stored["committed_hours"]
        return cls(
            procedure_code=stored["procedure_code"],
            version=stored["version"],
            name=stored["name"],
            steps=tuple(_step_from_json(step) for step in stored["steps"]),
            total_hours=Decimal(stored["total_hours"]),
            committed_hours=None if committed is None else Decimal(committed),
            decision_number=stored["decision_number"],
            source=stored["source"],
        )


def _step_to_json(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "name": step.name,
        "kind": step.kind.value,
        "organisation": step.organisation.value,
        "unit_kind": step.unit_kind,
        "role": step.role.value,
        "quota_hours": str(step.quota_hours),
        "output": step.output,
        "next": step.next,
        "branches": [
            {
                "key": branch.key,
                "condition": branch.condition,
                "to": branch.to,
                "extends_hours": str(branch.extends_hours),
            }
            for branch in step.branches
        ],
        "may_return_to": list(step.may_return_to),
    }


def _step_from_json(stored: Mapping[str, Any]) -> Step:
    return Step(
        key=stored["key"],
        name=stored["name"],
        kind=StepKind(stored["kind"]),
        organisation=Party(stored["organisation"]),
        unit_kind=stored["unit_kind"],
        role=Doer(stored["role"]),
        quota_hours=Decimal(stored["quota_hours"]),
        output=stored["output"],
        next=stored["next"],
        branches=tuple(
            Branch(one["key"], one["condition"], one["to"], Decimal(one["extends_hours"])) for one in stored["branches"]
        ),
        may_return_to=tuple(stored["may_return_to"]),
    )


# Walking


def first_step(workflow: Workflow) -> Step:
    """Return the step a received dossier starts in."""
    return workflow.steps[0]


def next_step(workflow: Workflow, key: str, branch: str | None = None) -> Step | None:
    """Return the step after `key`, by the named branch if one is given; None after the last.

    Raises WorkflowRefused for a step or branch that does not exist.
    """
    step = workflow.step(key)
    if branch is None:
        return workflow.step(step.next) if step.next else None
    for one in step.branches:
        if one.key == branch:
            return workflow.step(one.to)
    raise WorkflowRefused(f"Bước “{step.name}” không có nhánh “{branch}”.")


def step_back(workflow: Workflow, key: str, to: str) -> Step:
    """Return the earlier step that `key` sends the dossier back to. Raises WorkflowRefused when it may not."""
    step, earlier = workflow.step(key), workflow.step(to)
    if to not in step.may_return_to:
        raise WorkflowRefused(f"Bước “{step.name}” không được trả lại bước “{earlier.name}”.")
    return earlier


def main_path(workflow: Workflow) -> tuple[Step, ...]:
    """Return the steps from the first to the last when no branch is chosen."""
    path: list[Step] = []
    step: Step | None = first_step(workflow)
    while step is not None and step not in path:
        path.append(step)
        step = workflow.step(step.next) if step.next else None
    return tuple(path)


# Checking


def problems(workflow: Workflow) -> list[str]:
    """Return what is wrong with a workflow, as Vietnamese sentences for its editor; empty when it may be approved."""
    found = list(_wrong_steps(workflow))
    if found:
        return found
    return [*_wrong_reach(workflow), *_wrong_quotas(workflow)]


def _wrong_steps(workflow: Workflow) -> Iterator[str]:
    if not workflow.steps:
        yield "Quy trình chưa có bước nào."
        return
    keys = [step.key for step in workflow.steps]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"Mã bước “{key}” bị trùng."
    for step in workflow.steps:
        if not step.name.strip():
            yield f"Bước “{step.key}” chưa có tên."
        if step.role in (Doer.APPLICANT, Doer.SYSTEM):
            yield f"Bước “{step.name}” phải do cán bộ thực hiện."
        if step.quota_hours < 0:
            yield f"Thời gian của bước “{step.name}” không được âm."
        for target in (*step.targets(), *step.may_return_to):
            if target not in keys:
                yield f"Bước “{step.name}” dẫn tới bước “{target}” không tồn tại."
        branch_keys = [branch.key for branch in step.branches]
        if len(set(branch_keys)) < len(branch_keys):
            yield f"Các nhánh của bước “{step.name}” bị trùng mã."
        for branch in step.branches:
            if not branch.condition.strip():
                yield f"Nhánh “{branch.key}” của bước “{step.name}” chưa ghi điều kiện."
        if step.kind is not StepKind.RETURN and not step.next:
            yield f"Bước “{step.name}” chưa có bước tiếp theo."
        if step.kind is StepKind.RETURN and step.targets():
            yield f"Bước “{step.name}” là bước trả kết quả nên phải kết thúc quy trình."


def _wrong_reach(workflow: Workflow) -> Iterator[str]:
    steps = {step.key: step for step in workflow.steps}
    reached, waiting = {workflow.steps[0].key}, [workflow.steps[0].key]
    while waiting:
        for target in steps[waiting.pop()].targets():
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    for step in workflow.steps:
        if step.key not in reached:
            yield f"Không bước nào dẫn tới bước “{step.name}”."
    ends = {step.key for step in workflow.steps if step.kind is StepKind.RETURN}
    grown = True
    while grown:
        more = {step.key for step in workflow.steps if ends.intersection(step.targets())} - ends
        grown = bool(more)
        ends |= more
    for step in workflow.steps:
        if step.key not in ends:
            yield f"Từ bước “{step.name}” không đi được tới bước trả kết quả."
    if _has_cycle(steps):
        yield "Quy trình quay vòng; muốn làm lại một bước thì dùng “được trả lại bước”."
        return
    ancestors = _ancestors(workflow)
    for step in workflow.steps:
        for earlier in step.may_return_to:
            if earlier not in ancestors[step.key]:
                yield f"Bước “{step.name}” chỉ được trả lại bước đứng trước, không phải “{steps[earlier].name}”."


def _has_cycle(steps: Mapping[str, Step]) -> bool:
    done: set[str] = set()

    def loops(key: str, above: frozenset[str]) -> bool:
        if key in above:
            return True
        if key in done:
            return False
        found = any(loops(target, above | {key}) for target in steps[key].targets())
        done.add(key)
        return found

    return any(loops(key, frozenset()) for key in steps)


def _ancestors(workflow: Workflow) -> dict[str, set[str]]:
    """Return the steps before each step of a workflow without cycles."""
    before: dict[str, set[str]] = {step.key: set() for step in workflow.steps}
    for _ in workflow.steps:
        for step in workflow.steps:
            for target in step.targets():
                before[target] |= before[step.key] | {step.key}
    return before


def _wrong_quotas(workflow: Workflow) -> Iterator[str]:
    if workflow.committed_hours is not None and workflow.committed_hours >= workflow.total_hours:
        yield "Thời hạn cam kết phải ngắn hơn thời hạn theo quy định."
    if _has_cycle({step.key: step for step in workflow.steps}):
        return
    total = sum((step.quota_hours for step in main_path(workflow)), Decimal(0))
    if total != workflow.hours:
        yield (
            f"Tổng thời gian các bước là {_hours(total)} giờ làm việc, phải đúng bằng "
            f"{_hours(workflow.hours)} giờ của cả quy trình."
        )
    for used, added, conditions in _ways(workflow, first_step(workflow)):
        if conditions and used > workflow.hours + added:
            yield (
                f"Nhánh “{', '.join(conditions)}” cần {_hours(used)} giờ làm việc, "
                f"vượt {_hours(workflow.hours + added)} giờ được phép."
            )


def _ways(workflow: Workflow, step: Step) -> Iterator[tuple[Decimal, Decimal, tuple[str, ...]]]:
    """Yield every way from `step` to the end: hours used, hours the law adds, conditions of the branches taken."""
    if not step.targets():
        yield step.quota_hours, Decimal(0), ()
    for target, extends, conditions in (
        *(((step.next, Decimal(0), ()),) if step.next else ()),
        *((branch.to, branch.extends_hours, (branch.condition,)) for branch in step.branches),
    ):
        for used, added, later in _ways(workflow, workflow.step(target)):
            yield step.quota_hours + used, extends + added, (*conditions, *later)


def _hours(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


# Making one


class Tier(StrEnum):
    """The tier of government a default workflow is made for."""

    PROVINCE = "province"
    COMMUNE = "commune"


def deadline_hours(value: Decimal | int, unit: Unit) -> Decimal:
    """Return the working hours that surely fit into a deadline, for step quotas.

    A working day is 8 hours, the same day too; 7 calendar days hold 5 working days, a month 20; hours that are not
    working hours hold a third of themselves. Holidays are not known here: quotas steer work, they bind nobody outside.
    """
    value = Decimal(value)
    if unit is Unit.SAME_DAY or not value:
        return Decimal(HOURS_PER_WORKING_DAY)
    if unit is Unit.WORKING_HOUR:
        return value
    if unit is Unit.WORKING_DAY:
        return value * HOURS_PER_WORKING_DAY
    if unit is Unit.DAY:
        return max(Decimal(1), value * 5 // 7) * HOURS_PER_WORKING_DAY
    if unit is Unit.MONTH:
        return value * 20 * HOURS_PER_WORKING_DAY
    hours = value if unit is Unit.HOUR else value / 60
    return max(Decimal("0.25"), (hours / 3).quantize(Decimal("0.01")))


_QUOTA_SIZES = tuple(Decimal(size) for size in ("4", "2", "1", "0.5", "0.25", "0"))
_DEFAULT_UNITS = {
    Tier.PROVINCE: ("Trung tâm Phục vụ hành chính công tỉnh", "phòng chuyên môn", "lãnh đạo sở"),
    Tier.COMMUNE: ("Trung tâm Phục vụ hành chính công xã", "phòng chuyên môn", "lãnh đạo Ủy ban nhân dân xã"),
}


def default_workflow(procedure_code: str, total_hours: Decimal, tier: Tier, *, version: int = 1) -> Workflow:
    """Return the ordinary way of a dossier, for procedures whose own workflow is not entered yet.

    Counter, unit head, specialist, unit head, leader, clerk, counter; six equal small quotas that together take at
    most half of the time, the rest for the specialist: the sum is exactly `total_hours`.
    """
    if total_hours <= 0:
        raise ValueError("Tổng thời gian của quy trình phải lớn hơn 0.")
    small = next(size for size in _QUOTA_SIZES if size * 12 <= total_hours)
    desk, unit, leaders = _DEFAULT_UNITS[tier]
    receiving, processing, deciding = Party.RECEIVING, Party.PROCESSING, Party.DECIDING
    steps = (
        Step("receive", "Kiểm tra, chuyển hồ sơ", StepKind.PROCESS, receiving, "one_stop", Doer.COUNTER, small,
             f"Hồ sơ chuyển từ {desk}", next="assign"),
        Step("assign", "Phân công thụ lý", StepKind.PROCESS, processing, "specialised", Doer.UNIT_HEAD, small,
             "Ý kiến phân công", next="process"),
        Step("process", "Thẩm định, dự thảo kết quả", StepKind.PROCESS, processing, "specialised", Doer.SPECIALIST,
             total_hours - 6 * small, "Dự thảo kết quả", next="review", may_return_to=("assign",)),
        Step("review", f"Lãnh đạo {unit} xem xét", StepKind.REVIEW, processing, "specialised", Doer.UNIT_HEAD, small,
             "Dự thảo đã xem xét", next="approve", may_return_to=("process",)),
        Step("approve", f"Phê duyệt của {leaders}", StepKind.APPROVE, deciding, "leaders", Doer.LEADER, small,
             "Kết quả đã ký", next="issue", may_return_to=("process", "review")),
        Step("issue", "Cấp số, ban hành", StepKind.ISSUE, deciding, "clerical", Doer.CLERK, small,
             "Kết quả đã ban hành", next="return", may_return_to=("approve",)),
        Step("return", "Trả kết quả", StepKind.RETURN, receiving, "one_stop", Doer.COUNTER, small,
             "Kết quả đến tay người nộp"),
    )  # fmt: skip
    return Workflow(procedure_code, version, "Quy trình mặc định", steps, total_hours)
