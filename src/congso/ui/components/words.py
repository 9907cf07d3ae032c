"""How days, hours, money, phones and identity numbers are written for people. Always Asia/Ho_Chi_Minh.

In Vietnamese as Vietnamese papers write them; on a page in English with the month as a word, since 05/09 is not one and
the same day for everybody, and with commas between thousands.
"""

import json
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from congso.kernel import masking

PLACE = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOURS_A_DAY = 8


def local(value: datetime) -> datetime:
    """The instant as a clock on a wall in Việt Nam shows it. Naive values are refused."""
    if value.tzinfo is None:
        raise ValueError("a naive datetime cannot be shown: its time zone is not known")
    return value.astimezone(PLACE)


def day(value: date | datetime | None) -> str:
    """`21/11/2026`, in English `21 Nov 2026`; empty for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value)
    if _in_english():
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def hour(value: datetime | None) -> str:
    """`08:30 21/11/2026`, in English `08:30, 21 Nov 2026`; empty for None."""
    if value is None:
        return ""
    value = local(value)
    return f"{value.hour:02d}:{value.minute:02d}{',' if _in_english() else ''} {day(value)}"


def grouped(value: int) -> str:
    """`1.234.567`, as Vietnamese writes whole numbers and as they are typed into a form in any language."""
    return f"{value:,}".replace(",", ".")


def number(value: int | float | None, decimals: int = 0) -> str:
    """`1.234,5`, in English `1,234.5`; empty for None."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    return text if _in_english() else text.translate(str.maketrans(",.", ".,"))


def money(value: int | None) -> str:
    """`20.000 đ`, in English `20,000 VND` (whole đồng, with a no-break space); empty for None."""
    return "" if value is None else f"{number(int(value))}\u00a0{'VND' if _in_english() else 'đ'}"


def masked_id(value: str | None) -> str:
    """`096•••••1234`: an identity number of which a stranger learns nothing. Short values are hidden whole."""
    return masking.identity_number(value)


def masked_name(value: str | None) -> str:
    """`Nguyễn V••• B•••`: the family name whole, of every other word its first letter."""
    first, *others = (value or "").split()[:8] or [""]
    return " ".join([first, *(f"{word[0]}•••" for word in others)])


def phone(value: str | None) -> str:
    """`0912 345 678`, or the text as given when it is no Vietnamese number. `+84` becomes `0`."""
    digits = re.sub(r"[^\d+]", "", value or "")
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if re.fullmatch(r"0\d{9}", digits):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    if re.fullmatch(r"0\d{10}", digits):
        return f"{digits[:4]} {digits[4:8]} {digits[8:]}"
    return value or ""


def duration(hours: float | int | None) -> str:
    """Working hours in words: `6 giờ làm việc`, `3 ngày làm việc`, `2 ngày 4 giờ làm việc` (8 hours make a day)."""
    if hours is None:
        return ""
    minutes = round(hours * 60)
    days, rest = divmod(minutes, HOURS_A_DAY * 60)
    whole, left = divmod(rest, 60)
    parts = [
        *([ngettext("%d ngày", "%d ngày", days) % days] if days else []),
        *([ngettext("%d giờ", "%d giờ", whole) % whole] if whole else []),
        *([ngettext("%d phút", "%d phút", left) % left] if left else []),
    ]
    return _("%s làm việc") % " ".join(parts or [_("0 giờ")])


def size(value: int | None) -> str:
    """`1,4 MB` (1 MB = 1.048.576 byte, as the picker's bound is counted); empty for None."""
    if value is None:
        return ""
    if value < 1024:
        return f"{value} byte"
    if value < 1024 * 1024:
        return f"{value // 1024} kB"
    return f"{number(value / 1024 / 1024, 1).removesuffix(',0').removesuffix('.0')} MB"


def days_between(due: date | datetime, today: date | datetime) -> int:
    """Whole calendar days from today to the due day; negative when it has passed."""
    return (_as_day(due) - _as_day(today)).days


def time_left(due: date | datetime, now: datetime) -> tuple[str, str]:
    """What a deadline badge says, and its tone: `còn 3 ngày`, `hôm nay`, `quá hạn 2 ngày`. Calendar days."""
    left = days_between(due, now)
    passed = isinstance(due, datetime) and due < now
    if left < 0:
        return ngettext("quá hạn %d ngày", "quá hạn %d ngày", -left) % -left, "danger"
    if left == 0:
        if passed:
            return _("quá hạn hôm nay"), "danger"
        if isinstance(due, datetime) and (local(due).hour, local(due).minute) != (0, 0):
            return _("hạn %s hôm nay") % f"{local(due):%H:%M}", "warn"
        return _("hạn hôm nay"), "warn"
    if left == 1:
        return _("còn 1 ngày"), "warn"
    words = ngettext("còn %d ngày", "còn %d ngày", left) % left
    return words, "warn" if left <= 3 else "neutral"


def _in_english() -> bool:
    return get_language() == "en"


def _as_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def cutting() -> str:
    """Return the words of the box in which a picture is cut and turned (ui/js/crop.js), as JSON."""
    said = {
        "open": _("Cắt, xoay ảnh"),
        "title": _("Cắt, xoay ảnh"),
        "help": _("Kéo các góc cho vừa giấy tờ; xoay cho chữ đứng thẳng. Cũng dùng được phím mũi tên ở mỗi góc."),
        "corners": {
            "nw": _("Góc trên bên trái"),
            "ne": _("Góc trên bên phải"),
            "sw": _("Góc dưới bên trái"),
            "se": _("Góc dưới bên phải"),
        },
        "left": _("Xoay trái"),
        "right": _("Xoay phải"),
        "use": _("Dùng ảnh này"),
        "cancel": _("Thôi"),
        "keeps": _("Giữ lại {across} phần trăm chiều ngang, {down} phần trăm chiều dọc."),
        "failed": _("Trình duyệt không mở được ảnh này để cắt."),
        "suffix": "da-cat",
    }
    return json.dumps(said, ensure_ascii=False)
