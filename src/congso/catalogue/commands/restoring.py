"""Taking an exported catalogue in: what is not here is stored whole, what is here stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from congso.catalogue import queries
from congso.catalogue.models import (
    Field,
    Form,
    FormVersion,
    Procedure,
    ProcedureVersion,
    PublicationDecision,
    WorkflowVersion,
)
from congso.catalogue.queries import exchange
from congso.catalogue.rules import records
from congso.catalogue.rules.content import ProcedureContent
from congso.catalogue.rules.policy import ProcedurePolicy
from congso.kernel import normalise

from .editions import listed

STORED, UNCHANGED, REFUSED = "stored", "unchanged", "refused"


@dataclass
class Restoring:
    """What a run has met so far: definitions by code and number, those that differ, and links still to be made."""

    fields: dict[tuple[str, str], int] = field(default_factory=dict)
    forms: dict[tuple[str, int], int] = field(default_factory=dict)
    workflows: dict[tuple[str, int], int] = field(default_factory=dict)
    decisions: dict[tuple[str, str], int] = field(default_factory=dict)
    differing: set[tuple[str, str, int]] = field(default_factory=set)
    successors: dict[str, str] = field(default_factory=dict)


class UnfitError(ValueError):
    """An entry cannot be taken in; the message says why."""


@transaction.atomic
def restore_entry(*, entry: Mapping[str, Any], so_far: Restoring) -> str:
    """Store one entry of an export, in a transaction of its own. Return STORED or UNCHANGED.

    Raises UnfitError when the same thing is here with other words, or the entry has not the shape of an export: nothing
    of it is stored then.
    """
    try:
        return _TAKE[entry["kind"]](entry, so_far)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, UnfitError):
            raise
        raise UnfitError(
            f"Mục không đúng cấu trúc của bản xuất ({type(error).__name__}: {str(error)[:120]})."
        ) from None


def _field(entry: Mapping[str, Any], so_far: Restoring) -> str:
    row, is_new = Field.objects.get_or_create(
        name=entry["name"],
        ministry=entry["ministry"],
        defaults={
            "code": entry["code"],
            "sort_key": normalise.sort_key(entry["name"])[:500],
            "search_name": normalise.fold(entry["name"])[:200],
        },
    )
    so_far.fields[row.name, row.ministry] = row.id
    return STORED if is_new else UNCHANGED


def _form(entry: Mapping[str, Any], so_far: Restoring) -> str:
    form, _ = Form.objects.get_or_create(code=entry["code"], defaults={"name": entry["name"]})
    there = {one.number: one for one in FormVersion.objects.filter(form=form)}
    added = False
    for one in entry["versions"]:
        fingerprint = records.fingerprint(one["definition"])
        known = there.get(one["number"])
        if known is None:
            known = FormVersion.objects.create(
                form=form,
                number=one["number"],
                definition=one["definition"],
                definition_hash=fingerprint,
                published_at=_instant(one["published_at"]),
            )
            added = True
        if known.definition_hash != fingerprint:
            so_far.differing.add(("form", form.code, one["number"]))
        so_far.forms[form.code, one["number"]] = known.id
    return STORED if added else UNCHANGED


def _workflow(entry: Mapping[str, Any], so_far: Restoring) -> str:
    fingerprint = records.fingerprint(entry["definition"])
    row, is_new = WorkflowVersion.objects.get_or_create(
        code=entry["code"],
        number=entry["number"],
        defaults={
            "name": entry["name"],
            "definition": entry["definition"],
            "definition_hash": fingerprint,
            "published_at": _instant(entry["published_at"]),
        },
    )
    if row.definition_hash != fingerprint:
        so_far.differing.add(("workflow", row.code, row.number))
    so_far.workflows[row.code, row.number] = row.id
    return STORED if is_new else UNCHANGED


def _decision(entry: Mapping[str, Any], so_far: Restoring) -> str:
    row, is_new = PublicationDecision.objects.get_or_create(
        number=entry["number"],
        signed_on=date.fromisoformat(entry["signed_on"]),
        defaults={
            "publisher": entry["publisher"],
            "law_signed_on": _day(entry["law_signed_on"]),
            "law_effective_on": _day(entry["law_effective_on"]),
            "simplified": entry["simplified"],
            "created_at": datetime.fromisoformat(entry["created_at"]),
        },
    )
    so_far.decisions[row.number, entry["signed_on"]] = row.id
    return STORED if is_new else UNCHANGED


def _procedure(entry: Mapping[str, Any], so_far: Restoring) -> str:
    code = entry["code"]
    here = exchange.exported_procedure(code)
    if here is not None:
        if records.canonical(here) == records.canonical(entry):
            return UNCHANGED
        raise UnfitError(f"Thủ tục {code} đã có và khác bản trong tệp; giữ nguyên bản đang có.")
    if not entry["versions"]:
        raise UnfitError(f"Thủ tục {code} không có bản đã công bố nào.")
    procedure, is_new = Procedure.objects.get_or_create(code=code)
    if not is_new and ProcedureVersion.objects.filter(procedure=procedure).exists():
        raise UnfitError(f"Thủ tục {code} đang có dự thảo chưa công bố; giữ nguyên.")
    stored = ProcedureVersion.objects.bulk_create(
        [_version(procedure.id, one, so_far, code) for one in entry["versions"]]
    )
    by_number = {one.number: one for one in stored}
    current = by_number[entry["current"]] if entry["current"] is not None else None
    content = ProcedureContent.from_json((current or stored[-1]).content)
    field_id = so_far.fields.get((content.field[:200], content.ministry[:120])) if content.field else None
    Procedure.objects.filter(id=procedure.id).update(
        current=current,
        is_adopted=entry["is_adopted"],
        popularity=entry["popularity"],
        **listed(content, field_id) | {"is_internal": entry["is_internal"]},
    )
    if entry["replaced_by"]:
        so_far.successors[code] = entry["replaced_by"]
    return STORED


def _version(procedure_id: int, one: Mapping[str, Any], so_far: Restoring, code: str) -> ProcedureVersion:
    content = ProcedureContent.from_json(one["content"])
    if content.code != code or content.to_json() != one["content"]:
        raise UnfitError(f"Nội dung bản số {one['number']} của thủ tục {code} không đúng cấu trúc.")
    if one["policy"] and ProcedurePolicy.from_json(one["policy"]).to_json() != one["policy"]:
        raise UnfitError(f"Chính sách ở bản số {one['number']} của thủ tục {code} không đúng cấu trúc.")
    return ProcedureVersion(
        procedure_id=procedure_id,
        number=one["number"],
        state=ProcedureVersion.State(one["state"]),
        source=one["source"],
        decision_number=one["decision_number"],
        decision_id=so_far.decisions[tuple(one["decision"])] if one["decision"] else None,
        ended_by_id=so_far.decisions[tuple(one["ended_by"])] if one["ended_by"] else None,
        effective_from=_day(one["effective_from"]),
        effective_to=_day(one["effective_to"]),
        content=one["content"],
        content_hash=records.fingerprint(one["content"]),
        policy=one["policy"],
        form_version_id=_definition("form", one["form"], so_far.forms, so_far, code),
        workflow_version_id=_definition("workflow", one["workflow"], so_far.workflows, so_far, code),
        published_at=_instant(one["published_at"]),
        created_at=datetime.fromisoformat(one["created_at"]),
    )


def _definition(
    kind: str, named: list[Any] | None, known: Mapping[tuple[str, int], int], so_far: Restoring, code: str
) -> int | None:
    if named is None:
        return None
    name, number = named
    if (kind, name, number) in so_far.differing:
        words = "Biểu mẫu" if kind == "form" else "Quy trình"
        raise UnfitError(f"{words} {name} bản {number} mà thủ tục {code} dùng đã có ở đây với nội dung khác.")
    return known[name, number]


@transaction.atomic
def link_successors(*, so_far: Restoring) -> None:
    """Say of the abolished procedures that were stored which ones replace them, now that all are there."""
    ids = dict(Procedure.objects.filter(code__in=so_far.successors.values()).values_list("code", "id"))
    for code, successor in so_far.successors.items():
        if successor in ids:
            Procedure.objects.filter(code=code).update(replaced_by_id=ids[successor])
    queries.forget()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_TAKE = {"field": _field, "form": _form, "workflow": _workflow, "decision": _decision, "procedure": _procedure}
