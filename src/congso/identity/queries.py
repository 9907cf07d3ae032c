"""Reading persons, accounts and client systems."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from .models import Account, ClientSystem, FailedSignIn, Person


@dataclass(frozen=True, slots=True)
class PersonView:
    """A human being as other contexts see them."""

    id: UUID
    full_name: str
    identity_number: str | None
    born_on: date | None
    gender: str
    phone: str
    email: str
    address: str
    commune_code: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """A way to sign in, without its password."""

    id: int
    username: str
    kind: str
    person_id: UUID | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class ClientView:
    """Another system that showed a valid token."""

    id: int
    name: str
    organisation_id: int | None
    officer_id: int | None
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        return scope in self.scopes


def person(person_id: UUID | str) -> PersonView | None:
    """Return the person, or None."""
    return _person(Person.objects.filter(id=person_id).first())


def persons(person_ids: list[UUID]) -> dict[UUID, PersonView]:
    """Return several persons by id; an id nobody has is left out."""
    return {row.id: person_view(row) for row in Person.objects.filter(id__in=person_ids)}


def person_of_account(account_id: int) -> PersonView | None:
    """Return the human being behind an account of either kind, or None for a technical account."""
    return _person(Person.objects.filter(accounts=account_id).first())


def find_by_identity_number(number: str) -> PersonView | None:
    """Return the person with this number, or None."""
    return _person(Person.objects.filter(identity_number=number).first())


def account(account_id: int) -> AccountView | None:
    """Return an account, or None."""
    row = Account.objects.filter(id=account_id).first()
    return account_view(row) if row else None


def account_named(username: str) -> AccountView | None:
    """Return the account that signs in under this name, or None."""
    row = Account.objects.filter(username=username).first()
    return account_view(row) if row else None


def client_named(name: str) -> ClientView | None:
    """Return the client system registered under this name, or None."""
    row = ClientSystem.objects.filter(name=name).first()
    return client_view(row) if row else None


def account_of_person(person_id: UUID | str, *, kind: str) -> AccountView | None:
    """Return the person's `citizen` or `officer` account, or None."""
    row = Account.objects.filter(person_id=person_id, kind=kind).first()
    return account_view(row) if row else None


def officer_accounts(person_ids: list[UUID]) -> dict[UUID, int]:
    """Return the id of the officer's account of each of `person_ids` who has one."""
    rows = Account.objects.filter(person_id__in=person_ids, kind=Account.Kind.OFFICER)
    return {person_id: account_id for person_id, account_id in rows.values_list("person_id", "id") if person_id}


def is_officer_account(account_id: int) -> bool:
    """Whether the account opens the desk: a citizen's never does, whoever the person is."""
    return Account.objects.filter(id=account_id, kind=Account.Kind.OFFICER, is_active=True).exists()


def failures_since(buckets: list[str], since: datetime) -> dict[str, int]:
    """Return how many sign-ins failed in each of `buckets` since an instant."""
    counts = dict.fromkeys(buckets, 0)
    for bucket in FailedSignIn.objects.filter(bucket__in=buckets, at__gt=since).values_list("bucket", flat=True):
        counts[bucket] += 1
    return counts


def person_view(row: Person) -> PersonView:
    return PersonView(
        id=row.id,
        full_name=row.full_name,
        identity_number=row.identity_number,
        born_on=row.born_on,
        gender=row.gender,
        phone=row.phone,
        email=row.email,
        address=row.address,
        commune_code=row.commune_code,
    )


def account_view(row: Account) -> AccountView:
    return AccountView(
        id=row.id, username=row.username, kind=row.kind, person_id=row.person_id, is_active=row.is_active
    )


def client_view(row: ClientSystem) -> ClientView:
    return ClientView(
        id=row.id,
        name=row.name,
        organisation_id=row.organisation_id,
        officer_id=row.officer_id,
        scopes=frozenset(row.scopes),
    )


def _person(row: Person | None) -> PersonView | None:
    return person_view(row) if row else None
