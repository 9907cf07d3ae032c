"""The seam to `identity`: the demo's thousand people and accounts in two statements instead of two thousand commands.

`identity.commands.open_officer_account` derives one slow password hash per account, which is right for people and takes
minutes for a province of made-up ones that all share one public password. Everything else goes through its commands.
"""

from collections.abc import Sequence
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password

from congso.identity.queries import identity_index
from congso.kernel.normalise import fold, person_sort_key

from .names import Somebody


def keep_people_with_accounts(people: Sequence[tuple[Somebody, str]], password: str) -> dict[str, UUID]:
    """Store the people that are not there yet, each with an officer's account (user name); return ids by number."""
    person, account = apps.get_model("identity", "Person"), apps.get_model("identity", "Account")
    person.objects.bulk_create(
        [
            person(
                full_name=one.full_name,
                name_sort_key=person_sort_key(one.full_name),
                search_name=fold(one.full_name),
                identity_number=one.number,
                identity_index=identity_index(one.number),
                born_on=one.born_on,
                gender=one.gender,
                phone=one.phone,
            )
            for one, _ in people
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    numbers = {identity_index(one.number): one.number for one, _ in people}
    ids: dict[str, UUID] = {
        numbers[bytes(index or b"")]: id_
        for index, id_ in person.objects.filter(identity_index__in=list(numbers)).values_list("identity_index", "id")
    }
    there = set(account.objects.filter(kind="officer", person__in=ids.values()).values_list("person_id", flat=True))
    missing = [(ids[one.number], username) for one, username in people if ids[one.number] not in there]
    if missing:
        encoded = make_password(password)
        account.objects.bulk_create(
            [account(username=name, kind="officer", person_id=id_, password=encoded) for id_, name in missing],
            ignore_conflicts=True,
            batch_size=1_000,
        )
    return ids
