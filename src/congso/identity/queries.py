"""Reading persons, accounts and client systems."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q

from congso.kernel.protection import blind_index

from .models import Account, ClientSystem, Invitation, Person, SignInSession


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


@dataclass(frozen=True, slots=True)
class ClientSystemView:
    """A client system of the programming interface as its administrator sees it."""

    id: int
    name: str
    organisation_id: int | None
    scopes: tuple[str, ...]
    valid_until: datetime | None
    revoked_at: datetime | None


def person(person_id: UUID | str) -> PersonView | None:
    """Return the person, or None."""
    return _person(Person.objects.filter(id=person_id).first())


def persons(person_ids: list[UUID]) -> dict[UUID, PersonView]:
    """Return several persons by id; an id nobody has is left out."""
    return {row.id: person_view(row) for row in Person.objects.filter(id__in=person_ids)}


def person_of_account(account_id: int) -> PersonView | None:
    """Return the human being behind an account of either kind, or None for a technical account."""
    return _person(Person.objects.filter(accounts=account_id).first())


def identity_index(number: str) -> bytes:
    """Return what `Person.identity_index` holds for a number."""
    return blind_index(number, "identity_number")


def identity_numbers() -> Iterator[str]:
    """Yield every known identity number; for the demo, which must not invent one twice."""
    known = Person.objects.filter(identity_number__isnull=False).values_list("identity_number", flat=True)
    yield from (number for number in known.iterator(chunk_size=20_000) if number)


def find_by_identity_number(number: str) -> PersonView | None:
    """Return the person with this number, or None."""
    return _person(Person.objects.filter(identity_index=identity_index(number)).first())


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


def client(client_id: int) -> ClientView | None:
    """Return a client system, also one whose access has ended, or None."""
    row = ClientSystem.objects.filter(id=client_id).first()
    return client_view(row) if row else None


def client_systems() -> list[ClientSystemView]:
    """Return every client system by name, revoked ones too."""
    return [
        ClientSystemView(row.id, row.name, row.organisation_id, tuple(row.scopes), row.valid_until, row.revoked_at)
        for row in ClientSystem.objects.order_by("name")
    ]


def account_of_person(person_id: UUID | str, *, kind: str) -> AccountView | None:
    """Return the person's `citizen` or `officer` account, or None."""
    row = Account.objects.filter(person_id=person_id, kind=kind).first()
    return account_view(row) if row else None


def account_ids(person_ids: list[UUID]) -> list[int]:
    """Return the accounts of some people, of either kind."""
    return list(Account.objects.filter(person_id__in=person_ids).values_list("id", flat=True)) if person_ids else []


def is_officer_account(account_id: int) -> bool:
    """Whether the account opens the desk: a citizen's never does, whoever the person is."""
    return Account.objects.filter(id=account_id, kind=Account.Kind.OFFICER, is_active=True).exists()


@dataclass(frozen=True, slots=True)
class FactorView:
    """A second factor as its holder sees it. `kind` is totp, webauthn or recovery_codes; `left` counts codes."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None
    left: int = 0


@dataclass(frozen=True, slots=True)
class OfficerAccount:
    """An officer's account as systems that keep accounts see it."""

    id: int
    person_id: UUID
    username: str
    full_name: str
    email: str
    is_active: bool
    created_at: datetime


def officer_accounts_where(where: Q, *, offset: int, limit: int) -> tuple[int, list[OfficerAccount]]:
    """Return how many officers' accounts there are `where`, and a page of them in the order they were opened.

    `where` is over the columns of `Account`; contexts above may follow keys of their own that point to it.
    """
    rows = Account.objects.filter(where, kind=Account.Kind.OFFICER, person__isnull=False).distinct()
    page = rows.order_by("id").values_list(
        "id", "person_id", "username", "person__full_name", "email", "is_active", "created_at"
    )
    return rows.count(), [OfficerAccount(*row) for row in page[offset : offset + limit]] if limit else []


def factors(account_id: int) -> list[FactorView]:
    """Return the second factors of an account, oldest first."""
    return [
        FactorView(
            id=row.id,
            kind=row.type,
            name=str(row.data.get("name", "")),
            added_at=row.created_at,
            used_at=row.last_used_at,
            left=len(row.data.get("codes", ())),
        )
        for row in Authenticator.objects.filter(user_id=account_id).order_by("id")
    ]


def has_second_factor(account_id: int) -> bool:
    """Whether an account has an authenticator application or a passkey; recovery codes alone are none."""
    found: bool = Authenticator.objects.filter(user_id=account_id, type__in=["totp", "webauthn"]).exists()
    return found


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as its holder sees it."""

    id: UUID
    device: str
    address: str | None
    started_at: datetime
    seen_at: datetime
    level: str


def open_sessions(account_id: int) -> list[SessionView]:
    """Return the sessions of an account that have not ended, the one used last first."""
    rows = SignInSession.objects.filter(account_id=account_id, ended_at=None).order_by("-seen_at")[:100]
    return [SessionView(row.id, row.device, row.address, row.started_at, row.seen_at, row.level) for row in rows]


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


def user_of(account_id: int) -> Any:
    """Return the row that Django's sign-in machinery works with, or None. For the pages of signing in only."""
    return Account.objects.filter(id=account_id).first()


def invited_username(token: str, now: datetime) -> str | None:
    """Return whose password an invitation's link is for, or None when it was used or is too old."""
    return (
        Invitation.objects.filter(
            token_digest=sha256(token.encode()).hexdigest(),
            used_at=None,
            valid_until__gt=now,
            account__is_active=True,
        )
        .values_list("account__username", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class AccountState:
    """How an officer's account stands, for those who look after it."""

    id: int
    username: str
    email: str
    is_active: bool
    lock_reason: str
    has_password: bool
    invited_until: datetime | None
    factors: tuple[str, ...]
    sessions: int


def account_state(person_id: UUID | str) -> AccountState | None:
    """Return how the officer's account of a person stands, or None when there is none."""
    row = Account.objects.filter(person_id=person_id, kind=Account.Kind.OFFICER).first()
    if row is None:
        return None
    invitation = Invitation.objects.filter(account=row, used_at=None).first()
    return AccountState(
        id=row.id,
        username=row.username,
        email=row.email,
        is_active=row.is_active,
        lock_reason=row.lock_reason,
        has_password=row.has_usable_password(),
        invited_until=invitation.valid_until if invitation else None,
        factors=tuple(Authenticator.objects.filter(user=row).order_by("id").values_list("type", flat=True)),
        sessions=SignInSession.objects.filter(account=row, ended_at=None).count(),
    )
