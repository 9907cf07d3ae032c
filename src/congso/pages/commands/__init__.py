"""Every change of the portal's own pages, announcements and feedback."""

from .feedback import answer_feedback, forget_feedback, note_reading, send_feedback, take_feedback
from .interruptions import announce, end_interruption
from .texts import PageChanged, keep_first_texts, restore, write

__all__ = [
    "PageChanged",
    "announce",
    "answer_feedback",
    "end_interruption",
    "forget_feedback",
    "keep_first_texts",
    "note_reading",
    "restore",
    "send_feedback",
    "take_feedback",
    "write",
]
