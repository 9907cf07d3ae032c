"""What an agency receives, with everything that a row of it repeats, found once from catalogue and organisation."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from congso.catalogue import queries as catalogue
from congso.dossiers.queries import routes
from congso.dossiers.rules import deadlines, workflow
from congso.dossiers.rules.deadlines import DeadlineRule, DeadlineUnit
from congso.kernel.refusals import Refusal
from congso.organisation.queries import ActingOfficer, OrganisationView

from .copying import copied
from .play import Post, Stage

# How often people ask for what; anything not named here is asked for as often as `RARE`.
DEMAND = {"1.001193": 18, "1.004873": 14, "1.001612": 9, "1.013225": 6, "2.000815": 30, "2.000884": 8, "2.000635": 12,
          "1.000656": 5, "1.000894": 4, "1.001776": 5, "1.013831": 9}  # fmt: skip
RARE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One procedure at one agency, with everything a row of it repeats. What is named `_cells` is COPY text."""

    version_cells: str
    receiving: OrganisationView
    agencies: routes.Agencies
    stages: tuple[Stage, ...]
    rule: DeadlineRule
    policy: deadlines.DeadlinePolicy
    policy_json: str
    rule_cells: str
    components: tuple[tuple[str, str], ...]
    fee: tuple[str, int] | None
    result: tuple[str, str]
    weight: int


def offers_of(
    receiving: OrganisationView,
    versions: Sequence[catalogue.VersionView],
    today: date,
    staff: Mapping[int, list[ActingOfficer]],
) -> Iterator[Offer]:
    """Yield what an agency receives today and can work on: every step has a unit with somebody in it.

    `staff` holds the officers of every unit.
    """
    for version in versions:
        try:
            pinned = routes.pinned(version.id)
            routes.receiving_agency(version, receiving.id, today)
            agencies = routes.agencies_for(version, receiving, today)
            stages = tuple(_stages(pinned.workflow, agencies, today, staff))
        except Refusal:
            continue
        case_code = version.content.cases[0].code if version.content.cases else ""
        choice = catalogue.deadline_rule(version, case_code, "online")
        if not stages or not all(stage.posts for stage in stages) or choice.value is None or choice.unit is None:
            continue
        components = [one for one in version.content.components_for(case_code, "online") if not one.is_note][:2]
        fees = [one for one in catalogue.fee_lines(version, case_code, "online", today) if one.amount_vnd]
        results = version.content.results
        rule = DeadlineRule(Decimal(str(choice.value)), DeadlineUnit(choice.unit.value), choice.source)
        yield Offer(
            version_cells=f"{version.id}\t{version.procedure_code}\t{copied(version.name[:1200])}\t{case_code}\t"
            f"{version.form_version_id}\t{version.workflow_version_id}",
            receiving=receiving,
            agencies=agencies,
            stages=stages,
            rule=rule,
            policy=pinned.policy,
            policy_json=copied(pinned.policy_json),
            # The start of the rule as JSON; the instant from which it counts, quoted, and a brace end it.
            rule_cells=copied(json.dumps({**rule.to_json(), "modifiers": []})[:-1] + ', "start_at": '),
            components=tuple((one.key, copied(one.name[:600])) for one in components),
            fee=(copied(fees[0].name or "Lệ phí"), fees[0].amount_vnd or 0) if fees else None,
            result=(copied(results[0].name[:600]), results[0].code or "") if results else ("Văn bản trả lời", ""),
            weight=DEMAND.get(version.procedure_code, RARE),
        )


def _stages(
    flow: workflow.Workflow, agencies: routes.Agencies, today: date, staff: Mapping[int, list[ActingOfficer]]
) -> Iterator[Stage]:
    for step in workflow.main_path(flow):
        unit = routes.unit_of_step(step, agencies, today)
        posts = tuple(
            Post(one.id, one.account_id, one.unit_id)
            for one in staff.get(unit.id, ())
            if step.role.value in {role.value for role in one.roles}
        )
        yield Stage(step.key, step.kind, unit.id, posts, int(step.quota_hours * 60))
