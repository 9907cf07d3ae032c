"""How surely we know who somebody is. Source: Decree 69/2024/NĐ-CP (mức độ định danh 01, 02; bốn mức xác thực).

Methods carry the names of RFC 8176 (`amr`): pwd, otp, hwk (a passkey), mfa; `rc` is ours, a recovery code.
"""

from collections.abc import Iterable, Mapping

PASSWORD = "password"  # noqa: S105 - the name of a level, not a secret
TWO_FACTORS = "two-factors"
VNEID_1 = "vneid-1"
VNEID_2 = "vneid-2"
AT_COUNTER = "at-counter"

LABELS = {
    PASSWORD: "Mật khẩu nội bộ",
    TWO_FACTORS: "Mật khẩu và yếu tố thứ hai",
    VNEID_1: "VNeID mức độ 1",
    VNEID_2: "VNeID mức độ 2",
    AT_COUNTER: "Có mặt tại quầy",
}
_RANK = {PASSWORD: 0, TWO_FACTORS: 0, VNEID_1: 1, VNEID_2: 2, AT_COUNTER: 2}

METHODS = {
    "pwd": "Mật khẩu",
    "otp": "Mã xác thực một lần",
    "hwk": "Khóa truy cập",
    "rc": "Mã dự phòng",
    "mfa": "Nhiều yếu tố",
}


def amr_of_officer(second_factor: str, *, passkey_alone: bool = False) -> tuple[str, ...]:
    """Return the methods of an officer's sign-in. A passkey that checked its holder is two factors by itself."""
    if passkey_alone:
        return ("hwk", "mfa")
    return ("pwd", second_factor, "mfa") if second_factor else ("pwd",)


def has_two_factors(amr: Iterable[str]) -> bool:
    """Whether these methods are more than one factor."""
    return "mfa" in amr


def level_of_acr(acr: str, levels: Mapping[str, str]) -> str:
    """Return our name of the level a provider calls `acr`; what we do not know counts as the lowest."""
    level = levels.get(acr, VNEID_1)
    return level if level in _RANK else VNEID_1


def suffices(achieved: str, needed: str) -> bool:
    """Whether a sign-in at `achieved` may do what asks for `needed` ("" asks for nothing)."""
    return not needed or _RANK.get(achieved, -1) >= _RANK.get(needed, 99)
