"""The trail about one person in words: whose unit and post, when, what, with which dossier, on which ground."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from congso.audit import queries as audit
from congso.audit.queries import EntryView
from congso.audit.rules import kinds, purposes
from congso.dossiers import queries as dossiers
from congso.dossiers.rules.states import Action
from congso.identity import queries as identity
from congso.kernel.clock import VIETNAM
from congso.organisation import queries as organisation

_ACTS = {f"dossiers.{action.value}": action.label for action in Action}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one party did with the person's data on a day: `times` entries alike, from `since` to `at`."""

    at: datetime
    since: datetime
    who: str
    place: str
    stands_in: str
    what: str
    why: str
    source: str
    dossiers: tuple[tuple[UUID, str], ...]
    times: int


@dataclass(frozen=True, slots=True)
class Readings:
    """A page, newest first, a day at a time."""

    days: list[tuple[date, list[Reading]]]
    next_cursor: str | None


def about(person_id: UUID, *, own: bool, after: str | None, now: datetime, limit: int = 60) -> Readings:
    """Return a page of what the trail says about a person, and write down that it was read."""
    found, more = audit.about_person(person_id, own=own, after=after, limit=limit)
    dossiers.note_own(person_id, "audit.own", now=now, object_kind="person", object_id=person_id)
    labels = organisation.officer_labels(
        {one for entry in found for one in (entry.officer_id, entry.on_behalf_of_officer_id) if one is not None}
    )
    mine = dossiers.codes_of(
        person_id, {one for entry in found for one in _dossiers(entry)}, now.astimezone(VIETNAM).date()
    )
    days = []
    for day, entries in groupby(found, key=lambda entry: entry.at.astimezone(VIETNAM).date()):
        readings, groups = [], dict[tuple[object, ...], list[EntryView]]()
        for entry in entries:
            groups.setdefault(_alike(entry), []).append(entry)
        for alike in groups.values():
            first = alike[0]
            label = labels.get(first.officer_id or 0)
            other = labels.get(first.on_behalf_of_officer_id or 0)
            ids = {one for entry in alike for one in _dossiers(entry)}
            readings.append(
                Reading(
                    at=first.at,
                    since=alike[-1].at,
                    who=label.title if label else _who(first, person_id),
                    place=f"{label.unit_name}, {label.organisation_name}" if label else "",
                    stands_in=f"{other.title}, {other.unit_name}" if other else "",
                    what=_what(first),
                    why=purposes.label(first.purpose),
                    source=purposes.source(first.purpose),
                    dossiers=tuple((one, mine[one]) for one in sorted(ids) if one in mine),
                    times=len(alike),
                )
            )
        days.append((day, readings))
    return Readings(days, more)


def _alike(entry: EntryView) -> tuple[object, ...]:
    return (entry.officer_id, entry.on_behalf_of_officer_id, entry.client_id, entry.person_id, entry.action,
            entry.purpose, *_dossiers(entry))  # fmt: skip


def _dossiers(entry: EntryView) -> list[UUID]:
    """Return the dossiers an entry is about; among those of a list only the person's own are named to them."""
    named = [str(one) for one in entry.detail.get("dossiers", ())]
    if entry.object_kind == "dossier" and entry.object_id:
        named.append(entry.object_id)
    return [UUID(one) for one in named]


def _what(entry: EntryView) -> str:
    return kinds.READINGS.get(entry.action) or _ACTS.get(entry.action) or kinds.label(entry.kind)


def _who(entry: EntryView, person_id: UUID) -> str:
    if entry.person_id == person_id:
        return "Chính bạn"
    if entry.person_id is not None:
        if entry.detail.get("co_applicant"):
            return "Người cùng đề nghị"
        return "Người được ủy quyền, đại diện" if entry.mandate_id else "Người nộp thay"
    if entry.client_id is not None:
        client = identity.client(entry.client_id)
        return f"Hệ thống kết nối {client.name}" if client else "Hệ thống kết nối"
    return "Hệ thống"
