"""Reading signed files: bytes in, facts and verdicts out. Nothing that somebody sends makes these functions raise."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from ..making.fields import page_sizes
from ..models import SignedFile
from ..rules.judging import WORDS, Indication
from ..rules.reports import Report, report
from .anchors import configured, trusted
from .evidence import Evidence, KeptEvidence, NoEvidence
from .holders import HeldKey, agencies_of, approving_without_key, held_key, keys_of_agency, keys_of_those_who_left
from .keys import KeyView, key, key_of_agency, key_of_person, keys, keys_ending
from .marks import is_pdf, marked_places
from .overview import PaperLine, lacking, levels, signed_number, signed_since
from .papers import ActView, MadeView, PaperView, copies_of, made_by, paper, paper_by_code
from .pdf import read_pdf
from .prepared import PreparedView, prepared
from .previews import Preview, preview
from .reading import read_signed
from .trust import Known

__all__ = [
    "ActView",
    "Evidence",
    "HeldKey",
    "KeptEvidence",
    "KeyView",
    "Known",
    "MadeView",
    "NoEvidence",
    "PaperLine",
    "PaperView",
    "PreparedView",
    "Preview",
    "VerdictView",
    "agencies_of",
    "approving_without_key",
    "check_file",
    "configured",
    "copies_of",
    "held_key",
    "is_pdf",
    "key",
    "key_of_agency",
    "key_of_person",
    "keys",
    "keys_ending",
    "keys_of_agency",
    "keys_of_those_who_left",
    "lacking",
    "levels",
    "made_by",
    "marked_places",
    "page_sizes",
    "paper",
    "paper_by_code",
    "prepared",
    "preview",
    "read_pdf",
    "signed_number",
    "signed_since",
    "trusted",
    "verdicts",
]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What is to be thought of a stored file's signatures. `lines`: who signed, and the verdict on each with why."""

    indication: str
    words: str
    lines: tuple[tuple[str, str], ...]
    checked_at: datetime

    @property
    def tone(self) -> str:
        """How it is shown: success, warn, danger."""
        return {"TOTAL-PASSED": "success", "TOTAL-FAILED": "danger"}.get(self.indication, "warn")


def verdicts(file_ids: Iterable[UUID]) -> dict[UUID, VerdictView]:
    """Return the verdicts on those of the files that bear signatures, by file, in one query."""
    wanted = list(file_ids)
    return {row.file_id: _view(row) for row in SignedFile.objects.filter(file_id__in=wanted)} if wanted else {}


def _view(row: SignedFile) -> VerdictView:
    told = row.report.get("signatures", [])
    lines = tuple(
        (str((one["signer"] or {}).get("name") or one["field"]), f"{one['verdict']}. {one['reason']}") for one in told
    )
    return VerdictView(row.indication, WORDS[Indication(row.indication)], lines, row.checked_at)


def check_file(
    stream: BinaryIO,
    *,
    name: str,
    now: datetime,
    anchors: Sequence[Any] | None = None,
    evidence: Evidence | None = None,
    content: BinaryIO | None = None,
) -> Report:
    """Return the report on a file; `anchors` take the place of the installation's.

    `content` is the signed file of a signature that lies beside it (`.p7s`).

    What the file does not tell of certificates being taken back is looked for in `evidence`; without it in the answers
    that are kept, and nobody is asked.
    """
    digest = hashlib.sha256()
    while piece := stream.read(256 * 1024):
        digest.update(piece)
    stream.seek(0)
    roots = trusted() if anchors is None else anchors
    read = read_signed(stream, Known(roots, now, evidence=KeptEvidence() if evidence is None else evidence), content)
    return report(
        name=Path(name).name[:200],
        sha256=digest.hexdigest(),
        now=now,
        signatures=read.signatures,
        revisions=read.revisions,
        trouble=read.trouble,
    )
