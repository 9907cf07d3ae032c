"""What happened to a dossier, for others to react to. Identifiers and codes only, no personal data.

`sequence` is the number of the dossier's own event: `(dossier_id, sequence)` names the fact for ever, so a reaction
can be repeated without a second effect.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DossierFact:
    """What every fact carries."""

    dossier_id: str
    sequence: int


@dataclass(frozen=True)
class DossierSubmitted(DossierFact):
    """An application was handed in and waits at the desk (mới đăng ký)."""

    receiving_organisation_id: int
    channel: str


@dataclass(frozen=True)
class DossierReceived(DossierFact):
    """The dossier was accepted: it has a code and a due date (được tiếp nhận)."""

    receiving_organisation_id: int
    code: str


@dataclass(frozen=True)
class SupplementAsked(DossierFact):
    """The applicant was asked to complete the dossier."""

    round: int
    at_intake: bool


@dataclass(frozen=True)
class SupplementAnswered(DossierFact):
    """The applicant handed in what was asked; the desk must look at it."""

    round: int


@dataclass(frozen=True)
class SupplementIncomplete(DossierFact):
    """What was handed in is not enough; the same request waits for the rest."""

    round: int


@dataclass(frozen=True)
class SupplementConfirmed(DossierFact):
    """The desk confirmed that the dossier is complete; the clock runs again."""

    round: int


@dataclass(frozen=True)
class DossierRefused(DossierFact):
    """The desk did not receive the dossier (không được tiếp nhận)."""


@dataclass(frozen=True)
class PaymentRequested(DossierFact):
    """The applicant has to pay before work goes on."""

    amount_vnd: int


@dataclass(frozen=True)
class PaymentConfirmed(DossierFact):
    """Everything due was paid or waived."""


@dataclass(frozen=True)
class RegisterPrintAsked:
    """Somebody wants the register of an agency and year on paper."""

    print_id: str


@dataclass(frozen=True)
class DossierAssigned(DossierFact):
    """An officer now has the dossier."""

    officer_id: int


@dataclass(frozen=True)
class DossierForwarded(DossierFact):
    """The dossier now waits for a unit: forwarded, advanced to the next step, or sent back."""

    unit_id: int
    step: str


@dataclass(frozen=True)
class DeadlineExtended(DossierFact):
    """The agency apologised and named a new day (at most once)."""


@dataclass(frozen=True)
class ResultIssued(DossierFact):
    """The result exists (đã xử lý xong); `declined` results are results too."""

    declined: bool


@dataclass(frozen=True)
class RoundAuthorised:
    """A leader ordered that the results of a round are signed."""

    round_id: str


@dataclass(frozen=True)
class ResultReturned(DossierFact):
    """The person has the result (đã trả kết quả)."""

    channel: str


@dataclass(frozen=True)
class ResultRecalled(DossierFact):
    """A wrong result was taken back; the case is open again."""


@dataclass(frozen=True)
class DossierStopped(DossierFact):
    """The agency stopped the case (dừng xử lý); `expired`: the supplement never came."""

    expired: bool


@dataclass(frozen=True)
class WithdrawalAsked(DossierFact):
    """The applicant asks to withdraw; the desk must confirm."""


@dataclass(frozen=True)
class DossierWithdrawn(DossierFact):
    """The dossier was withdrawn."""


@dataclass(frozen=True)
class DossierRated(DossierFact):
    """The person said what they thought of the service."""

    overall: int


@dataclass(frozen=True)
class CoApplicantInvited:
    """Somebody is to be written to who was invited to apply together."""

    invitation_id: str


@dataclass(frozen=True)
class CoApplicantAnswered:
    """Somebody invited agreed or declined; `round` numbers their answers."""

    invitation_id: str
    round: int
    agreed: bool


@dataclass(frozen=True)
class CoSigningLapsed:
    """What somebody agreed to was changed; they must be asked again. `round` is the answer that counts no more."""

    invitation_id: str
    round: int


@dataclass(frozen=True)
class InvitationWithdrawn:
    """Somebody who had opened an invitation is needed no more."""

    invitation_id: str


@dataclass(frozen=True)
class QuestionAsked:
    """A person wrote to the unit that has their dossier."""

    dossier_id: str
    message_id: str


@dataclass(frozen=True)
class QuestionAnswered:
    """An officer wrote to the people of a dossier."""

    dossier_id: str
    message_id: str
