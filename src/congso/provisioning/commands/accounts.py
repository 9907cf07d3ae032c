"""Accounts that a system opens, changes and lets go. None of these gives a position or a right."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.identity import commands as identity
from congso.identity import queries as persons
from congso.identity.queries import ClientView
from congso.kernel.refusals import Incorrect, NotAllowed, NotPossibleNow
from congso.organisation import queries as organisation
from congso.organisation.rules.roles import Role

from .. import queries
from ..models import Enrolment

_USERNAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
LOCKED_BY = "Hệ thống “{name}” khóa qua SCIM."


@dataclass(frozen=True)
class NewUser:
    """Whom a system opens an account for."""

    username: str
    full_name: str
    identity_number: str
    email: str
    external_id: str = ""
    active: bool = True


@transaction.atomic
def open_user(*, client: ClientView, facts: NewUser, today: date, now: datetime) -> UUID:
    """Open an officer's account and invite its holder to choose a password; return the person's id.

    A person known by the number stays who they are. Raises NotPossibleNow `uniqueness` for an account that is there.
    """
    username = facts.username.strip().lower()
    if not _USERNAME.fullmatch(username) or len(username) > 80:
        said = _("Tên đăng nhập chỉ dùng chữ thường không dấu, số và dấu chấm.")
        raise Incorrect(said, fields={"userName": [said]})
    person = identity.ensure_person(full_name=facts.full_name[:120], identity_number=facts.identity_number)
    there = persons.account_of_person(person.id, kind="officer")
    named = persons.account_named(username)
    if named is not None and (there is None or named.id != there.id):
        raise NotPossibleNow(_("Tên đăng nhập này đã có người dùng."), code="uniqueness")
    if there is not None:
        if queries.user(_everywhere(client), person.id, today) is not None:
            raise NotPossibleNow(_("Người này đã có tài khoản cán bộ."), code="uniqueness")
        if not queries.is_kept_by(client, there.id, person.id, today):
            raise NotAllowed(_("Tài khoản của người này do hệ thống khác cấp."), code="other_system")
    account = identity.invite_officer(
        person_id=person.id,
        username=username,
        email=facts.email,
        now=now,
        lasts=_lasts(),
        by_account_id=None,
    )
    _enrol(client.id, account.id, facts.external_id, now)
    if not facts.active:
        _lock(client, account.id, now)
    _record("provisioning.open_user", client, account.id, person.id, now)
    return person.id


@transaction.atomic
def change_user(
    *,
    client: ClientView,
    account_id: int,
    person_id: UUID,
    email: str,
    active: bool,
    external_id: str,
    today: date,
    now: datetime,
) -> None:
    """Let an account have this address, be open or locked, and be called so by the system."""
    account = persons.account(account_id)
    assert account is not None
    if account.is_active and not active:
        _check_may_lock(person_id, today)
        _lock(client, account_id, now)
    elif active and not account.is_active:
        identity.unlock_account(account_id=account_id, now=now)
    state = persons.account_state(person_id)
    if state is not None and email != state.email:
        identity.change_account_email(account_id=account_id, email=email, now=now)
        if email and active and not state.has_password:
            identity.invite_again(account_id=account_id, now=now, lasts=_lasts(), by_account_id=None)
    _enrol(client.id, account_id, external_id, now)
    _record("provisioning.change_user", client, account_id, person_id, now, active=active)


@transaction.atomic
def let_go(*, client: ClientView, account_id: int, person_id: UUID, today: date, now: datetime) -> None:
    """Lock an account, end its sessions now, and let it be gone for systems. The person and their acts stay."""
    _check_may_lock(person_id, today)
    _lock(client, account_id, now)
    Enrolment.objects.update_or_create(
        client_id=client.id,
        account_id=account_id,
        defaults={"removed_at": now, "external_id": ""},
        create_defaults={"removed_at": now, "enrolled_at": now},
    )
    _record("provisioning.let_go", client, account_id, person_id, now)


def _check_may_lock(person_id: UUID, today: date) -> None:
    """An administrator's account is locked by another administrator: a stolen token must not close all doors."""
    if any(Role.ADMINISTRATOR in one.roles for one in organisation.posts(today, person_ids=[person_id])):
        raise NotAllowed(
            _("Tài khoản của quản trị hệ thống chỉ do một quản trị khác khóa, trên trang Cán bộ và tài khoản."),
            code="administrator",
        )


def _lock(client: ClientView, account_id: int, now: datetime) -> None:
    identity.lock_account(account_id=account_id, reason=LOCKED_BY.format(name=client.name), now=now)


def _enrol(client_id: int, account_id: int, external_id: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            Enrolment.objects.update_or_create(
                client_id=client_id,
                account_id=account_id,
                defaults={"external_id": external_id[:200], "removed_at": None},
                create_defaults={"external_id": external_id[:200], "enrolled_at": now},
            )
    except IntegrityError as error:
        if "a_system_calls_one_account_so" not in str(error):
            raise
        raise NotPossibleNow(_("externalId này đã dùng cho tài khoản khác."), code="uniqueness") from None


def _lasts() -> timedelta:
    return timedelta(hours=settings.INVITATION_HOURS)


def _everywhere(client: ClientView) -> ClientView:
    return ClientView(client.id, client.name, None, None, client.scopes)


def _record(action: str, client: ClientView, account_id: int, person_id: UUID, now: datetime, **detail: Any) -> None:
    record(
        action=action,
        at=now,
        client_id=client.id,
        purpose=Purpose.EXCHANGE,
        subjects=[person_id],
        object_kind="account",
        object_id=account_id,
        **detail,
    )
