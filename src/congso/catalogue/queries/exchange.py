"""The catalogue as it is exported: every published version with what it rests on. See `rules/exchange.py`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q

from congso.catalogue.models import (
    Field,
    Form,
    FormVersion,
    Procedure,
    ProcedureVersion,
    PublicationDecision,
    WorkflowVersion,
)
from congso.catalogue.rules import records

AT_ONCE = 200


def exported(*, public: bool = False) -> Iterator[dict[str, Any]]:
    """Yield every entry of an export, in its order; with `public` internal procedures and what only they use stay out.

    Drafts and the review list are work in progress and never exported.
    """
    versions = ProcedureVersion.objects.filter(published_at__isnull=False)
    forms = FormVersion.objects.filter(published_at__isnull=False)
    workflows = WorkflowVersion.objects.filter(published_at__isnull=False)
    decisions, fields = PublicationDecision.objects.all(), Field.objects.all()
    if public:
        versions = versions.filter(procedure__is_internal=False)
        forms = forms.filter(id__in=versions.values("form_version_id"))
        workflows = workflows.filter(id__in=versions.values("workflow_version_id"))
        decisions = decisions.filter(
            Q(id__in=versions.values("decision_id")) | Q(id__in=versions.values("ended_by_id"))
        )
        fields = fields.filter(procedures__is_internal=False).distinct()
    for row in fields.order_by("name", "ministry"):
        yield {"kind": "field", "name": row.name, "ministry": row.ministry, "code": row.code}
    yield from _forms(forms)
    for flow in workflows.order_by("code", "number").iterator(AT_ONCE):
        yield {
            "kind": "workflow",
            "code": flow.code,
            "number": flow.number,
            "name": flow.name,
            "definition": flow.definition,
            "published_at": _instant(flow.published_at),
        }
    for one in decisions.order_by("signed_on", "number"):
        yield {
            "kind": "decision",
            "number": one.number,
            "signed_on": _day(one.signed_on),
            "publisher": one.publisher,
            "law_signed_on": _day(one.law_signed_on),
            "law_effective_on": _day(one.law_effective_on),
            "simplified": one.simplified,
            "created_at": _instant(one.created_at),
        }
    codes = list(
        Procedure.objects.filter(versions__in=versions).distinct().order_by("code").values_list("code", flat=True)
    )
    for start in range(0, len(codes), AT_ONCE):
        yield from _procedures(codes[start : start + AT_ONCE])


def exported_procedure(code: str) -> dict[str, Any] | None:
    """Return the entry of one procedure; None for one without a published version."""
    return next(_procedures([code]), None)


def _forms(versions: Any) -> Iterator[dict[str, Any]]:
    of_forms: dict[int, list[dict[str, Any]]] = {}
    for one in versions.order_by("form_id", "number").iterator(AT_ONCE):
        of_forms.setdefault(one.form_id, []).append(
            {"number": one.number, "definition": one.definition, "published_at": _instant(one.published_at)}
        )
    for form in Form.objects.filter(id__in=of_forms).order_by("code"):
        yield {"kind": "form", "code": form.code, "name": form.name, "versions": of_forms[form.id]}


def _procedures(codes: list[str]) -> Iterator[dict[str, Any]]:
    rows = ProcedureVersion.objects.filter(procedure__code__in=codes, published_at__isnull=False)
    rows = rows.select_related("decision", "ended_by", "workflow_version", "form_version__form").defer(
        "form_version__definition", "workflow_version__definition"
    )
    of_procedures: dict[int, list[ProcedureVersion]] = {}
    for row in rows.order_by("procedure_id", "number"):
        of_procedures.setdefault(row.procedure_id, []).append(row)
    found = Procedure.objects.filter(id__in=of_procedures).select_related("replaced_by").order_by("code")
    for procedure in found.defer("search"):
        versions = of_procedures[procedure.id]
        yield {
            "kind": "procedure",
            "code": procedure.code,
            "is_internal": procedure.is_internal,
            "is_adopted": procedure.is_adopted,
            "popularity": procedure.popularity,
            "current": next((one.number for one in versions if one.id == procedure.current_id), None),
            "replaced_by": procedure.replaced_by.code if procedure.replaced_by else None,
            "versions": [_version(one) for one in versions],
        }


def _version(one: ProcedureVersion) -> dict[str, Any]:
    form, workflow = one.form_version, one.workflow_version
    return {
        "number": one.number,
        "state": one.state,
        "source": one.source,
        "decision_number": one.decision_number,
        "decision": _decision(one.decision),
        "ended_by": _decision(one.ended_by),
        "effective_from": _day(one.effective_from),
        "effective_to": _day(one.effective_to),
        "content": one.content,
        "policy": one.policy,
        "form": [form.form.code, form.number] if form else None,
        "workflow": [workflow.code, workflow.number] if workflow else None,
        "published_at": _instant(one.published_at),
        "created_at": _instant(one.created_at),
    }


def _decision(one: PublicationDecision | None) -> list[str] | None:
    return [one.number, one.signed_on.isoformat()] if one else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def catalogue_mark() -> tuple[str, int]:
    """Return a mark that changes with everything the public dump holds, and how many procedures are in force."""
    rows = ProcedureVersion.objects.filter(published_at__isnull=False, procedure__is_internal=False)
    states = sorted(rows.values_list("state").annotate(n=Count("id")))
    told = rows.aggregate(last=Max("id"), published=Max("published_at"), ends=Max("effective_to"))
    listed = Procedure.objects.filter(is_internal=False)
    adopted = listed.aggregate(n=Count("id", filter=Q(is_adopted=True)), known=Max("popularity"))
    facts = [states, told["last"], str(told["published"]), str(told["ends"]), adopted["n"], adopted["known"]]
    return records.fingerprint(facts), listed.filter(current__isnull=False).count()
