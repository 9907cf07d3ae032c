"""Which pages have a text that editors write, and what fills the gaps in it."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from unicodedata import normalize

LONGEST_TEXT = 40_000
LONGEST_NOTE = 160


class Page(StrEnum):
    """The pages; the value is their address on the site."""

    heading: str

    GUIDE = "huong-dan", "Hướng dẫn nộp hồ sơ"
    QUESTIONS = "hoi-dap", "Câu hỏi thường gặp"
    CONTACT = "lien-he", "Liên hệ"
    ACCESSIBILITY = "tro-nang", "Trợ năng"
    PRIVACY = "bao-mat", "Bảo vệ dữ liệu cá nhân"

    def __new__(cls, address: str, heading: str = "") -> "Page":
        """Make a member whose value is its address."""
        one = str.__new__(cls, address)
        one._value_ = address
        one.heading = heading
        return one


GAPS: Mapping[str, str] = {
    "đơn vị": "owner",
    "điện thoại": "phone",
    "thư điện tử": "email",
    "địa chỉ": "address",
    "giờ tiếp nhận": "hours",
}
"""What an editor writes in braces, and the fact of the portal's contact that stands there."""

_GAP = re.compile(r"\{([^{}\n]{1,30})\}")


def fill(text: str, contact: Mapping[str, str]) -> str:
    """Return the text with `{điện thoại}` and its like replaced by the portal's contact; unknown gaps stay."""
    return _GAP.sub(lambda gap: contact.get(GAPS.get(gap[1].strip().lower(), ""), gap[0]), text)


def tidy(text: str) -> str:
    """Return a text as it is kept: lines that end alike, no blanks at their ends, one line end at the last."""
    lines = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def saved_meanwhile(who: str, at: datetime) -> str:
    """Say that somebody was faster; `at` in Vietnamese time."""
    by = f"{who} đã" if who else "Người khác đã"
    return f"{by} lưu trang này lúc {at:%H:%M ngày %d/%m/%Y}, sau khi bạn mở ra sửa. Bản của bạn chưa được lưu."
