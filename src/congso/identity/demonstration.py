"""The demo's second factors: officers of the demo get an authenticator secret that follows from their user name, so
that a stranger who tries the demo sees the present code on the page that asks for it. Only with CONGSO_DEMO=1.
"""

import base64
from datetime import datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.conf import settings

from congso.identity import commands
from congso.identity.models import Account
from congso.identity.rules import totp
from congso.kernel.sealing import CannotUnseal, unseal


def demo_secret(username: str) -> str:
    """Return the secret of a demo officer's authenticator; anybody can work it out, which is the point."""
    return base64.b32encode(sha256(f"congso-trinh-dien:{username}".encode()).digest()[: totp.SECRET_BYTES]).decode()


def keep_demo_factors(usernames: list[str], now: datetime) -> None:
    """Give these officers their demo authenticator where they have no second factor yet."""
    if not settings.DEMO:
        raise RuntimeError("Yếu tố xác thực trình diễn chỉ có khi CONGSO_DEMO=1.")
    accounts = dict(Account.objects.filter(username__in=usernames).values_list("id", "username"))
    there = set(Authenticator.objects.filter(user_id__in=accounts).values_list("user_id", flat=True))
    Authenticator.objects.bulk_create(
        [
            Authenticator(
                user_id=account_id,
                type=Authenticator.Type.TOTP,
                created_at=now,
                data=commands.sealed_totp(account_id, demo_secret(username)),
            )
            for account_id, username in accounts.items()
            if account_id not in there
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )


def shown_code(account_id: int, now: datetime) -> str:
    """Return the code to show on the page that asks for it: of a demo authenticator, in a demo; else ""."""
    if not settings.DEMO:
        return ""
    factor = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).first()
    account = Account.objects.filter(id=account_id).first()
    if factor is None or account is None:
        return ""
    try:
        secret = unseal(factor.data["secret"], purpose="identity.totp", owner=str(account_id))
    except CannotUnseal:
        return ""
    if secret != demo_secret(account.username):
        return ""
    return next_code(secret, factor.data.get("last_step"), now)


def next_code(secret: str, used_up_to: int | None, now: datetime) -> str:
    """Return a code that is accepted now: of the present step, or the next when the present one is spent."""
    step = totp.step_at(now)
    return totp.code_at(secret, step if used_up_to is None or used_up_to < step else step + 1)
