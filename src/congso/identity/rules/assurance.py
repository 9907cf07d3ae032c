"""How surely we know who somebody is. Source: Decree 69/2024/NĐ-CP (mức độ định danh 01, 02; bốn mức xác thực)."""

from collections.abc import Mapping

PASSWORD = "password"  # noqa: S105 - the name of a level, not a secret
VNEID_1 = "vneid-1"
VNEID_2 = "vneid-2"
AT_COUNTER = "at-counter"

LABELS = {
    PASSWORD: "Mật khẩu nội bộ",
    VNEID_1: "VNeID mức độ 1",
    VNEID_2: "VNeID mức độ 2",
    AT_COUNTER: "Có mặt tại quầy",
}
_RANK = {PASSWORD: 0, VNEID_1: 1, VNEID_2: 2, AT_COUNTER: 2}


def level_of_acr(acr: str, levels: Mapping[str, str]) -> str:
    """Return our name of the level a provider calls `acr`; what we do not know counts as the lowest."""
    level = levels.get(acr, VNEID_1)
    return level if level in _RANK else VNEID_1


def suffices(achieved: str, needed: str) -> bool:
    """Whether a sign-in at `achieved` may do what asks for `needed` ("" asks for nothing)."""
    return not needed or _RANK.get(achieved, -1) >= _RANK.get(needed, 99)
