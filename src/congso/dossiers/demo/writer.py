"""Turns the stories of an agency into rows."""

import json
import random
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from congso.dossiers.queries.words import words_of, words_of_numbers
from congso.dossiers.rules import codes, deadlines
from congso.dossiers.rules.states import Action, DossierState
from congso.identity.queries import identity_index
from congso.kernel.keyring import ring
from congso.kernel.protection import as_document, copied_bytes, sealer
from congso.organisation.queries import OrganisationView

from .copying import NULL, Ids, Sheets, copied, or_null
from .offers import Offer
from .people import IdentityNumbers, Name
from .play import DECLINED, Post, Story
from .timetable import Timetable
from .worktime import DAY, WorkTime, instant_of

S = DossierState
EPOCH = date(1970, 1, 1).toordinal() * DAY
_CLOSED = frozenset({S.NOT_RECEIVED, S.WITHDRAWN, S.STOPPED, S.FINISHED, S.RETURNED})


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
    _days_used: set[int] = field(default_factory=set)
    _kinds_used: set[tuple[str, int]] = field(default_factory=set)

    def serial(self, day: int) -> int:
        """Return the next serial of the dossier codes of a day (its ordinal)."""
        self._days_used.add(day)
        self.day_serial[day] = drawn = self.day_serial.get(day, 0) + 1
        return drawn

    def number(self, kind: str, year: int) -> int:
        """Return the next number of a kind of paper in a year."""
        self._kinds_used.add((kind, year))
        self.numbers[kind, year] = drawn = self.numbers.get((kind, year), 0) + 1
        return drawn

    def moved_registers(self) -> Iterator[tuple[tuple[str, str], int]]:
        """Yield (register, period) and the last number of each register used since the last call."""
        own = self.view.id
        for day in self._days_used:
            yield (f"dossiers:{own}", f"{date.fromordinal(day):%Y%m%d}"), self.day_serial[day]
        for kind, year in self._kinds_used:
            name = f"KQ:{kind[2:]}" if kind.startswith("KQ") else f"{kind}:{own}"
            yield (name, str(year)), self.numbers[kind, year]
        self._days_used.clear()
        self._kinds_used.clear()


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who has asked before, with the cells that every dossier of theirs repeats."""

    id: str
    name: Name
    words: str
    sealed_answers: str


class Writer:
    """Turns stories into rows."""

    def __init__(self, seed: int, worker: int, pool: Sequence[Name], numbers: IdentityNumbers) -> None:
        self.sheets = Sheets()
        self.chance = random.Random(f"{seed}:{worker}")
        self.pool = pool
        self.people: dict[int, list[Applicant]] = defaultdict(list)
        self.numbers = numbers
        self.results = Ids("dossiers_result_id_seq")
        self.count = 0
        self._tick = 0
        self._posts: dict[int, str] = {}
        self._key = 0
        self._take_key()
        self.edition = "\\N"
        # Two loads never share an id or an origin; the seed alone would repeat them.
        run = secrets.token_hex(4)
        self.mark, self._tail = f"demo:{run}:{worker}", f"8{worker % 16:x}{run[:4]}"
        self._salt = int(run, 16) << 20

    def hand_over(self, desks: Sequence[Desk]) -> None:
        """Write down what has been told so far, with the numbers that it used."""
        used: dict[tuple[str, str], int] = {}
        for desk in desks:
            for register, last in desk.moved_registers():
                used[register] = max(used.get(register, 0), last)
        self.sheets.write([(name, period, last) for (name, period), last in used.items()])
        self._take_key()

    def _take_key(self) -> None:
        """Seal the next batch with the key that is current now; nothing sealed with another is written again."""
        current = ring().current
        if self._key != current:
            self.people.clear()
        self._key = current
        self._seal_number, self._seal_phone = sealer("person.identity_number"), sealer("person.phone")
        self._seal_address, self._seal_answers = sealer("person.address"), sealer("dossier_form.answers")

    def _id(self, minutes: int) -> str:
        self._tick += 1
        stamp = (minutes - EPOCH - 7 * 60) * 60_000 * 4_096 + (self._tick << 3 & 0xFFFFFF)
        milliseconds, fraction = divmod(stamp, 4_096)
        # The layout of kernel.ids.uuid7_at_stamp, written straight as text.
        return f"{milliseconds:012x}7{fraction:03x}{self._tail}{self._tick:010x}"

    def person(self, desk: Desk, at: int) -> Applicant:
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
            f"{person_id}\t{name.full}\t{name.sort_key}\t{name.folded}\t"
            f"{copied_bytes(self._seal_number(number))}\t{copied_bytes(identity_index(number))}\t{day}\t"
            f"{name.gender}\t{copied_bytes(self._seal_phone(phone))}\t{copied_bytes(b'')}\t"
            f"{copied_bytes(self._seal_address(desk.view.place_name))}\t{commune}\n"
        )
        answers = {"applicant_name": name.full, "applicant_identity_number": number, "applicant_phone": phone}
        words = _quoted((*words_of(name.full), *words_of_numbers(number, phone)))
        sealed = copied_bytes(self._seal_answers(as_document(answers)))
        made = Applicant(person_id, name, words, sealed)
        if len(known) < 5_000:
            known.append(made)
        return made

    def dossier(self, desk: Desk, told: Told, times: Timetable) -> None:
        """Write one dossier with all its parts."""
        offer, story, rows, text = told.offer, told.story, self.sheets.rows, times.text
        first, last = story.events[0], story.events[-1]
        agencies = offer.agencies
        self.count += 1
        dossier_id = self._id(first.at)
        applicant = self.person(desk, first.at)
        person_id, name = applicant.id, applicant.name
        registration = codes.registration_code(
            date.fromordinal(first.at // DAY), self.chance.getrandbits(codes.REGISTRATION_RANDOM_BITS) ^ self._salt
        )
        code, desk_unit = "\\N", offer.stages[0].unit_id
        words = [f"o{agencies.receiving_id}", f"o{agencies.processing_id}", *registration.lower().split("-")]
        rule, derivation = "\\N", ""
        if story.received is not None and story.original_due is not None:
            code = self._receive(desk, told, dossier_id, story.received, story.original_due, times)
            words += code.lower().replace(".", "-").split("-")
            rule = f'{offer.rule_cells}"{_iso(text(story.restarted or story.received))}"}}'
            derivation = times.due(offer, story.received)[1]
        units: list[int] = []
        events = rows["dossiers_dossierevent"]
        for sequence, event in enumerate(story.events, 1):
            if event.unit is not None and event.unit not in units:
                units.append(event.unit)
            post = event.by
            payload = json.dumps(event.payload) if event.payload else "{}"
            doer = f"{NULL}\t{NULL}\t{person_id}\t{NULL}" if post is None else self._doer(post)
            # Joined, because formatting a member of an enumeration costs more than all the rest of the row.
            event_cells = (
                self._id(event.at), dossier_id, str(sequence), text(event.at), event.action, event.before or "",
                event.after, event.step_before, event.step, doer, or_null(event.unit), or_null(event.officer),
                event.reason, payload,
            )  # fmt: skip
            events.append("\t".join(event_cells) + "\n")
        words += [f"u{unit}" for unit in (units or [desk_unit])]
        is_open = last.until is not None and last.after not in _CLOSED
        state = last.after
        closed_unit = offer.stages[-1].unit_id if state is S.FINISHED else None
        outcome = ("declined" if story.declined else "granted") if story.finished else ""
        channel = "online" if story.online else "in_person"
        answered = story.supplements[-1][3] if story.supplements and state is S.SUPPLEMENT_REQUESTED else None
        asked_back = next((e.at for e in story.events if e.action is Action.WITHDRAW_REQUEST), None)
        rows["dossiers_dossier"].append(
            f"{dossier_id}\t{registration}\t{code}\t{offer.version_cells}\t"
            f"{self.edition if story.received else NULL}\t{offer.policy_json}\t"
            f"{channel}\t{state.value}\t{outcome}\t{'t' if is_open else 'f'}\t{agencies.receiving_id}\t"
            f"{agencies.processing_id}\t"
            f"{or_null(last.unit if is_open else closed_unit)}\t{or_null(last.officer if is_open else None)}\t"
            f"{text(last.until if is_open else None)}\t{last.step}\t{text(story.step_since)}\t"
            f"{{{','.join(map(str, units or [desk_unit]))}}}\t{person_id}\t{name.full}\t{name.sort_key}\t"
            f"{person_id if story.online else NULL}\t{'vneid-2' if story.online else 'counter'}\t"
            f"{'online' if story.online and self.chance.random() < 0.4 else 'counter'}\t{text(first.at)}\t"
            f"{text(story.received)}\t{text(story.due)}\t{text(story.original_due)}\t"
            f"{text(self._scoring(desk, story))}\t{text(story.missed)}\t"
            f"{rule}\t{text(story.finished)}\t{text(story.returned)}\t{text(asked_back)}\t{text(answered)}\t"
            f"{len(story.supplements)}\t{1 if story.extension else 0}\t{len(story.events)}\t{self.mark}:{self.count}\n"
        )
        rows["dossiers_dossierform"].append(f"{dossier_id}\t{applicant.sealed_answers}\n")
        rows["dossiers_dossiersearch"].append(f"{dossier_id}\t{applicant.words} {_quoted(words)}\t{text(first.at)}\n")
        for key, component in offer.components:
            rows["dossiers_dossierpaper"].append(
                f"{self._id(first.at)}\t{dossier_id}\t{key}\t{component}\toriginal\t1\t\\N\t0\t"
                f"{'good' if story.received else 'unchecked'}\t\t{text(first.at)}\n"
            )
        if derivation:
            self._promises(told, dossier_id, derivation, times)
        self._papers(desk, told, dossier_id, times)
        self._outcome(desk, told, dossier_id, name, times)

    def _doer(self, post: Post) -> str:
        found = self._posts.get(post.officer_id)
        if found is None:
            found = f"{or_null(post.account_id)}\t{post.officer_id}\t{NULL}\t{post.unit_id}"
            self._posts[post.officer_id] = found
        return found

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
        serial = desk.serial(ordinal)
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
                _moved(at, old, new),
            )
            kept.append(("extension", new, copied(json.dumps(promise.to_json(), ensure_ascii=False)), at))
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
                f"{'t' if intake else 'f'}\t{copied(json.dumps([item], ensure_ascii=False))}\t{ask.reason}\t"
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
            f"{DECLINED if story.declined else ''}\t{state}\t{or_null(number)}\t"
            f"{f'{number}/KQ-UBND' if number else ''}\t{text(drafted)}\t{drafter.officer_id}\t{text(story.approved)}\t"
            f"{or_null(approver.officer_id if approver and story.approved else None)}\t{text(story.finished)}\t"
            f"{or_null(issuer.officer_id if issuer and story.finished else None)}\t\n"
        )
        if story.declined and story.finished:
            assert issuer is not None
            rows["dossiers_refusalnotice"].append(
                f"{dossier_id}\t{desk.number('TCHS', year)}\t{year}\t{desk.view.id}\t{DECLINED}\t"
                f"{text(story.finished)}\t{issuer.officer_id}\n"
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


def _quoted(words: Iterable[str]) -> str:
    return "'" + "' '".join(words) + "'"


def _iso(text: str) -> str:
    return text.replace(" ", "T") + ":00"


def _moved(at: int, old: int, new: int) -> tuple[deadlines.Line, ...]:
    text = f"Xin lỗi và hẹn lại: từ {instant_of(old):%H:%M %d/%m/%Y} sang {instant_of(new):%H:%M %d/%m/%Y}"
    moved = deadlines.Line(deadlines.LineKind.EXTENDED, date.fromordinal(new // DAY), text)
    told = date.fromordinal(at // DAY)
    if told <= deadlines.latest_apology_on(date.fromordinal(old // DAY)):
        return (moved,)
    return moved, deadlines.Line(deadlines.LineKind.WARNING, told, deadlines.APOLOGY_LATE, deadlines.APOLOGY)


def _pattern() -> str:
    return codes.PATTERNS.get(settings.DOSSIER_CODE_PATTERN, settings.DOSSIER_CODE_PATTERN)
