"""Taking bytes in, and letting go of those nobody needs any more."""

from .letting_go import remove_abandoned_arrivals, remove_lost_bytes, remove_orphans
from .making import keep_again, keep_made
from .pieces import LARGEST_PIECE, PieceOutOfPlace, Place, arrived, begin, store_arrived, take
from .recognising import ask_to_recognise, forget_recognitions, recognise
from .scanning import scan, scan_again, scan_waiting
from .secrets import SecretWords, refuse_secret_file, refuse_secret_words
from .storing import Readable, store

__all__ = [
    "LARGEST_PIECE",
    "PieceOutOfPlace",
    "Place",
    "Readable",
    "SecretWords",
    "arrived",
    "ask_to_recognise",
    "begin",
    "forget_recognitions",
    "keep_again",
    "keep_made",
    "recognise",
    "refuse_secret_file",
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
