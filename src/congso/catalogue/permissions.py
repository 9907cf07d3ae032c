"""Who may change the catalogue."""

from typing import Protocol

from congso.kernel.rights import Right

from .rules.rights import CatalogueRight


class Holder(Protocol):
    """An officer, as far as this question goes."""

    def may(self, *wanted: Right) -> bool:
        """Tell whether one of these rights is there."""


def may_edit(officer: Holder | None) -> bool:
    """Tell whether an officer may work on procedures and their review list (cán bộ kiểm soát TTHC)."""
    return officer is not None and officer.may(CatalogueRight.EDIT)
