"""When a result is due, and why: every date comes with the lines that a citizen can follow.

Sources: Civil Code 2015 (Bộ luật Dân sự), articles 146–148: the first day is not counted, a last day off moves to the
next working day; Decree 61/2018/NĐ-CP, article 19: supplements restart the deadline, one new appointment at most;
Decree 45/2020/NĐ-CP: 8 working hours to answer an online dossier. What a province or a procedure may choose is in
`DeadlinePolicy`. Days and working days are never merged, and a procedure without a unit has no deadline rule.

All instants are aware; they are read on a Vietnamese clock. Nothing here knows what time it is.
"""

from congso.catalogue.rules.workflow_language import HOURS_PER_WORKING_DAY

from .counting import add_months, due_instant
from .desk import intake_due, paper_forward_due
from .explaining import due
from .moving import after_payment, after_supplement, check_supplement_request, extend, latest_apology_on
from .terms import (
    APOLOGY,
    APOLOGY_LATE,
    SUPPLEMENT,
    AfterHours,
    DeadlinePolicy,
    DeadlineRefused,
    DeadlineRule,
    DeadlineUnit,
    Derivation,
    Line,
    LineKind,
    Modifier,
    SupplementPolicy,
)

__all__ = [
    "APOLOGY",
    "APOLOGY_LATE",
    "HOURS_PER_WORKING_DAY",
    "SUPPLEMENT",
    "AfterHours",
    "DeadlinePolicy",
    "DeadlineRefused",
    "DeadlineRule",
    "DeadlineUnit",
    "Derivation",
    "Line",
    "LineKind",
    "Modifier",
    "SupplementPolicy",
    "add_months",
    "after_payment",
    "after_supplement",
    "check_supplement_request",
    "due",
    "due_instant",
    "extend",
    "intake_due",
    "latest_apology_on",
    "paper_forward_due",
]
