"""What the electronic identity provider says about a person, read with distrust.

The names of the claims differ between providers and years; they are configuration (`settings.VNEID_CLAIMS`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect

from .assurance import level_of_acr
from .numbers import is_identity_number, tidy_phone

_GENDERS = {"male": "male", "nam": "male", "female": "female", "nữ": "female", "nu": "female"}


@dataclass(frozen=True)
class ClaimNames:
    """Under which names the provider gives each fact."""

    identity_number: str = "identity_number"
    full_name: str = "name"
    born_on: str = "birthdate"
    gender: str = "gender"
    phone: str = "phone_number"
    email: str = "email"
    address: str = "address"
    commune_code: str = "commune_code"


@dataclass(frozen=True)
class SignInFacts:
    """Who signed in, and how surely."""

    subject: str
    identity_number: str
    full_name: str
    born_on: date | None
    gender: str
    phone: str
    email: str
    address: str
    commune_code: str
    assurance: str
    acr: str
    amr: tuple[str, ...]
    authenticated_at: datetime | None


def read_claims(claims: Mapping[str, Any], *, names: ClaimNames, levels: Mapping[str, str]) -> SignInFacts:
    """Return what `claims` say. Raises Incorrect when the person cannot be told from others."""
    number = _text(claims, names.identity_number)
    if not is_identity_number(number):
        raise Incorrect("VNeID không cho biết số định danh cá nhân, nên chưa thể đăng nhập.", code="no_identity_number")
    full_name = tidy(_text(claims, names.full_name))
    if not full_name:
        raise Incorrect("VNeID không cho biết họ tên, nên chưa thể đăng nhập.", code="no_name")
    acr = _text(claims, "acr")
    email = _text(claims, names.email)
    return SignInFacts(
        subject=_text(claims, "sub"),
        identity_number=number,
        full_name=full_name[:120],
        born_on=_day(_text(claims, names.born_on)),
        gender=_GENDERS.get(_text(claims, names.gender).lower(), ""),
        phone=tidy_phone(_text(claims, names.phone)),
        email=email if "@" in email and len(email) <= 254 else "",
        address=tidy(_address(claims.get(names.address)))[:300],
        commune_code=_text(claims, names.commune_code)[:5],
        assurance=level_of_acr(acr, levels),
        acr=acr[:80],
        amr=tuple(str(method)[:20] for method in claims.get("amr") or () if isinstance(method, str))[:8],
        authenticated_at=_instant(claims.get("auth_time")),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return str(value).replace("\0", "").strip() if isinstance(value, str | int) else ""


def _address(value: object) -> str:
    """The standard claim is an object with `formatted`; some providers give a plain text."""
    if isinstance(value, Mapping):
        value = value.get("formatted")
    return value.replace("\0", "") if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(value: object) -> datetime | None:
    if isinstance(value, int | float) and 0 < value < 2**33:
        return datetime.fromtimestamp(value, tz=UTC)
    return None
