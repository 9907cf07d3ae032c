"""Storing imported records: each in its own transaction, twice the same is once, and nothing is lost silently."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from congso.catalogue.models import Form, FormVersion, ImportRun, Procedure, ProcedureVersion, ReviewItem
from congso.catalogue.rules import records
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.generated_form import generated_form
from congso.catalogue.rules.generated_workflow import default_workflow_of
from congso.catalogue.rules.import_reading import Problem, Reading, source_rank
from congso.catalogue.rules.policy import ProcedurePolicy, choose_deadline
from congso.kernel.refusals import NotPossibleNow

from .editions import State, carried, decision_number, keep_field, keep_form, keep_workflow, listed, next_number

STORED, CHANGED, UNCHANGED = "stored", "changed", "unchanged"
IDS_AT_ONCE = 500
RUN_LOCK = 6_320_108


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record: stored (a new edition), changed (a new version of an edition), or unchanged."""

    what: str
    version_id: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The latest version of a procedure from one source."""

    version_id: int
    content_hash: str


@dataclass
class Editions:
    """What is stored already, read once before a run, so that an unchanged record costs no statement.

    `of_procedures` maps code → (id of the procedure, id of its version in force, source of that version).
    """

    of_sources: dict[tuple[str, str], Edition] = field(default_factory=dict)
    of_procedures: dict[str, tuple[int, int | None, str]] = field(default_factory=dict)
    fields: dict[tuple[str, str], int | None] = field(default_factory=dict)
    workflows: dict[str, int] = field(default_factory=dict)
    version_ids: list[int] = field(default_factory=list)

    @classmethod
    def load(cls) -> "Editions":
        """Read what is stored."""
        editions = cls()
        rows = ProcedureVersion.objects.filter(published_at__isnull=False).order_by("number")
        for code, source, version_id, content_hash in rows.values_list(
            "procedure__code", "source", "id", "content_hash"
        ):
            editions.of_sources[code, source] = Edition(version_id, content_hash)
        for code, procedure_id, current_id, source in Procedure.objects.values_list(
            "code", "id", "current_id", "current__source"
        ):
            editions.of_procedures[code] = (procedure_id, current_id, source or "")
        return editions

    def next_version_id(self) -> int:
        """Return an id for a new version, drawn from its sequence in advance."""
        if not self.version_ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence('catalogue_procedureversion', 'id'))"
                    " FROM generate_series(1, %s)",
                    [IDS_AT_ONCE],
                )
                self.version_ids = [row[0] for row in cursor.fetchall()][::-1]
        return self.version_ids.pop()


def start_run(*, file_name: str, now: datetime) -> int:
    """Begin a run of importing. Raises NotPossibleNow while another one is under way in another session.

    Until `finish_run` this session does not wait for each commit to reach the disk: a crash may lose the last records,
    never part of one, and running again stores them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK])
        if not cursor.fetchone()[0]:
            raise NotPossibleNow("Một lượt nạp thủ tục khác đang chạy; hãy đợi lượt đó xong.")
        cursor.execute("SET synchronous_commit TO off")
    return ImportRun.objects.create(file_name=file_name[:200], started_at=now).id


def finish_run(*, run_id: int, summary: dict[str, Any], now: datetime) -> None:
    """Close a run with what it did."""
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])
    ImportRun.objects.filter(id=run_id).update(finished_at=now, summary=summary)


def import_record(*, reading: Reading, run_id: int, editions: Editions, now: datetime) -> Outcome:
    """Store one record that was read, in a transaction of its own.

    A higher source (see `import_reading.SOURCES`) comes into force before a lower one; a lower or equal record never
    replaces it but is kept as its own version. What the province decided travels to the version in force. `editions`
    is kept up to date.
    """
    content = reading.content
    if content is None:
        raise ValueError("a rejected record is not stored: use reject()")
    key = (content.code, reading.source)
    known = editions.of_sources.get(key)
    if reading.is_index and content.code in editions.of_procedures:
        _, current_id, _ = editions.of_procedures[content.code]
        return Outcome(UNCHANGED, known.version_id if known else current_id or 0, reading.problems)
    stored = content.to_json()
    content_hash = records.fingerprint(stored)
    if known is not None and known.content_hash == content_hash:
        return Outcome(UNCHANGED, known.version_id, reading.problems)
    with transaction.atomic():
        outcome = _store(reading, content, stored, content_hash, run_id, editions, now)
    editions.of_sources[key] = Edition(outcome.version_id, content_hash)
    return outcome


def _store(
    reading: Reading,
    content: ProcedureContent,
    stored: dict[str, Any],
    content_hash: str,
    run_id: int,
    editions: Editions,
    now: datetime,
) -> Outcome:
    version_id = editions.next_version_id()
    before: ProcedureVersion | None = None
    known = editions.of_procedures.get(content.code)
    if known is not None:
        procedure_id, current_id, _ = known
        Procedure.objects.select_for_update().get(id=procedure_id)
        if current_id is not None:
            before = ProcedureVersion.objects.select_related("procedure").filter(id=current_id).first()
    comes_into_force = before is None or source_rank(reading.source) >= source_rank(before.source)
    policy = carried(before, content)
    is_adopted = before is not None and before.procedure.is_adopted
    problems = (*reading.problems, *_outdated(policy, content))

    field_key = (content.field, content.ministry)
    if field_key not in editions.fields:
        editions.fields[field_key] = keep_field(content.field, content.ministry)
    columns = listed(content, editions.fields[field_key])
    form_id = before.form_version_id if before is not None and is_adopted else None
    workflow_id = before.workflow_version_id if before is not None and is_adopted else None
    if known is None:
        procedure_id = Procedure.objects.create(code=content.code, current_id=version_id, **columns).id
        number = 1
        form_id = _first_form(content, now)
    else:
        if comes_into_force:
            if before is not None:
                ProcedureVersion.objects.filter(id=before.id).update(state=State.EXPIRED)
            Procedure.objects.filter(id=procedure_id).update(current_id=version_id, **columns)
        number = next_number(procedure_id)
        if form_id is None:
            form_id = keep_form(code=content.code, name=content.name, definition=generated_form(content), now=now)
    if workflow_id is None:
        code, workflow = default_workflow_of(content, policy)
        if code not in editions.workflows:
            editions.workflows[code] = keep_workflow(code=code, name="Quy trình mặc định", definition=workflow, now=now)
        workflow_id = editions.workflows[code]
    ProcedureVersion.objects.create(
        id=version_id,
        procedure_id=procedure_id,
        number=number,
        state=State.IN_FORCE if comes_into_force else State.EXPIRED,
        source=reading.source,
        decision_number=decision_number(content),
        content=stored,
        content_hash=content_hash,
        form_version_id=form_id,
        workflow_version_id=workflow_id,
        policy=policy.to_json(),
        published_at=now,
        created_at=now,
    )
    _note(problems, run_id, reading.source, version_id)
    current = (version_id, reading.source) if comes_into_force else (before.id, before.source) if before else (None, "")
    editions.of_procedures[content.code] = (procedure_id, *current)
    was_there = (content.code, reading.source) in editions.of_sources
    return Outcome(CHANGED if was_there else STORED, version_id, problems)


def _first_form(content: ProcedureContent, now: datetime) -> int:
    """Make the generated form of a procedure that has never been here."""
    definition = generated_form(content).to_json()
    form, is_new = Form.objects.get_or_create(code=content.code, defaults={"name": content.name[:300]})
    if not is_new:
        return keep_form(code=content.code, name=content.name, definition=generated_form(content), now=now)
    return FormVersion.objects.create(
        form=form,
        number=1,
        definition=definition,
        definition_hash=records.fingerprint(definition),
        published_at=now,
    ).id


def _outdated(policy: ProcedurePolicy, content: ProcedureContent) -> Iterable[Problem]:
    """Yield rulings of the province that the new publication now answers differently."""
    bare = ProcedurePolicy()
    for ruling in policy.deadline_rulings:
        for channel in (ruling.channel,) if ruling.channel else content.channels():
            published = choose_deadline(content, bare, ruling.case, channel)
            if published.unit is not None and (published.value, published.unit) != (ruling.value, ruling.unit):
                yield Problem(
                    "deadline_ruling_outdated",
                    content.code,
                    f"policy.deadline.{channel}",
                    f"Bản công bố mới ghi {published.value:g} {published.unit.label}, khác thời hạn tỉnh đã xác định "
                    f"({ruling.value:g} {ruling.unit.label}; {ruling.source}).",
                )


def _note(problems: Iterable[Problem], run_id: int, source: str, version_id: int) -> None:
    ReviewItem.objects.bulk_create(
        ReviewItem(
            run_id=run_id,
            procedure_code=problem.procedure,
            source=source,
            version_id=version_id,
            code=problem.code,
            field=problem.field,
            reason=problem.reason,
        )
        for problem in problems
    )


def reject(*, run_id: int, source: str, code: str, procedure: str, place: str, reason: str) -> None:
    """Put a record that is not stored on the review list; the same once more is not listed twice."""
    known = ReviewItem.objects.filter(
        rejected=True, state=ReviewItem.State.OPEN, code=code, field=place[:160], reason=reason
    )
    if not known.exists():
        ReviewItem.objects.create(
            run_id=run_id,
            procedure_code=procedure[:40],
            source=source[:60],
            code=code,
            field=place[:160],
            reason=reason,
            rejected=True,
        )
