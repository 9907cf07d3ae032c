"""Persons, and the citizen's account that comes with the first sign-in through VNeID."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.identity.models import Account, Person
from congso.identity.queries import AccountView, PersonView, account_view, identity_index, person_view
from congso.identity.rules.claims import SignInFacts
from congso.identity.rules.numbers import is_identity_number, tidy_phone
from congso.kernel.normalise import fold, person_sort_key, tidy
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow


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
    index = identity_index(number) if number else None
    fresh = Person(identity_number=number, identity_index=index, **_named(name), **facts)
    if number is None:
        fresh.save(force_insert=True)
        return person_view(fresh)

    # Two requests may bring the same person at once: the unique number decides, the loser reads the winner's row.
    Person.objects.bulk_create([fresh], ignore_conflicts=True)
    row = Person.objects.select_for_update(no_key=True).get(identity_index=index)
    gaps = [field for field, value in facts.items() if value and not getattr(row, field)]
    if gaps:
        for field in gaps:
            setattr(row, field, facts[field])
        row.save(update_fields=gaps)
    return person_view(row)


@transaction.atomic
def change_contact(*, person_id: UUID, phone: str, email: str, account_id: int, now: datetime) -> PersonView:
    """Replace the ways to reach a person, who asks for it themselves."""
    row = _locked(person_id)
    row.phone, row.email = tidy_phone(phone), email.strip()
    row.save(update_fields=["phone", "email"])
    record(action="identity.change_contact", at=now, account_id=account_id, person_id=person_id)
    return person_view(row)


@transaction.atomic
def correct_contact(*, person_id: UUID, phone: str, email: str, address: str, officer_id: int, now: datetime) -> None:
    """Correct how a person is reached, because they asked for it and an officer for personal data does it.

    What is empty stays as it is.
    """
    row = _locked(person_id)
    given = {"phone": tidy_phone(phone), "email": email.strip(), "address": tidy(address)}
    changed = [field for field, value in given.items() if value]
    for field in changed:
        setattr(row, field, given[field])
    row.save(update_fields=changed)
    record(
        action="identity.correct_contact",
        at=now,
        purpose=Purpose.SUBJECT_REQUEST,
        officer_id=officer_id,
        subjects=[person_id],
        object_kind="person",
        object_id=person_id,
        fields=changed,
    )


@transaction.atomic
def forget_contact(*, person_id: UUID, officer_id: int, now: datetime) -> None:
    """Remove how a person is reached: what no law keeps once they asked for its deletion."""
    row = _locked(person_id)
    row.phone = row.email = row.address = ""
    row.save(update_fields=["phone", "email", "address"])
    record(
        action="identity.forget_contact",
        at=now,
        purpose=Purpose.SUBJECT_REQUEST,
        officer_id=officer_id,
        subjects=[person_id],
        object_kind="person",
        object_id=person_id,
    )


def _locked(person_id: UUID) -> Person:
    row = Person.objects.select_for_update(no_key=True).filter(id=person_id).first()
    if row is None:
        raise NotFound(_("Không tìm thấy người này."))
    return row


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
    row = Person.objects.select_for_update(no_key=True).get(identity_index=identity_index(facts.identity_number))
    _correct(row, facts, now)
    Account.objects.bulk_create(
        [Account(username=f"vneid-{row.id}", kind=Account.Kind.CITIZEN, person=row, password="!")],  # noqa: S106
        ignore_conflicts=True,
    )
    account = Account.objects.get(person=row, kind=Account.Kind.CITIZEN)
    if not account.is_active:
        raise NotPossibleNow(_("Tài khoản này đang bị khóa trên cổng."), code="account_closed")
    return account_view(account)


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
