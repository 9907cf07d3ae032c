"""Recovery codes: ten papers for the day the telephone is lost, each good once.

A code is `K7-3FQXM-9TRWB`: two characters that say which one it is, then ten that are secret (50 bits, drawn from an
alphabet without look-alikes). Only hashes of the secret part are kept (ASVS 5.0 6.5.2).
"""

from collections.abc import Callable

COUNT = 10
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SECRET = 10


def new_codes(choose: Callable[[str], str]) -> list[str]:
    """Return ten codes with different beginnings. `choose` draws one character of a text at random."""
    codes: dict[str, str] = {}
    while len(codes) < COUNT:
        drawn = "".join(choose(ALPHABET) for _ in range(2 + _SECRET))
        codes.setdefault(drawn[:2], f"{drawn[:2]}-{drawn[2:7]}-{drawn[7:]}")
    return list(codes.values())


def parts_of(typed: str) -> tuple[str, str] | None:
    """Return (which one, secret part) of what somebody typed, with or without dashes; None when it is no code."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(plain) != 2 + _SECRET or any(sign not in ALPHABET for sign in plain):
        return None
    return plain[:2], plain[2:]
