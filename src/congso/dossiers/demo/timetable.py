"""Promises and instants of one agency, found once and written many times."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congso.dossiers.rules import deadlines
from congso.dossiers.rules.deadlines import DeadlineRule, DeadlineUnit

from .copying import copied
from .offers import Offer
from .worktime import DAY, instant_of, minutes_of


@dataclass(slots=True)
class Timetable:
    """Instants as COPY wants them, and due dates found once per day."""

    calendar: Any
    _days: dict[int, str] = field(default_factory=dict)
    _due: dict[tuple[DeadlineRule, int, int], tuple[int, str]] = field(default_factory=dict)

    def text(self, minutes: int | None) -> str:
        """Return an instant for COPY."""
        if minutes is None:
            return "\\N"
        ordinal, minute = divmod(minutes, DAY)
        day = self._days.get(ordinal)
        if day is None:
            day = self._days[ordinal] = date.fromordinal(ordinal).isoformat()
        return f"{day} {minute // 60:02}:{minute % 60:02}:00+07"

    def due(self, offer: Offer, received: int) -> tuple[int, str]:
        """Return the due instant, and the derivation as COPY text, by the very rules the desk uses.

        Within a day the answer depends on the hour only through the cut-off and the closing, so one calculation serves
        a part of a day; the moment of reception is then written into its explanation.
        """
        ordinal, minute = divmod(received, DAY)
        part = 0 if minute < 900 else 1 if minute < 1_020 else 2
        exact = offer.rule.unit in (DeadlineUnit.WORKING_HOUR, DeadlineUnit.HOUR, DeadlineUnit.MINUTE)
        key = (offer.rule, ordinal, minute if exact else -part)
        found = self._due.get(key)
        stand_in = minute if exact else (599, 959, 1_139)[part]
        if found is None:
            start = instant_of(ordinal * DAY + stand_in)
            promise = deadlines.due(start, offer.rule, (), offer.policy, calendar=self.calendar)
            text = json.dumps(promise.to_json(), ensure_ascii=False)
            found = self._due[key] = (minutes_of(promise.due_at), copied(text))
        if stand_in == minute:
            return found
        written = f"{stand_in // 60:02}:{stand_in % 60:02}"
        return found[0], found[1].replace(written, f"{minute // 60:02}:{minute % 60:02}")
