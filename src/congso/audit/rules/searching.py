"""What may be asked of the trail: one search, plain values that can be kept, signed and written down."""

import ipaddress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose acts may be seen: those of some units, and what their accounts did outside of a unit (signing in)."""

    units: tuple[int, ...]
    accounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Entries from `since` (included) to `until` (not included) that fit everything else that is said.

    `on_behalf_of` are appointments in whose place it was done, `person_id` acted for themselves, `subject_id` is whose
    data it was; `address` is one address or a network.
    """

    since: datetime
    until: datetime
    kind: str = ""
    action: str = ""
    purpose: str = ""
    account_id: int | None = None
    officer_id: int | None = None
    on_behalf_of: tuple[int, ...] = ()
    client_id: int | None = None
    person_id: UUID | None = None
    subject_id: UUID | None = None
    object_kind: str = ""
    object_id: str = ""
    address: str = ""

    @property
    def is_narrow(self) -> bool:
        """Tell whether it asks about one doer, one subject or one object: then there is little to look through."""
        return any(
            one is not None
            for one in (self.account_id, self.officer_id, self.client_id, self.person_id, self.subject_id)
        ) or bool(self.object_id)

    def as_dict(self) -> dict[str, Any]:
        """Return what is asked, as plain values; what is not asked is left out."""
        told = {name: value for name, value in asdict(self).items() if value not in (None, "", ())}
        return {name: _plain(value) for name, value in told.items()}

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Search":
        """Return what `as_dict` wrote. Raises ValueError for anything else."""
        known = {one.name for one in fields(cls)}
        try:
            if set(told) - known:
                raise ValueError("unknown criteria")
            values = dict(told)
            for name in ("since", "until"):
                values[name] = datetime.fromisoformat(values[name])
            for name in ("person_id", "subject_id"):
                if name in values:
                    values[name] = UUID(values[name])
            values["on_behalf_of"] = tuple(map(int, values.get("on_behalf_of", ())))
            return cls(**values)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a search: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, UUID) else value


def network(text: str) -> str:
    """Return an address or a network as it is searched for. Raises ValueError."""
    found = ipaddress.ip_network(text.strip(), strict=False)
    return str(found.network_address) if found.num_addresses == 1 else str(found)
