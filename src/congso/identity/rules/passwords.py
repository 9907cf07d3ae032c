"""Which passwords are too easy to guess, beyond Django's list of twenty thousand: one's own name, and our own words."""

import re
import unicodedata

_OURS = frozenset({"matkhau", "congso", "camau", "motcua", "ubnd", "chinhquyen", "vietnam", "password", "quantri"})
"""Words that everybody here thinks of first; a password made of nothing but these and digits is refused."""


def plain(text: str) -> str:
    """Return the letters and digits of a text, without marks and capitals: “Nguyễn Thị Hạnh” → "nguyenthihanh"."""
    spread = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in spread if sign.isalnum())


def is_of_the_name(password: str, *, full_name: str, username: str) -> bool:
    """Whether the password is little more than its holder's name or sign-in name."""
    typed = plain(password)
    for name in (plain(full_name), plain(username)):
        if len(name) >= 5 and name in typed and len(typed) - len(name) < 8:
            return True
    return False


def is_of_our_words(password: str) -> bool:
    """Whether the password is made of our own words and digits only."""
    words = "|".join(sorted(_OURS, key=len, reverse=True))
    return re.fullmatch(rf"(?:{words}|\d)+", plain(password)) is not None
