"""Taking bytes in, and letting go of those nobody needs any more."""

from .letting_go import remove_abandoned_arrivals, remove_lost_bytes, remove_orphans
from .making import keep_made
from .storing import Readable, store

__all__ = ["Readable", "keep_made", "remove_abandoned_arrivals", "remove_lost_bytes", "remove_orphans", "store"]
