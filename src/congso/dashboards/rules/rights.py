"""Whose figures an officer may look at, as rights."""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary
from congso.organisation.rules.roles import Role


class FigureRight(Right):
    """Rights over figures; no figure opens further than the lists its reader may see."""

    SEE_UNIT = (
        "dashboards.see_unit",
        "Xem số liệu của đơn vị",
        "Xem số liệu của đơn vị mình; lãnh đạo Bộ phận Một cửa xem số liệu tiếp nhận của cơ quan.",
    )
    SEE_AGENCY = (
        "dashboards.see_agency",
        "Xem số liệu của cơ quan",
        "Xem số liệu của cả cơ quan mình; ở Ủy ban nhân dân tỉnh thì xem số liệu của cả tỉnh.",
    )
    SEE_PROVINCE = (
        "dashboards.see_province",
        "Xem số liệu của cả tỉnh",
        "Ở mọi cơ quan cấp tỉnh, xem số liệu của cả tỉnh để kiểm tra.",
    )


R = FigureRight

HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        Role.UNIT_HEAD: frozenset({R.SEE_UNIT}),
        Role.LEADER: frozenset({R.SEE_AGENCY}),
        Role.INSPECTOR: frozenset({R.SEE_AGENCY, R.SEE_PROVINCE}),
        Role.ADMINISTRATOR: frozenset({R.SEE_AGENCY, R.SEE_PROVINCE}),
    }
)

VOCABULARY = Vocabulary("dashboards", "Số liệu, bảng theo dõi", tuple(R), HELD_BY)
