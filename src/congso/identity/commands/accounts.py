"""The accounts of officers: opened, given a password, locked and unlocked, invited to choose a first password."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.audit.rules.purposes import Purpose
from congso.identity.events import AccountInvited, AccountLocked, SecurityChanged
from congso.identity.models import Account, Invitation, Person
from congso.identity.queries import AccountView, account_view
from congso.kernel.events import publish
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

from .clients import token_digest
from .sessions import end_sessions


@transaction.atomic
def open_officer_account(*, person_id: UUID, username: str, password: str, now: datetime) -> AccountView:
    """Open the officer's account of a person, or give an existing one this name and password.

    Raises Incorrect for a weak password or a name somebody else has.
    """
    account = _named(person_id, username)
    _set_password(account, password, now)
    account.save()
    record(
        action="identity.open_officer_account",
        at=now,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account.id,
    )
    return account_view(account)


@transaction.atomic
def invite_officer(
    *, person_id: UUID, username: str, email: str, now: datetime, lasts: timedelta, by_account_id: int | None
) -> AccountView:
    """Open the officer's account of a person, or open a locked one again, and invite them to choose a password.

    Until they do, nobody signs in to it; without an address nobody is invited yet. Raises Incorrect for a name somebody
    else has.
    """
    account = _named(person_id, username)
    if account._state.adding:
        account.set_unusable_password()
    account.email, account.locked_at, account.lock_reason = email.strip(), None, ""
    account.save()
    record(
        action="identity.open_officer_account",
        at=now,
        account_id=by_account_id,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account.id,
    )
    if account.email and not account.has_usable_password():
        _invite(account, Invitation.Purpose.OPEN, now, lasts)
    return account_view(account)


@transaction.atomic
def invite_again(*, account_id: int, now: datetime, lasts: timedelta, by_account_id: int | None) -> None:
    """Send an officer a link to choose a new password; the old password keeps working until they do."""
    account = _officer(account_id)
    if not account.is_active:
        raise NotPossibleNow(_("Tài khoản đang bị khóa. Hãy mở khóa trước khi gửi lời mời."))
    if not account.email:
        raise NotPossibleNow(_("Tài khoản chưa có địa chỉ thư điện tử để gửi lời mời."))
    purpose = Invitation.Purpose.RESET if account.has_usable_password() else Invitation.Purpose.OPEN
    _invite(account, purpose, now, lasts)
    record(
        action="identity.invite",
        at=now,
        purpose=Purpose.ADMINISTRATION,
        account_id=by_account_id,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account_id,
    )


@transaction.atomic
def draw_invitation_token(*, invitation_id: UUID | str, now: datetime) -> tuple[str, str, str] | None:
    """Return (address, purpose, token) of an open invitation, for the letter that is being sent; None when it is over.

    The token is made here and kept nowhere but in the letter; one that was drawn before stops working.
    """
    invitation = Invitation.objects.select_for_update().select_related("account").filter(id=invitation_id).first()
    if invitation is None or invitation.used_at is not None or invitation.valid_until <= now:
        return None
    token = secrets.token_urlsafe(32)
    invitation.token_digest = token_digest(token)
    invitation.save(update_fields=["token_digest"])
    return invitation.account.email, invitation.purpose, token


@transaction.atomic
def accept_invitation(*, token: str, password: str, now: datetime) -> AccountView:
    """Choose the password an invitation asks for. The link is spent; sessions from before end.

    Raises NotFound for a link that was used or is too old, Incorrect for a weak password.
    """
    invitation = (
        Invitation.objects.select_for_update()
        .select_related("account")
        .filter(token_digest=token_digest(token), used_at=None, valid_until__gt=now, account__is_active=True)
        .first()
    )
    if invitation is None:
        raise NotFound(_("Đường dẫn này đã được dùng hoặc đã hết hạn."), code="invitation_over")
    account = Account.objects.select_for_update().get(id=invitation.account_id)
    _set_password(account, password, now)
    account.save(update_fields=["password", "password_set_at"])
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    end_sessions(account_id=account.id, reason="password", now=now)
    record(
        action="identity.accept_invitation",
        at=now,
        purpose=Purpose.SECURITY,
        account_id=account.id,
        person_id=account.person_id,
    )
    publish(SecurityChanged(account.id, "password_changed", now.isoformat()))
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
    account.password_set_at = now
    account.save(update_fields=["password", "password_set_at"])
    end_sessions(account_id=account.id, reason="password", now=now)
    record(
        action="identity.reset_password",
        at=now,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account.id,
    )


@transaction.atomic
def change_password(*, account_id: int, old: str, new: str, now: datetime) -> bool:
    """Replace the password its holder knows by another; return False when `old` is wrong. Raises Incorrect.

    The surface ends the other sessions: it alone knows which one is the present.
    """
    account = _officer(account_id)
    if not account.check_password(old):
        return False
    if old == new:
        message = _("Mật khẩu mới phải khác mật khẩu đang dùng.")
        raise Incorrect(message, fields={"password": [message]})
    _set_password(account, new, now)
    account.save(update_fields=["password", "password_set_at"])
    record(
        action="identity.change_password",
        at=now,
        purpose=Purpose.SECURITY,
        account_id=account_id,
        person_id=account.person_id,
    )
    publish(SecurityChanged(account_id, "password_changed", now.isoformat()))
    return True


@transaction.atomic
def lock_account(*, account_id: int, reason: str, now: datetime, by_account_id: int | None = None) -> None:
    """Let nobody sign in to an officer's account any more; what is open ends now. Locking twice changes nothing."""
    account = _officer(account_id)
    if not account.is_active:
        return
    account.is_active, account.locked_at, account.lock_reason = False, now, reason[:200]
    account.save(update_fields=["is_active", "locked_at", "lock_reason"])
    Invitation.objects.filter(account=account, used_at=None).update(used_at=now)
    end_sessions(account_id=account_id, reason="locked", now=now, by_account_id=by_account_id)
    record(
        action="identity.lock_account",
        at=now,
        account_id=by_account_id,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account_id,
    )
    publish(AccountLocked(account_id, "locked"))


@transaction.atomic
def change_account_email(*, account_id: int, email: str, now: datetime) -> None:
    """Change where letters about an officer's account go; invitations sent to the old address stop working."""
    account = _officer(account_id)
    if account.email == email.strip():
        return
    account.email = email.strip()
    account.save(update_fields=["email"])
    Invitation.objects.filter(account=account, used_at=None).update(used_at=now)
    record(
        action="identity.change_account_email",
        at=now,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account_id,
    )


@transaction.atomic
def unlock_account(*, account_id: int, now: datetime, by_account_id: int | None = None) -> None:
    """Open a locked officer's account again; its password and factors are those it had."""
    account = _officer(account_id)
    account.is_active, account.locked_at, account.lock_reason = True, None, ""
    account.save(update_fields=["is_active", "locked_at", "lock_reason"])
    record(
        action="identity.unlock_account",
        at=now,
        account_id=by_account_id,
        purpose=Purpose.ADMINISTRATION,
        subjects=[account.person_id],
        object_kind="account",
        object_id=account_id,
    )


def _named(person_id: UUID, username: str) -> Account:
    """Return the officer's account of a person, new or old, with this name; not saved yet."""
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
    return account


def _officer(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(id=account_id, kind=Account.Kind.OFFICER).first()
    if account is None:
        raise NotFound(_("Không tìm thấy tài khoản này."))
    return account


def _set_password(account: Account, password: str, now: datetime) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Incorrect(_("Mật khẩu chưa đủ mạnh."), fields={"password": error.messages}) from None
    account.set_password(password)
    account.password_set_at = now


def _invite(account: Account, purpose: str, now: datetime, lasts: timedelta) -> None:
    Invitation.objects.filter(account=account, used_at=None).update(used_at=now)
    invitation = Invitation.objects.create(account=account, purpose=purpose, invited_at=now, valid_until=now + lasts)
    publish(AccountInvited(str(invitation.id)))
