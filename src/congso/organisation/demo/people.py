"""Who sits on which chair of the demo province, with an account each."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from congso.identity.demonstration import keep_demo_factors
from congso.kernel.clock import now
from congso.organisation.models import (
    Officer,
    Position,
)

from .accounts import keep_people_with_accounts
from .agencies import Agency
from .names import somebody
from .shape import (
    Office,
    Post,
)

DEMO_PASSWORD = "congso-trinh-dien"  # noqa: S105 - printed at every start of the demo


def chairs_of(agencies: Iterable[Agency]) -> Iterable[tuple[Agency, Office, Post, int, str]]:
    """Yield every chair of every post with the user name of who sits on it."""
    for agency in agencies:
        taken: dict[str, int] = {}
        for office in agency.offices:
            for post in office.posts:
                for _ in range(post.holders):
                    taken[post.login] = nth = taken.get(post.login, 0) + 1
                    number = str(nth) if nth > 1 else ""
                    yield agency, office, post, nth, f"{post.login}{number}.{agency.slug}"


def keep_people(agencies: list[Agency], since: date) -> None:
    """Store who sits on each chair, with accounts and the second factors of the demo."""
    positions = {
        (organisation, unit, title): id_
        for id_, organisation, unit, title in Position.objects.filter(valid_to__isnull=True).values_list(
            "id", "unit__organisation_id", "unit__name", "title"
        )
    }
    people = [
        (somebody(username, serial), username, positions[pk_of(agency), office.name, post.title])
        for serial, (agency, office, post, _, username) in enumerate(chairs_of(agencies))
    ]
    ids = keep_people_with_accounts([(person, username) for person, username, _ in people], DEMO_PASSWORD)
    keep_demo_factors(
        [
            username
            for _agency, _office, post, _nth, username in chairs_of(agencies)
            if not settings.SECOND_FACTOR_ROLES.isdisjoint(map(str, post.roles))
        ],
        now(),
    )
    there = set(Officer.objects.filter(valid_to__isnull=True).values_list("person_id", "position_id"))
    Officer.objects.bulk_create(
        (
            Officer(person_id=ids[person.number], position_id=position, valid_from=since, basis="Phân công trình diễn")
            for person, _, position in people
            if (ids[person.number], position) not in there
        ),
        batch_size=1_000,
    )


def pk_of(agency: Agency) -> int:
    """Return the key of a stored agency."""
    assert agency.stored is not None
    return agency.stored.pk
