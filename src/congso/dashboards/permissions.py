"""Whose figures an officer may see: of the unit, of the agency, of the whole province. Deny by default."""

from dataclasses import dataclass
from enum import StrEnum

from congso.kernel.refusals import NotAllowed, NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from .rules.rights import FigureRight as R

MAY_LOOK = (R.SEE_UNIT, R.SEE_AGENCY, R.SEE_PROVINCE)


class Reach(StrEnum):
    """How far an officer, or a page, looks."""

    UNIT = "unit"
    ORGANISATION = "organisation"
    PROVINCE = "province"


class Side(StrEnum):
    """Whether an agency is looked at as the one that receives dossiers or as the one that settles them."""

    PROCESSING = "giai-quyet"
    RECEIVING = "tiep-nhan"


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the province that somebody looks at; only `scope` makes one for a request."""

    reach: Reach
    organisation_id: int | None = None
    unit_id: int | None = None
    side: Side = Side.PROCESSING


def reach_of(officer: ActingOfficer) -> Reach:
    """Return how far an officer may look. Raises NotAllowed for roles without figures.

    The province belongs to the leaders of the provincial committee, and to whoever at an agency of the province may
    see it by right (inspectors, administrators); those of a commune see the commune. Figures hold no personal data:
    who may open a dossier behind one is asked of the dossiers.
    """
    if officer.on_behalf and officer.on_behalf.limited:
        raise NotAllowed("Ủy quyền có giới hạn lĩnh vực hoặc đơn vị không mở số liệu của cả đơn vị.", code="wrong_role")
    provincial = officer.organisation_kind == "provincial_committee"
    if officer.may(R.SEE_AGENCY) and provincial:
        return Reach.PROVINCE
    if officer.may(R.SEE_PROVINCE) and officer.tier == "province":
        return Reach.PROVINCE
    if officer.may(R.SEE_AGENCY):
        return Reach.ORGANISATION
    if officer.may(R.SEE_UNIT):
        return Reach.UNIT
    raise NotAllowed("Số liệu tổng hợp dành cho lãnh đạo, cán bộ kiểm tra và quản trị.", code="wrong_role")


def scope(
    officer: ActingOfficer, *, organisation_id: int | None = None, unit_id: int | None = None, side: Side | None = None
) -> Scope:
    """Return the scope asked for, never wider than the officer's own. Raises NotFound for what lies outside.

    The head of a desk looks at what the agency receives; every other head at what the unit works on.
    """
    reach = reach_of(officer)
    if reach is Reach.UNIT:
        at_desk = officer.unit_kind == "one_stop_desk"
        own = Scope(reach, officer.organisation_id, None if at_desk else officer.unit_id,
                    Side.RECEIVING if at_desk else Side.PROCESSING)  # fmt: skip
        if organisation_id not in (None, own.organisation_id) or unit_id not in (None, own.unit_id):
            raise NotFound("Không có số liệu này trong phạm vi của bạn.")
        return own
    if reach is Reach.ORGANISATION:
        if organisation_id not in (None, officer.organisation_id):
            raise NotFound("Không có số liệu này trong phạm vi của bạn.")
        organisation_id = officer.organisation_id
    if unit_id is not None:
        unit = organisation.unit(unit_id)
        if organisation_id not in (None, unit.organisation_id):
            raise NotFound("Không có số liệu này trong phạm vi của bạn.")
        return Scope(Reach.UNIT, unit.organisation_id, unit_id)
    if organisation_id is not None:
        kind = organisation.organisation(organisation_id).kind
        natural = Side.RECEIVING if kind == "provincial_centre" else Side.PROCESSING
        return Scope(Reach.ORGANISATION, organisation_id, None, side or natural)
    return Scope(Reach.PROVINCE, side=side or Side.PROCESSING)
