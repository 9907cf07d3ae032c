"""Users and groups as SCIM describes them, cut down to what is true here (RFC 7643 §4, §8).

Only what another system may set is writable: the address for letters, whether the account is open, and its own name
for it. Name, sign-in name and number are given once. Positions, units and roles are read-only, because an appointment
takes a paper.
"""

from typing import Annotated, Any

from pydantic import EmailStr, Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    Extension,
    Mutability,
    Reference,
    Required,
    Resource,
    Returned,
    Uniqueness,
)

CORE = "urn:ietf:params:scim:schemas:core:2.0"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OFFICER = "urn:congso:scim:schemas:extension:officer:1.0:User"


class Name(ComplexAttribute):
    """How a person is called; Vietnamese names are kept whole."""

    formatted: Annotated[str | None, Mutability.immutable, Required.true] = None


class Email(ComplexAttribute):
    """Where letters about the account go."""

    value: Annotated[EmailStr | None, Required.true] = None


class Membership(ComplexAttribute):
    """A group somebody belongs to."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class EnterpriseUser(Extension):
    """Where somebody works. Of several positions, the oldest; all of them are in `OfficerUser.positions`."""

    __schema__ = URN(ENTERPRISE)

    organization: Annotated[str | None, Mutability.read_only] = None
    department: Annotated[str | None, Mutability.read_only] = None


class HeldPosition(ComplexAttribute):
    """An appointment (vị trí công tác đang giữ)."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    title: Annotated[str | None, Mutability.read_only] = None
    department: Annotated[str | None, Mutability.read_only] = None
    organization: Annotated[str | None, Mutability.read_only] = None
    organization_code: Annotated[str | None, Mutability.read_only] = None
    roles: Annotated[str | None, Mutability.read_only] = None


class OfficerUser(Extension):
    """What the province adds. The number is taken and never told."""

    __schema__ = URN(OFFICER)

    identity_number: Annotated[str | None, Mutability.immutable, Returned.never, Required.true, CaseExact.true] = None
    positions: Annotated[list[HeldPosition] | None, Mutability.read_only] = None


class User(Resource[EnterpriseUser | OfficerUser]):
    """An officer's account. `id` is the person's, the same as `sub` at sign-in."""

    __schema__ = URN(f"{CORE}:User")

    user_name: Annotated[str | None, Required.true, Mutability.immutable, Uniqueness.server] = None
    name: Annotated[Name | None, Required.true, Mutability.immutable] = None
    display_name: Annotated[str | None, Mutability.read_only] = None
    title: Annotated[str | None, Mutability.read_only] = None
    active: Annotated[bool | None, Required.true] = None  # nobody is let in by leaving something out
    emails: list[Email] | None = None
    groups: Annotated[list[Membership] | None, Mutability.read_only] = None


class Member(ComplexAttribute):
    """Somebody in a group."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.read_only] = None
    display: Annotated[str | None, Mutability.read_only] = None


class Group(Resource[Any]):
    """A unit (`unit-12`) or everybody whose position has a role (`role-leader`)."""

    __schema__ = URN(f"{CORE}:Group")

    display_name: Annotated[str | None, Mutability.read_only] = None
    members: Annotated[list[Member] | None, Mutability.read_only] = None
