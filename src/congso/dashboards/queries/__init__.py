"""Every read of figures. All of them take a `Scope` that `permissions.scope` has made for the asker."""

from .counting import Totals, procedure_name, totals
from .listings import LISTINGS, Line, Listing, Opened, opened
from .overview import Group, Overview, overview

__all__ = [
    "LISTINGS",
    "Group",
    "Line",
    "Listing",
    "Opened",
    "Overview",
    "Totals",
    "opened",
    "overview",
    "procedure_name",
    "totals",
]
