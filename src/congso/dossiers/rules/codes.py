"""Codes of dossiers (mã số hồ sơ) and of online registrations (mã đăng ký).

Sources: Decree 61/2018/NĐ-CP, articles 17 and 26 (one code, drawn by the system on reception); Circular
01/2018/TT-VPCP, article 19 (receiving agency + date + serial of that agency and day); Decision 20/2020/QĐ-TTg (agency
codes read left to right); the pattern with an eight-digit date is that of the central systems of 2026. The serial
comes from a locked register and is passed in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from congso.kernel.refusals import Incorrect

MAX_LENGTH = 32


class CodeRefused(Incorrect):
    """A code that cannot be read."""

    code = "code_refused"


@dataclass(frozen=True, slots=True)
class AgencyCode:
    """The code of an agency in both orders: old "000.00.12.H56" (right to left), new "H56.12"."""

    old: str
    new: str

    @classmethod
    def from_old(cls, old: str) -> "AgencyCode":
        """Read an old code (QCVN 102:2016/BTTTT): "000.05.12.H56" is "H56.12.05"."""
        parts = old.split(".")[::-1]
        while len(parts) > 1 and not int(parts[-1]):
            parts.pop()
        return cls(old, ".".join(parts))

    @classmethod
    def from_new(cls, new: str) -> "AgencyCode":
        """Read a new code: "H56.12" is "000.00.12.H56"."""
        parts = new.split(".")
        level_4 = parts[3] if len(parts) > 3 else "000"
        level_3 = parts[2] if len(parts) > 2 else "00"
        level_2 = parts[1] if len(parts) > 1 else "00"
        return cls(f"{level_4}.{level_3}.{level_2}.{parts[0]}", new)


PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "2018": "{old}-{yymmdd}-{serial:04}",
        "left_to_right": "{new}-{yymmdd}-{serial:04}",
        "central": "{new}-{yyyymmdd}-{serial:07}",
    }
)
"""The three patterns met in practice. A unit chooses one, from a date on; all three are read from outside."""

DEFAULT_PATTERN = PATTERNS["left_to_right"]

_OLD_AGENCY = r"[0-9]{3}(?:\.[0-9]{2}){2}\.[GH][0-9]{2}"
_NEW_AGENCY = r"[GH][0-9]{2}(?:\.[0-9]{2,3}){0,3}"
_READERS = (
    (PATTERNS["2018"], re.compile(rf"({_OLD_AGENCY})-([0-9]{{6}})-([0-9]{{4,6}})")),
    (PATTERNS["left_to_right"], re.compile(rf"({_NEW_AGENCY})-([0-9]{{6}})-([0-9]{{4,6}})")),
    (PATTERNS["central"], re.compile(rf"({_NEW_AGENCY})-([0-9]{{8}})-([0-9]{{7,9}})")),
)
_QR_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")


@dataclass(frozen=True, slots=True)
class DossierCode:
    """The parts of a dossier code and the pattern it was written with."""

    agency: str
    received_on: date
    serial: int
    pattern: str


def render(pattern: str, agency: AgencyCode, received_on: date, serial: int) -> str:
    """Write a dossier code. The serial counts from 1 per agency and day and may outgrow its width.

    Raises ValueError for a pattern with unknown parts, or a result that is too long or not QR-safe.
    """
    if serial < 1:
        raise ValueError("Số thứ tự hồ sơ bắt đầu từ 1.")
    try:
        code = pattern.format(
            old=agency.old,
            new=agency.new,
            yymmdd=f"{received_on:%y%m%d}",
            yyyymmdd=f"{received_on:%Y%m%d}",
            serial=serial,
        )
    except (KeyError, IndexError) as unknown:
        raise ValueError(f"Mẫu mã hồ sơ có phần không biết: {unknown}.") from None
    if len(code) > MAX_LENGTH or not is_qr_safe(code):
        raise ValueError(f"Mã hồ sơ “{code}” dài quá {MAX_LENGTH} ký tự hoặc có ký tự không dùng được cho mã QR.")
    return code


def parse(text: str) -> DossierCode:
    """Read a dossier code from outside, in any of the three patterns; spaces and small letters are forgiven.

    Raises CodeRefused when it is none of them or its date does not exist.
    """
    code = "".join(text.split()).upper()
    for pattern, reader in _READERS:
        found = reader.fullmatch(code)
        if found is None:
            continue
        agency, day, serial = found.groups()
        full = day if len(day) == 8 else f"20{day}"
        try:
            received_on = date(int(full[:4]), int(full[4:6]), int(full[6:]))
        except ValueError:
            break
        if int(serial):
            return DossierCode(agency, received_on, int(serial), pattern)
    raise CodeRefused(f"Mã hồ sơ “{text.strip()[:MAX_LENGTH]}” không đúng định dạng.")


def is_qr_safe(code: str) -> bool:
    """Tell whether a QR symbol can hold the code in its compact alphanumeric mode."""
    return _QR_ALPHANUMERIC.fullmatch(code) is not None


# Registration codes


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_RANDOM_LENGTH = 11
REGISTRATION_RANDOM_BITS = 5 * _RANDOM_LENGTH
_REGISTRATION = re.compile(rf"DK([0-9]{{6}})([{_ALPHABET}]{{{_RANDOM_LENGTH + 1}}})")


def registration_code(submitted_on: date, random: int) -> str:
    """Write the code of an online registration: "DK260814-7K3Q-9XPM-2ATB", which nobody can guess from another.

    `random` is drawn by the caller, `REGISTRATION_RANDOM_BITS` wide, from a cryptographic source. The last character
    is a check.
    """
    if not 0 <= random < 1 << REGISTRATION_RANDOM_BITS:
        raise ValueError("Phần ngẫu nhiên của mã đăng ký không đúng độ dài.")
    secret = "".join(_ALPHABET[random >> 5 * place & 31] for place in reversed(range(_RANDOM_LENGTH)))
    day = f"{submitted_on:%y%m%d}"
    secret += _check_character(day + secret)
    return f"DK{day}-{secret[:4]}-{secret[4:8]}-{secret[8:]}"


def parse_registration_code(text: str) -> str:
    """Return a registration code as it is stored; small letters, missing hyphens, O for 0, I or L for 1 are forgiven.

    Raises CodeRefused when it cannot be one (a mistyped character is noticed).
    """
    bare = "".join(character for character in text.upper() if character.isalnum())
    found = _REGISTRATION.fullmatch(bare[:2] + bare[2:].translate(_CONFUSED))
    if found is None or _check_character(found[1] + found[2][:-1]) != found[2][-1]:
        raise CodeRefused(f"Mã đăng ký “{text.strip()[:MAX_LENGTH]}” không đúng.")
    day, secret = found.groups()
    return f"DK{day}-{secret[:4]}-{secret[4:8]}-{secret[8:]}"


def _check_character(written: str) -> str:
    """Return the Luhn check character over the alphabet of 32: it finds every single wrong character."""
    total, double = 0, True
    for character in reversed(written):
        value = _ALPHABET.index(character) * (2 if double else 1)
        total += value // 32 + value % 32
        double = not double
    return _ALPHABET[-total % 32]
