"""Changing persons, accounts and client systems."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.kernel.normalise import fold, person_sort_key, tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

from .models import Account, ClientSystem, FailedSignIn, Person
from .queries import AccountView, ClientView, PersonView, account_view, client_view, person_view
from .rules.claims import SignInFacts
from .rules.numbers import is_identity_number, tidy_phone

TOKEN_PREFIX = "cgs_"  # noqa: S105 - makes a leaked token recognisable; no secret
SCOPES = ("catalogue:read", "dossiers:submit", "dossiers:act", "dossiers:read")


@transaction.atomic
def ensure_person(
    *,
    full_name: str,
    identity_number: str | None = None,
    born_on: date | None = None,
    gender: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    commune_code: str = "",
) -> PersonView:
    """Return the person with `identity_number`, made or completed; without a number, always a new person.

    A value that is already there stays: only gaps are filled. Raises Incorrect for a number without twelve digits.
    """
    name = tidy(full_name)
    if not name:
        raise Incorrect(_("Chưa có họ, chữ đệm và tên."), fields={"full_name": [_("Bắt buộc.")]})
    number = (identity_number or "").strip() or None
    if number is not None and not is_identity_number(number):
        message = _("Số định danh cá nhân gồm đúng 12 chữ số.")
        raise Incorrect(message, fields={"identity_number": [message]})
    facts: dict[str, object] = {
        "born_on": born_on,
        "gender": gender,
        "phone": tidy_phone(phone),
        "email": email.strip(),
        "address": tidy(address),
        "commune_code": commune_code,
    }
    fresh = Person(identity_number=number, **_named(name), **facts)
    if number is None:
        fresh.save(force_insert=True)
        return person_view(fresh)

    # Two requests may bring the same person at once: the unique number decides, the loser reads the winner's row.
    Person.objects.bulk_create([fresh], ignore_conflicts=True)
    row = Person.objects.select_for_update(no_key=True).get(identity_number=number)
    gaps = [field for field, value in facts.items() if value and not getattr(row, field)]
    if gaps:
        for field in gaps:
            setattr(row, field, facts[field])
        row.save(update_fields=gaps)
    return person_view(row)


@transaction.atomic
def change_contact(*, person_id: UUID, phone: str, email: str, account_id: int, now: datetime) -> PersonView:
    """Replace the ways to reach a person, who asks for it themselves."""
    row = Person.objects.select_for_update(no_key=True).filter(id=person_id).first()
    if row is None:
        raise NotFound(_("Không tìm thấy người này."))
    row.phone, row.email = tidy_phone(phone), email.strip()
    row.save(update_fields=["phone", "email"])
    record(action="identity.change_contact", at=now, account_id=account_id, person_id=person_id)
    return person_view(row)


@transaction.atomic
def sign_in_from_vneid(*, facts: SignInFacts, now: datetime) -> AccountView:
    """Return the citizen's account of the person VNeID vouches for, opened at the first sign-in.

    The national database is the authority for name, birthday and gender: a difference is corrected here, and the
    trail says which fields. Contact details the person gave us stay. Raises NotPossibleNow for a closed account.
    """
    ensure_person(
        full_name=facts.full_name,
        identity_number=facts.identity_number,
        born_on=facts.born_on,
        gender=facts.gender,
        phone=facts.phone,
        email=facts.email,
        address=facts.address,
        commune_code=facts.commune_code,
    )
    row = Person.objects.select_for_update(no_key=True).get(identity_number=facts.identity_number)
    _correct(row, facts, now)
    Account.objects.bulk_create(
        [Account(username=f"vneid-{row.id}", kind=Account.Kind.CITIZEN, person=row, password="!")],  # noqa: S106
        ignore_conflicts=True,
    )
    account = Account.objects.get(person=row, kind=Account.Kind.CITIZEN)
    if not account.is_active:
        raise NotPossibleNow(_("Tài khoản này đang bị khóa trên cổng."), code="account_closed")
    return account_view(account)


@transaction.atomic
def open_officer_account(*, person_id: UUID, username: str, password: str, now: datetime) -> AccountView:
    """Open the officer's account of a person, or give an existing one this name and password.

    Raises Incorrect for a weak password or a name somebody else has.
    """
    person = Person.objects.select_for_update(no_key=True).filter(id=person_id).first()
    if person is None:
        raise NotFound(_("Không tìm thấy người này."))
    name = username.strip().lower()
    account = Account.objects.filter(person=person, kind=Account.Kind.OFFICER).first()
    same_name = Account.objects.filter(username=name).first()
    if same_name is not None and same_name != account:
        raise Incorrect(_("Tên đăng nhập này đã có người dùng."), fields={"username": [_("Đã có người dùng.")]})
    account = account or Account(person=person, kind=Account.Kind.OFFICER)
    account.username, account.email, account.is_active = name, person.email, True
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Incorrect(_("Mật khẩu chưa đủ mạnh."), fields={"password": error.messages}) from None
    account.set_password(password)
    account.save()
    record(
        action="identity.open_officer_account",
        at=now,
        person_id=person.id,
        object_kind="account",
        object_id=account.id,
    )
    return account_view(account)


@transaction.atomic
def reset_password(*, username: str, password: str, now: datetime) -> None:
    """Give an officer's account a new password; every session it has open ends with the old one.

    Raises NotFound for a name no officer signs in with.
    """
    account = Account.objects.select_for_update().filter(username=username, kind=Account.Kind.OFFICER).first()
    if account is None:
        raise NotFound(_("Không có cán bộ nào đăng nhập bằng tên “%(name)s”.") % {"name": username})
    account.set_password(password)
    account.save(update_fields=["password"])
    record(action="identity.reset_password", at=now, object_kind="account", object_id=account.id)


@transaction.atomic
def issue_client_token(
    *,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    organisation_id: int | None = None,
    officer_id: int | None = None,
    valid_until: datetime | None = None,
    account_id: int | None = None,
) -> tuple[int, str]:
    """Register a client system, or give a registered one a new token; return its id and the token, shown this once.

    The token before it stops working at once. Raises Incorrect for a scope nobody knows.
    """
    wanted = sorted(set(scopes))
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise Incorrect(_("Không có phạm vi quyền “%(scope)s”.") % {"scope": unknown[0]})
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    client, _made = ClientSystem.objects.update_or_create(
        name=tidy(name),
        defaults={
            "token_digest": token_digest(token),
            "organisation_id": organisation_id,
            "officer_id": officer_id,
            "scopes": wanted,
            "valid_until": valid_until,
            "revoked_at": None,
        },
    )
    record(
        action="identity.issue_client_token",
        at=now,
        account_id=account_id,
        client_id=client.id,
        object_kind="client_system",
        object_id=client.id,
        scopes=wanted,
    )
    return client.id, token


@transaction.atomic
def revoke_client(*, client_id: int, now: datetime, account_id: int | None = None) -> None:
    """End a client system's access from now on."""
    if not ClientSystem.objects.filter(id=client_id).update(revoked_at=now):
        raise NotFound(_("Không tìm thấy hệ thống kết nối này."))
    record(
        action="identity.revoke_client",
        at=now,
        account_id=account_id,
        client_id=client_id,
        object_kind="client_system",
        object_id=client_id,
    )


def client_of_token(token: str, *, now: datetime | None = None) -> ClientView | None:
    """Return the client system that `token` belongs to and that may act at `now`; None for any other token.

    Looked up by digest: how long the search takes says nothing about the token.
    """
    if not token.startswith(TOKEN_PREFIX) or len(token) > 100:
        return None
    digest = token_digest(token)
    client = ClientSystem.objects.filter(token_digest=digest, revoked_at__isnull=True).first()
    if client is None or not hmac.compare_digest(client.token_digest, digest):
        return None
    if client.valid_until is not None and (now is None or client.valid_until <= now):
        return None
    return client_view(client)


def token_digest(token: str) -> str:
    """Return what is kept of a token. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def note_failed_sign_in(*, buckets: list[str], now: datetime) -> None:
    """Count one failure in each of `buckets`."""
    FailedSignIn.objects.bulk_create([FailedSignIn(bucket=bucket, at=now) for bucket in buckets])


def forget_failed_sign_ins(*, buckets: list[str] | None = None, before: datetime | None = None) -> int:
    """Forget the failures of `buckets` (a sign-in succeeded) or those `before` an instant (too old to count)."""
    rows = FailedSignIn.objects.all()
    if buckets is not None:
        rows = rows.filter(bucket__in=buckets)
    if before is not None:
        rows = rows.filter(at__lt=before)
    return rows.delete()[0]


def _named(name: str) -> dict[str, str]:
    return {"full_name": name[:120], "name_sort_key": person_sort_key(name)[:400], "search_name": fold(name)[:120]}


def _correct(row: Person, facts: SignInFacts, now: datetime) -> None:
    correct: dict[str, object] = {
        field: value
        for field, value in (("full_name", facts.full_name), ("born_on", facts.born_on), ("gender", facts.gender))
        if value and getattr(row, field) != value
    }
    if not correct:
        return
    fields = sorted(correct)
    if "full_name" in correct:
        correct |= _named(facts.full_name)
    for field, value in correct.items():
        setattr(row, field, value)
    row.save(update_fields=list(correct))
    record(action="identity.correct_person", at=now, person_id=row.id, fields=fields, source="vneid")
