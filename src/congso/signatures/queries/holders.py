"""Whose keys an administrator keeps: those of an agency, of its officers, and of officers who have left it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from congso.kernel import rights
from congso.kernel.clock import VIETNAM
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer, EndedPost

from ..models import SigningCredential
from .keys import KeyView, key_views, keys

APPROVING = "dossiers.approve"
"""The right (of a context above) whose holders need a certificate of their own."""


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A certificate with the name and post of who holds it; `left` once a post has ended since it was registered."""

    key: KeyView
    holder: str
    post: str
    left: EndedPost | None = None


def keys_of_agency(organisation_id: int, on: date) -> list[HeldKey]:
    """Return the certificates of an agency, of its officers, and of those who have left it with a key still in use.

    In use and ending soonest come first, the ended last.
    """
    agency = organisation.organisation(organisation_id)
    posts = {one.person_id: one for one in reversed(organisation.posts(on, organisation_id=organisation_id))}
    left = {one.key.id: one for one in keys_of_those_who_left(on)}
    found = [HeldKey(one, agency.name, "") for one in keys(organisation_ids=[organisation_id])]
    for one in keys(person_ids=posts):
        post = posts[one.person_id] if one.person_id else None
        if post is not None:
            gone = left.pop(one.id, None)
            found.append(HeldKey(one, post.name, f"{post.title}, {post.unit_name}", gone.left if gone else None))
    found += [one for one in left.values() if one.left and one.left.organisation_id == organisation_id]
    return sorted(found, key=lambda one: (one.key.ended_at is not None, one.key.valid_to, one.holder))


def keys_of_those_who_left(on: date) -> list[HeldKey]:
    """Return certificates in use whose holder's post has ended since they were registered.

    Source: NĐ 68/2024/NĐ-CP (a certificate is revoked when its holder leaves or changes the post).
    """
    in_use = {row.person_id: row for row in SigningCredential.objects.filter(ended_at=None, person__isnull=False)}
    found: dict[UUID, HeldKey] = {}
    for post in organisation.ended_posts(on, person_ids=[one for one in in_use if one]):
        row = in_use[post.person_id]
        if post.ended_on > row.registered_at.astimezone(VIETNAM).date():
            (view,) = key_views([row])
            found.setdefault(post.person_id, HeldKey(view, post.name, f"{post.title}, {post.unit_name}", post))
    return list(found.values())


def approving_without_key(organisation_id: int, on: date) -> list[ActingOfficer]:
    """Return the officers of an agency who may approve results and have no certificate in use, by given name."""
    roles = rights.roles_with([right] if (right := rights.known(APPROVING)) else [])
    posts = [one for one in organisation.posts(on, organisation_id=organisation_id) if roles & one.roles]
    held = {one.person_id for one in keys(person_ids=[post.person_id for post in posts]) if one.ended_at is None}
    return list({one.person_id: one for one in posts if one.person_id not in held}.values())


def agencies_of(view: KeyView, on: date) -> set[int]:
    """Return the agencies whose administrators keep a certificate: where its holder is, or was last."""
    if view.organisation_id is not None:
        return {view.organisation_id}
    assert view.person_id is not None
    found = {one.organisation_id for one in organisation.posts(on, person_ids=[view.person_id])}
    ended = organisation.ended_posts(on, person_ids=[view.person_id])
    registered = view.registered_at.astimezone(VIETNAM).date()
    return found | {one.organisation_id for one in ended if one.ended_on > registered or not found}


def held_key(view: KeyView, on: date) -> HeldKey:
    """Return a certificate with who holds it."""
    if view.organisation_id is not None:
        return HeldKey(view, organisation.organisation(view.organisation_id).name, "")
    assert view.person_id is not None
    gone = next((one for one in keys_of_those_who_left(on) if one.key.id == view.id), None)
    post = next(iter(organisation.posts(on, person_ids=[view.person_id])), None)
    if post is not None:
        return HeldKey(view, post.name, f"{post.title}, {post.unit_name}", gone.left if gone else None)
    return gone or HeldKey(view, view.subject, "")
