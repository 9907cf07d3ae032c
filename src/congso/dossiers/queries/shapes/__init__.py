"""What the queries answer with: frozen values, ready to be shown. Instants are aware; labels are Vietnamese."""

from .drafts import DraftPaperView, DraftRow, DraftView, ExpiringDraft
from .lists import BOUND, DossierRow, Page, QueueView, RegisterLine, Urgency
from .parts import (
    ApplicantView,
    BehalfView,
    BranchView,
    CoApplicantView,
    ComponentView,
    DeadlineView,
    EventView,
    FeeView,
    PaperView,
    PauseView,
    RatingView,
    ResultView,
    ShortfallView,
    SlipView,
    StepView,
    SupplementItem,
    SupplementView,
)
from .public import PublicTrack, TrackStep
from .whole import DossierView

__all__ = [
    "BOUND",
    "ApplicantView",
    "BehalfView",
    "BranchView",
    "CoApplicantView",
    "ComponentView",
    "DeadlineView",
    "DossierRow",
    "DossierView",
    "DraftPaperView",
    "DraftRow",
    "DraftView",
    "EventView",
    "ExpiringDraft",
    "FeeView",
    "Page",
    "PaperView",
    "PauseView",
    "PublicTrack",
    "QueueView",
    "RatingView",
    "RegisterLine",
    "ResultView",
    "ShortfallView",
    "SlipView",
    "StepView",
    "SupplementItem",
    "SupplementView",
    "TrackStep",
    "Urgency",
]
