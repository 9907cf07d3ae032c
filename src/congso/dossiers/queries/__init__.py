"""Every read of dossiers. Each starts from a scope: an officer's units and roles, or a person's own dossiers.

Reads for officers and people answer NotFound for what lies outside the scope: nobody learns that it exists. The
reads for jobs (`dossier_for_system`, `parties`, `due_between`) have no scope and must not be called for a request.
"""

from .access import may_read_file, note_file_read
from .desk import Load, load_of_agency, load_of_unit, often_received, rows_seen
from .detail import dossier_for_officer, dossier_for_person, dossier_for_system
from .fees import held_for_fees, published_exemptions
from .finding import find
from .lists import queue, queue_counts, visible_to
from .noting import note, note_own, people_of
from .people import codes_of, dossiers_of_person, draft, drafts_of, handed_in_from, rated_among
from .register import DueDossier, Parties, due_between, note_register_printed, parties, register_book
from .shapes import (
    ApplicantView,
    BranchView,
    ComponentView,
    DeadlineView,
    DossierRow,
    DossierView,
    DraftPaperView,
    DraftRow,
    DraftView,
    EventView,
    FeeView,
    Page,
    PaperView,
    PauseView,
    PublicTrack,
    QueueView,
    RatingView,
    RegisterLine,
    ResultView,
    ShortfallView,
    SlipView,
    StepView,
    SupplementItem,
    SupplementView,
    TrackStep,
    Urgency,
)
from .tracking import Registration, registration, track

__all__ = [
    "ApplicantView",
    "BranchView",
    "ComponentView",
    "DeadlineView",
    "DossierRow",
    "DossierView",
    "DraftPaperView",
    "DraftRow",
    "DraftView",
    "DueDossier",
    "EventView",
    "FeeView",
    "Load",
    "Page",
    "PaperView",
    "Parties",
    "PauseView",
    "PublicTrack",
    "QueueView",
    "RatingView",
    "RegisterLine",
    "Registration",
    "ResultView",
    "ShortfallView",
    "SlipView",
    "StepView",
    "SupplementItem",
    "SupplementView",
    "TrackStep",
    "Urgency",
    "codes_of",
    "dossier_for_officer",
    "dossier_for_person",
    "dossier_for_system",
    "dossiers_of_person",
    "draft",
    "drafts_of",
    "due_between",
    "find",
    "handed_in_from",
    "held_for_fees",
    "load_of_agency",
    "load_of_unit",
    "may_read_file",
    "note",
    "note_file_read",
    "note_own",
    "note_register_printed",
    "often_received",
    "parties",
    "people_of",
    "published_exemptions",
    "queue",
    "queue_counts",
    "rated_among",
    "register_book",
    "registration",
    "rows_seen",
    "track",
    "visible_to",
]
