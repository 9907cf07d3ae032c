"""Electronic copies: what stands on them.

Source: NĐ 30/2020/NĐ-CP Điều 25–27 (kinds of copies; a paper document becomes an electronic copy by the agency's
digital signature) and Phụ lục I (no picture: kind of copy, agency and time of signing, ISO 8601 in the time of Vietnam,
Times New Roman of size 10, at the upper right of the first page).
"""

from datetime import datetime

from django.db.models import TextChoices

from congso.kernel.clock import VIETNAM


class CopyKind(TextChoices):
    """How a document is copied."""

    TRUE_COPY = "true_copy", "Sao y"
    COPY_OF_COPY = "copy_of_copy", "Sao lục"
    EXTRACT = "extract", "Trích sao"


def words(kind: CopyKind, agency: str, at: datetime) -> str:
    """Return what stands on the copy: "Sao y; Sở Nội vụ tỉnh Cà Mau; 2026-11-21T10:15:30+07:00"."""
    return f"{kind.label}; {agency}; {at.astimezone(VIETNAM).isoformat(timespec='seconds')}"
