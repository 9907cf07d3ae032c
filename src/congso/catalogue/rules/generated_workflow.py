"""The default workflow of a procedure whose own workflow nobody has entered yet; many procedures share one."""

from decimal import Decimal
from typing import Any

from .content import ProcedureContent
from .policy import ProcedurePolicy, choose_deadline
from .workflow_language import Tier, deadline_hours, default_workflow

HOURS_WHEN_UNSETTLED = 40
"""Quotas for a deadline that is not settled: five working days of steering, which promise nothing to anybody."""


def default_workflow_of(content: ProcedureContent, policy: ProcedurePolicy) -> tuple[str, dict[str, Any]]:
    """Return the code under which the default workflow is shared, and its definition."""
    tier = Tier.COMMUNE if "commune" in content.tiers or "province" not in content.tiers else Tier.PROVINCE
    hours = None
    for channel in (*content.channels(), ""):
        choice = choose_deadline(content, policy, "", channel)
        if choice.value is not None and choice.unit is not None:
            hours = deadline_hours(Decimal(str(choice.value)), choice.unit)
            break
    total = hours if hours is not None and hours > 0 else Decimal(HOURS_WHEN_UNSETTLED)
    text = f"{total.normalize():f}"
    workflow = default_workflow("", total, tier)
    return f"mac-dinh-{tier.value}-{text}", workflow.to_json()
