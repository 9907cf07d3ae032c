"""When a time-stamp counts for the seal it is about."""

from datetime import datetime, timedelta
from typing import Literal

CLOCKS_MAY_DIFFER = timedelta(minutes=2)
"""By how much the authority's clock may be behind or before ours."""


def timing(sealed_at: datetime, stamped_at: datetime, *, within: timedelta) -> Literal["early", "late", ""]:
    """Tell whether a stamp lies before its seal, which cannot be, or so late after it that it proves little."""
    if stamped_at < sealed_at - CLOCKS_MAY_DIFFER:
        return "early"
    return "late" if stamped_at > sealed_at + within else ""
