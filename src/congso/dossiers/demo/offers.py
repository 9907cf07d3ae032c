"""What an agency receives, with everything that a row of it repeats, found once from catalogue and organisation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from congso.catalogue import queries as catalogue
from congso.dossiers.queries import routes
from congso.dossiers.rules import deadlines, workflow
from congso.dossiers.rules.deadlines import DeadlineRule, DeadlineUnit
from congso.kernel.refusals import Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer, OrganisationView

from .copying import copied
from .play import Post, Stage

# How often people ask for what; anything not named here is asked for as often as `RARE`.
DEMAND = {"1.001193": 18, "1.004873": 14, "1.001612": 9, "1.013225": 6, "2.000815": 30, "2.000884": 8, "2.000635": 12,
          "1.000656": 5, "1.000894": 4, "1.001776": 5, "1.013831": 9}  # fmt: skip
RARE = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """One procedure at one agency, with everything a row of it repeats."""

    version: catalogue.VersionView
    receiving: OrganisationView
    agencies: routes.Agencies
    stages: tuple[Stage, ...]
    rule: DeadlineRule
    policy: deadlines.DeadlinePolicy
    policy_json: str
    case_code: str
    components: tuple[tuple[str, str], ...]
    fee: tuple[str, int] | None
    result: tuple[str, str]
    weight: int


def offers_of(
    receiving: OrganisationView,
    procedure_codes: Sequence[str],
    today: date,
    staff: dict[int, list[ActingOfficer]],
) -> Iterator[Offer]:
    """Yield what an agency receives today and can work on: every step has a unit with somebody in it.

    `staff` remembers the officers of a unit from one call to the next.
    """
    for code in procedure_codes:
        try:
            version = catalogue.current(code, today)
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
        yield Offer(
            version=version,
            receiving=receiving,
            agencies=agencies,
            stages=stages,
            rule=DeadlineRule(Decimal(str(choice.value)), DeadlineUnit(choice.unit.value), choice.source),
            policy=pinned.policy,
            policy_json=copied(pinned.policy_json),
            case_code=case_code,
            components=tuple((one.key, copied(one.name[:600])) for one in components),
            fee=(copied(fees[0].name or "Lệ phí"), fees[0].amount_vnd or 0) if fees else None,
            result=(copied(results[0].name[:600]), results[0].code or "") if results else ("Văn bản trả lời", ""),
            weight=DEMAND.get(code, RARE),
        )


def _stages(
    flow: workflow.Workflow, agencies: routes.Agencies, today: date, staff: dict[int, list[ActingOfficer]]
) -> Iterator[Stage]:
    for step in workflow.main_path(flow):
        unit = routes.unit_of_step(step, agencies, today)
        if unit.id not in staff:
            staff[unit.id] = organisation.officers(unit.id, today)
        posts = tuple(
            Post(one.id, one.account_id, one.unit_id)
            for one in staff[unit.id]
            if step.role.value in {role.value for role in one.roles}
        )
        yield Stage(step.key, step.kind, unit.id, posts, int(step.quota_hours * 60))
