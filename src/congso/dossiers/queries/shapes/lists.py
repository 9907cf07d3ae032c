"""Lines of lists: a dossier in a queue, in the register, and pages of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from congso.dossiers.rules.states import DossierState

T = TypeVar("T")

BOUND = 1_001
"""Counts stop here: a list that is longer says "hơn 1.000"."""


class Urgency(StrEnum):
    """How a dossier stands against its promise, compared by day (public practice: by date, not by hour)."""

    NONE = "none"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class QueueView(StrEnum):
    """The lists of the officers' workspace."""

    MINE = "mine"
    UNIT = "unit"
    INTAKE = "intake"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING_RETURN = "waiting_return"
    QUESTIONS = "questions"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list; `next_cursor` continues it, None at its end."""

    rows: Sequence[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier as one line of a list. `shown_code` is the dossier code, or the registration code before reception."""

    id: UUID
    shown_code: str
    code: str | None
    registration_code: str
    procedure_code: str
    procedure_name: str
    state: DossierState
    outcome: str
    channel: str
    channel_label: str
    applicant_id: UUID
    applicant_name: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    waits_until: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    step_key: str
    step_name: str
    waiting_unit_id: int | None
    waiting_unit_name: str
    waiting_officer_id: int | None
    waiting_officer_name: str
    receiving_organisation_id: int
    processing_organisation_id: int
    is_open: bool
    withdrawal_asked: bool
    supplement_answered: bool
    supplement_count: int
    extension_count: int
    event_count: int
    urgency: Urgency
    question_at: datetime | None = None

    @property
    def state_label(self) -> str:
        """The official name of the state."""
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of the register of dossiers (Sổ theo dõi hồ sơ, Mẫu số 07)."""

    number: int
    year: int
    dossier_id: UUID
    code: str
    procedure_name: str
    applicant_name: str
    processing_organisation_name: str
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    return_channel: str
    note: str = ""
