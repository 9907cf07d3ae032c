"""An application that is being written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from congso.files.queries import FileView
from congso.files.rules.findings import Remark


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as one line of "my drafts"."""

    id: UUID
    procedure_code: str
    procedure_name: str
    case_code: str
    step: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ExpiringDraft:
    """A draft that will be thrown away soon, for the job that says so."""

    id: UUID
    account_id: int
    procedure_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DraftPaperView:
    """A paper attached to a draft."""

    file_id: UUID
    component_key: str
    file_name: str
    media_type: str
    size_bytes: int
    pages: int | None
    is_quarantined: bool
    kept: FileView

    def remarks(self, on: date) -> tuple[Remark, ...]:
        """What the checks say about the file on a day, defects first."""
        return tuple(self.kept.remarks(on))


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft whole. `revision` grows with each save; a save with an old one is refused."""

    id: UUID
    account_id: int
    version_id: int
    form_version_id: int
    case_code: str
    receiving_organisation_id: int | None
    return_channel: str
    answers: Mapping[str, Any]
    body_id: UUID | None
    mandate_id: UUID | None
    for_another: bool
    step: str
    revision: int
    papers: tuple[DraftPaperView, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
