"""Who decides what signatures are judged by (it holds for the whole province, so no single agency decides), and who
keeps the keys of an agency and of its officers.
"""

from collections.abc import Collection

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


def may_keep_keys(officer: Placed | None, organisation_ids: Collection[int]) -> bool:
    """Tell whether an officer keeps the keys of holders in one of these agencies.

    An agency's administrator keeps those of their own agency, the province's administrator all.
    """
    if officer is None or not officer.may(SignatureRight.KEEP_KEYS):
        return False
    return officer.tier == "province" or officer.organisation_id in organisation_ids


def needs_to_keep_keys(officer: Placed | None, organisation_ids: Collection[int]) -> None:
    """Refuse whoever may not. Raises NotAllowed."""
    if not may_keep_keys(officer, organisation_ids):
        raise NotAllowed(
            "Chứng thư số của cơ quan nào do quản trị hệ thống của cơ quan đó, hoặc của tỉnh, quản lý.",
            code="wrong_agency",
        )
