"""Writing the trail, sealing it, letting old months go. There is no command that changes an entry."""

from .recording import MOST_SUBJECTS, ensure_partitions, record
from .retention import expired_months, remove_month
from .sealing import export_seals, newest_seal, seal
from .stamping import export_stamps, stamp

__all__ = [
    "MOST_SUBJECTS",
    "ensure_partitions",
    "expired_months",
    "export_seals",
    "export_stamps",
    "newest_seal",
    "record",
    "remove_month",
    "seal",
    "stamp",
]
