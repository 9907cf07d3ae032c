"""Until when a paper says it is valid: only where the paper itself says it in so many words."""

import re
from datetime import date

from congso.kernel.normalise import fold

_SAID = (
    r"(?:co )?gia tri (?:su dung )?den(?: het)?(?: ngay)?",
    r"co hieu luc den(?: het)?(?: ngay)?",
    r"het han(?: su dung)?(?: vao)?(?: ngay)?",
    r"ngay het han",
    r"thoi han su dung den(?: het)?(?: ngay)?",
    r"date of expiry",
    r"valid (?:until|thru|to)",
)
_DAY = r"(\d{1,2})(?:\s*[/.-]\s*|\s+thang\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+nam\s+)(\d{4})"
_FOUND = re.compile(rf"(?:{'|'.join(_SAID)})[\s:./()a-z]{{0,30}}?{_DAY}")


def valid_until(text: str) -> date | None:
    """Return the last day of validity that a text names; None when it names none, or several that differ."""
    days = set()
    for found in _FOUND.finditer(" ".join(fold(text).split())):
        day, month, year = (int(part) for part in found.groups())
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None
