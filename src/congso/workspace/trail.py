"""Entries of the trail as an inspector reads them: who, in whose place, from where, what, whose data, what for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from congso.audit.queries import EntryView
from congso.audit.rules import kinds, purposes
from congso.dossiers import queries as dossiers
from congso.identity import queries as identity
from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation
from congso.organisation.queries import OfficerLabel
from congso.ui.components.words import masked_id, masked_name

from .rules import trail_words


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list."""

    id: UUID
    at: datetime
    who: str
    place: str
    stands_in: str
    kind: str
    what: str
    object: str
    code: str
    subjects: int
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A person an entry is about: enough to recognise whom one knows, too little to learn who a stranger is."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry opened: everything it says, in words. `line` as in the list."""

    line: Line
    entry: EntryView
    source: str
    account: str
    delegation: str
    subjects: tuple[Subject, ...]
    more_subjects: int
    details: list[tuple[str, str]]


MOST_SUBJECTS = 20
"""People of one entry that are shown."""


def lines(entries: Sequence[EntryView]) -> list[Line]:
    """Return entries in words; names and codes are read once for all of them."""
    labels = organisation.officer_labels(
        {one for entry in entries for one in (entry.officer_id, entry.on_behalf_of_officer_id) if one is not None}
    )
    codes = dossiers.codes_for_inspection({one for entry in entries for one in _dossier(entry)})
    return [_line(entry, labels, codes) for entry in entries]


def sheet(entry: EntryView) -> Sheet:
    """Return one entry with all it says. Names of citizens and their numbers are masked."""
    (line,) = lines([entry])
    account = identity.account(entry.account_id) if entry.account_id is not None else None
    shown = entry.subject_ids[:MOST_SUBJECTS]
    people = identity.persons(list(shown))
    return Sheet(
        line=line,
        entry=entry,
        source=purposes.source(entry.purpose),
        account=account.username if account and account.kind == "officer" else "",
        delegation=_paper(entry.delegation_id or ""),
        subjects=tuple(
            Subject(masked_name(people[one].full_name), masked_id(people[one].identity_number))
            if one in people
            else Subject(_("Người không còn trong hệ thống"), "")
            for one in shown
        ),
        more_subjects=len(entry.subject_ids) - len(shown),
        details=trail_words.details(entry.detail),
    )


def _paper(delegation_id: str) -> str:
    """Return the paper of a delegation in words, its id when it is no more."""
    try:
        return str(organisation.delegation(int(delegation_id)).document)
    except (ValueError, NotFound):
        return delegation_id


def _line(entry: EntryView, labels: dict[int, OfficerLabel], codes: dict[UUID, str]) -> Line:
    label = labels.get(entry.officer_id or 0)
    other = labels.get(entry.on_behalf_of_officer_id or 0)
    return Line(
        id=entry.id,
        at=entry.at,
        who=label.name if label else _who(entry),
        place=f"{label.title}, {label.unit_name}, {label.organisation_name}" if label else "",
        stands_in=f"{other.name}, {other.title}" if other else "",
        kind=kinds.label(entry.kind),
        what=trail_words.action_label(entry.action, entry.kind),
        object=trail_words.object_label(entry.object_kind),
        code=next((codes[one] for one in _dossier(entry) if one in codes), ""),
        subjects=len(entry.subject_ids),
        why=purposes.label(entry.purpose),
        address=entry.address or "",
    )


def _who(entry: EntryView) -> str:
    if entry.client_id is not None:
        client = identity.client(entry.client_id)
        return _("Hệ thống %s") % client.name if client else _("Hệ thống kết nối")
    if entry.person_id is not None:
        return _("Người dân")
    if entry.account_id is not None:
        account = identity.account(entry.account_id)
        return account.username if account and account.kind == "officer" else _("Người dân")
    return _("Chưa rõ (trước khi đăng nhập)") if entry.address else _("Hệ thống")


def _dossier(entry: EntryView) -> Iterable[UUID]:
    if entry.object_kind == "dossier" and entry.object_id:
        try:
            yield UUID(entry.object_id)
        except ValueError:
            return
