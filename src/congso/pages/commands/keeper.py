"""Who acts here."""

from typing import Protocol

from congso.organisation.permissions import Placed


class Keeper(Placed, Protocol):
    """An officer of the province who keeps the portal."""

    @property
    def id(self) -> int:
        """Return the officer's id."""

    @property
    def account_id(self) -> int:
        """Return the account that acts."""
