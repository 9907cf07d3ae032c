"""The demo catalogue: procedures people ask for most, written by us from what the law says, in either regime.

It is no copy of the national database. Amounts that a province's council sets are demo figures and say so. When the
national records are imported later, forms, workflows, policies and deadline rulings given here stay.
"""

from dataclasses import replace

from congso.catalogue import commands
from congso.catalogue.demo_forms import DEMO_FORMS
from congso.catalogue.demo_workflows import DEMO_WORKFLOWS
from congso.catalogue.rules.content import ProcedureContent, Unit
from congso.catalogue.rules.policy import DeadlineRuling, ProcedurePolicy
from congso.kernel import clock

from .procedures import procedures

SOURCE = "congso_demo"
SAME_DAY_SOURCE = "Luật Hộ tịch 2014, Điều 5 khoản 3; Nghị định 23/2015/NĐ-CP, Điều 7"

__all__ = ["SOURCE", "load"]


def load(regime: str) -> None:
    """Store, publish and adopt the demo procedures for regime "2026" or "2021"; again changes nothing."""
    now = clock.now()
    for one in procedures(regime):
        commands.store_edition(
            content=one.content,
            source=SOURCE,
            now=now,
            policy=with_rulings(one.content, one.policy),
            form=DEMO_FORMS.get(one.content.code),
            workflow=DEMO_WORKFLOWS.get(one.content.code),
            adopted=True,
            popularity=one.popularity,
        )


def with_rulings(content: ProcedureContent, policy: ProcedurePolicy) -> ProcedurePolicy:
    """Return the policy with the deadline as a ruling of the province, where it is one for every case and channel.

    The national record of the same procedure may come without a unit; the ruling, with its source, then stands.
    """
    deadlines = {(method.deadline.value, method.deadline.unit, method.deadline.text) for method in content.methods}
    if len(deadlines) != 1:
        return policy
    ((value, unit, text),) = deadlines
    if value is None or unit is None:
        return policy
    source = SAME_DAY_SOURCE if unit is Unit.SAME_DAY else text
    return replace(policy, deadline_rulings=(DeadlineRuling(value, unit, source),))
