"""Who decides what signatures are judged by: it holds for the whole province, so no single agency decides."""

from congso.kernel.refusals import NotAllowed
from congso.organisation.permissions import Placed

from .rules.rights import SignatureRight


def may_keep_anchors(officer: Placed | None) -> bool:
    """Tell whether an officer decides which roots are trusted: an administrator of the province."""
    return officer is not None and officer.may(SignatureRight.KEEP_ANCHORS) and officer.tier == "province"


def needs_to_keep_anchors(officer: Placed | None) -> None:
    """Refuse whoever may not. Raises NotAllowed."""
    if not may_keep_anchors(officer):
        raise NotAllowed(
            "Gốc tin cậy áp dụng cho cả tỉnh nên do quản trị hệ thống của tỉnh quyết định.", code="wrong_agency"
        )
