"""Strings in, arguments out: the forms of the catalogue's pages, and any definition as a form that people fill in."""

from .answers import AnswersForm, FilePicker, browser_rule
from .browsing import BrowseForm
from .given_answers import prefilled, read_answers
from .reviewing import DeadlineRulingForm, SettlementForm

__all__ = [
    "AnswersForm",
    "BrowseForm",
    "DeadlineRulingForm",
    "FilePicker",
    "SettlementForm",
    "browser_rule",
    "prefilled",
    "read_answers",
]
