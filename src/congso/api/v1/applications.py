"""Handing in: files, one application, many applications."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Header, Status
from ninja.files import UploadedFile

from congso.api.callers import caller
from congso.api.problems import PROBLEMS, of_refusal
from congso.api.shapes import (
    Accepted,
    ApplicationIn,
    BulkIn,
    BulkOut,
    BulkResult,
    StoredFileItem,
)
from congso.catalogue import queries as catalogue
from congso.dossiers import commands
from congso.dossiers import queries as dossiers
from congso.dossiers.permissions import Client
from congso.files import commands as files
from congso.identity.api_auth import ClientToken
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, Refusal

from .routers import dossiers as router

submit = ClientToken("dossiers:submit")


@router.post("/files", response={201: StoredFileItem, **PROBLEMS}, auth=submit, operation_id="upload_file")
def upload_file(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Status[StoredFileItem]:
    """Upload a paper (PDF, JPEG, PNG). The type is told by the content."""
    client = caller(request)
    stored = files.store(
        stream=file, name=file.name or "tep", account_id=None, client_id=client.client_id, now=clock.now()
    )
    return Status(
        201,
        StoredFileItem(
            id=str(stored.id),
            name=stored.name,
            media_type=stored.media_type,
            size_bytes=stored.size_bytes,
            pages=stored.pages,
            sha256=stored.sha256,
        ),
    )


@router.post("/dossiers", response={201: Accepted, **PROBLEMS}, auth=submit, operation_id="submit_dossier")
def submit_dossier(
    request: HttpRequest,
    application: ApplicationIn,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=80, alias="Idempotency-Key")],
) -> Status[Accepted]:
    """Hand in an application. The same `Idempotency-Key` with the same content answers with the same dossier."""
    return Status(201, _submit(application, idempotency_key, caller(request), clock.now()))


@router.post("/dossier-batches", response={200: BulkOut, **PROBLEMS}, auth=submit, operation_id="submit_dossiers")
def submit_dossiers(request: HttpRequest, batch: BulkIn) -> BulkOut:
    """Hand in up to 100 applications; each succeeds or fails for itself, and may be repeated with its key."""
    client, results = caller(request), []
    for one in batch.applications:
        try:
            results.append(BulkResult(key=one.key, dossier=_submit(one, one.key, client, clock.now())))
        except Refusal as refusal:
            results.append(BulkResult(key=one.key, problem=of_refusal(refusal)))
    return BulkOut(results=results)


def _submit(application: ApplicationIn, key: str, client: Client, now: datetime) -> Accepted:
    if not key.isprintable():
        raise Incorrect("Khóa chống gửi trùng chỉ gồm các ký tự in được.", code="idempotency_key_needed")
    dossier_id = commands.submit_direct(
        version_id=catalogue.current_id(application.procedure, now.date()),
        answers=application.answers,
        papers=[commands.PaperInput(paper.component, _uuid(paper.file), paper.name) for paper in application.papers],
        receiving_organisation_id=application.organisation,
        by=client,
        now=now,
        key=key,
        channel=application.channel,
        case_code=application.case,
        return_channel=application.return_channel,
    )
    told = dossiers.registration(dossier_id)
    return Accepted(
        id=str(dossier_id),
        registration_code=told.registration_code,
        state=told.state.value,
        state_code=told.state.code,
        submitted_at=told.submitted_at,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Incorrect("Mã tệp không đúng.", fields={"file": ["Mã tệp không đúng."]}) from None
