"""Registering systems."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from congso.audit.commands import record
from congso.kernel.normalise import tidy
from congso.kernel.refusals import Incorrect, NotFound

from ..models import ConnectedSystem, RemoteSession
from ..rules.addresses import trouble_with_return, trouble_with_server
from ..rules.scopes import SCOPES

SECRET_PREFIX = "cgsb_"  # noqa: S105 - makes a leaked secret recognisable; no secret


@dataclass(frozen=True)
class Registration:
    """What an administrator says about a system."""

    name: str
    owner_id: int
    audience: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...] = ("openid", "profile")
    post_logout_uris: tuple[str, ...] = ()
    logout_uri: str = ""
    asks_consent: bool = True
    pkce_required: bool = True
    may_introspect: bool = False


@transaction.atomic
def register_system(
    *, facts: Registration, public: bool, now: datetime, account_id: int | None = None
) -> tuple[str, str]:
    """Connect a system; return its client id and its secret, shown this once ("" for a public one)."""
    _check(facts, public=public)
    client = Client(id=uuid.uuid4().hex, type=Client.Type.PUBLIC if public else Client.Type.CONFIDENTIAL, secret="!")  # noqa: S106
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_response_types([Client.ResponseType.CODE])
    _write(client, facts)
    client.save(force_insert=True)
    secret = "" if public else _new_secret()
    ConnectedSystem.objects.create(
        client=client,
        owner_id=facts.owner_id,
        audience=facts.audience,
        secret_digest=secret_digest(secret) if secret else "",
        pkce_required=public or facts.pkce_required,
        may_introspect=facts.may_introspect and not public,
        logout_uri=facts.logout_uri,
        registered_at=now,
    )
    _record("register_system", client.id, now, account_id, scopes=sorted(facts.scopes), audience=facts.audience)
    return client.id, secret


@transaction.atomic
def change_system(*, client_id: str, facts: Registration, now: datetime, account_id: int | None = None) -> None:
    """Change what is registered; whether it keeps a secret cannot be changed."""
    row = _locked(client_id)
    client: Client = row.client
    public = client.type == Client.Type.PUBLIC
    _check(facts, public=public)
    _write(client, facts)
    client.save()
    row.owner_id, row.audience, row.logout_uri = facts.owner_id, facts.audience, facts.logout_uri
    row.pkce_required = public or facts.pkce_required
    row.may_introspect = facts.may_introspect and not public
    row.save()
    _record("change_system", client_id, now, account_id, scopes=sorted(facts.scopes), audience=facts.audience)


@transaction.atomic
def renew_secret(*, client_id: str, now: datetime, account_id: int | None = None) -> str:
    """Give a system a new secret, shown this once; the one before it stops working at once."""
    row = _locked(client_id)
    if row.client.type == Client.Type.PUBLIC:
        raise Incorrect(_("Hệ thống công khai không giữ khóa bí mật."))
    secret = _new_secret()
    row.secret_digest = secret_digest(secret)
    row.save(update_fields=["secret_digest"])
    _record("renew_secret", client_id, now, account_id)
    return secret


@transaction.atomic
def disable_system(*, client_id: str, now: datetime, account_id: int | None = None) -> int:
    """Cut a system off: its sessions end now, and it is told of each. Return how many there were."""
    row = _locked(client_id)
    if row.disabled_at is not None:
        return 0
    row.disabled_at = now
    row.save(update_fields=["disabled_at"])
    ended = RemoteSession.objects.filter(client_id=client_id, ended_at__isnull=True).update(
        ended_at=now, end_reason=RemoteSession.End.SYSTEM, next_attempt_at=now
    )
    _record("disable_system", client_id, now, account_id, sessions=ended)
    return ended


@transaction.atomic
def enable_system(*, client_id: str, now: datetime, account_id: int | None = None) -> None:
    """Connect a disabled system again."""
    row = _locked(client_id)
    row.disabled_at = None
    row.save(update_fields=["disabled_at"])
    _record("enable_system", client_id, now, account_id)


def secret_digest(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def _locked(client_id: str) -> ConnectedSystem:
    row = ConnectedSystem.objects.select_for_update(of=("self",)).select_related("client").filter(pk=client_id).first()
    if row is None:
        raise NotFound(_("Không có hệ thống kết nối này."))
    return row


def _write(client: Client, facts: Registration) -> None:
    client.name = tidy(facts.name)[:100]
    client.skip_consent = not facts.asks_consent
    client.set_scopes(["openid", *(scope for scope in SCOPES if scope in facts.scopes and scope != "openid")])
    client.set_default_scopes(["openid"])
    client.set_redirect_uris(list(facts.redirect_uris))
    client.set_post_logout_redirect_uris(list(facts.post_logout_uris))


def _check(facts: Registration, *, public: bool) -> None:
    wrong: dict[str, list[str]] = {}
    loopback = settings.SSO_LOOPBACK
    if not tidy(facts.name):
        wrong["name"] = [_("Hãy đặt tên để người dùng nhận ra hệ thống.")]
    if facts.audience not in ConnectedSystem.Audience.values:
        wrong["audience"] = [_("Hãy chọn ai được đăng nhập.")]
    if not facts.redirect_uris:
        wrong["redirect_uris"] = [_("Cần ít nhất một địa chỉ quay lại.")]
    if strange := sorted(set(facts.scopes) - set(SCOPES)):
        wrong["scopes"] = [_("Không có phạm vi “%(scope)s”.") % {"scope": strange[0]}]
    for field, uris in (("redirect_uris", facts.redirect_uris), ("post_logout_uris", facts.post_logout_uris)):
        if found := [
            f"{uri}: {said}" for uri in uris if (said := trouble_with_return(uri, public=public, loopback=loopback))
        ]:
            wrong[field] = found
    if facts.logout_uri and (said := trouble_with_server(facts.logout_uri, loopback=loopback)):
        wrong["logout_uri"] = [said]
    if wrong:
        raise Incorrect(_("Thông tin đăng ký chưa đúng."), fields=wrong)


def _record(what: str, client_id: str, now: datetime, account_id: int | None, **detail: Any) -> None:
    record(
        action=f"sso.{what}",
        at=now,
        account_id=account_id,
        object_kind="connected_system",
        object_id=client_id,
        **detail,
    )
