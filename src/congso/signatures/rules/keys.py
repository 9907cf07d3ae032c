"""Keys to sign with: where they can be, when one may be used, and how one ends.

Source: NĐ 68/2024/NĐ-CP (chữ ký số chuyên dùng công vụ): a certificate ends with the post, is revoked at once when the
device is lost, and the agency's is used by the clerk at the agency (NĐ 30/2020/NĐ-CP Điều 32, 33).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import TextChoices

from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import NotPossibleNow

WARN_BEFORE = timedelta(days=30)
"""How long before a certificate ends its holder and the administrator are told."""
WARN_AGAIN_BEFORE = timedelta(days=7)
"""How long before the end they are told once more."""


class Medium(TextChoices):
    """Where a private key is."""

    SOFTWARE = "software", "Khóa trong hệ thống, đã mã hóa"
    TOKEN = "pkcs11", "Thiết bị ký của máy chủ (PKCS#11)"
    REMOTE = "remote", "Dịch vụ ký số từ xa"
    CLIENT = "client", "Thiết bị ký trên máy của người ký"


class KeyState(TextChoices):
    """How a certificate stands."""

    IN_USE = "in_use", "Đang dùng"
    ENDS_SOON = "ends_soon", "Sắp hết hiệu lực"
    NOT_YET = "not_yet", "Chưa có hiệu lực"
    RUN_OUT = "run_out", "Đã hết hiệu lực"
    ENDED = "ended", "Đã ngừng dùng"


TONES: Mapping[KeyState, str] = MappingProxyType(
    {
        KeyState.IN_USE: "success",
        KeyState.ENDS_SOON: "warn",
        KeyState.NOT_YET: "warn",
        KeyState.RUN_OUT: "danger",
        KeyState.ENDED: "neutral",
    }
)

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "lost": "Mất thiết bị hoặc lộ khóa",
        "left": "Nghỉ, chuyển công tác, thôi chức vụ",
        "renewed": "Đã cấp chứng thư mới",
        "changed": "Tên, chức vụ hoặc tổ chức thay đổi",
        "mistake": "Đăng ký nhầm",
    }
)


def check_usable(valid_from: datetime, valid_to: datetime, ended_at: datetime | None, now: datetime) -> None:
    """Refuse to sign with a key that is not in force. Raises NotPossibleNow (code `key_not_in_force`)."""
    if ended_at is not None:
        said = "Chứng thư số này đã ngừng dùng."
    elif now < valid_from:
        said = f"Chứng thư số chưa có hiệu lực (từ {valid_from.astimezone(VIETNAM):%d/%m/%Y})."
    elif now >= valid_to:
        said = f"Chứng thư số đã hết hiệu lực ngày {valid_to.astimezone(VIETNAM):%d/%m/%Y}."
    else:
        return
    remedy = "Đề nghị quản trị hệ thống đăng ký chứng thư mới, rồi ký lại."
    raise NotPossibleNow(said, code="key_not_in_force", remedy=remedy)


def ends_soon(valid_to: datetime, now: datetime) -> bool:
    """Tell whether a certificate ends within the time in which one is warned."""
    return now < valid_to <= now + WARN_BEFORE


def state_of(valid_from: datetime, valid_to: datetime, ended_at: datetime | None, now: datetime) -> KeyState:
    """Tell how a certificate stands."""
    if ended_at is not None:
        return KeyState.ENDED
    if now >= valid_to:
        return KeyState.RUN_OUT
    if now < valid_from:
        return KeyState.NOT_YET
    return KeyState.ENDS_SOON if ends_soon(valid_to, now) else KeyState.IN_USE


def warning_due(valid_to: datetime, warned_at: datetime | None, now: datetime) -> bool:
    """Tell whether somebody is to be warned now that a certificate ends: once 30 days before, once 7 days before."""
    if not ends_soon(valid_to, now):
        return False
    is_near = now >= valid_to - WARN_AGAIN_BEFORE
    return warned_at is None or (is_near and warned_at < valid_to - WARN_AGAIN_BEFORE)
