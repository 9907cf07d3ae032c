"""Every change to a dossier: one function, one transaction, one event. See `case.py` for the shape they share.

`by` is an officer, an applicant, another system (`Client`) or the system itself; `now` is an aware instant. Commands
that a page offers take `expected_event_count`, the number of events the page was made with: when a colleague acted
since, they refuse with NotPossibleNow `changed_meanwhile` instead of doing something nobody meant.
"""

from congso.dossiers.permissions import SYSTEM, Actor, Applicant, Client, System
from congso.dossiers.queries.shapes import SupplementItem

from .approving import authorise_round, begin_round, carry_out, decide, rounds_under_way
from .behalf import AtCounter
from .clock import DeadlineDecision
from .co_applicants import (
    Letter,
    agree_to_apply,
    decline_to_apply,
    draw_invitation_letter,
    draw_invitation_link,
    invite_co_applicant,
    open_invitation,
    send_invitation_again,
    withdraw_invitation,
)
from .conversation import answer, ask, mark_conversation_read, needs_no_answer
from .draft_row import KEPT_FOR
from .drafts import (
    attach_paper,
    choose,
    choose_for_whom,
    detach_paper,
    discard_draft,
    discard_drafts_of,
    discard_expired_drafts,
    duplicate,
    save_draft,
    start_draft,
    submit,
)
from .ending import ask_withdrawal, confirm_withdrawal, expire_supplement, expire_supplements, rate, stop
from .intake import accept, accept_many, receive_at_counter
from .judging import judge_paper
from .money import FeeInput, collect_fees, confirm_payment, request_payment, waive_fees
from .opening import PaperInput
from .processing import advance, assign, assign_many, extend, forward, send_back, take
from .refusing import refuse
from .register import (
    ask_register_print,
    forget_register_prints,
    keep_register_print,
    note_register_print_failed,
)
from .results import approve, decline, deliver_electronically, draft_result, issue, recall_result, return_result
from .signing import Means
from .slips import sign_missing_slips, sign_slip
from .submitting import submit_direct
from .supplements import answer_supplement, ask_supplement, confirm_supplement, report_incomplete

__all__ = [
    "KEPT_FOR",
    "SYSTEM",
    "Actor",
    "Applicant",
    "AtCounter",
    "Client",
    "DeadlineDecision",
    "FeeInput",
    "Letter",
    "Means",
    "PaperInput",
    "SupplementItem",
    "System",
    "accept",
    "accept_many",
    "advance",
    "agree_to_apply",
    "answer",
    "answer_supplement",
    "approve",
    "ask",
    "ask_register_print",
    "ask_supplement",
    "ask_withdrawal",
    "assign",
    "assign_many",
    "attach_paper",
    "authorise_round",
    "begin_round",
    "carry_out",
    "choose",
    "choose_for_whom",
    "collect_fees",
    "confirm_payment",
    "confirm_supplement",
    "confirm_withdrawal",
    "decide",
    "decline",
    "decline_to_apply",
    "deliver_electronically",
    "detach_paper",
    "discard_draft",
    "discard_drafts_of",
    "discard_expired_drafts",
    "draft_result",
    "draw_invitation_letter",
    "draw_invitation_link",
    "duplicate",
    "expire_supplement",
    "expire_supplements",
    "extend",
    "forget_register_prints",
    "forward",
    "invite_co_applicant",
    "issue",
    "judge_paper",
    "keep_register_print",
    "mark_conversation_read",
    "needs_no_answer",
    "note_register_print_failed",
    "open_invitation",
    "rate",
    "recall_result",
    "receive_at_counter",
    "refuse",
    "report_incomplete",
    "request_payment",
    "return_result",
    "rounds_under_way",
    "save_draft",
    "send_back",
    "send_invitation_again",
    "sign_missing_slips",
    "sign_slip",
    "start_draft",
    "stop",
    "submit",
    "submit_direct",
    "take",
    "waive_fees",
    "withdraw_invitation",
]
