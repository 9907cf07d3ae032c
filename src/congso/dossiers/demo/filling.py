"""Writes the stories down: whole months at a time, straight into the tables by COPY.

The order of months is the order of time, so pages of the tables hold neighbours in time as they would in life. Codes
and register numbers are drawn per agency in the order of reception and are gap-free; the registers are moved on, so
that the next real dossier gets the next number.
"""

import json
import multiprocessing
import random
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from congso.catalogue import queries as catalogue
from congso.dossiers.queries import routes
from congso.dossiers.queries.words import words_of
from congso.dossiers.rules import codes, deadlines, workflow
from congso.dossiers.rules.deadlines import DeadlineRule, DeadlineUnit
from congso.dossiers.rules.states import Action, DossierState
from congso.kernel import statistics
from congso.kernel.refusals import Refusal
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer, OrganisationView

from .people import IdentityNumbers, Name, names
from .play import DECLINED, Post, Stage, Story, Teller
from .worktime import DAY, WorkTime, instant_of, minutes_of

S = DossierState
EPOCH = date(1970, 1, 1).toordinal() * DAY
# Share of the year's dossiers per month: quiet around Tết, busy before school and before the year ends.
SEASON = (0.85, 0.55, 1.1, 1.0, 1.0, 1.1, 1.1, 1.25, 1.1, 1.0, 1.0, 0.95)
# How often people ask for what; anything not named here is asked for as often as `RARE`.
DEMAND = {"1.001193": 18, "1.004873": 14, "1.001612": 9, "1.013225": 6, "2.000815": 30, "2.000884": 8, "2.000635": 12,
          "1.000656": 5, "1.000894": 4, "1.001776": 5, "1.013831": 9}  # fmt: skip
RARE = 2
ROUGH_ONLINE = 0.62


@dataclass(frozen=True, slots=True)
class Offer:
    """One procedure at one agency, with everything a row of it repeats."""

    version: catalogue.VersionView
    receiving: OrganisationView
    agencies: routes.Agencies
    stages: tuple[Stage, ...]
    rule: DeadlineRule
    policy: deadlines.DeadlinePolicy
    policy_json: str
    case_code: str
    components: tuple[tuple[str, str], ...]
    fee: tuple[str, int] | None
    result: tuple[str, str]
    weight: int


@dataclass(slots=True)
class Told:
    """A story with its place."""

    offer: Offer
    story: Story
    seed: int


@dataclass(slots=True)
class Desk:
    """One receiving agency in the course of the play."""

    view: OrganisationView
    offers: list[Offer]
    axis: WorkTime
    agency: codes.AgencyCode
    waiting: list[Told] = field(default_factory=list)
    day_serial: dict[int, int] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)

    def number(self, kind: str, year: int) -> int:
        """Return the next number of a kind of paper in a year."""
        self.numbers[kind, year] = drawn = self.numbers.get((kind, year), 0) + 1
        return drawn


def offers_of(
    receiving: OrganisationView,
    procedure_codes: Sequence[str],
    today: date,
    staff: dict[int, list[ActingOfficer]],
) -> Iterator[Offer]:
    """Yield what an agency receives today and can work on: every step has a unit with somebody in it.

    `staff` remembers the officers of a unit from one call to the next.
    """
    for code in procedure_codes:
        try:
            version = catalogue.current(code, today)
            pinned = routes.pinned(version.id)
            routes.receiving_agency(version, receiving.id, today)
            agencies = routes.agencies_for(version, receiving, today)
            stages = tuple(_stages(pinned.workflow, agencies, today, staff))
        except Refusal:
            continue
        case_code = version.content.cases[0].code if version.content.cases else ""
        choice = catalogue.deadline_rule(version, case_code, "online")
        if not stages or not all(stage.posts for stage in stages) or choice.value is None or choice.unit is None:
            continue
        components = [one for one in version.content.components_for(case_code, "online") if not one.is_note][:2]
        fees = [one for one in catalogue.fee_lines(version, case_code, "online", today) if one.amount_vnd]
        results = version.content.results
        yield Offer(
            version=version,
            receiving=receiving,
            agencies=agencies,
            stages=stages,
            rule=DeadlineRule(Decimal(str(choice.value)), DeadlineUnit(choice.unit.value), choice.source),
            policy=pinned.policy,
            policy_json=_copied(pinned.policy_json),
            case_code=case_code,
            components=tuple((one.key, _copied(one.name[:600])) for one in components),
            fee=(_copied(fees[0].name or "Lệ phí"), fees[0].amount_vnd or 0) if fees else None,
            result=(_copied(results[0].name[:600]), results[0].code or "") if results else ("Văn bản trả lời", ""),
            weight=DEMAND.get(code, RARE),
        )


def _stages(
    flow: workflow.Workflow, agencies: routes.Agencies, today: date, staff: dict[int, list[ActingOfficer]]
) -> Iterator[Stage]:
    for step in workflow.main_path(flow):
        unit = routes.unit_of_step(step, agencies, today)
        if unit.id not in staff:
            staff[unit.id] = organisation.officers(unit.id, today)
        posts = tuple(
            Post(one.id, one.account_id, one.unit_id)
            for one in staff[unit.id]
            if step.role.value in {role.value for role in one.roles}
        )
        yield Stage(step.key, step.kind, unit.id, posts, int(step.quota_hours * 60))


def _copied(text: str) -> str:
    """Escape a value for COPY."""
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n").replace("\r", " ")


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
            found = self._due[key] = (minutes_of(promise.due_at), _copied(text))
        if stand_in == minute:
            return found
        written = f"{stand_in // 60:02}:{stand_in % 60:02}"
        return found[0], found[1].replace(written, f"{minute // 60:02}:{minute % 60:02}")


class Sheets:
    """Rows by table, as COPY text."""

    COLUMNS: Mapping[str, str] = {
        "identity_person": "id, full_name, name_sort_key, search_name, identity_number, born_on, gender, phone, email, "
        "address, commune_code",
        "dossiers_dossier": "id, registration_code, code, procedure_version_id, procedure_code, procedure_name, "
        "case_code, form_version_id, workflow_version_id, calendar_edition_id, policy, channel, state, outcome, "
        "is_open, receiving_organisation_id, processing_organisation_id, waiting_unit_id, waiting_officer_id, "
        "waits_until, step_key, step_since, unit_ids, applicant_id, applicant_name, applicant_sort_key, submitter_id, "
        "assurance_level, return_channel, submitted_at, received_at, due_at, original_due_at, scoring_due_at, "
        "deadline_rule, finished_at, returned_at, withdrawal_asked_at, supplement_answered_at, supplement_count, "
        "extension_count, event_count, origin",
        "dossiers_dossierform": "dossier_id, answers",
        "dossiers_dossiersearch": "dossier_id, words, submitted_at",
        "dossiers_dossierevent": "id, dossier_id, sequence, at, action, from_state, to_state, from_step, to_step, "
        "account_id, officer_id, person_id, unit_id, to_unit_id, to_officer_id, reason, payload",
        "dossiers_dossierpaper": "id, dossier_id, component_key, name, kind, quantity, file_id, round, verdict, "
        "remark, added_at",
        "dossiers_acceptanceslip": "dossier_id, number, year, organisation_id, received_at, due_at, received_by_id",
        "dossiers_registerentry": "dossier_id, organisation_id, year, number",
        "dossiers_dossierdeadline": "dossier_id, sequence, cause, due_at, derivation, computed_at",
        "dossiers_dossierpause": "dossier_id, cause, from_at, to_at",
        "dossiers_supplementrequest": "dossier_id, round, number, year, organisation_id, at_intake, items, reason, "
        "asked_at, asked_by_id, answer_until, answered_at, confirmed_at",
        "dossiers_refusalnotice": "dossier_id, number, year, organisation_id, reason, refused_at, refused_by_id",
        "dossiers_stopnotice": "dossier_id, number, year, organisation_id, ground, withdrawn, papers_returned, "
        "issued_at, issued_by_id",
        "dossiers_extension": "dossier_id, number, year, organisation_id, reason, old_due_at, new_due_at, issued_at, "
        "issued_by_id",
        "dossiers_feecharge": "dossier_id, name, amount_vnd, basis, state, method, receipt_number, requested_at, "
        "settled_at, settled_by_id",
        "dossiers_result": "id, dossier_id, round, declined, result_code, title, body, state, number, "
        "reference_number, drafted_at, drafted_by_id, approved_at, approved_by_id, issued_at, issued_by_id, "
        "recall_reason",
        "dossiers_handover": "result_id, channel, receiver_name, receiver_paper, on_behalf, handed_at, handed_by_id",
        "dossiers_rating": "dossier_id, overall, details, comment, rated_at",
    }

    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {table: [] for table in self.COLUMNS}

    def write(self) -> None:
        """Send every sheet in the order of the keys between them, and begin anew."""
        with transaction.atomic(), connection.cursor() as cursor:
            _without_key_checks(cursor)
            for table, columns in self.COLUMNS.items():
                rows = self.rows[table]
                if rows:
                    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                        copy.write("".join(rows))
                    rows.clear()


def _without_key_checks(cursor: Any) -> None:
    """Spare the look-up of keys that this module has just made itself, where the role may (a superuser)."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0]:
        cursor.execute("SET LOCAL session_replication_role = replica")


class Ids:
    """Numbers of a table's sequence, taken in blocks so that several processes never meet."""

    def __init__(self, sequence: str, block: int = 5_000) -> None:
        self._sequence, self._block, self._next, self._end = sequence, block, 0, 0

    def draw(self) -> int:
        """Return the next number."""
        if self._next >= self._end:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._sequence])
                cursor.execute("SELECT nextval(%s)", [self._sequence])
                self._next = int(cursor.fetchone()[0])
                self._end = self._next + self._block
                cursor.execute("SELECT setval(%s, %s)", [self._sequence, self._end - 1])
        self._next += 1
        return self._next - 1


class Writer:
    """Turns stories into rows."""

    def __init__(self, seed: int, worker: int, pool: Sequence[Name], numbers: IdentityNumbers) -> None:
        self.sheets = Sheets()
        self.chance = random.Random(f"{seed}:{worker}")
        self.pool = pool
        self.people: dict[int, list[tuple[str, Name, str, str]]] = defaultdict(list)
        self.numbers = numbers
        self.results = Ids("dossiers_result_id_seq")
        self.count = 0
        self._tick = 0
        self._words: dict[str, frozenset[str]] = {}
        self.edition = "\\N"
        # Two loads never share an id or an origin; the seed alone would repeat them.
        run = secrets.token_hex(4)
        self.mark, self._tail = f"demo:{run}:{worker}", f"8{worker % 16:x}{run[:4]}"
        self._salt = int(run, 16) << 20

    def _name_words(self, name: Name) -> frozenset[str]:
        found = self._words.get(name.full)
        if found is None:
            found = self._words[name.full] = frozenset(words_of(name.full))
        return found

    def _id(self, minutes: int) -> str:
        self._tick += 1
        stamp = (minutes - EPOCH - 7 * 60) * 60_000 * 4_096 + (self._tick << 3 & 0xFFFFFF)
        milliseconds, fraction = divmod(stamp, 4_096)
        # The layout of kernel.ids.uuid7_at_stamp, written straight as text.
        return f"{milliseconds:012x}7{fraction:03x}{self._tail}{self._tick:010x}"

    def person(self, desk: Desk, at: int) -> tuple[str, Name, str, str]:
        """Return somebody who lives here: now and then the same person again."""
        known = self.people[desk.view.id]
        if known and self.chance.random() < 0.3:
            return known[int(self.chance.random() * len(known))]
        name = self.pool[int(self.chance.random() * len(self.pool))]
        born = 1950 + int(self.chance.random() * 57)
        number = self.numbers.draw(place="096" if self.chance.random() < 0.6 else "095", gender=name.gender, born=born)
        phone = f"09{int(self.chance.random() * 100_000_000):08}"
        person_id = self._id(at)
        day = f"{born}-{1 + int(self.chance.random() * 12):02}-{1 + int(self.chance.random() * 28):02}"
        commune = desk.view.place_code if len(desk.view.place_code) == 5 else ""
        self.sheets.rows["identity_person"].append(
            f"{person_id}\t{name.full}\t{name.sort_key}\t{name.folded}\t{number}\t{day}\t{name.gender}\t{phone}\t\t"
            f"{desk.view.place_name}\t{commune}\n"
        )
        made = (person_id, name, number, phone)
        if len(known) < 5_000:
            known.append(made)
        return made

    def dossier(self, desk: Desk, told: Told, times: Timetable) -> None:
        """Write one dossier with all its parts."""
        offer, story, rows, text = told.offer, told.story, self.sheets.rows, times.text
        first, last = story.events[0], story.events[-1]
        version, agencies = offer.version, offer.agencies
        self.count += 1
        dossier_id = self._id(first.at)
        person_id, name, number, phone = self.person(desk, first.at)
        registration = codes.registration_code(
            date.fromordinal(first.at // DAY), self.chance.getrandbits(codes.REGISTRATION_RANDOM_BITS) ^ self._salt
        )
        code, desk_unit = "\\N", offer.stages[0].unit_id
        words = {f"o{agencies.receiving_id}", f"o{agencies.processing_id}", number, phone}
        words.update(self._name_words(name), registration.lower().split("-"))
        rule, derivation = "\\N", ""
        if story.received is not None and story.original_due is not None:
            code = self._receive(desk, told, dossier_id, story.received, story.original_due, times)
            words.update(code.lower().replace(".", "-").split("-"))
            start = text(story.restarted or story.received)
            rule = _copied(json.dumps({**offer.rule.to_json(), "start_at": _iso(start), "modifiers": []}))
            derivation = times.due(offer, story.received)[1]
        units: list[int] = []
        for sequence, event in enumerate(story.events, 1):
            if event.unit is not None and event.unit not in units:
                units.append(event.unit)
            post = event.by
            payload = json.dumps(event.payload) if event.payload else "{}"
            rows["dossiers_dossierevent"].append(
                f"{self._id(event.at)}\t{dossier_id}\t{sequence}\t{text(event.at)}\t{event.action.value}\t"
                f"{event.before.value if event.before else ''}\t{event.after.value}\t{event.step_before}\t"
                f"{event.step}\t"
                f"{_or_null(post and post.account_id)}\t{_or_null(post and post.officer_id)}\t"
                f"{person_id if post is None else _NULL}\t{_or_null(post and post.unit_id)}\t{_or_null(event.unit)}\t"
                f"{_or_null(event.officer)}\t{event.reason}\t{payload}\n"
            )
        words.update(f"u{unit}" for unit in (units or [desk_unit]))
        is_open = last.until is not None and last.after not in _CLOSED
        state = last.after
        closed_unit = offer.stages[-1].unit_id if state is S.FINISHED else None
        outcome = ("declined" if story.declined else "granted") if story.finished else ""
        channel = "online" if story.online else "in_person"
        answered = story.supplements[-1][3] if story.supplements and state is S.SUPPLEMENT_REQUESTED else None
        asked_back = next((e.at for e in story.events if e.action is Action.WITHDRAW_REQUEST), None)
        rows["dossiers_dossier"].append(
            f"{dossier_id}\t{registration}\t{code}\t{version.id}\t{version.procedure_code}\t"
            f"{_copied(version.name[:1200])}\t{offer.case_code}\t{version.form_version_id}\t"
            f"{version.workflow_version_id}\t{self.edition if story.received else _NULL}\t{offer.policy_json}\t"
            f"{channel}\t{state.value}\t{outcome}\t{'t' if is_open else 'f'}\t{agencies.receiving_id}\t"
            f"{agencies.processing_id}\t"
            f"{_or_null(last.unit if is_open else closed_unit)}\t{_or_null(last.officer if is_open else None)}\t"
            f"{text(last.until if is_open else None)}\t{last.step}\t{text(story.step_since)}\t"
            f"{{{','.join(map(str, units or [desk_unit]))}}}\t{person_id}\t{name.full}\t{name.sort_key}\t"
            f"{person_id if story.online else _NULL}\t{'vneid-2' if story.online else 'counter'}\t"
            f"{'online' if story.online and self.chance.random() < 0.4 else 'counter'}\t{text(first.at)}\t"
            f"{text(story.received)}\t{text(story.due)}\t{text(story.original_due)}\t"
            f"{text(self._scoring(desk, story))}\t"
            f"{rule}\t{text(story.finished)}\t{text(story.returned)}\t{text(asked_back)}\t{text(answered)}\t"
            f"{len(story.supplements)}\t{1 if story.extension else 0}\t{len(story.events)}\t{self.mark}:{self.count}\n"
        )
        answers = {
            "applicant_name": name.full,
            "applicant_identity_number": number,
            "applicant_phone": phone,
        }
        rows["dossiers_dossierform"].append(f"{dossier_id}\t{json.dumps(answers, ensure_ascii=False)}\n")
        rows["dossiers_dossiersearch"].append(
            f"{dossier_id}\t{' '.join(chr(39) + word + chr(39) for word in words)}\t{text(first.at)}\n"
        )
        for key, component in offer.components:
            rows["dossiers_dossierpaper"].append(
                f"{self._id(first.at)}\t{dossier_id}\t{key}\t{component}\toriginal\t1\t\\N\t0\t"
                f"{'good' if story.received else 'unchecked'}\t\t{text(first.at)}\n"
            )
        if derivation:
            self._promises(told, dossier_id, derivation, times)
        self._papers(desk, told, dossier_id, times)
        self._outcome(desk, told, dossier_id, name, times)

    def _scoring(self, desk: Desk, story: Story) -> int | None:
        """National scoring takes the time waited for a supplement off; an apology does not move it."""
        if story.original_due is None:
            return None
        axis = desk.axis
        waited = sum(
            axis.of(answered) - axis.of(asked)
            for intake, asked, _, answered, confirmed in story.supplements
            if not intake and answered is not None and confirmed is not None
        )
        if not waited:
            return story.original_due
        return axis.end(axis.of(story.original_due) + waited)

    def _receive(self, desk: Desk, told: Told, dossier_id: str, received: int, due: int, times: Timetable) -> str:
        ordinal = received // DAY
        day = date.fromordinal(ordinal)
        serial = desk.day_serial[ordinal] = desk.day_serial.get(ordinal, 0) + 1
        code = codes.render(_pattern(), desk.agency, day, serial)
        by = next(e.by for e in told.story.events if e.action in (Action.ACCEPT, Action.RECEIVE_AT_COUNTER))
        assert by is not None
        organisation_id = desk.view.id
        self.sheets.rows["dossiers_acceptanceslip"].append(
            f"{dossier_id}\t{desk.number('TNHS', day.year)}\t{day.year}\t{organisation_id}\t{times.text(received)}\t"
            f"{times.text(due)}\t{by.officer_id}\n"
        )
        self.sheets.rows["dossiers_registerentry"].append(
            f"{dossier_id}\t{organisation_id}\t{day.year}\t{desk.number('SO', day.year)}\n"
        )
        if told.offer.fee:
            label, amount = told.offer.fee
            self.sheets.rows["dossiers_feecharge"].append(
                f"{dossier_id}\t{label}\t{amount}\t\tpaid\tcash\t{serial:07}\t{times.text(received)}\t"
                f"{times.text(received)}\t{by.officer_id}\n"
            )
        return code

    def _promises(self, told: Told, dossier_id: str, derivation: str, times: Timetable) -> None:
        story, rows = told.story, self.sheets.rows["dossiers_dossierdeadline"]
        assert story.received is not None
        kept = [("reception", story.original_due, derivation, story.received)]
        if story.restarted is not None:
            due, again = times.due(told.offer, story.restarted)
            kept.append(("supplement", due, again, story.supplements[-1][4] or story.restarted))
        if story.extension is not None:
            at, old, new = story.extension
            promise = deadlines.Derivation(
                instant_of(new),
                instant_of(new),
                (deadlines.Line(deadlines.LineKind.EXTENDED, date.fromordinal(new // DAY), _moved(old, new)),),
            )
            kept.append(("extension", new, _copied(json.dumps(promise.to_json(), ensure_ascii=False)), at))
        for sequence, (cause, promised, text, at) in enumerate(kept, 1):
            rows.append(f"{dossier_id}\t{sequence}\t{cause}\t{times.text(promised)}\t{text}\t{times.text(at)}\n")

    def _papers(self, desk: Desk, told: Told, dossier_id: str, times: Timetable) -> None:
        story, rows, text = told.story, self.sheets.rows, times.text
        organisation_id = desk.view.id
        asks = [event for event in story.events if event.action is Action.ASK_SUPPLEMENT]
        for round_, (request, ask) in enumerate(zip(story.supplements, asks, strict=True), 1):
            intake, asked, until, answered, confirmed = request
            year = date.fromordinal(asked // DAY).year
            key, component = told.offer.components[0] if told.offer.components else ("TP01", "Tờ khai")
            item = {"component_key": key, "name": component, "wanted": "Nộp lại bản rõ, đủ trang", "why": "Bản chụp mờ"}
            assert ask.by is not None
            rows["dossiers_supplementrequest"].append(
                f"{dossier_id}\t{round_}\t{desk.number('YCBS', year)}\t{year}\t{organisation_id}\t"
                f"{'t' if intake else 'f'}\t{_copied(json.dumps([item], ensure_ascii=False))}\t{ask.reason}\t"
                f"{text(asked)}\t{ask.by.officer_id}\t{text(until)}\t{text(answered)}\t{text(confirmed)}\n"
            )
            if not intake:
                rows["dossiers_dossierpause"].append(
                    f"{dossier_id}\tsupplement\t{text(asked)}\t{text(answered if confirmed else None)}\n"
                )
        for event in story.events:
            year = date.fromordinal(event.at // DAY).year
            by = event.by.officer_id if event.by else None
            if event.action is Action.REFUSE:
                rows["dossiers_refusalnotice"].append(
                    f"{dossier_id}\t{desk.number('TCHS', year)}\t{year}\t{organisation_id}\t{event.reason}\t"
                    f"{text(event.at)}\t{by}\n"
                )
            elif event.action in (Action.STOP, Action.WITHDRAW, Action.EXPIRE_SUPPLEMENT) and by is not None:
                withdrawn = "t" if event.action is Action.WITHDRAW else "f"
                rows["dossiers_stopnotice"].append(
                    f"{dossier_id}\t{desk.number('TBD', year)}\t{year}\t{organisation_id}\t{event.reason}\t"
                    f"{withdrawn}\t[]\t{text(event.at)}\t{by}\n"
                )
            elif event.action is Action.EXTEND and story.extension is not None:
                _, old, new = story.extension
                rows["dossiers_extension"].append(
                    f"{dossier_id}\t{desk.number('XLGH', year)}\t{year}\t{organisation_id}\t{event.reason}\t"
                    f"{text(old)}\t{text(new)}\t{text(event.at)}\t{by}\n"
                )

    def _outcome(self, desk: Desk, told: Told, dossier_id: str, name: Name, times: Timetable) -> None:
        story, rows, text = told.story, self.sheets.rows, times.text
        if story.drafted is None and story.approved is None and story.finished is None:
            return
        if story.last.after in (S.STOPPED, S.WITHDRAWN):
            return
        doer = {event.action: event.by for event in story.events if event.by is not None}
        drafter = doer.get(Action.DRAFT_RESULT) or next(e.by for e in story.events if e.by is not None)
        drafted = story.drafted or story.approved or story.finished
        assert drafter is not None
        title, result_code = told.offer.result
        year = date.fromordinal((story.finished or drafted or 0) // DAY).year
        number = desk.number(f"KQ{told.offer.agencies.processing_id}", year) if story.finished else None
        state = "issued" if story.finished else "approved" if story.approved else "draft"
        result_id = self.results.draw()
        approver, issuer = doer.get(Action.APPROVE), doer.get(Action.ISSUE)
        rows["dossiers_result"].append(
            f"{result_id}\t{dossier_id}\t1\t{'t' if story.declined else 'f'}\t{result_code[:30]}\t{title}\t"
            f"{DECLINED if story.declined else ''}\t{state}\t{_or_null(number)}\t"
            f"{f'{number}/KQ-UBND' if number else ''}\t{text(drafted)}\t{drafter.officer_id}\t{text(story.approved)}\t"
            f"{_or_null(approver.officer_id if approver and story.approved else None)}\t{text(story.finished)}\t"
            f"{_or_null(issuer.officer_id if issuer and story.finished else None)}\t\n"
        )
        if story.returned:
            giver = doer[Action.RETURN_RESULT]
            rows["dossiers_handover"].append(
                f"{result_id}\tcounter\t{name.full}\t\tf\t{text(story.returned)}\t{giver.officer_id}\n"
            )
        if story.rating:
            rows["dossiers_rating"].append(
                f'{dossier_id}\t{story.rating}\t{{"attitude": {story.rating}}}\t\t{text(story.last.at)}\n'
            )


_NULL = "\\N"
_CLOSED = frozenset({S.NOT_RECEIVED, S.WITHDRAWN, S.STOPPED, S.FINISHED, S.RETURNED})


def _or_null(value: object) -> str:
    return _NULL if value is None else str(value)


def _iso(text: str) -> str:
    return text.replace(" ", "T") + ":00"


def _moved(old: int, new: int) -> str:
    return f"Xin lỗi và hẹn lại: từ {instant_of(old):%H:%M %d/%m/%Y} sang {instant_of(new):%H:%M %d/%m/%Y}"


def _pattern() -> str:
    from django.conf import settings

    return codes.PATTERNS.get(settings.DOSSIER_CODE_PATTERN, settings.DOSSIER_CODE_PATTERN)


def _months(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (first, end) ordinals month by month."""
    day = date.fromordinal(first)
    while day.toordinal() <= last:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        yield day.toordinal(), min(after.toordinal(), last + 1)
        day = after


def _share(total: int, weights: Sequence[float], chance: random.Random) -> list[int]:
    """Split `total` by weight; what rounding leaves goes to random places."""
    whole = sum(weights) or 1
    parts = [int(total * weight / whole) for weight in weights]
    for _ in range(total - sum(parts)):
        parts[chance.randrange(len(parts))] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Task:
    """What one process plays: some agencies and how many dossiers each."""

    worker: int
    workers: int
    seed: int
    offers: tuple[tuple[Offer, ...], ...]
    dossiers: tuple[int, ...]
    first_day: date
    now: datetime
    tables: Path | None
    names: int
    taken: dict[str, int]


def play(task: Task, tell: Callable[[int], None]) -> int:
    """Play and write one task; `tell` hears how many dossiers each batch had. Returns how many there were."""
    today = task.now.date()
    with organisation.one_revision():
        return _play(task, today, tell)


def _play(task: Task, today: date, tell: Callable[[int], None]) -> int:
    desks = [_desk(offers, task, today) for offers in task.offers]
    pool = names(task.names, seed=task.seed, tables=task.tables)
    numbers = IdentityNumbers(task.taken, place=task.worker, makers=task.workers)
    writer = Writer(task.seed, task.worker, pool, numbers)
    edition = organisation.current_edition_id(today)
    writer.edition = _or_null(edition)
    chance = random.Random(f"plan:{task.seed}:{task.worker}")
    first, last, now = task.first_day.toordinal(), today.toordinal(), minutes_of(task.now)
    months = list(_months(first, last))
    weights = [SEASON[date.fromordinal(a).month - 1] * (b - a) / 30 for a, b in months]
    plan = [
        _share(count, weights, chance) if desk.offers else [0] * len(months)
        for desk, count in zip(desks, task.dossiers, strict=True)
    ]
    times = {desk.view.id: Timetable(organisation.calendar_for(desk.view.id, today, edition)) for desk in desks}
    for month, (begin, end) in enumerate(months):
        for desk, counts in zip(desks, plan, strict=True):
            timetable = times[desk.view.id]
            before = writer.count
            _tell_month(desk, counts[month], begin, end, now, timetable, chance)
            _hand_in(desk, end * DAY, writer, timetable, final=end > last)
            if writer.count - before:
                if len(writer.sheets.rows["dossiers_dossierevent"]) > 30_000:
                    writer.sheets.write()
                tell(writer.count - before)
    writer.sheets.write()
    _move_registers(desks)
    return writer.count


def _desk(offers: tuple[Offer, ...], task: Task, today: date) -> Desk:
    view = offers[0].receiving
    organisation_id = view.id
    calendar = organisation.calendar_for(organisation_id, today)
    axis = WorkTime(calendar, task.first_day, today + timedelta(days=200))
    new = organisation.identifier(organisation_id, "new", today)
    old = organisation.identifier(organisation_id, "old", today)
    agency = codes.AgencyCode.from_new(new) if new else codes.AgencyCode.from_old(old or "000.00.00.H00")
    if new and old:
        agency = codes.AgencyCode(old, new)
    desk = Desk(view, list(offers), axis, agency)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, period, last_number FROM kernel_register WHERE split_part(name, ':', 2) = %s",
            [str(organisation_id)],
        )
        for name, period, last in cursor.fetchall():
            kind = name.split(":")[0]
            if kind == "dossiers":
                desk.day_serial[date(int(period[:4]), int(period[4:6]), int(period[6:])).toordinal()] = last
            else:
                desk.numbers[kind, int(period)] = last
    return desk


def _tell_month(
    desk: Desk, count: int, begin: int, end: int, now: int, times: Timetable, chance: random.Random
) -> None:
    if not count:
        return
    worked_days = [day for day in desk.axis.days() if begin <= day < end] or [begin]
    offers = chance.choices(desk.offers, [offer.weight for offer in desk.offers], k=count)
    for offer in offers:
        online = chance.random() < ROUGH_ONLINE
        if online:
            minute = 360 + int(chance.betavariate(2, 2.2) * 1_000)
            at = (begin + int(chance.random() * (end - begin))) * DAY + minute
        else:
            day = worked_days[int(chance.random() * len(worked_days))]
            at = desk.axis.at(desk.axis.of(day * DAY) + int(chance.betavariate(1.7, 2) * 475))
        if at > now:
            at = now - 1 - int(chance.random() * 600)
        teller = Teller(chance, desk.axis, offer.stages, lambda t, offer=offer: times.due(offer, t)[0], now)  # type: ignore[misc]
        desk.waiting.append(Told(offer, teller.tell(at, online=online), 0))


def _hand_in(desk: Desk, until: int, writer: Writer, times: Timetable, *, final: bool) -> None:
    """Number and write the dossiers received before `until`, in the order of reception; the others wait."""
    ready: list[Told] = []
    later: list[Told] = []
    for told in desk.waiting:
        received = told.story.received
        (ready if final or received is None or received < until else later).append(told)
    desk.waiting = later
    ready.sort(key=lambda told: told.story.received or told.story.events[0].at)
    for told in ready:
        writer.dossier(desk, told, times)


def _move_registers(desks: Sequence[Desk]) -> None:
    rows = []
    for desk in desks:
        own = desk.view.id
        rows += [(f"dossiers:{own}", f"{date.fromordinal(day):%Y%m%d}", last) for day, last in desk.day_serial.items()]
        rows += [
            (f"KQ:{kind[2:]}" if kind.startswith("KQ") else f"{kind}:{own}", str(year), last)
            for (kind, year), last in desk.numbers.items()
        ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kernel_register (name, period, last_number) VALUES (%s, %s, %s) ON CONFLICT (name, period) "
            "DO UPDATE SET last_number = greatest(kernel_register.last_number, excluded.last_number)",
            sorted(rows),
        )


def fill(
    *,
    scale: int,
    seed: int,
    now: datetime,
    months: int,
    processes: int,
    tables: Path | None,
    tell: Callable[[int], None],
    busier: Mapping[int, float] | None = None,
) -> int:
    """Fill the province with `scale` dossiers of the last `months` months. Returns how many were written.

    `busier` makes agencies (by id) get that many times the dossiers of others.
    Agencies are dealt out to `processes`; each writes its own, because codes and registers belong to an agency.
    """
    today = now.date()
    codes_, staff = catalogue.adopted_codes(today), {}  # type: tuple[list[str], dict[int, list[ActingOfficer]]]
    receiving = []
    with organisation.one_revision():
        for one in organisation.organisations(
            kinds=["commune_committee", "provincial_centre", "district_committee"], on=today
        ):
            if offers := tuple(offers_of(one, codes_, today, staff)):
                receiving.append(offers)
    if not receiving or not scale:
        return 0
    chance = random.Random(f"province:{seed}")
    factors = {offers[0].receiving.id: 4.0 for offers in receiving if offers[0].receiving.kind == "provincial_centre"}
    factors.update(busier or {})
    sizes = [chance.lognormvariate(0, 0.5) * factors.get(offers[0].receiving.id, 1) for offers in receiving]
    counts = _share(scale, sizes, chance)
    month = today.month - 1 - months
    first_day = date(today.year + month // 12, month % 12 + 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left(identity_number, 6), max(right(identity_number, 6)::int) FROM identity_person "
            "WHERE identity_number IS NOT NULL GROUP BY 1"
        )
        taken = dict(cursor.fetchall())
    shares: list[list[int]] = [[] for _ in range(processes)]
    loads = [0] * processes
    for index in sorted(range(len(receiving)), key=lambda i: -counts[i]):
        lightest = loads.index(min(loads))
        shares[lightest].append(index)
        loads[lightest] += counts[index]
    tasks = [
        Task(
            worker=worker,
            workers=processes,
            seed=seed,
            offers=tuple(receiving[i] for i in share),
            dossiers=tuple(counts[i] for i in share),
            first_day=first_day,
            now=now,
            tables=tables,
            names=min(60_000, max(1_500, scale // 4)),
            taken=taken,
        )
        for worker, share in enumerate(shares)
        if share
    ]
    written = play(tasks[0], tell) if len(tasks) == 1 else _play_apart(tasks, tell)
    statistics.refresh(*(table for table in Sheets.COLUMNS if table != "dossiers_dossierevent"))
    return written


def _play_apart(tasks: Sequence[Task], tell: Callable[[int], None]) -> int:
    connection.close()
    context = multiprocessing.get_context("fork")
    queue: Any = context.SimpleQueue()
    workers = [context.Process(target=_child, args=(task, queue)) for task in tasks]
    for worker in workers:
        worker.start()
    total, running = 0, len(workers)
    failed = False
    while running:
        kind, number = queue.get()
        if kind == "done":
            running -= 1
            total += max(0, number)
            failed |= number < 0
        else:
            tell(number)
    for worker in workers:
        worker.join()
    if failed:
        raise RuntimeError("a process that fills the demo province failed; its message stands above")
    return total


def _child(task: Task, queue: Any) -> None:
    from django.db import connections

    done = -1
    try:
        for one in connections.all():
            one.close()
            if hasattr(one, "close_pool"):
                one.close_pool()
        done = play(task, lambda count: queue.put(("more", count)))
    finally:
        queue.put(("done", done))
