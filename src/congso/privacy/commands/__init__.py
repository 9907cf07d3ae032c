"""Every change to the registers of personal data: one function, one transaction, one line in the trail."""

from .breaches import move_breach, note_reminded, open_breach, tell_incident
from .consents import consent, note_notice, withdraw_consent
from .holds import hold, lift_hold
from .requests import acknowledge, correct_contact, extend, finish, lift_restriction, lodge, refuse

__all__ = [
    "acknowledge",
    "consent",
    "correct_contact",
    "extend",
    "finish",
    "hold",
    "lift_hold",
    "lift_restriction",
    "lodge",
    "move_breach",
    "note_notice",
    "note_reminded",
    "open_breach",
    "refuse",
    "tell_incident",
    "withdraw_consent",
]
