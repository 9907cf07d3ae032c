"""What may be asked for, and where. Public: what is published is public."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from congso.api.problems import PROBLEMS
from congso.api.shapes import (
    OrganisationItem,
    ProcedureCode,
    ProcedureDetail,
    ProcedureItem,
    ProcedureList,
)
from congso.catalogue import queries as catalogue
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
