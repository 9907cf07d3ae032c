"""Who writes for the whole portal: only officers of the province, whatever a commune's administrator may do at home."""

from congso.kernel.refusals import NotAllowed
from congso.organisation.permissions import Placed

from .rules.rights import PagesRight


def may(officer: Placed | None, right: PagesRight) -> bool:
    """Tell whether an officer has a right over the portal's own pages: by their role, and for the province."""
    return bool(officer) and officer is not None and officer.may(right) and officer.tier == "province"


def check(officer: Placed | None, right: PagesRight) -> None:
    """Refuse whoever may not. Raises NotAllowed."""
    if not may(officer, right):
        raise NotAllowed("Chỉ quản trị hệ thống của tỉnh làm việc này: cổng là của cả tỉnh.", code="wrong_role")
