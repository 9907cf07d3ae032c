"""What pages for people put together from several contexts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from congso.catalogue import queries as catalogue
from congso.catalogue.rules import form_language
from congso.catalogue.rules.content import Component, deadline_text
from congso.catalogue.rules.policy import FeeLine
from congso.dossiers import queries as dossiers
from congso.dossiers.commands import clock as promises
from congso.dossiers.queries import DossierRow, DraftView, routes
from congso.dossiers.rules.states import DossierState
from congso.identity.queries import PersonView
from congso.kernel.refusals import Incorrect, NotFound, Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import OrganisationView

from .rules.life_events import LIFE_EVENTS, LifeEvent
from .rules.next_step import TONES, Next, next_for

FRONT_PAGE_SECONDS = 300
POPULAR = 8


# The front page


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The parts of the front page that are the same for everybody."""

    events: tuple[LifeEvent, ...]
    fields: tuple[tuple[int, str, int], ...]
    popular: tuple[catalogue.ProcedureRow, ...]
    procedures: int
    agencies: int


def front_page(on: date) -> FrontPage:
    """Return what the front page offers, remembered for some minutes; events without a procedure are left out."""
    key = f"portal.front_page.{on}"
    kept = cache.get(key)
    if isinstance(kept, FrontPage):
        return kept
    page = catalogue.search("", limit=POPULAR)
    fields = sorted(catalogue.fields(), key=lambda field: -field[2])[:12]
    fresh = FrontPage(
        events=tuple(event for event in LIFE_EVENTS if catalogue.search(event.search, limit=1).rows),
        fields=tuple(fields),
        popular=page.rows,
        procedures=page.count,
        agencies=len(contacts("", on, limit=10_000)),
    )
    cache.set(key, fresh, FRONT_PAGE_SECONDS if fresh.popular else 5)
    return fresh


def contacts(text: str, on: date, *, limit: int = 20) -> list[OrganisationView]:
    """Return the agencies that people may turn to, by words of their name; those with a desk only."""
    found = organisation.organisations_named(text, on, limit=200) if text.strip() else organisation.organisations(on=on)
    return [one for one in found if one.kind in RECEIVING_KINDS or one.kind == "department"][:limit]


def notices(on: date) -> list[dict[str, str]]:
    """Return the notices to show on a day (settings: `CONGSO_NOTICES`)."""
    day = on.isoformat()
    listed: Iterable[dict[str, str]] = getattr(settings, "PORTAL_NOTICES", ())
    return [one for one in listed if one.get("from", "") <= day <= one.get("to", "9999-12-31")]


# Applying

RECEIVING_KINDS = frozenset({"commune_committee", "provincial_centre", "district_committee"})


def receiving_choices(version: catalogue.VersionView, on: date) -> list[OrganisationView]:
    """Return the agencies that receive a procedure on a day, in alphabetical order."""
    tiers = version.policy.receiving_tiers
    found = []
    for one in organisation.organisations(kinds=RECEIVING_KINDS, tiers=tiers or None, on=on):
        try:
            found.append(routes.receiving_agency(version, one.id, on))
        except Incorrect:
            continue
    return found


def receiving_of(person: PersonView, choices: list[OrganisationView], on: date) -> OrganisationView | None:
    """Return the agency that a person's own commune answers to, if it is one of the choices; else the only one."""
    if len(choices) == 1:
        return choices[0]
    near = organisation.committee_of("commune", person.commune_code, on) if person.commune_code else None
    return next((one for one in choices if near is not None and one.id == near.id), None)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What would be promised if the application were handed in now; `due_at` None when only an officer can tell."""

    rule: str
    answer_by: datetime | None = None
    due_at: datetime | None = None
    lines: tuple[tuple[str, str], ...] = ()


def estimate(version: catalogue.VersionView, case_code: str, organisation_id: int, now: datetime) -> Estimate:
    """Return the promise to expect for an application handed in now, counted from the latest lawful reception.

    The clock of the deadline begins with acceptance, for which the desk has eight working hours (Decree 61/2018/NĐ-CP
    art. 17 clause 2), so the estimate is the latest date, never an optimistic one.
    """
    pinned = routes.pinned(version.id)
    rule = deadline_words(version, case_code)
    day = promises.day_of(now)
    try:
        answer_by = promises.intake_until(organisation_id, pinned.policy, now)
        calendar = organisation.calendar_for(organisation_id, day)
        found = promises.promise(version, case_code, "online", None, pinned.policy, calendar, answer_by)
    except (Refusal, ValueError):
        return Estimate(rule)
    lines = tuple((line.text, line.source) for line in found.derivation.lines)
    return Estimate(rule, answer_by, found.derivation.due_at, lines)


def deadline_words(version: catalogue.VersionView, case_code: str) -> str:
    """Return the deadline that is promised, in words: the province's own where it commits itself to less."""
    published = catalogue.deadline_rule(version, case_code, "online")
    value, unit = published.committed_value, published.committed_unit
    if value is None or unit is None:
        value, unit = published.value, published.unit
    return deadline_text(value, unit, published.text)


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """What one case of a procedure promises and asks: its deadline, fees and own papers."""

    name: str
    deadline: str
    fees: tuple[FeeLine, ...]
    components: tuple[Component, ...]


def terms_by_case(version: catalogue.VersionView, on: date, chosen: str = "") -> list[CaseTerms]:
    """Return the terms of each case; one without a name where there is nothing to choose, or a case is `chosen`."""
    cases = version.content.cases
    if chosen or len(cases) < 2:
        code = chosen or (cases[0].code if cases else "")
        return [CaseTerms("", deadline_words(version, code), fees(version, code, on), components_of(version, code))]
    return [
        CaseTerms(
            case.name,
            deadline_words(version, case.code),
            fees(version, case.code, on),
            tuple(one for one in components_of(version, case.code) if one.case),
        )
        for case in cases
    ]


def shared_components(version: catalogue.VersionView) -> tuple[Component, ...]:
    """Return the papers that every case asks for, when there are several cases."""
    if len(version.content.cases) < 2:
        return ()
    return tuple(one for one in components_of(version, "") if not one.case)


def fees(version: catalogue.VersionView, case_code: str, on: date) -> tuple[FeeLine, ...]:
    """Return the fees of an application handed in online on a day."""
    return catalogue.fee_lines(version, case_code, "online", on)


def components_of(version: catalogue.VersionView, case_code: str) -> tuple[Component, ...]:
    """Return the papers of the published list that belong to a case handed in online."""
    return version.content.components_for(case_code, "online")


@dataclass(frozen=True, slots=True)
class Application:
    """A draft with everything its pages show."""

    draft: DraftView
    version: catalogue.VersionView
    components: tuple[Component, ...]

    @property
    def files_by_component(self) -> Mapping[str, list[dossiers.DraftPaperView]]:
        """The attached files under the key of their component."""
        found: dict[str, list[dossiers.DraftPaperView]] = {}
        for paper in self.draft.papers:
            found.setdefault(paper.component_key, []).append(paper)
        return found

    @property
    def case_name(self) -> str:
        """The chosen case in words."""
        case = self.version.content.case(self.draft.case_code)
        return case.name if case else ""


def application(account_id: int, draft_id: UUID, on: date) -> Application:
    """Return a draft of one's own with its procedure; what is calculated is as it comes out on a day.

    Raises NotFound for anybody else's.
    """
    return whole(dossiers.draft(account_id, draft_id), on)


def whole(draft: DraftView, on: date) -> Application:
    """Return a draft that its reader may read with its procedure, as in `application`."""
    version = catalogue.version(draft.version_id)
    draft = replace(draft, answers=form_language.recalculated(version.form, draft.answers, on))
    return Application(draft, version, components_of(version, draft.case_code))


def wrong_answers(found: Application, on: date, own: dossiers.OwnDossiers) -> Mapping[str, list[str]]:
    """Return what is missing or wrong in the form of a draft: sentences by the key of the answer."""
    draft = found.draft
    given = {paper.component_key for paper in draft.papers}
    return catalogue.check_answers(found.version, draft.answers, given, on, dossiers=own).errors


def missing_papers(found: Application) -> tuple[str, ...]:
    """Return the keys of the papers without which the draft cannot be handed in and that have no file."""
    given = found.files_by_component
    return tuple(one.key for one in found.components if one.needs_file and one.key not in given)


# My dossiers


@dataclass(frozen=True, slots=True)
class MyDossier:
    """A dossier in the list of its owner: what it waits for, and whose turn it is."""

    row: DossierRow
    tone: str
    next: Next
    may_rate: bool = False
    new_answers: int = 0

    @property
    def is_paused(self) -> bool:
        """Tell whether the clock stands still."""
        return self.row.state in {DossierState.SUPPLEMENT_REQUESTED, DossierState.PAYMENT_REQUESTED}


@dataclass(frozen=True, slots=True)
class MyPage:
    """A page of one's dossiers: those that need the person, those that run, those that are closed."""

    yours: tuple[MyDossier, ...]
    running: tuple[MyDossier, ...]
    closed: tuple[MyDossier, ...]
    next_cursor: str | None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing at all."""
        return not (self.yours or self.running or self.closed)


def my_dossiers(
    person_id: UUID, *, now: datetime, after: str | None = None, limit: int = 30, body_id: UUID | None = None
) -> MyPage:
    """Return a page of a person's dossiers, or of those of an organisation they act for, what needs them first."""
    if body_id is not None:
        page = dossiers.dossiers_of_body(person_id, body_id, now=now, after=after, limit=limit)
    else:
        page = dossiers.dossiers_of_person(person_id, now=now, after=after, limit=limit)
    rated = dossiers.rated_among([row.id for row in page.rows])
    answers = dossiers.new_answers(person_id, [row.id for row in page.rows])
    mine = [
        MyDossier(
            row,
            TONES[row.state],
            next_for(row.state, supplement_answered=row.supplement_answered, withdrawal_asked=row.withdrawal_asked),
            may_rate=row.state is DossierState.RETURNED and row.id not in rated,
            new_answers=answers[row.id],
        )
        for row in page.rows
    ]
    return MyPage(
        tuple(one for one in mine if one.next.is_yours),
        tuple(one for one in mine if not one.next.is_yours and not one.row.state.is_final),
        tuple(one for one in mine if one.row.state.is_final),
        page.next_cursor,
    )


def procedure_in_force(code: str, on: date) -> catalogue.VersionView:
    """Return the version one may apply under today. Raises NotFound for an unknown or internal procedure."""
    if not code.isprintable():
        raise NotFound("Không có thủ tục này.")
    version = catalogue.current(code[:20], on)
    if version.content.is_internal:
        raise NotFound("Không có thủ tục này.")
    return version
