"""Checking signatures, keeping keys, signing, and making what was signed last."""

from .anchors import remove_anchor, trust
from .checking import Brought, check_again, check_brought, check_stored
from .copying import certify_copy
from .credentials import Holder, end, note_warned, opened_certificates, opened_p12, register, set_picture
from .data import Form, sign_data
from .devices import Answered, Asking, Device, HashWanted, clear_prepared, keep_prepared
from .enrolment import enrol_missing
from .signing import Hand, begin, complete, new_code, seal, withdraw
from .strengthening import strengthen, strengthen_due

__all__ = [
    "Answered",
    "Asking",
    "Brought",
    "Device",
    "Form",
    "Hand",
    "HashWanted",
    "Holder",
    "begin",
    "certify_copy",
    "check_again",
    "check_brought",
    "check_stored",
    "clear_prepared",
    "complete",
    "end",
    "enrol_missing",
    "keep_prepared",
    "new_code",
    "note_warned",
    "opened_certificates",
    "opened_p12",
    "register",
    "remove_anchor",
    "seal",
    "set_picture",
    "sign_data",
    "strengthen",
    "strengthen_due",
    "trust",
    "withdraw",
]
