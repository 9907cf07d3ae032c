"""Versions of procedures: drafted, published, taken up by the province. What is published is never rewritten."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Max, TextField, Value

from congso.catalogue.models import Field, Form, FormVersion, Procedure, ProcedureVersion, WorkflowVersion
from congso.catalogue.rules import finding, records
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.form_language import FormDefinition
from congso.catalogue.rules.generated_form import generated_form, speaks_of
from congso.catalogue.rules.generated_workflow import default_workflow_of
from congso.catalogue.rules.legal_completeness import missing_parts
from congso.catalogue.rules.policy import ProcedurePolicy, default_policy
from congso.kernel import normalise
from congso.kernel.refusals import Incorrect, NotFound, NotPossibleNow

State = ProcedureVersion.State
LONGEST_NAME = 1_200


# Forms and workflows


def keep_form(*, code: str, name: str, definition: FormDefinition, now: datetime) -> int:
    """Return the id of the published version of form `code` that says this, made when there is none yet."""
    stored = definition.to_json()
    fingerprint = records.fingerprint(stored)
    form, is_new = Form.objects.get_or_create(code=code, defaults={"name": name[:300]})
    versions = FormVersion.objects.filter(form=form)
    same = None if is_new else versions.filter(definition_hash=fingerprint, published_at__isnull=False).first()
    if same is not None:
        return same.id
    last = 0 if is_new else versions.aggregate(last=Max("number"))["last"] or 0
    return FormVersion.objects.create(
        form=form, number=last + 1, definition=stored, definition_hash=fingerprint, published_at=now
    ).id


def keep_workflow(*, code: str, name: str, definition: dict[str, Any], now: datetime) -> int:
    """Return the id of the published version of workflow `code` that says this, made when there is none yet."""
    fingerprint = records.fingerprint(definition)
    versions = WorkflowVersion.objects.filter(code=code)
    same = versions.filter(definition_hash=fingerprint, published_at__isnull=False).first()
    if same is not None:
        return same.id
    last = versions.aggregate(last=Max("number"))["last"] or 0
    return WorkflowVersion.objects.create(
        code=code,
        number=last + 1,
        name=name[:300],
        definition=definition,
        definition_hash=fingerprint,
        published_at=now,
    ).id


def keep_field(name: str, ministry: str) -> int | None:
    """Return the id of a field of administration, made when it is new; None for a nameless one."""
    if not name:
        return None
    field, _ = Field.objects.get_or_create(
        name=name[:200],
        ministry=ministry[:120],
        defaults={"sort_key": normalise.sort_key(name)[:500], "search_name": normalise.fold(name)[:200]},
    )
    return field.id


# What a list knows of a procedure


def listed(content: ProcedureContent, field_id: int | None) -> dict[str, Any]:
    """Return the columns by which lists and searches find a procedure with this content."""
    folded = folded_name(content)
    return {
        "name": content.name[:LONGEST_NAME],
        "field_id": field_id,
        "tiers": list(content.tiers),
        "is_internal": content.is_internal,
        "search": Func(
            Value(terms_to_find(content), output_field=ArrayField(TextField())),
            function="array_to_tsvector",
            output_field=SearchVectorField(),
        ),
        "search_name": folded[:LONGEST_NAME],
    }


def folded_name(content: ProcedureContent) -> str:
    """Return the name as it is searched: words without marks."""
    return " ".join(normalise.search_words(content.name))


def terms_to_find(content: ProcedureContent) -> list[str]:
    """Return every term by which a procedure with this content is found: words and neighbouring words (`finding`)."""
    people, organisations = speaks_of(content.subjects)
    results = " ".join(result.name[:200] for result in content.results[:5])
    audiences = [
        *(["doituongpeople"] if people else []),
        *(["doituongbusiness"] if organisations else []),
    ]
    return [*finding.terms(content.name, content.field, results), *content.code.split("."), *audiences]


def make_current(procedure: Procedure, version: ProcedureVersion, content: ProcedureContent, *, on: date) -> None:
    """Put a version in force instead of the one before it, and list the procedure by it."""
    before = procedure.current_id
    if before is not None and before != version.id:
        old = ProcedureVersion.objects.select_for_update().get(id=before)
        old.state = State.EXPIRED
        began = old.effective_from
        old.effective_to = on if version.effective_from and (began is None or began <= on) else old.effective_to
        old.save(update_fields=["state", "effective_to"])
    Procedure.objects.filter(id=procedure.id).update(
        current=version, **listed(content, keep_field(content.field, content.ministry))
    )
    procedure.current_id = version.id


# Drafting and publishing


@transaction.atomic
def store_edition(
    *,
    content: ProcedureContent,
    source: str,
    now: datetime,
    policy: ProcedurePolicy | None = None,
    form: FormDefinition | None = None,
    workflow: dict[str, Any] | None = None,
    effective_from: date | None = None,
    adopted: bool = False,
    popularity: int = 0,
) -> int:
    """Store and publish an edition written by the province itself; the same again changes nothing. Return its id.

    A procedure whose edition in force comes from the national portal keeps that one in force; with `adopted` it takes
    over the form, workflow and policy given here.
    """
    policy = policy or default_policy(content)
    procedure, _ = Procedure.objects.select_for_update().get_or_create(code=content.code)
    stored = content.to_json()
    form_id = keep_form(code=content.code, name=content.name, definition=form or generated_form(content), now=now)
    workflow_id = _keep_workflow_of(content, policy, workflow, now)
    same = ProcedureVersion.objects.filter(
        procedure=procedure,
        source=source,
        content_hash=records.fingerprint(stored),
        form_version_id=form_id,
        workflow_version_id=workflow_id,
        policy=policy.to_json(),
    ).last()
    if same is not None:
        return same.id
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=next_number(procedure.id),
        state=State.IN_FORCE,
        source=source,
        decision_number=decision_number(content),
        effective_from=effective_from,
        content=stored,
        content_hash=records.fingerprint(stored),
        form_version_id=form_id,
        workflow_version_id=workflow_id,
        policy=policy.to_json(),
        published_at=now,
        created_at=now,
    )
    current = procedure.current
    if current is not None and current.source == NATIONAL:
        version.state = State.EXPIRED
        version.save(update_fields=["state"])
        if adopted:
            adopt(code=content.code, now=now, form=form, workflow=workflow, policy=policy)
    else:
        make_current(procedure, version, content, on=effective_from or now.date())
    Procedure.objects.filter(id=procedure.id).update(
        is_adopted=adopted or procedure.is_adopted, popularity=max(popularity, procedure.popularity)
    )
    return version.id


NATIONAL = "national_portal_2026"
PROVINCE = "province"


def _keep_workflow_of(
    content: ProcedureContent, policy: ProcedurePolicy, workflow: dict[str, Any] | None, now: datetime
) -> int:
    if workflow is None:
        code, workflow = default_workflow_of(content, policy)
        return keep_workflow(code=code, name="Quy trình mặc định", definition=workflow, now=now)
    return keep_workflow(code=content.code, name=workflow.get("name") or content.name, definition=workflow, now=now)


def next_number(procedure_id: int) -> int:
    """Return the number of the next version; the procedure's row is locked by the caller."""
    last = ProcedureVersion.objects.filter(procedure_id=procedure_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def decision_number(content: ProcedureContent) -> str:
    """Return the number of the last decision that publishes this content."""
    return content.decisions[-1].number[:120] if content.decisions else ""


@transaction.atomic
def new_draft_revision(*, code: str, now: datetime) -> int:
    """Start a draft from the version in force; an open draft of the province is returned instead.

    A draft that an import left (see `importing`) keeps the words of its source and is none of these.
    """
    procedure = _locked(code)
    draft = ProcedureVersion.objects.filter(procedure=procedure, state=State.DRAFT, source=PROVINCE).last()
    if draft is not None:
        return draft.id
    base = procedure.current
    if base is None:
        raise NotPossibleNow("Thủ tục chưa có phiên bản nào để sửa đổi.")
    return ProcedureVersion.objects.create(
        procedure=procedure,
        number=next_number(procedure.id),
        state=State.DRAFT,
        source=PROVINCE,
        content=base.content,
        content_hash=base.content_hash,
        form_version_id=base.form_version_id,
        workflow_version_id=base.workflow_version_id,
        policy=base.policy,
        created_at=now,
    ).id


@transaction.atomic
def revise(*, version_id: int, content: ProcedureContent) -> None:
    """Change the content of a draft revision. Raises NotFound, NotPossibleNow, Incorrect."""
    version = ProcedureVersion.objects.select_for_update().filter(id=version_id).select_related("procedure").first()
    if version is None:
        raise NotFound("Không có phiên bản thủ tục này.")
    if version.published_at is not None:
        raise NotPossibleNow("Phiên bản đã công bố không được sửa; hãy tạo bản dự thảo mới.")
    if version.source != PROVINCE:
        raise NotPossibleNow("Bản nạp từ nguồn được giữ nguyên lời; hãy tạo bản dự thảo của tỉnh.")
    if content.code != version.procedure.code:
        raise Incorrect("Mã thủ tục của nội dung khác mã thủ tục đang sửa.")
    version.content = content.to_json()
    version.content_hash = records.fingerprint(version.content)
    version.save(update_fields=["content", "content_hash"])


@transaction.atomic
def publish(
    *,
    version_id: int,
    decision_number: str,
    effective_from: date,
    now: datetime,
    today: date,
    excused: frozenset[str] = frozenset(),
) -> ProcedureVersion.State:
    """Publish a draft revision under a decision; it is in force from `effective_from`.

    `excused` are codes of missing parts that may stay missing. Raises NotFound, NotPossibleNow, and Incorrect naming
    each part the law wants and the draft lacks.
    """
    version = ProcedureVersion.objects.filter(id=version_id).select_related("procedure").first()
    if version is None:
        raise NotFound("Không có phiên bản thủ tục này.")
    procedure = _locked(version.procedure.code)
    version = ProcedureVersion.objects.select_for_update().get(id=version_id)
    if version.published_at is not None:
        raise NotPossibleNow("Phiên bản này đã được công bố.")
    if not decision_number.strip():
        raise Incorrect("Ghi số quyết định công bố.", fields={"decision_number": ["Ghi số quyết định công bố."]})
    content = ProcedureContent.from_json(version.content)
    missing = [part for part in missing_parts(content) if part.code not in excused]
    if missing:
        raise Incorrect(
            "Thủ tục chưa đủ các bộ phận theo Điều 8 Nghị định 63/2010/NĐ-CP.",
            fields={part.code: [part.sentence] for part in missing},
            code="incomplete_procedure",
        )
    version.decision_number = normalise.tidy(decision_number)[:120]
    version.effective_from = effective_from
    version.published_at = now
    version.state = State.IN_FORCE if effective_from <= today else State.SIGNED
    policy = ProcedurePolicy.from_json(version.policy) if version.policy else default_policy(content)
    version.policy = policy.to_json()
    if version.form_version_id is None:
        form = generated_form(content)
        version.form_version_id = keep_form(code=content.code, name=content.name, definition=form, now=now)
    if version.workflow_version_id is None:
        version.workflow_version_id = _keep_workflow_of(content, policy, None, now)
    version.save()
    if version.state == State.IN_FORCE:
        make_current(procedure, version, content, on=effective_from)
    return State(version.state)


@transaction.atomic
def adopt(
    *,
    code: str,
    now: datetime,
    form: FormDefinition | None = None,
    workflow: dict[str, Any] | None = None,
    policy: ProcedurePolicy | None = None,
) -> int:
    """Give a procedure the province's own form, workflow or policy. Return the version that carries them.

    The version in force stays as it is for the dossiers pinned to it; the next version has the same content, and its
    choices travel to every later one. Raises NotFound.
    """
    procedure = _locked(code)
    base = procedure.current
    if base is None:
        raise NotPossibleNow("Thủ tục chưa có phiên bản nào.")
    content = ProcedureContent.from_json(base.content)
    chosen = policy or (ProcedurePolicy.from_json(base.policy) if base.policy else default_policy(content))
    form_id = (
        keep_form(code=code, name=content.name, definition=form, now=now) if form is not None else base.form_version_id
    )
    workflow_id = (
        _keep_workflow_of(content, chosen, workflow, now)
        if workflow is not None or base.workflow_version_id is None
        else base.workflow_version_id
    )
    stored = chosen.to_json()
    if (form_id, workflow_id, stored) != (base.form_version_id, base.workflow_version_id, base.policy):
        version = _next_like(base, form_id, workflow_id, stored, now)
        make_current(procedure, version, content, on=now.date())
    else:
        version = base
    if (form is not None or workflow is not None) and not procedure.is_adopted:
        Procedure.objects.filter(id=procedure.id).update(is_adopted=True)
    return version.id


def _next_like(
    base: ProcedureVersion, form_id: int | None, workflow_id: int | None, policy: dict[str, Any], now: datetime
) -> ProcedureVersion:
    return ProcedureVersion.objects.create(
        procedure_id=base.procedure_id,
        number=next_number(base.procedure_id),
        state=State.IN_FORCE,
        source=base.source,
        decision_number=base.decision_number,
        effective_from=base.effective_from,
        effective_to=base.effective_to,
        content=base.content,
        content_hash=base.content_hash,
        form_version_id=form_id,
        workflow_version_id=workflow_id,
        policy=policy,
        published_at=now,
        created_at=now,
    )


def carried(before: ProcedureVersion | None, content: ProcedureContent) -> ProcedurePolicy:
    """Return the policy for new content: what the province decided before travels on, the rest is as published."""
    fresh = default_policy(content)
    if before is None or not before.policy:
        return fresh
    old = ProcedurePolicy.from_json(before.policy)
    if before.procedure.is_adopted:
        return old
    return replace(fresh, deadline_rulings=old.deadline_rulings, committed=old.committed, fee_rulings=old.fee_rulings)


def bring_into_force(*, today: date) -> list[str]:
    """Put signed versions whose day has come in force. Return the codes of their procedures; repeatable."""
    waiting = ProcedureVersion.objects.filter(state=State.SIGNED, effective_from__lte=today)
    codes = []
    for version_id, code in waiting.order_by("id").values_list("id", "procedure__code"):
        with transaction.atomic():
            procedure = _locked(code)
            version = ProcedureVersion.objects.select_for_update().get(id=version_id)
            if version.state != State.SIGNED:
                continue
            version.state = State.IN_FORCE
            version.save(update_fields=["state"])
            content = ProcedureContent.from_json(version.content)
            make_current(procedure, version, content, on=version.effective_from or today)
            codes.append(code)
    return codes


@transaction.atomic
def suspend(*, code: str) -> None:
    """Stop taking new dossiers of a procedure online (tạm ngừng). Raises NotFound, NotPossibleNow."""
    _change_state(code, State.IN_FORCE, State.SUSPENDED, "Thủ tục không ở trạng thái đang hiệu lực.")


@transaction.atomic
def resume(*, code: str) -> None:
    """Take new dossiers of a suspended procedure again. Raises NotFound, NotPossibleNow."""
    _change_state(code, State.SUSPENDED, State.IN_FORCE, "Thủ tục không ở trạng thái tạm ngừng.")


def _change_state(code: str, before: State, after: State, refusal: str) -> None:
    procedure = _locked(code)
    current = procedure.current
    if current is None or current.state != before:
        raise NotPossibleNow(refusal)
    ProcedureVersion.objects.filter(id=current.id).update(state=after)


def _locked(code: str) -> Procedure:
    procedure = Procedure.objects.select_for_update().filter(code=code).first()
    if procedure is None:
        raise NotFound(f"Không có thủ tục mã {code[:20]}.")
    return procedure
