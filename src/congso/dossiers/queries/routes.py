"""Where a dossier goes: the version it is worked by, the agencies, and the unit of each step.

A published version never changes, so what is read from it is kept in the process.
"""

import json
from dataclasses import dataclass
from datetime import date

from congso.catalogue import queries as catalogue
from congso.catalogue.rules.policy import Processing
from congso.dossiers.rules.deadlines import DeadlinePolicy
from congso.dossiers.rules.workflow import Party, Step, Workflow
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow
from congso.organisation import queries as organisation
from congso.organisation.queries import OrganisationView, UnitView

DESK = "one_stop_desk"
_UNIT_KINDS = {"one_stop": DESK, "specialised": "division", "leaders": "leadership", "clerical": "clerks"}
_RECEIVING_KINDS = frozenset({"commune_committee", "provincial_centre", "district_committee"})


@dataclass(frozen=True, slots=True)
class Agencies:
    """The two parts agencies play; who decides is, so far, who processes."""

    receiving_id: int
    processing_id: int
    field: str = ""

    def of(self, party: Party) -> int:
        """Return the agency that plays a part."""
        return self.receiving_id if party is Party.RECEIVING else self.processing_id


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a dossier needs of its version, read once: the version itself, its workflow, how its deadlines count."""

    version: catalogue.VersionView
    workflow: Workflow
    policy: DeadlinePolicy
    policy_json: str


_pinned: dict[int, Pinned] = {}


def pinned(version_id: int) -> Pinned:
    """Return a version with its workflow and policy as objects. Raises NotFound; NotPossibleNow without a workflow."""
    version = catalogue.version(version_id)
    held = _pinned.get(version_id)
    # The catalogue remembers published versions: the very same object means that nothing has to be read again.
    if held is not None and held.version is version:
        return held
    if version.workflow_version_id is None or not version.workflow:
        raise NotPossibleNow(
            f"Thủ tục {version.procedure_code} chưa có quy trình giải quyết được phê duyệt.",
            code="no_workflow",
            remedy="Cán bộ kiểm soát thủ tục hành chính gắn quy trình cho thủ tục này.",
        )
    policy = DeadlinePolicy.from_json(version.policy.deadline_choices())
    kept = {"deadline": policy.to_json(), "procedure": version.policy.to_json()}
    fresh = Pinned(version, Workflow.from_json(version.workflow), policy, json.dumps(kept, ensure_ascii=False))
    if len(_pinned) >= 1_000:
        _pinned.clear()
    _pinned[version_id] = fresh
    return fresh


def is_open(version: catalogue.VersionView, on: date) -> bool:
    """Tell whether anybody may apply under a version on a day."""
    began = version.effective_from is None or version.effective_from <= on
    ended = version.effective_to is not None and version.effective_to <= on
    return version.is_usable and began and not ended


def unit_of_step(step: Step, agencies: Agencies, on: date) -> UnitView:
    """Return the unit that works on a step. Raises NotFound where the agency has no such unit on that day."""
    kind = _UNIT_KINDS.get(step.unit_kind, step.unit_kind)
    return organisation.unit_for(agencies.of(step.organisation), kind, on, field=agencies.field or None)


def desk_of(organisation_id: int, on: date) -> UnitView:
    """Return the one-stop desk of an agency (Bộ phận Một cửa). Raises NotFound where it has none."""
    return organisation.unit_for(organisation_id, DESK, on)


def receiving_agency(version: catalogue.VersionView, organisation_id: int, on: date) -> OrganisationView:
    """Return the agency a dossier is handed in to, or refuse: it must exist that day and receive this procedure."""
    wrong = Incorrect(
        "Cơ quan đã chọn không tiếp nhận thủ tục này.",
        code="wrong_organisation",
        fields={"receiving_organisation": ["Chọn cơ quan có tiếp nhận thủ tục này."]},
    )
    try:
        chosen = organisation.organisation(organisation_id)
        desk_of(organisation_id, on)
    except NotFound:
        raise wrong from None
    tiers = version.policy.receiving_tiers
    if not chosen.was_there(on) or chosen.kind not in _RECEIVING_KINDS or (tiers and chosen.tier not in tiers):
        raise wrong
    return chosen


def agencies_for(version: catalogue.VersionView, receiving: OrganisationView, on: date) -> Agencies:
    """Return who processes what `receiving` receives: itself, or the department in whose field it lies."""
    field = version.policy.department_field or version.field
    if version.policy.processing is Processing.RECEIVING and receiving.kind != "provincial_centre":
        return Agencies(receiving.id, receiving.id, field)
    department = organisation.department_for(field, on)
    if department is None:
        raise NotPossibleNow(
            f"Chưa có cơ quan nào của tỉnh phụ trách lĩnh vực “{field}”, nên chưa nhận được hồ sơ.",
            code="no_department",
            remedy="Quản trị hệ thống gán lĩnh vực cho phòng chuyên môn ở mục Tổ chức.",
        )
    return Agencies(receiving.id, department.id, field)
