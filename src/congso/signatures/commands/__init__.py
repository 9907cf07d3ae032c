"""Checking signatures, keeping keys, signing, and making what was signed last."""

from .anchors import remove_anchor, trust
from .checking import check_again, check_brought, check_stored
from .credentials import Holder, end, opened_p12, register, set_picture
from .signing import Hand, begin, complete, new_code, withdraw

__all__ = [
    "Hand",
    "Holder",
    "begin",
    "check_again",
    "check_brought",
    "check_stored",
    "complete",
    "end",
    "new_code",
    "opened_p12",
    "register",
    "remove_anchor",
    "set_picture",
    "trust",
    "withdraw",
]
