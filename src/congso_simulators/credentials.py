"""Keys that somebody else keeps for a person: made with their certificate, opened by a PIN, used on hashes."""

import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from .authority import chain_of
from .calls import Refused, words
from .certificates import days_of, subject_of
from .issuing import issue
from .models import Credential

TRIES = 3
"""So many wrong PINs in a row lock a credential, as common tokens do."""

KEY_BITS = 2048
HASH_BYTES = 32
MOST_HASHES = 50


class WrongPin(Exception):  # noqa: N818 - an answer
    """The PIN is not the credential's; `tries` says how often one may still err."""

    def __init__(self, tries: int) -> None:
        super().__init__(tries)
        self.tries = tries


class Locked(Exception):  # noqa: N818 - an answer
    """Too many wrong PINs: nothing is signed until it is unlocked."""


def create(place: Credential.Place, asked: dict[str, Any]) -> Credential:
    """Make a key, have its certificate issued, and keep both under a PIN, as a request says. Raises Refused."""
    user, pin = words(asked, "user"), words(asked, "pin")
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 16):
        raise Refused("invalid_pin", "Mã PIN phải gồm 4 đến 16 chữ số.")
    subject, ca, days = subject_of(asked), words(asked, "ca"), days_of(asked)
    key = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    with transaction.atomic():
        return Credential.objects.create(
            identifier=f"{place}-{secrets.token_hex(8)}",
            place=place,
            user=user,
            certificate=issue(key.public_key(), subject, ca=ca, days=days),
            key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            pin=make_password(pin),
        )


def told(one: Credential) -> dict[str, object]:
    """Return what whoever had a credential made may know."""
    certificate = one.certificate
    return {
        "credentialID": one.identifier,
        "user": one.user,
        "certificate": certificate.pem,
        "chain": chain_of(certificate.ca),
        "serial": certificate.serial,
        "fingerprint": certificate.fingerprint,
        "locked": is_locked(one),
    }


def is_locked(one: Credential) -> bool:
    return one.wrong_pins >= TRIES


def open_with(one: Credential, pin: str) -> None:
    """Check the PIN; a wrong one counts, the right one forgets the wrong ones before it. Raises WrongPin, Locked."""
    with transaction.atomic():  # a transaction of SQLite here writes alone, so no try goes uncounted
        one.refresh_from_db()
        if is_locked(one):
            raise Locked
        right = check_password(pin, one.pin)
        one.wrong_pins = 0 if right else one.wrong_pins + 1
        one.save(update_fields=["wrong_pins"])
    if right:
        return
    if is_locked(one):
        raise Locked
    raise WrongPin(TRIES - one.wrong_pins)


def unlock(one: Credential) -> None:
    """Forget the wrong PINs, as the authority's desk does."""
    one.wrong_pins = 0
    one.save(update_fields=["wrong_pins"])


def digest_of(text: object) -> bytes | None:
    """Return the SHA-256 that `text` is the base64 of, or nothing."""
    if not isinstance(text, str):
        return None
    try:
        digest = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return digest if len(digest) == HASH_BYTES else None


def sign(one: Credential, digests: list[bytes]) -> list[str]:
    """Sign each SHA-256 by RSA PKCS#1 v1.5 (RFC 8017, 8.2); base64, in the order given."""
    key = load_pem_private_key(one.key.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return [b64encode(key.sign(digest, PKCS1v15(), Prehashed(SHA256()))).decode() for digest in digests]
