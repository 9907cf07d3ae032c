"""Whose entries an inspector may see: an agency's own; of the whole province at an agency of the province."""

from typing import Protocol

from congso.kernel.refusals import NotAllowed
from congso.kernel.rights import Right

from .rules.rights import InspectionRight


class Inspector(Protocol):
    """Whoever acts, with the agency they act for."""

    def may(self, *wanted: Right) -> bool: ...

    @property
    def tier(self) -> str: ...


def sees_everything(officer: Inspector) -> bool:
    """Tell whether an officer's searches reach the whole province."""
    return officer.tier == "province"


def check(officer: Inspector, right: InspectionRight) -> None:
    """Raise NotAllowed for who may not."""
    if not officer.may(right):
        raise NotAllowed("Nhật ký dành cho cán bộ thanh tra, kiểm tra.", code="not_an_inspector")
