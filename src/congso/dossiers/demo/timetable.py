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

_CLOCK = tuple(f" {minute // 60:02}:{minute % 60:02}:00+07" for minute in range(DAY))

Promises = dict[tuple[int, int], tuple[int, str]]


@dataclass(slots=True)
class Timetable:
    """Instants as COPY wants them, and due dates found once per day, for all agencies that keep one calendar."""

    calendar: Any
    _days: dict[int, str] = field(default_factory=dict)
    _promises: dict[tuple[DeadlineRule, str], Promises] = field(default_factory=dict)
    _of_offers: dict[Offer, tuple[bool, Promises]] = field(default_factory=dict)

    def text(self, minutes: int | None) -> str:
        """Return an instant for COPY."""
        if minutes is None:
            return "\\N"
        ordinal, minute = divmod(minutes, DAY)
        day = self._days.get(ordinal)
        if day is None:
            day = self._days[ordinal] = date.fromordinal(ordinal).isoformat()
        return day + _CLOCK[minute]

    def due(self, offer: Offer, received: int) -> tuple[int, str]:
        """Return the due instant, and the derivation as COPY text, by the very rules the desk uses.

        Within a day the answer depends on the hour only through the cut-off and the closing, so one calculation serves
        a part of a day; the moment of reception is then written into its explanation.
        """
        ordinal, minute = divmod(received, DAY)
        part = 0 if minute < 900 else 1 if minute < 1_020 else 2
        exact, promises = self._of_offers.get(offer) or self._meet(offer)
        key = (ordinal, minute if exact else part)
        found = promises.get(key)
        stand_in = minute if exact else (599, 959, 1_139)[part]
        if found is None:
            start = instant_of(ordinal * DAY + stand_in)
            promise = deadlines.due(start, offer.rule, (), offer.policy, calendar=self.calendar)
            text = json.dumps(promise.to_json(), ensure_ascii=False)
            found = promises[key] = (minutes_of(promise.due_at), copied(text))
        if stand_in == minute:
            return found
        written = f"{stand_in // 60:02}:{stand_in % 60:02}"
        return found[0], found[1].replace(written, f"{minute // 60:02}:{minute % 60:02}")

    def _meet(self, offer: Offer) -> tuple[bool, Promises]:
        """Offers of the same rule and policy share what was found, at whatever agency."""
        exact = offer.rule.unit in (DeadlineUnit.WORKING_HOUR, DeadlineUnit.HOUR, DeadlineUnit.MINUTE)
        shared = self._promises.setdefault((offer.rule, offer.policy_json), {})
        self._of_offers[offer] = exact, shared
        return exact, shared
