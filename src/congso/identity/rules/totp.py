"""One-time codes from an authenticator application. Source: RFC 6238 (TOTP), RFC 4226 (HOTP): SHA-1, 6 digits, 30 s.

What authenticator applications agree on is kept; nothing here is configurable.
"""

import base64
import hashlib
import hmac
import struct
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS, DIGITS = 30, 6
DRIFT = 1
"""How many steps before and after the present one are accepted: clocks of telephones differ."""

SECRET_BYTES = 20


def step_at(now: datetime) -> int:
    """Return the number of the 30-second step that `now` lies in."""
    return int(now.timestamp()) // SECONDS


def code_at(secret: str, step: int) -> str:
    """Return the six digits of a step. `secret` is base32, as it is shown to people."""
    digest = hmac.new(base64.b32decode(secret, casefold=True), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(code: str, *, secret: str, now: datetime, used_up_to: int | None) -> int | None:
    """Return the step that `code` belongs to, or None.

    Steps up to `used_up_to` are spent: a code that was seen once, by whoever, is worth nothing a second time.
    """
    given = code.replace(" ", "").encode()
    found = None
    for step in _near(step_at(now)):
        # Every step is compared, so that how long it takes says nothing.
        if hmac.compare_digest(given, code_at(secret, step).encode()) and (used_up_to is None or step > used_up_to):
            found = step
    return found


def new_secret(random_bytes: bytes) -> str:
    """Return `random_bytes` as people type them."""
    return base64.b32encode(random_bytes).decode()


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address that the QR code carries."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def _near(step: int) -> Iterable[int]:
    return range(step - DRIFT, step + DRIFT + 1)
