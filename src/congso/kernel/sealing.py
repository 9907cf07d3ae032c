"""Short secrets kept encrypted in a column: AES-256-GCM under a key from the environment, bound to where they belong.

    sealed = seal("JBSWY3DPEHPK3PXP", purpose="identity.totp", owner="42")
    unseal(sealed, purpose="identity.totp", owner="42")

`settings.SEALING_KEYS` lists master keys, the present one first; the others only open what was sealed before a change
of keys. Each purpose has a key of its own, derived with HKDF. A value copied to another row or column does not open.
"""

import base64
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_BYTES = 12


class CannotUnseal(Exception):  # noqa: N818 - names what happened
    """The value was sealed with a key we no longer have, belongs elsewhere, or was altered."""


def seal(text: str, *, purpose: str, owner: str) -> str:
    """Return `text` sealed with the present key: `v1.<key>.<base64>`."""
    master = settings.SEALING_KEYS[0]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(master, purpose)).encrypt(nonce, text.encode(), owner.encode())
    return f"v1.{_name(master)}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, purpose: str, owner: str) -> str:
    """Return what `seal` was given. Raises CannotUnseal."""
    try:
        version, name, body = sealed.split(".")
        raw = base64.urlsafe_b64decode(body)
    except ValueError:
        raise CannotUnseal("not a sealed value") from None
    master = next((one for one in settings.SEALING_KEYS if _name(one) == name), None)
    if version != "v1" or master is None:
        raise CannotUnseal("sealed with a key that is not among SEALING_KEYS")
    try:
        return AESGCM(_key(master, purpose)).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode()).decode()
    except (InvalidTag, ValueError):
        raise CannotUnseal("altered, or moved from where it belongs") from None


def is_current(sealed: str) -> bool:
    """Whether a value is sealed with the present key; the others wait to be sealed anew."""
    return sealed.startswith(f"v1.{_name(settings.SEALING_KEYS[0])}.")


@lru_cache(maxsize=64)
def _key(master: str, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"congso", info=purpose.encode()).derive(master.encode())


@lru_cache(maxsize=16)
def _name(master: str) -> str:
    return sha256(b"congso.sealing.name\0" + master.encode()).hexdigest()[:8]
