"""Signing in, for tests of everybody above: no page, no waiting for the next code.

client = signed_in(officer.account_id)            # an officer with two factors, proved just now
client = signed_in(citizen.account_id)            # a person through VNeID, level 2
code = current_code("lanhdao.tanthanh")           # what the authenticator of a demo officer shows
"""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from congso.identity import commands, demonstration, sessions
from congso.identity.models import Account
from congso.identity.rules import totp
from congso.identity.rules.assurance import TWO_FACTORS
from congso.kernel import clock
from congso.kernel.sealing import unseal

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, account_id: int | None, *, amr: tuple[str, ...] = (), level: str = "", **more: Any) -> None:
    """Sign an account in at a browser. `more` goes into the session as it is."""
    account = Account.objects.get(id=account_id or 0)
    client.force_login(account, BACKEND)
    is_officer = account.kind == "officer"
    now = int(clock.now().timestamp())
    session = client.session
    session.update(
        {
            sessions.ASSURANCE: level or (TWO_FACTORS if is_officer else "vneid-2"),
            sessions.AMR: list(amr or (("pwd", "otp", "mfa") if is_officer else ("pwd", "otp"))),
            sessions.BEGAN_AT: now,
            sessions.SEEN_AT: now,
            sessions.PROVED_AT: now,
            **more,
        }
    )
    session.save()


def signed_in(account_id: int | None, **more: Any) -> Client:
    """Return a browser in which an account has signed in; see `sign_in`."""
    client = Client()
    sign_in(client, account_id, **more)
    return client


def give_totp(account_id: int, now: datetime) -> str:
    """Give an account an authenticator application; return its secret."""
    secret = commands.new_totp_secret()
    Authenticator.objects.create(
        user_id=account_id,
        type=Authenticator.Type.TOTP,
        created_at=now,
        data=commands.sealed_totp(account_id, secret),
    )
    return secret


def current_code(username: str) -> str:
    """Return a code that the authenticator of this officer would be accepted with now.

    Who proves themselves oftener than codes come need not wait: the latest codes count as not used.
    """
    account = Account.objects.get(username=username)
    factor = Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP)
    secret = unseal(factor.data["secret"], purpose="identity.totp", owner=str(account.id))
    now = clock.now()
    if (factor.data.get("last_step") or 0) > totp.step_at(now):
        factor.data["last_step"] = totp.step_at(now) - 1
        factor.save(update_fields=["data"])
    return demonstration.next_code(secret, factor.data.get("last_step"), now)
