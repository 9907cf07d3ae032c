"""Who answers for personal data: the officers of the province whose role brings the right.

What a person asks, what got out and what must be kept concern the data of every agency, so no single agency decides.
"""

from django.utils.translation import gettext as _

from congso.kernel.refusals import NotAllowed
from congso.organisation.permissions import Placed

from .rules.rights import PrivacyRight


def may(officer: Placed | None, right: PrivacyRight) -> bool:
    """Tell whether an officer has a right over the registers of personal data, for the whole province."""
    return bool(officer) and officer is not None and officer.may(right) and officer.tier == "province"


def needs(officer: Placed | None, right: PrivacyRight) -> None:
    """Raise NotAllowed for whoever has not this right."""
    if not may(officer, right):
        raise NotAllowed(
            _("Việc này do người phụ trách bảo vệ dữ liệu cá nhân của tỉnh làm."),
            code="not_for_personal_data",
            remedy=_("Chuyển cho quản trị hệ thống hoặc thanh tra của tỉnh."),
        )
