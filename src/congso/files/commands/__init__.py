"""Taking bytes in, and letting go of those nobody needs any more."""

from .letting_go import remove_abandoned_arrivals, remove_lost_bytes, remove_orphans
from .making import keep_made
from .pieces import LARGEST_PIECE, PieceOutOfPlace, Place, arrived, begin, store_arrived, take
from .scanning import scan, scan_again, scan_waiting
from .secrets import SecretWords, refuse_secret_words
from .storing import Readable, store

__all__ = [
    "LARGEST_PIECE",
    "PieceOutOfPlace",
    "Place",
    "Readable",
    "SecretWords",
    "arrived",
    "begin",
    "keep_made",
    "refuse_secret_words",
    "remove_abandoned_arrivals",
    "remove_lost_bytes",
    "remove_orphans",
    "scan",
    "scan_again",
    "scan_waiting",
    "store",
    "store_arrived",
    "take",
]
