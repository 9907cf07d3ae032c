"""The keys that sign: published before they sign, kept published after."""

import base64
import hashlib
import json
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection, transaction

from congso.audit.commands import record
from congso.kernel.sealing import is_current, seal, unseal

from ..models import SigningKey
from ..rules.timing import KEY_LEAD, KEY_LIFE, KEY_TAIL

BITS = 3072
PURPOSE = "sso.signing_key"


@transaction.atomic
def ensure_key(*, now: datetime) -> None:
    """Make the first key, which signs at once."""
    _one_at_a_time()
    if not SigningKey.objects.filter(retires_at__isnull=True).exists():
        _make(now=now, signs_from=now)


@transaction.atomic
def rotate_keys(
    *,
    now: datetime,
    lead: timedelta = KEY_LEAD,
    if_older_than: timedelta | None = None,
    drop_former: bool = False,
) -> str | None:
    """Publish a new key that signs from `lead` on; those before it retire a day after. Return its id.

    With `if_older_than` nothing happens (None) while the newest key is younger. Retired keys are deleted. With
    `drop_former` (a key may have leaked) the former ones are deleted at once, and nothing they signed holds any more.
    """
    _one_at_a_time()
    SigningKey.objects.filter(retires_at__lte=now).delete()
    if drop_former:
        SigningKey.objects.all().delete()
    newest = SigningKey.objects.filter(retires_at__isnull=True).order_by("-made_at").first()
    if newest is not None and if_older_than is not None and newest.made_at > now - if_older_than:
        return None
    signs_from = now + lead if newest else now
    SigningKey.objects.filter(retires_at__isnull=True).update(retires_at=signs_from + KEY_TAIL)
    return _make(now=now, signs_from=signs_from)


def rotate_when_due(*, now: datetime) -> str | None:
    """Rotate when the newest key has lived its life."""
    return rotate_keys(now=now, if_older_than=KEY_LIFE)


@transaction.atomic
def reseal_keys() -> int:
    """Seal anew, with the present sealing key, what was sealed with a former one; return how many keys."""
    _one_at_a_time()
    rows = [row for row in SigningKey.objects.order_by("kid") if not is_current(row.sealed_pem)]
    for row in rows:
        row.sealed_pem = seal(unseal_key(row.kid, row.sealed_pem), purpose=PURPOSE, owner=row.kid)
        row.save(update_fields=["sealed_pem"])
    return len(rows)


def unseal_key(kid: str, sealed_pem: str) -> str:
    """Return a private key as PEM. Raises CannotUnseal."""
    return unseal(sealed_pem, purpose=PURPOSE, owner=kid)


def _make(*, now: datetime, signs_from: datetime) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    kid = _thumbprint(key)
    sealed = seal(pem, purpose=PURPOSE, owner=kid)
    SigningKey.objects.create(kid=kid, sealed_pem=sealed, made_at=now, signs_from=signs_from)
    record(action="sso.make_key", at=now, object_kind="signing_key", kid=kid, signs_from=signs_from)
    return kid


def _thumbprint(key: rsa.RSAPrivateKey) -> str:
    """RFC 7638, as allauth computes it."""
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    canonical = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('congso.sso.signing-keys'))")
