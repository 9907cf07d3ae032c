"""Writing the trail, sealing it, letting old months go. There is no command that changes an entry."""

from .exporting import write_export
from .recording import MOST_SUBJECTS, ensure_partitions, record
from .retention import archive_month, remove_month
from .sealing import export_seals, newest_seal, seal
from .stamping import export_stamps, stamp, stamps_are_possible

__all__ = [
    "MOST_SUBJECTS",
    "archive_month",
    "ensure_partitions",
    "export_seals",
    "export_stamps",
    "newest_seal",
    "record",
    "remove_month",
    "seal",
    "stamp",
    "stamps_are_possible",
    "write_export",
]
