"""What may be asked for, and where. Public: what is published is public."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router

from congso.api.problems import PROBLEMS
from congso.api.shapes import (
    CatalogueDumpItem,
    OrganisationItem,
    ProcedureCode,
    ProcedureDetail,
    ProcedureHistory,
    ProcedureItem,
    ProcedureList,
    ProcedureVersionDetail,
    ProcedureVersionItem,
)
from congso.catalogue import queries as catalogue
from congso.catalogue.queries import past
from congso.catalogue.queries.dumps import dumps
from congso.kernel import clock
from congso.kernel.refusals import Incorrect, NotFound
from congso.organisation import queries as organisation

router = Router(tags=["catalogue"])


def _plain(text: str) -> str:
    if "\x00" in text:
        raise Incorrect("Không được có ký tự NUL.")
    return text


@router.get("/procedures", response={200: ProcedureList, **PROBLEMS}, auth=None, operation_id="list_procedures")
def list_procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="Tên hoặc mã, có dấu hoặc không dấu")] = "",
    field: Annotated[str, Query(max_length=200, description="Lĩnh vực")] = "",
    tier: Annotated[str, Query(pattern="^(|central|province|district|commune|other)$")] = "",
    after: Annotated[str, Query(max_length=400)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> ProcedureList:
    """List procedures, best match first."""
    page = catalogue.search(
        _plain(q), field=_plain(field) or None, tier=tier or None, after=_plain(after) or None, limit=limit
    )
    return ProcedureList(items=[ProcedureItem.of(row) for row in page.rows], next=page.after or None)


@router.get("/procedures/{code}", response={200: ProcedureDetail, **PROBLEMS}, auth=None, operation_id="get_procedure")
def get_procedure(request: HttpRequest, code: Annotated[ProcedureCode, Path()]) -> ProcedureDetail:
    """Read the version of a procedure that is in force today."""
    version = catalogue.current(code, clock.today())
    if version.content.is_internal:
        raise NotFound("Không có thủ tục này.")
    form: dict[str, Any] | None = version.form.to_json() if version.form_version_id else None
    return ProcedureDetail(
        code=version.procedure_code,
        version=version.number,
        version_id=version.id,
        name=version.name,
        field=version.field,
        tiers=list(version.tiers),
        decision_number=version.decision_number,
        effective_from=version.effective_from.isoformat() if version.effective_from else None,
        effective_to=version.effective_to.isoformat() if version.effective_to else None,
        content=version.content.to_json(),
        form=form,
        accepts_applications=version.is_usable and version.policy.online,
    )


@router.get(
    "/procedures/{code}/versions",
    response={200: ProcedureHistory, **PROBLEMS},
    auth=None,
    operation_id="list_procedure_versions",
)
def list_procedure_versions(request: HttpRequest, code: Annotated[ProcedureCode, Path()]) -> ProcedureHistory:
    """List every published version of a procedure, latest first, also of an abolished one."""
    rows = _history(code)
    ending = past.ending(code, clock.today())
    return ProcedureHistory(
        code=code,
        abolished_on=ending.on if ending else None,
        abolished_by=ending.decision if ending else "",
        replaced_by=ending.successor_code if ending else "",
        versions=[ProcedureVersionItem.of(row) for row in rows],
    )


@router.get(
    "/procedures/{code}/versions/{number}",
    response={200: ProcedureVersionDetail, **PROBLEMS},
    auth=None,
    operation_id="get_procedure_version",
)
def get_procedure_version(
    request: HttpRequest, code: Annotated[ProcedureCode, Path()], number: Annotated[int, Path(ge=1, le=100_000)]
) -> ProcedureVersionDetail:
    """Read one published version of a procedure."""
    row = next((one for one in _history(code) if one.number == number), None)
    if row is None:
        raise NotFound("Không có phiên bản này của thủ tục.")
    version = catalogue.version(row.id)
    return ProcedureVersionDetail(
        code=code,
        number=number,
        name=version.name,
        decision_number=version.decision_number,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        content=version.content.to_json(),
    )


def _history(code: str) -> list[catalogue.VersionRow]:
    rows = catalogue.history(code)
    if not rows or catalogue.version(rows[0].id).content.is_internal:
        raise NotFound("Không có thủ tục này.")
    return rows


@router.get(
    "/catalogue-dumps", response={200: list[CatalogueDumpItem], **PROBLEMS}, auth=None, operation_id="list_dumps"
)
def list_dumps(request: HttpRequest) -> list[CatalogueDumpItem]:
    """List the files of the open dump; `path` is where each is downloaded on this site."""
    return [
        CatalogueDumpItem(
            form=one.form,
            name=one.name,
            media_type=one.media_type,
            procedures=one.procedures,
            size_bytes=one.size_bytes,
            sha256=one.sha256,
            made_at=one.made_at,
            path=reverse("catalogue:dump", args=[one.form]),
        )
        for one in dumps()
    ]


@router.get(
    "/organisations", response={200: list[OrganisationItem], **PROBLEMS}, auth=None, operation_id="list_organisations"
)
def list_organisations(
    request: HttpRequest,
    procedure: Annotated[str, Query(pattern=r"^(|[1-6]\.[0-9]{6})$", description="Chỉ nơi nhận thủ tục này")] = "",
    place: Annotated[str, Query(pattern="^[0-9]{0,5}$", description="Mã đơn vị hành chính")] = "",
) -> list[OrganisationItem]:
    """List the agencies that receive applications today."""
    today = clock.today()
    tiers = None
    if procedure:
        tiers = list(catalogue.current(procedure, today).policy.receiving_tiers) or None
    kinds = ["commune_committee", "district_committee", "provincial_centre"]
    found = organisation.organisations(kinds=kinds, tiers=tiers, on=today)
    return [OrganisationItem.of(one) for one in found if not place or one.place_code == place]
