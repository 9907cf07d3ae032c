"""Workflows: walking, checking, and the ones we ship."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.catalogue.demo_workflows import (
    BIRTH,
    DEMO_DEADLINES,
    DEMO_WORKFLOWS,
    HOUSE_PERMIT,
    HOUSEHOLD_BUSINESS,
    MARITAL_STATUS,
)
from congso.dossiers.rules.deadlines import DeadlinePolicy, DeadlineRule, DeadlineUnit
from congso.dossiers.rules.states import Doer
from congso.dossiers.rules.workflow import (
    Branch,
    Step,
    StepKind,
    Tier,
    Workflow,
    WorkflowRefused,
    deadline_hours,
    default_workflow,
    first_step,
    main_path,
    next_step,
    problems,
    step_back,
    step_words,
)

HOURS = Decimal(24)
PLAIN = default_workflow("1.000001", HOURS, Tier.COMMUNE)
DEMO = {code: Workflow.from_json(stored) for code, stored in DEMO_WORKFLOWS.items()}


def changed(key: str, **fields: object) -> Workflow:
    """Return the plain workflow with one step changed."""
    steps = tuple(replace(step, **fields) if step.key == key else step for step in PLAIN.steps)  # type: ignore[arg-type]
    return replace(PLAIN, steps=steps)


# Walking


def test_the_ordinary_way_goes_from_the_counter_to_the_counter() -> None:
    roles = [step.role for step in main_path(PLAIN)]
    assert roles == [
        Doer.COUNTER,
        Doer.UNIT_HEAD,
        Doer.SPECIALIST,
        Doer.UNIT_HEAD,
        Doer.LEADER,
        Doer.CLERK,
        Doer.COUNTER,
    ]
    assert first_step(PLAIN).key == "receive"
    assert next_step(PLAIN, "return") is None


def test_a_branch_leads_elsewhere() -> None:
    workflow = DEMO[MARITAL_STATUS]
    following, verification = next_step(workflow, "check"), next_step(workflow, "check", "verify")
    assert following is not None
    assert verification is not None
    assert (following.key, verification.key) == ("review", "verify")


def test_unknown_steps_branches_and_ways_back_are_refused() -> None:
    with pytest.raises(WorkflowRefused, match="không có bước"):
        next_step(PLAIN, "nowhere")
    with pytest.raises(WorkflowRefused, match="không có nhánh"):
        next_step(PLAIN, "process", "nowhere")
    with pytest.raises(WorkflowRefused, match="không được trả lại"):
        step_back(PLAIN, "issue", "receive")
    assert step_back(PLAIN, "review", "process").key == "process"


# Checking


@pytest.mark.parametrize(
    ("workflow", "sentence"),
    [
        (replace(PLAIN, steps=()), "chưa có bước nào"),
        (replace(PLAIN, steps=(*PLAIN.steps, PLAIN.steps[0])), "bị trùng"),
        (changed("process", next="nowhere"), "không tồn tại"),
        (changed("process", next=None), "chưa có bước tiếp theo"),
        (changed("return", next="receive"), "phải kết thúc quy trình"),
        (changed("process", name=" "), "chưa có tên"),
        (changed("process", role=Doer.APPLICANT), "phải do cán bộ"),
        (changed("process", quota_hours=Decimal(-1)), "không được âm"),
        (changed("process", quota_hours=Decimal("12.25")), "Tổng thời gian các bước là 24,25 giờ"),
        (changed("process", next="approve"), "Không bước nào dẫn tới bước “Lãnh đạo phòng chuyên môn xem xét”"),
        (changed("issue", next="process"), "quay vòng"),
        (changed("receive", may_return_to=("issue",)), "chỉ được trả lại bước đứng trước"),
        (changed("process", branches=(Branch("x", "", "review"),)), "chưa ghi điều kiện"),
        (changed("process", branches=(Branch("x", "a", "review"), Branch("x", "b", "review"))), "bị trùng mã"),
        (replace(PLAIN, committed_hours=HOURS), "phải ngắn hơn"),
    ],
)
def test_each_fault_is_told_to_the_editor(workflow: Workflow, sentence: str) -> None:
    assert sentence in " ".join(problems(workflow))


def test_a_branch_longer_than_the_law_allows_is_told() -> None:
    long = Step(
        "long", "Xác minh", StepKind.PROCESS, PLAIN.steps[2].organisation, "specialised", Doer.SPECIALIST, Decimal(8),
        next="review",
    )  # fmt: skip
    branch = Branch("verify", "Phải xác minh", "long", extends_hours=Decimal(4))
    workflow = replace(
        changed("process", branches=(branch,)), steps=(*changed("process", branches=(branch,)).steps, long)
    )
    assert problems(workflow) == ["Nhánh “Phải xác minh” cần 32 giờ làm việc, vượt 28 giờ được phép."]
    allowed = replace(branch, extends_hours=Decimal(8))
    assert problems(replace(workflow, steps=(*changed("process", branches=(allowed,)).steps, long))) == []


def test_a_committed_shorter_time_is_what_the_quotas_sum_to() -> None:
    committed = replace(PLAIN, total_hours=Decimal(40), committed_hours=HOURS)
    assert problems(committed) == []


# The default


@given(quarters=st.integers(1, 4000), tier=st.sampled_from(Tier))
def test_the_default_sums_exactly_to_any_deadline(quarters: int, tier: Tier) -> None:
    total = Decimal(quarters) / 4
    workflow = default_workflow("1.000001", total, tier)
    assert problems(workflow) == []
    assert sum(step.quota_hours for step in workflow.steps) == total
    assert Workflow.from_json(json.loads(json.dumps(workflow.to_json()))) == workflow


@pytest.mark.parametrize(
    ("value", "unit", "hours"),
    [
        (0, DeadlineUnit.SAME_DAY, "8"),
        (3, DeadlineUnit.WORKING_DAY, "24"),
        (Decimal("0.25"), DeadlineUnit.WORKING_DAY, "2"),
        (4, DeadlineUnit.WORKING_HOUR, "4"),
        (15, DeadlineUnit.DAY, "80"),
        (1, DeadlineUnit.DAY, "8"),
        (1, DeadlineUnit.MONTH, "160"),
        (24, DeadlineUnit.HOUR, "8"),
        (30, DeadlineUnit.MINUTE, "0.25"),
    ],
)
def test_a_deadline_holds_so_many_working_hours(value: Decimal | int, unit: DeadlineUnit, hours: str) -> None:
    assert deadline_hours(value, unit) == Decimal(hours)


def test_a_workflow_without_time_is_refused() -> None:
    with pytest.raises(ValueError, match="lớn hơn 0"):
        default_workflow("1.000001", Decimal(0), Tier.PROVINCE)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="định dạng"):
        Workflow.from_json({"format": 2})


# The four real ones


@pytest.mark.parametrize("code", [BIRTH, MARITAL_STATUS, HOUSEHOLD_BUSINESS, HOUSE_PERMIT])
def test_the_shipped_workflows_have_no_fault_and_fit_their_deadline(code: str) -> None:
    workflow = DEMO[code]
    assert workflow.procedure_code == code
    assert problems(workflow) == []
    assert workflow.to_json() == DEMO_WORKFLOWS[code]
    rule = DeadlineRule.from_json(DEMO_DEADLINES[code]["rule"])
    assert deadline_hours(rule.value, rule.unit) == workflow.total_hours
    assert DeadlinePolicy.from_json(DEMO_DEADLINES[code]["policy"])


def test_the_shipped_workflows_differ() -> None:
    shapes = {tuple((step.role, step.kind) for step in workflow.steps) for workflow in DEMO.values()}
    assert len(shapes) == 4
    branches = {branch.key for workflow in DEMO.values() for step in workflow.steps for branch in step.branches}
    assert branches == {"verify", "amend", "no_field_check", "supplement"}


def test_a_leaders_step_names_the_committee_at_hand_and_no_other_does() -> None:
    sign = replace(DEMO[BIRTH].steps[2], name="Chủ tịch Ủy ban nhân dân cấp xã ký Giấy khai sinh")
    assert sign.role is Doer.LEADER
    assert step_words(sign, "Ủy ban nhân dân phường Tân Thành") == "Chủ tịch Ủy ban nhân dân phường ký Giấy khai sinh"
    assert step_words(sign, "Ủy ban nhân dân Xã Phú Tân") == "Chủ tịch Ủy ban nhân dân xã ký Giấy khai sinh"
    assert step_words(sign, "Sở Tư pháp tỉnh Cà Mau") == sign.name
    other = replace(sign, role=Doer.SPECIALIST)
    assert step_words(other, "Ủy ban nhân dân phường Tân Thành") == sign.name
