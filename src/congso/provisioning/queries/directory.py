"""Officers' accounts as users."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from scim2_models import Meta, Reference, Resource

from congso.identity import queries as identity
from congso.identity.queries import ClientView, OfficerAccount
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from ..models import Enrolment
from ..rules.resources import Email, EnterpriseUser, HeldPosition, Membership, Name, OfficerUser, User
from .filters import condition


@dataclass(frozen=True)
class Page:
    """A page of resources, with how many there are in all."""

    total: int
    resources: list[Any]


def seen_by(client: ClientView, on: date) -> Q:
    """Return which accounts a system sees: those of its agency and those it opened itself, or all of the province.

    Accounts that a system let go are gone, unless somebody has opened them again.
    """
    there = Q(is_active=True) | ~Q(enrolments__removed_at__isnull=False)
    if client.organisation_id is None:
        return there
    own = Q(enrolments__client_id=client.id, enrolments__removed_at__isnull=True)
    return there & (own | organisation.holds_a_post(on, organisation_id=client.organisation_id))


def users(client: ClientView, *, where: str, offset: int, limit: int, on: date) -> Page:
    """Return a page of the users a system sees. Raises InvalidFilterException."""
    wanted = seen_by(client, on)
    if where:
        wanted &= condition(where, client_id=client.id, on=on)
    total, accounts = identity.officer_accounts_where(wanted, offset=offset, limit=limit)
    return Page(total, _as_users(client, accounts, on))


def user(client: ClientView, person_id: UUID, on: date) -> tuple[OfficerAccount, User] | None:
    """Return one user a system sees with the account behind it, or None."""
    _total, found = identity.officer_accounts_where(seen_by(client, on) & Q(person_id=person_id), offset=0, limit=1)
    return (found[0], _as_users(client, found, on)[0]) if found else None


def enrolment(client_id: int, account_id: int) -> Enrolment | None:
    """Return how a system keeps an account, or None."""
    return Enrolment.objects.filter(client_id=client_id, account_id=account_id).first()


def is_kept_by(client: ClientView, account_id: int, person_id: UUID, on: date) -> bool:
    """Tell whether an account is a system's to open again: any for the province's, else its own or its agency's."""
    if client.organisation_id is None or enrolment(client.id, account_id):
        return True
    return bool(organisation.posts(on, person_ids=[person_id], organisation_id=client.organisation_id))


def stamped(resource: Resource[Any], kind: str, created: Any = None) -> Any:
    """Give a resource its address and a version that changes with any of its content."""
    content = hashlib.sha256(resource.model_dump_json().encode()).hexdigest()[:24]
    resource.meta = Meta(
        resource_type=kind,
        created=created,
        location=f"{settings.SITE_URL}/scim/v2/{kind}s/{resource.id}",
        version=f'W/"{content}"',
    )
    return resource


def _as_users(client: ClientView, accounts: Iterable[OfficerAccount], on: date) -> list[User]:
    accounts = list(accounts)
    names = dict(
        Enrolment.objects.filter(client_id=client.id, account_id__in=[one.id for one in accounts]).values_list(
            "account_id", "external_id"
        )
    )
    held: defaultdict[UUID, list[ActingOfficer]] = defaultdict(list)
    for post in organisation.posts(on, person_ids=[one.person_id for one in accounts]):
        held[post.person_id].append(post)
    return [_as_user(one, sorted(held[one.person_id], key=_age), names.get(one.id, ""), on) for one in accounts]


def _age(post: ActingOfficer) -> int:
    return post.id


def _as_user(account: OfficerAccount, posts: list[ActingOfficer], external_id: str, on: date) -> User:
    first = posts[0] if posts else None
    made = User(
        id=str(account.person_id),
        external_id=external_id or None,
        user_name=account.username,
        name=Name(formatted=account.full_name),
        display_name=account.full_name,
        title=first.title if first else None,
        active=account.is_active,
        emails=[Email.model_construct(value=account.email)] if account.email else None,
        groups=_memberships(posts) or None,
    )
    if first:
        made[EnterpriseUser] = EnterpriseUser(organization=first.organisation_name, department=first.unit_name)
        made[OfficerUser] = OfficerUser(positions=[_position(one, on) for one in posts])
    return stamped(made, "User", account.created_at)  # type: ignore[no-any-return]


def _position(post: ActingOfficer, on: date) -> HeldPosition:
    return HeldPosition(
        value=str(post.id),
        title=post.title,
        department=post.unit_name,
        organization=post.organisation_name,
        organization_code=organisation.identifier(post.organisation_id, "new", on),
        roles=" ".join(sorted(post.roles)),
    )


def _memberships(posts: list[ActingOfficer]) -> list[Membership]:
    found = {f"unit-{one.unit_id}": one.unit_name for one in posts}
    for one in posts:
        found |= {f"role-{role.value}": str(role.label) for role in sorted(one.roles)}
    root = f"{settings.SITE_URL}/scim/v2/Groups"
    return [Membership(value=key, ref=Reference(f"{root}/{key}"), display=name) for key, name in found.items()]
