"""What officers type, as arguments of the commands."""

from .acts import (
    ActForm,
    AdvanceForm,
    ApproveForm,
    AssignForm,
    EndForm,
    ExtendForm,
    ForwardForm,
    NoteForm,
    PinField,
    ReasonForm,
    SendBackForm,
    WithdrawForm,
)
from .intake import BroughtForm, DeadlineForm, IncompleteForm, SupplementForm
from .money import PaidForm, PaymentRequestForm, WaiveForm
from .papers import BulkForm, PaperForm
from .results import DraftResultForm, ReturnForm

__all__ = [
    "ActForm",
    "AdvanceForm",
    "ApproveForm",
    "AssignForm",
    "BroughtForm",
    "BulkForm",
    "DeadlineForm",
    "DraftResultForm",
    "EndForm",
    "ExtendForm",
    "ForwardForm",
    "IncompleteForm",
    "NoteForm",
    "PaidForm",
    "PaperForm",
    "PaymentRequestForm",
    "PinField",
    "ReasonForm",
    "ReturnForm",
    "SendBackForm",
    "SupplementForm",
    "WaiveForm",
    "WithdrawForm",
]
