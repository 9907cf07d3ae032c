"""Tables of the dossier context, one file per concept."""

from .approving import ApprovalRound, RoundItem
from .co_applicant import ApplicationInvitation, CoApplicant
from .conversation import CaseMessage, CaseMessageFile, ConversationReading
from .dossier import Dossier, DossierForm, DossierSearch
from .draft import ApplicationDraft, DraftPaper
from .history import DossierDeadline, DossierEvent, DossierPause
from .money import FeeCharge
from .paper import DossierPaper
from .rating import Rating
from .register_print import RegisterPrint
from .result import Handover, Result
from .signed_slip import SignedSlip
from .slips import (
    AcceptanceSlip,
    Extension,
    RefusalNotice,
    RegisterEntry,
    StopNotice,
    SupplementRequest,
    SupplementShortfall,
)

__all__ = [
    "AcceptanceSlip",
    "ApplicationDraft",
    "ApplicationInvitation",
    "ApprovalRound",
    "CaseMessage",
    "CaseMessageFile",
    "CoApplicant",
    "ConversationReading",
    "Dossier",
    "DossierDeadline",
    "DossierEvent",
    "DossierForm",
    "DossierPaper",
    "DossierPause",
    "DossierSearch",
    "DraftPaper",
    "Extension",
    "FeeCharge",
    "Handover",
    "Rating",
    "RefusalNotice",
    "RegisterEntry",
    "RegisterPrint",
    "Result",
    "RoundItem",
    "SignedSlip",
    "StopNotice",
    "SupplementRequest",
    "SupplementShortfall",
]
