"""The accounts of officers: opened, given a password, locked and unlocked."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.identity.models import Account, Person
from congso.identity.queries import AccountView, account_view
from congso.kernel.refusals import Incorrect, NotFound


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
