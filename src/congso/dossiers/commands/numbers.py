"""Official numbers: gap-free per agency, drawn as late as the transaction allows, always in this order.

Sources: Circular 01/2018/TT-VPCP art. 9–10 (slips and the register, per agency and year), art. 19 (dossier code: the
serial of the agency and the day).
"""

from datetime import datetime

from django.conf import settings

from congso.dossiers.rules import codes
from congso.kernel.refusals import NotPossibleNow
from congso.kernel.registers import draw_number
from congso.organisation import queries as organisation

from . import clock


def slip_number(kind: str, organisation_id: int, now: datetime) -> tuple[int, int]:
    """Draw the number of an official paper of `kind` ("TNHS", "YCBS", …): (number, year)."""
    year = clock.day_of(now).year
    return draw_number(f"{kind}:{organisation_id}", period=str(year)), year


def dossier_code(organisation_id: int, now: datetime) -> str:
    """Draw the code of a dossier received today by this agency."""
    today = clock.day_of(now)
    new = organisation.identifier(organisation_id, "new", today)
    old = organisation.identifier(organisation_id, "old", today)
    if new is not None:
        agency = codes.AgencyCode.from_new(new)
        agency = codes.AgencyCode(old or agency.old, new)
    elif old is not None:
        agency = codes.AgencyCode.from_old(old)
    else:
        raise NotPossibleNow(
            "Cơ quan tiếp nhận chưa có mã định danh nên chưa cấp được mã hồ sơ.",
            code="no_agency_code",
            remedy="Quản trị hệ thống nhập mã định danh của cơ quan ở mục Tổ chức.",
        )
    pattern = codes.PATTERNS.get(settings.DOSSIER_CODE_PATTERN, settings.DOSSIER_CODE_PATTERN)
    serial = draw_number(f"dossiers:{organisation_id}", period=f"{today:%Y%m%d}")
    return codes.render(pattern, agency, today, serial)
