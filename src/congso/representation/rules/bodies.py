"""Organisations outside government: their kinds, their numbers, and what VNeID says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from stdnum.vn import mst

from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect


class BodyKind(TextChoices):
    """What sort of organisation it is."""

    ENTERPRISE = "enterprise", "Doanh nghiệp"
    COOPERATIVE = "cooperative", "Hợp tác xã"
    HOUSEHOLD = "household", "Hộ kinh doanh"
    ASSOCIATION = "association", "Hội, tổ chức xã hội"
    OTHER = "other", "Tổ chức khác"


class MemberRole(TextChoices):
    """By what somebody acts for an organisation (Civil Code 2015 art. 137 and 138)."""

    REPRESENTATIVE = "representative", "Người đại diện theo pháp luật"
    AUTHORISED = "authorised", "Người được ủy quyền"


@dataclass(frozen=True, slots=True)
class BodyClaimNames:
    """Under which names the provider tells about an organisation.

    The real names are not public; these are those of our simulator, and configuration (`settings.VNEID_BODY_CLAIMS`).
    """

    code: str = "organization_code"
    name: str = "organization_name"
    kind: str = "organization_type"
    address: str = "organization_address"


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """An organisation that the provider vouches for, together with who signed in for it."""

    code: str
    name: str
    kind: BodyKind
    address: str


def tidy_code(text: str) -> str:
    """Return a tax code (mã số thuế, for an enterprise also its enterprise number) in its one form.

    Ten digits, or thirteen for a dependent unit, with the check digit. Raises Incorrect. Source: Luật Doanh nghiệp
    59/2020/QH14 art. 29 (the enterprise number is the tax code); form and check digit as python-stdnum knows them.
    """
    bare = text.strip()
    if not bare.isascii() or not mst.is_valid(bare):
        message = "Mã số thuế chưa đúng: gồm 10 chữ số, hoặc 13 chữ số với đơn vị phụ thuộc (0101234567-001)."
        raise Incorrect(message, fields={"code": [message]})
    compact: str = mst.compact(bare)
    return compact


def read_body(claims: Mapping[str, Any], names: BodyClaimNames) -> BodyFacts | None:
    """Return the organisation that somebody signed in for; None when the sign-in is a person's own.

    Raises Incorrect when an organisation is spoken of but cannot be told from others.
    """
    code = _text(claims, names.code)
    if not code:
        return None
    name = tidy(_text(claims, names.name))
    if not name:
        raise Incorrect("VNeID không cho biết tên tổ chức, nên chưa thể đăng nhập.", code="no_organisation_name")
    kind = _text(claims, names.kind)
    return BodyFacts(
        code=tidy_code(code),
        name=name[:300],
        kind=BodyKind(kind) if kind in BodyKind.values else BodyKind.OTHER,
        address=tidy(_text(claims, names.address))[:300],
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.replace("\0", "").strip() if isinstance(value, str) else ""
