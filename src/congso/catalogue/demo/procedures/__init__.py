"""Procedures of the demo, by field of administration.

Deadlines and fees name the text they come from; "theo nghị quyết của HĐND tỉnh" stands wherever the council sets the
amount, and the amounts given for it are demo figures. Regime 2021: three tiers, levels of service 3 and 4.
"""

from dataclasses import replace

from .business_and_building import business_and_building, changes_of_business_and_house
from .certification import certification
from .civil_status import civil_status
from .land_and_roads import changes_of_land_and_roads, land_and_roads
from .police import police
from .said import DemoProcedure
from .social import funeral, social

__all__ = ["DemoProcedure", "procedures"]


def procedures(regime: str) -> list[DemoProcedure]:
    """Return the demo catalogue of a regime."""
    old = regime == "2021"
    found = [
        *civil_status(old),
        *certification(old),
        *business_and_building(old),
        *land_and_roads(old),
        *social(old),
        *([] if old else _since_2025()),
    ]
    return [_in_2021(one) for one in found] if old else found


def _in_2021(one: DemoProcedure) -> DemoProcedure:
    level = {"full": "level_4", "partial": "level_3", "information": "level_2"}
    return replace(one, content=replace(one.content, service_level=level.get(one.content.service_level, "level_2")))


def _since_2025() -> list[DemoProcedure]:
    """Procedures as they stand since the two tiers; there are no facts at hand for them before."""
    return [*police(), *changes_of_business_and_house(), *changes_of_land_and_roads(), funeral()]
