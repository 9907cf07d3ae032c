"""How much one sender may hand in a day: a bound against mistakes and mischief, not a rule of law."""

from dataclasses import dataclass

from .content import readable_size
from .refused import FileRefused


@dataclass(frozen=True, slots=True)
class Quota:
    """What is allowed within a day."""

    files: int
    size_bytes: int


def check(allowed: Quota, files: int, size_bytes: int) -> None:
    """Refuse one more file when `files` or `size_bytes` of the day have reached the bound."""
    if files >= allowed.files:
        used = f"{allowed.files} tệp"
    elif size_bytes >= allowed.size_bytes:
        used = readable_size(allowed.size_bytes)
    else:
        return
    raise FileRefused(
        f"Hôm nay tài khoản này đã tải lên {used}, mức cao nhất trong một ngày. Hãy tải tiếp vào ngày mai, hoặc "
        "liên hệ bộ phận hỗ trợ nếu cần nhiều hơn.",
        code="upload_quota",
    )
