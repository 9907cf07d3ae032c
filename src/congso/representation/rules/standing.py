"""For whom somebody may act at this moment, and in what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person may do for others on a day: organisations with the procedures (empty: all), mandates in force."""

    on: date | None = None
    bodies: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    mandates: frozenset[UUID] = frozenset()

    def acts_for_body(self, body_id: UUID, procedure_code: str) -> bool:
        """Tell whether they act for an organisation in this procedure."""
        scope = self.bodies.get(body_id)
        return scope is not None and covers(scope, procedure_code)


@dataclass(frozen=True, slots=True)
class Capacity:
    """In whose place something is done: an organisation's, or another person's by a mandate; neither: one's own."""

    body_id: UUID | None = None
    mandate_id: UUID | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What an event and the trail keep of it, under `acting`; empty for one's own acts."""
        said = {"body": self.body_id, "mandate": self.mandate_id}
        words = {key: str(value) for key, value in said.items() if value is not None}
        return {"acting": words} if words else {}


def covers(scope: frozenset[str], procedure_code: str) -> bool:
    """Tell whether a scope reaches a procedure; an empty one reaches all."""
    return not scope or procedure_code in scope


NOBODY = Standing()
