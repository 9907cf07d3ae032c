"""Who may change the catalogue."""

from typing import Protocol

from congso.organisation.rules.roles import Role


class Holder(Protocol):
    """An officer, as far as this question goes."""

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles of the position held."""


def may_edit(officer: Holder | None) -> bool:
    """Tell whether an officer may work on procedures and their review list (cán bộ kiểm soát TTHC)."""
    return officer is not None and Role.CATALOGUE_EDITOR in officer.roles
