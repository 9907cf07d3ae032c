"""What the pages of officers put together from the contexts below."""

from dataclasses import dataclass
from datetime import date, datetime

from congso.catalogue import queries as catalogue
from congso.catalogue.queries import VersionView
from congso.dossiers import queries as dossiers
from congso.dossiers.commands import DeadlineDecision, clock
from congso.dossiers.queries import DossierRow, DossierView, Load, routes
from congso.dossiers.rules.deadlines import Derivation
from congso.dossiers.rules.rights import DossierRight
from congso.dossiers.rules.states import Action, DossierState
from congso.files import queries as files
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotFound, Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer
from congso.organisation.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer of the unit and what they have in hand."""

    officer: ActingOfficer
    load: Load

    @property
    def said(self) -> str:
        """Return the load in words."""
        late = f", {self.load.overdue} quá hạn" if self.load.overdue else ""
        return f"{self.officer.title} · đang giữ {self.load.open} hồ sơ{late}"


def colleagues(
    officer: ActingOfficer,
    *,
    on: date,
    now: datetime,
    roles: frozenset[Role] | None = None,
    unit_id: int | None = None,
) -> list[Colleague]:
    """Return the officers of one's unit, or of another of the agency, with their load, the least loaded first."""
    loads = dossiers.load_of_unit(officer, now=now, unit_id=unit_id)
    found = [
        Colleague(one, loads.get(one.id, Load()))
        for one in organisation.officers(unit_id or officer.unit_id, on)
        if roles is None or one.roles & roles
    ]
    return sorted(found, key=lambda one: (one.load.open, one.officer.id))


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """A unit with its officers and what lies with nobody, and the sums."""

    name: str
    colleagues: tuple[Colleague, ...]
    nobody: Load
    total: int
    late: int


def _unit_load(name: str, members: list[ActingOfficer], loads: dict[int | None, Load]) -> UnitLoad:
    found = [Colleague(one, loads.get(one.id, Load())) for one in members]
    return UnitLoad(
        name,
        tuple(sorted(found, key=lambda one: (-one.load.overdue, -one.load.open, one.officer.id))),
        loads.get(None, Load()),
        sum(load.open for load in loads.values()),
        sum(load.overdue for load in loads.values()),
    )


def unit_loads(officer: ActingOfficer, *, on: date, now: datetime) -> list[UnitLoad]:
    """Return one's own unit; for those who see the whole agency, every unit that has anything to do."""
    if not officer.may(DossierRight.SEE_AGENCY):
        own = dossiers.load_of_unit(officer, now=now)
        return [_unit_load(officer.unit_name, organisation.officers(officer.unit_id, on), own)]
    loads = dossiers.load_of_agency(officer, now=now)
    found = []
    for unit in organisation.units(officer.organisation_id, on):
        mine = {officer_id: load for (unit_id, officer_id), load in loads.items() if unit_id == unit.id}
        if mine:
            found.append(_unit_load(unit.name, organisation.officers(unit.id, on), mine))
    return sorted(found, key=lambda one: (-one.late, -one.total))


@dataclass(frozen=True, slots=True)
class Promise:
    """The appointment that a reception now would give, or why it cannot be told yet."""

    derivation: Derivation | None
    missing: str = ""


def promise(
    version: VersionView, case_code: str, channel: str, officer: ActingOfficer, now: datetime,
    decision: DeadlineDecision | None = None,
) -> Promise:  # fmt: skip
    """Return what a reception now would promise; nothing is written."""
    today = now.astimezone(VIETNAM).date()
    try:
        pinned = routes.pinned(version.id)
        calendar = organisation.calendar_for(officer.organisation_id, today, organisation.current_edition_id(today))
        found = clock.promise(version, case_code, channel, decision, pinned.policy, calendar, now)
    except Refusal as refusal:
        return Promise(None, refusal.message)
    return Promise(found.derivation)


def deadline_is_open(version: VersionView, case_code: str, channel: str) -> bool:
    """Tell whether the officer must settle the deadline, because none was published with a unit."""
    published = catalogue.deadline_rule(version, case_code, channel)
    return published.value is None or published.unit is None


def declared_online(dossier: DossierView) -> frozenset[str]:
    """Return the papers that the electronic form stands for (Decree 224/2026/NĐ-CP art. 3 clause 22)."""
    if dossier.row.channel != "online":
        return frozenset()
    content = catalogue.version(dossier.version_id).content
    return frozenset(one.key for one in content.components if one.has_form)


def shown_at_desk(dossier: DossierView) -> frozenset[str]:
    """Return the papers that are only shown when asked for: none of them is missing from the dossier."""
    content = catalogue.version(dossier.version_id).content
    return frozenset(one.key for one in content.components if one.mode == "present")


def receives_here(version: VersionView, officer: ActingOfficer, on: date) -> bool:
    """Tell whether the officer's agency receives this procedure."""
    try:
        routes.receiving_agency(version, officer.organisation_id, on)
    except (Incorrect, NotFound):
        return False
    return True


def dossier_with_code(officer: ActingOfficer, text: str, *, now: datetime) -> DossierRow | None:
    """Return the one dossier that a scanned or typed code means: exact, else the only one found."""
    found = dossiers.find(officer, text, now=now, limit=5).rows
    wanted = "".join(text.split()).upper()
    for row in found:
        if wanted in (row.code, row.registration_code):
            return row
    waiting = [row for row in found if row.state is DossierState.FINISHED]
    return waiting[0] if len(waiting) == 1 else (found[0] if len(found) == 1 else None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a colleague said when passing the draft on."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Signing:
    """What whoever approves must see above the button; the draft itself is `DossierView.result`."""

    proposals: tuple[Proposal, ...]
    page_text: str
    is_pdf: bool
    is_picture: bool


PICTURES = frozenset({"image/jpeg", "image/png"})


def signing(dossier: DossierView) -> Signing | None:
    """Return what is to be signed and who proposed it; None while there is no draft."""
    result = dossier.result
    if result is None:
        return None
    passed_on = [
        Proposal(one.by_label, one.at, one.reason)
        for one in dossier.events
        if one.action is Action.ADVANCE and one.at >= result.drafted_at
    ]
    is_pdf = result.file_type == "application/pdf"
    text = files.first_page_text(result.file_id) if is_pdf and result.file_id else ""
    return Signing(tuple(passed_on), text, is_pdf, result.file_type in PICTURES)
