"""Units and roles as groups."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from scim2_models import InvalidFilterException, Reference, ScimFilter

from congso.identity.queries import ClientView
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role

from ..rules.resources import Group, Member
from .directory import Page, stamped
from .filters import LONGEST, MOST_TERMS


def groups(client: ClientView, *, where: str, offset: int, limit: int, on: date, with_members: bool = True) -> Page:
    """Return a page of the groups a system sees: units by agency, then roles. Raises InvalidFilterException."""
    named = _named(client, on)
    if where:
        named = _filtered(client, named, where, on)
    page = dict(list(named.items())[offset : offset + limit])
    members = _members(client, page, on) if with_members else {}
    return Page(len(named), [_as_group(key, name, members.get(key, [])) for key, name in page.items()])


def group(client: ClientView, key: str, on: date) -> Group | None:
    """Return one group a system sees, or None."""
    name = _named(client, on).get(key)
    return None if name is None else _as_group(key, name, _members(client, [key], on).get(key, []))


def _named(client: ClientView, on: date) -> dict[str, str]:
    agencies = (
        [organisation.organisation(client.organisation_id)]
        if client.organisation_id is not None
        else organisation.organisations(on=on)
    )
    found = {
        f"unit-{unit.id}": f"{unit.name}, {agency.name}"
        for agency in agencies
        for unit in organisation.units(agency.id, on)
    }
    return found | {f"role-{role.value}": _("Vai trò: %(role)s") % {"role": role.label} for role in Role}


def _filtered(client: ClientView, named: dict[str, str], where: str, on: date) -> dict[str, str]:
    if len(where) > LONGEST or where.count("(") + where.count("[") > MOST_TERMS:
        raise InvalidFilterException(detail=_("Bộ lọc quá dài."))
    try:
        wanted = ScimFilter[Group](where)
        members = _members(client, named, on) if "members" in where.lower() else {}
        kept = {
            key for key, name in named.items() if wanted.match(_as_group(key, name, members.get(key, [])), strict=True)
        }
    except RecursionError:
        raise InvalidFilterException(detail=_("Bộ lọc quá phức tạp.")) from None
    return {key: name for key, name in named.items() if key in kept}


def _members(client: ClientView, keys: Iterable[str], on: date) -> dict[str, list[ActingOfficer]]:
    wanted = set(keys)
    units = [int(key.removeprefix("unit-")) for key in wanted if key.startswith("unit-")]
    roles = [key.removeprefix("role-") for key in wanted if key.startswith("role-")]
    found = organisation.posts(on, unit_ids=units) if units else []
    for role in roles:
        found += organisation.posts(on, role=Role(role), organisation_id=client.organisation_id)
    members: defaultdict[str, dict[str, ActingOfficer]] = defaultdict(dict)
    for post in found:
        if post.account_id is None:
            continue
        for key in (f"unit-{post.unit_id}", *(f"role-{role.value}" for role in post.roles)):
            if key in wanted:
                members[key].setdefault(str(post.person_id), post)
    return {key: list(people.values()) for key, people in members.items()}


def _as_group(key: str, name: str, members: list[ActingOfficer]) -> Group:
    root = f"{settings.SITE_URL}/scim/v2/Users"
    made = Group(
        id=key,
        display_name=name,
        members=[
            Member(value=str(one.person_id), ref=Reference(f"{root}/{one.person_id}"), type="User", display=one.name)
            for one in members
        ]
        or None,
    )
    return stamped(made, "Group")  # type: ignore[no-any-return]
