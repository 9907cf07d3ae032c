"""Files are looked at for malware as they come, again when the scanner knows more, and who must know is told."""

from datetime import datetime
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from congso.audit.commands import record
from congso.dossiers.queries import Holding, dossier_for_system, holdings
from congso.files import commands as files
from congso.files import queries as stored
from congso.files.events import FileStored, MalwareFound
from congso.files.queries import FileView
from congso.files.rules.rights import FileRight
from congso.identity import queries as identity
from congso.kernel import clock
from congso.kernel.events import reacts_to
from congso.kernel.refusals import NotFound
from congso.notifications.commands import notify
from congso.organisation import queries as organisation
from congso.organisation.queries import ActingOfficer

from . import words
from .tell_officers import waiting

log = structlog.get_logger(__name__)

QUARANTINE = "/can-bo/quan-tri/tep-cach-ly/"


@reacts_to(FileStored)
@app.task(name="files.scan", queue="processes", retry=3)
def scan_file(*, file_id: str, **_later_fields: object) -> None:
    """Scan a file that has just come. What could not be scanned has its turn in `scan_waiting`."""
    files.scan(file_id=UUID(file_id), now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="house.scan_waiting", queue="house", queueing_lock="house.scan_waiting")
def scan_waiting(timestamp: int = 0, **_later_fields: object) -> None:
    """Scan what nobody could scan until now: the scanner was away, too slow, or is new here."""
    if done := files.scan_waiting(now=clock.now()):
        log.info("files.scanned", number=done)


@app.periodic(cron="*/10 * * * *")
@app.task(name="house.scan_again", queue="house", queueing_lock="house.scan_again")
def scan_again(timestamp: int = 0, **_later_fields: object) -> None:
    """Scan young files again that were looked at with older signatures."""
    if done := files.scan_again(now=clock.now()):
        log.info("files.scanned_again", number=done)


@reacts_to(MalwareFound)
@app.task(name="processes.malware_found", queue="processes", retry=5)
def malware_found(*, file_id: str, threat: str = "", **_later_fields: object) -> None:
    """Write it in the trail; tell who handed the file in, who works on its dossiers, and the administrators."""
    now = clock.now()
    try:
        kept = stored.view(UUID(file_id))
    except NotFound:
        return
    held = holdings([kept.id]).get(kept.id, [])
    log.warning("files.malware_found", file_id=file_id, threat=threat)
    record(
        action="files.quarantine",
        at=now,
        subjects=[one.applicant_id for one in held],
        object_kind="file",
        object_id=kept.id,
        threat=threat,
        dossiers=[one.dossier_id for one in held],
    )
    _tell_the_sender(kept, held, now)
    for one in held:
        _tell_those_at_work(kept, one, now)
    _tell_administrators(kept, held, threat, now)


def _tell_the_sender(kept: FileView, held: list[Holding], now: datetime) -> None:
    account = identity.account(kept.account_id) if kept.account_id is not None else None
    person = identity.person_of_account(kept.account_id) if account and kept.account_id is not None else None
    if account is None or person is None:
        return
    officer = identity.is_officer_account(account.id)
    link = ""
    if held:
        link = words.desk_link(held[0].dossier_id) if officer else words.person_link(held[0].dossier_id)
    notify(
        key=f"file:{kept.id}:malware:sender",
        person_id=person.id,
        template="file_malware",
        context={"file": kept.name},
        link=link,
        now=now,
    )


def _tell_those_at_work(kept: FileView, one: Holding, now: datetime) -> None:
    row = dossier_for_system(one.dossier_id, now=now).row
    if not row.is_open:
        return
    for officer in waiting(row.waiting_unit_id, row.waiting_officer_id):
        notify(
            key=f"file:{kept.id}:malware:{one.dossier_id}:{officer.person_id}",
            person_id=officer.person_id,
            template="work_malware",
            context={"code": row.shown_code, "procedure": words.short(row.procedure_name)},
            link=words.desk_link(one.dossier_id),
            now=now,
        )


def _tell_administrators(kept: FileView, held: list[Holding], threat: str, now: datetime) -> None:
    whose = f"của hồ sơ {held[0].code}" if held else "chưa thuộc hồ sơ nào"
    for officer in _administrators(held):
        notify(
            key=f"file:{kept.id}:malware:quarantine:{officer.person_id}",
            person_id=officer.person_id,
            template="quarantine_grew",
            context={"threat": threat, "whose": whose},
            link=QUARANTINE,
            now=now,
        )


def _administrators(held: list[Holding]) -> list[ActingOfficer]:
    """Return who answers for the file: in the agencies of its dossiers; for a file of no dossier, in the province's."""
    today = clock.today()
    agencies = {agency for one in held for agency in one.agencies}
    if not agencies:
        agencies = {one.id for one in organisation.organisations(on=today) if one.tier == "province"}
    found = {
        officer.person_id: officer
        for agency in sorted(agencies)
        for unit in organisation.units(agency, today)
        for officer in organisation.officers(unit.id, today)
        if officer.may(FileRight.SEE_QUARANTINE)
    }
    return list(found.values())
