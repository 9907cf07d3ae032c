"""Storing imported records: each in its own transaction, twice the same is once, and nothing is lost silently."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from congso.catalogue.models import Form, ImportRun, Procedure, ProcedureVersion, ReviewItem
from congso.catalogue.rules import adopted_needs, records
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.generated_form import generated_form
from congso.catalogue.rules.generated_workflow import default_workflow_of
from congso.catalogue.rules.import_reading import Problem, Reading, source_rank
from congso.catalogue.rules.policy import ProcedurePolicy, choose_deadline
from congso.kernel.refusals import NotPossibleNow

from .editions import (
    LONGEST_NAME,
    PROVINCE,
    State,
    carried,
    decision_number,
    folded_name,
    keep_field,
    keep_form,
    keep_workflow,
    listed,
    next_number,
    terms_to_find,
)

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
    forms: set[str] = field(default_factory=set)
    ids: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Editions":
        """Read what is stored."""
        editions = cls()
        rows = ProcedureVersion.objects.exclude(source=PROVINCE, published_at=None).order_by("number")
        for code, source, version_id, content_hash in rows.values_list(
            "procedure__code", "source", "id", "content_hash"
        ):
            editions.of_sources[code, source] = Edition(version_id, content_hash)
        for code, procedure_id, current_id, source in Procedure.objects.values_list(
            "code", "id", "current_id", "current__source"
        ):
            editions.of_procedures[code] = (procedure_id, current_id, source or "")
        editions.forms = set(Form.objects.values_list("code", flat=True))
        return editions

    def next_id(self, table: str) -> int:
        """Return an id for a new row of a table, drawn from its sequence in advance."""
        if not self.ids.get(table):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, IDS_AT_ONCE]
                )
                self.ids[table] = [row[0] for row in cursor.fetchall()][::-1]
        return self.ids[table].pop()


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
    replaces it but is kept as its own version. What the province decided travels to the version in force; a record that
    takes from an adopted procedure what its form and workflow rest on waits as a draft, and the review list says why.
    `editions` is kept up to date.
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
    text = records.canonical(stored)
    content_hash = records.fingerprint_of_text(text)
    if known is not None and known.content_hash == content_hash:
        return Outcome(UNCHANGED, known.version_id, reading.problems)
    if content.code not in editions.of_procedures and content.code not in editions.forms:
        outcome = _store_new(reading, content, text, content_hash, run_id, editions, now)
    else:
        with transaction.atomic():
            outcome = _store(reading, content, stored, content_hash, run_id, editions, now)
    editions.of_sources[key] = Edition(outcome.version_id, content_hash)
    return outcome


NEW_PROCEDURE = """
WITH procedure AS (
    INSERT INTO catalogue_procedure
        (id, code, is_internal, current_id, name, field_id, tiers, is_adopted, popularity, search, search_name)
    VALUES (%(procedure_id)s, %(code)s, %(is_internal)s, %(version_id)s, %(name)s, %(field_id)s, %(tiers)s, false, 0,
            array_to_tsvector(%(terms)s), %(folded)s)
), form AS (
    INSERT INTO catalogue_form (id, code, name) VALUES (%(form_id)s, %(code)s, %(form_name)s)
), form_version AS (
    INSERT INTO catalogue_formversion (id, form_id, number, definition, definition_hash, published_at)
    VALUES (%(form_version_id)s, %(form_id)s, 1, %(definition)s, %(definition_hash)s, %(now)s)
), version AS (
    INSERT INTO catalogue_procedureversion
        (id, procedure_id, number, state, source, decision_number, content, content_hash, form_version_id,
         workflow_version_id, policy, published_at, created_at)
    VALUES (%(version_id)s, %(procedure_id)s, 1, %(state)s, %(source)s, %(decision_number)s, %(content)s,
            %(content_hash)s, %(form_version_id)s, %(workflow_id)s, %(policy)s, %(now)s, %(now)s)
)
INSERT INTO catalogue_reviewitem
    (run_id, procedure_code, source, version_id, code, field, reason, rejected, state, settlement)
SELECT %(run_id)s, %(code)s, %(source)s, %(version_id)s, problem, part, reason, false, 'open', ''
FROM unnest(%(problems)s::text[], %(parts)s::text[], %(reasons)s::text[]) AS found (problem, part, reason)
"""
"""A procedure that has never been here, whole, in one statement, which is its transaction: files bring thousands."""


def _store_new(
    reading: Reading,
    content: ProcedureContent,
    text: str,
    content_hash: str,
    run_id: int,
    editions: Editions,
    now: datetime,
) -> Outcome:
    policy = carried(None, content)
    definition = records.canonical(generated_form(content).to_json())
    version_id = editions.next_id("catalogue_procedureversion")
    procedure_id = editions.next_id("catalogue_procedure")
    values = {
        "procedure_id": procedure_id,
        "version_id": version_id,
        "form_id": editions.next_id("catalogue_form"),
        "form_version_id": editions.next_id("catalogue_formversion"),
        "field_id": _field(content, editions),
        "workflow_id": _workflow(content, policy, editions, now),
        "code": content.code,
        "name": content.name[:LONGEST_NAME],
        "form_name": content.name[:300],
        "is_internal": content.is_internal,
        "tiers": list(content.tiers),
        "terms": terms_to_find(content),
        "folded": folded_name(content)[:LONGEST_NAME],
        "definition": definition,
        "definition_hash": records.fingerprint_of_text(definition),
        "state": State.IN_FORCE.value,
        "source": reading.source,
        "decision_number": decision_number(content),
        "content": text,
        "content_hash": content_hash,
        "policy": records.canonical(policy.to_json()),
        "run_id": run_id,
        "now": now,
        "problems": [problem.code for problem in reading.problems],
        "parts": [problem.field for problem in reading.problems],
        "reasons": [problem.reason for problem in reading.problems],
    }
    with connection.cursor() as cursor:
        cursor.execute(NEW_PROCEDURE, values)
    editions.of_procedures[content.code] = (procedure_id, version_id, reading.source)
    editions.forms.add(content.code)
    return Outcome(STORED, version_id, reading.problems)


def _field(content: ProcedureContent, editions: Editions) -> int | None:
    key = (content.field, content.ministry)
    if key not in editions.fields:
        editions.fields[key] = keep_field(*key)
    return editions.fields[key]


def _workflow(content: ProcedureContent, policy: ProcedurePolicy, editions: Editions, now: datetime) -> int:
    code, workflow = default_workflow_of(content, policy)
    if code not in editions.workflows:
        editions.workflows[code] = keep_workflow(code=code, name="Quy trình mặc định", definition=workflow, now=now)
    return editions.workflows[code]


def _store(
    reading: Reading,
    content: ProcedureContent,
    stored: dict[str, Any],
    content_hash: str,
    run_id: int,
    editions: Editions,
    now: datetime,
) -> Outcome:
    version_id = editions.next_id("catalogue_procedureversion")
    procedure, _ = Procedure.objects.select_for_update().get_or_create(code=content.code)
    before = (
        ProcedureVersion.objects.select_related("procedure").filter(id=procedure.current_id).first()
        if procedure.current_id is not None
        else None
    )
    policy = carried(before, content)
    is_stronger = before is None or source_rank(reading.source) >= source_rank(before.source)
    lost = tuple(_lost(before, policy, content)) if before is not None and is_stronger else ()
    if before is None:
        lost = tuple(_abolished(procedure.id, content))
    comes_into_force = is_stronger and not lost
    problems = (*reading.problems, *lost, *_outdated(policy, content))
    form_id = before.form_version_id if before is not None and procedure.is_adopted else None
    workflow_id = before.workflow_version_id if before is not None and procedure.is_adopted else None
    if form_id is None:
        form_id = keep_form(code=content.code, name=content.name, definition=generated_form(content), now=now)
    if workflow_id is None:
        workflow_id = _workflow(content, policy, editions, now)
    _let_go_of_drafts(procedure.id, reading.source, now)
    ProcedureVersion.objects.create(
        id=version_id,
        procedure=procedure,
        number=next_number(procedure.id),
        state=State.IN_FORCE if comes_into_force else State.DRAFT if lost else State.EXPIRED,
        source=reading.source,
        decision_number=decision_number(content),
        content=stored,
        content_hash=content_hash,
        form_version_id=form_id,
        workflow_version_id=workflow_id,
        policy=policy.to_json(),
        published_at=None if lost else now,
        created_at=now,
    )
    if comes_into_force:
        if before is not None:
            ProcedureVersion.objects.filter(id=before.id).update(state=State.EXPIRED)
        columns = listed(content, _field(content, editions))
        Procedure.objects.filter(id=procedure.id).update(current_id=version_id, **columns)
        editions.of_procedures[content.code] = (procedure.id, version_id, reading.source)
    elif before is not None:
        editions.of_procedures[content.code] = (procedure.id, before.id, before.source)
    else:
        editions.of_procedures[content.code] = (procedure.id, None, "")
    _note(problems, run_id, reading.source, version_id)
    was_there = (content.code, reading.source) in editions.of_sources
    return Outcome(CHANGED if was_there else STORED, version_id, problems)


def _lost(before: ProcedureVersion, policy: ProcedurePolicy, content: ProcedureContent) -> Iterable[Problem]:
    """Yield what an adopted version in force would lose to the new text; nothing for one that nobody adopted."""
    if not before.procedure.is_adopted:
        return
    for loss in adopted_needs.losses(ProcedureContent.from_json(before.content), policy, content):
        reason = f"{loss.sentence} Bản đang dùng (bản số {before.number}) giữ hiệu lực; bản mới lưu thành dự thảo."
        yield Problem(loss.code, content.code, loss.part[:160], reason)


def _abolished(procedure_id: int, content: ProcedureContent) -> Iterable[Problem]:
    """Yield that the province has abolished this procedure: a file does not bring it back by itself."""
    row = ProcedureVersion.objects.filter(procedure_id=procedure_id, state=State.ABOLISHED).order_by("number").last()
    if row is not None:
        day = f" từ ngày {row.effective_to:%d/%m/%Y}" if row.effective_to else ""
        reason = f"Thủ tục đã bãi bỏ{day}; bản mới lưu thành dự thảo, chưa có hiệu lực."
        yield Problem("abolished_comes_back", content.code, "", reason)


def _let_go_of_drafts(procedure_id: int, source: str, now: datetime) -> None:
    """Close what an earlier text of the same source left waiting: the text that comes now takes its place."""
    if source == PROVINCE:  # drafts of our own editors, no import's
        return
    drafts = ProcedureVersion.objects.filter(procedure_id=procedure_id, source=source, state=State.DRAFT)
    ids = list(drafts.values_list("id", flat=True))
    drafts.update(state=State.EXPIRED)
    ReviewItem.objects.filter(version_id__in=ids, state=ReviewItem.State.OPEN).update(
        state=ReviewItem.State.SETTLED, settlement="Bản nạp sau của cùng nguồn đã thay bản này.", settled_at=now
    )


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
