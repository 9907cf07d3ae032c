"""Who connects systems."""

from congso.organisation.permissions import Placed

from .rules.rights import SsoRight


def may_connect_systems(officer: Placed | None) -> bool:
    """Tell whether an officer decides which systems are connected: an administrator of the province.

    What is connected learns who signs in anywhere in the province, so no single agency may decide it.
    """
    if not officer:
        return False
    return officer.may(SsoRight.CONNECT) and officer.tier == "province"
