"""Reading and working on dossiers, as the officer the client system acts for."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Header, Path, Query

from congso.api.callers import acting, once, scopes_of
from congso.api.problems import PROBLEMS
from congso.api.shapes import ActIn, Done, DossierDetail, DossierItem, DossierList, EventItem
from congso.audit.rules.kinds import Kind
from congso.dossiers import commands, printing
from congso.dossiers import queries as dossiers
from congso.dossiers.permissions import Client
from congso.dossiers.queries import DossierRow, QueueView
from congso.dossiers.rules.deadlines import DeadlineUnit
from congso.files.commands import refuse_secret_words
from congso.files.queries import Owner
from congso.files.views import sent
from congso.identity.api_auth import ClientToken
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotAllowed

from .routers import dossiers as router

read = ClientToken("dossiers:read")
act = ClientToken("dossiers:act")


def _facts(row: DossierRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "code": row.code,
        "registration_code": row.registration_code,
        "procedure": row.procedure_code,
        "procedure_name": row.procedure_name,
        "state": row.state.value,
        "state_code": row.state.code,
        "state_label": row.state_label,
        "applicant_name": row.applicant_name,
        "submitted_at": row.submitted_at,
        "received_at": row.received_at,
        "due_at": row.due_at,
        "finished_at": row.finished_at,
        "returned_at": row.returned_at,
        "waits_until": row.waits_until,
        "step": row.step_key,
        "event_count": row.event_count,
    }


@router.get("/dossiers", response={200: DossierList, **PROBLEMS}, auth=read, operation_id="list_dossiers")
def list_dossiers(
    request: HttpRequest,
    view: Annotated[QueueView, Query()] = QueueView.UNIT,
    after: Annotated[str, Query(max_length=400)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> DossierList:
    """List the dossiers of a queue, the most urgent first."""
    _, officer = acting(request)
    page = dossiers.queue(officer, view=view, now=clock.now(), after=after or None, limit=limit)
    return DossierList(items=[DossierItem(**_facts(row)) for row in page.rows], next=page.next_cursor)


@router.get("/dossiers/{dossier_id}", response={200: DossierDetail, **PROBLEMS}, auth=read, operation_id="get_dossier")
def get_dossier(request: HttpRequest, dossier_id: Annotated[UUID, Path()]) -> DossierDetail:
    """Read a dossier that the officer may see; identity numbers, telephones and e-mail addresses are masked
    (096•••••1234) unless the token has the scope `dossiers:personal`."""
    client, officer = acting(request)
    whole = scopes_of(request) >= {"dossiers:personal"}
    view = dossiers.dossier_for_officer(officer, dossier_id, now=clock.now(), client_id=client.client_id, whole=whole)
    papers = [
        {"component": paper.component_key, "name": paper.name, "file": str(paper.file_id) if paper.file_id else None}
        for component in view.components
        for paper in component.papers
    ]
    return DossierDetail(
        **_facts(view.row),
        answers=dict(view.answers),
        papers=papers,
        events=[
            EventItem(
                sequence=one.sequence,
                at=one.at,
                action=one.action.value,
                label=one.label,
                to_state=one.to_state.value,
                by=one.by_label,
                reason=one.reason,
            )
            for one in view.events
        ],
        deadline=list(view.deadlines[-1].lines) if view.deadlines else [],
        actions=sorted(action.value for action in view.actions),
    )


_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/dossiers/{dossier_id}/files/{file_id}",
    response=PROBLEMS,
    auth=read,
    operation_id="download_file",
    openapi_extra={
        "responses": {
            "200": {
                "description": "The bytes, to be saved.",
                "content": dict.fromkeys(("application/pdf", "image/jpeg", "image/png"), _BYTES),
            }
        }
    },
)
def download_file(
    request: HttpRequest, dossier_id: Annotated[UUID, Path()], file_id: Annotated[UUID, Path()]
) -> HttpResponseBase:
    """Download a paper or result of a dossier that the officer may see. Papers cannot be masked, so the token needs
    the scope `dossiers:personal` as well."""
    client, officer = acting(request)
    _needs_personal(request)
    kept = dossiers.file_for_system(officer, client.client_id, dossier_id, file_id, now=clock.now())
    return sent(request, kept, inline=False)


@router.get(
    "/dossiers/{dossier_id}/declaration",
    response=PROBLEMS,
    auth=read,
    operation_id="download_declaration",
    openapi_extra={
        "responses": {"200": {"description": "A PDF, to be saved.", "content": {"application/pdf": _BYTES}}}
    },
)
def download_declaration(request: HttpRequest, dossier_id: Annotated[UUID, Path()]) -> HttpResponse:
    """Download the prescribed declaration (tờ khai theo mẫu) of a dossier that the officer may see, whole; the token
    needs the scope `dossiers:personal` as well."""
    client, officer = acting(request)
    _needs_personal(request)
    now = clock.now()
    view = dossiers.dossier_for_officer(officer, dossier_id, now=now, client_id=client.client_id, whole=True)
    content = printing.declaration_pdf(dossier_id)
    dossiers.note(
        officer,
        "dossiers.print",
        now=now,
        kind=Kind.EXPORT,
        client_id=client.client_id,
        subjects=[view.row.applicant_id, view.submitter_id],
        object_kind="dossier",
        object_id=dossier_id,
        paper="to-khai-theo-mau",
        whole=True,
    )
    name = quote(f"{view.row.shown_code}-to-khai.pdf", safe="")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _needs_personal(request: HttpRequest) -> None:
    if "dossiers:personal" not in scopes_of(request):
        raise NotAllowed(
            "Giấy tờ có dữ liệu cá nhân: mã truy cập cần thêm phạm vi dossiers:personal.", code="scope_missing"
        )


class Act(StrEnum):
    """What a client system may do to a dossier."""

    ACCEPT = "accept"
    ASK_SUPPLEMENT = "ask_supplement"
    REPORT_INCOMPLETE = "report_incomplete"
    CONFIRM_SUPPLEMENT = "confirm_supplement"
    REFUSE = "refuse"
    FORWARD = "forward"
    ASSIGN = "assign"
    TAKE = "take"
    ADVANCE = "advance"
    SEND_BACK = "send_back"
    DRAFT_RESULT = "draft_result"
    APPROVE = "approve"
    ISSUE = "issue"
    RETURN_RESULT = "return_result"
    RECALL_RESULT = "recall_result"
    STOP = "stop"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"


def _needed(value: Any, name: str) -> Any:
    if value in (None, ""):
        raise Incorrect("Thiếu dữ liệu cho việc này.", fields={name: ["Thiếu mục này."]})
    return value


def _accept(sent: ActIn, common: dict[str, Any]) -> None:
    choice = sent.deadline
    decision = (
        commands.DeadlineDecision(Decimal(str(choice.value)), DeadlineUnit(choice.unit), choice.reason)
        if choice
        else None
    )
    commands.accept(deadline_choice=decision, **common)


def _ask_supplement(sent: ActIn, common: dict[str, Any]) -> None:
    items = [commands.SupplementItem(one.component, "", one.wanted, one.why) for one in sent.items]
    commands.ask_supplement(items=items, reason=sent.reason, **common)


def _report_incomplete(sent: ActIn, common: dict[str, Any]) -> None:
    missing = [commands.SupplementItem(one.component, "", one.wanted, one.why) for one in sent.items]
    commands.report_incomplete(missing=missing, **common)


def _draft_result(sent: ActIn, common: dict[str, Any]) -> None:
    try:
        file_id = UUID(sent.file) if sent.file else None
    except ValueError:
        raise Incorrect("Mã tệp không đúng.", fields={"file": ["Mã tệp không đúng."]}) from None
    commands.draft_result(title=sent.title, body=sent.body, file_id=file_id, declined=sent.declined, **common)


def _return_result(sent: ActIn, common: dict[str, Any]) -> None:
    commands.return_result(receiver_name=sent.receiver_name, receiver_paper=sent.receiver_paper, **common)


ACTS: dict[Act, Callable[[ActIn, dict[str, Any]], object]] = {
    Act.ACCEPT: _accept,
    Act.ASK_SUPPLEMENT: _ask_supplement,
    Act.REPORT_INCOMPLETE: _report_incomplete,
    Act.CONFIRM_SUPPLEMENT: lambda sent, common: commands.confirm_supplement(**common),
    Act.REFUSE: lambda sent, common: commands.refuse(reason=sent.reason, **common),
    Act.FORWARD: lambda sent, common: commands.forward(unit_id=sent.unit, note=sent.note, **common),
    Act.ASSIGN: lambda sent, common: commands.assign(
        officer_id=_needed(sent.officer, "officer"), note=sent.note, **common
    ),
    Act.TAKE: lambda sent, common: commands.take(**common),
    Act.ADVANCE: lambda sent, common: commands.advance(branch=sent.branch or None, note=sent.note, **common),
    Act.SEND_BACK: lambda sent, common: commands.send_back(
        to_step=_needed(sent.to_step, "to_step"), reason=sent.reason, **common
    ),
    Act.DRAFT_RESULT: _draft_result,
    Act.APPROVE: lambda sent, common: commands.approve(note=sent.note, **common),
    Act.ISSUE: lambda sent, common: commands.issue(**common),
    Act.RETURN_RESULT: _return_result,
    Act.RECALL_RESULT: lambda sent, common: commands.recall_result(reason=sent.reason, **common),
    Act.STOP: lambda sent, common: commands.stop(reason=sent.reason, **common),
    Act.CONFIRM_WITHDRAWAL: lambda sent, common: commands.confirm_withdrawal(reason=sent.reason, **common),
}


@router.post("/dossiers/{dossier_id}/{action}", response={200: Done, **PROBLEMS}, auth=act, operation_id="act")
def do_act(
    request: HttpRequest,
    dossier_id: Annotated[UUID, Path()],
    action: Annotated[Act, Path()],
    sent: ActIn,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=80, alias="Idempotency-Key")] = None,
) -> dict[str, Any]:
    """Do one act. With an `Idempotency-Key`, a repetition gets the first answer and changes nothing."""
    client, _ = acting(request)
    # Before the transaction of the key begins, with which the word to the trail would be taken back.
    refuse_secret_words(sent.model_dump(mode="json"), Owner(client_id=client.client_id))
    return once(
        request,
        idempotency_key,
        sent.model_dump(mode="json"),
        lambda: _do(client, dossier_id, action, sent, clock.now()),
    )


def _do(client: Client, dossier_id: UUID, action: Act, sent: ActIn, now: datetime) -> dict[str, Any]:
    common = {"dossier_id": dossier_id, "by": client, "now": now, "expected_event_count": sent.seen_events}
    ACTS[action](sent, common)
    told = dossiers.registration(dossier_id)
    return {
        "id": str(dossier_id),
        "code": told.code,
        "state": told.state.value,
        "state_code": told.state.code,
        "event_count": told.event_count,
    }
