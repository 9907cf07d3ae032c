"""The result and the slips as they are signed, and as they were signed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

from congso.dossiers.models import (
    AcceptanceSlip,
    Extension,
    RefusalNotice,
    Result,
    SignedSlip,
    StopNotice,
    SupplementRequest,
)
from congso.files import queries as files
from congso.signatures import queries as signatures
from congso.signatures.rules.places import DAY, LEADER, MM, NUMBER, Place, lower_right, named

from . import gather
from .typeset import pdf_of, spots_of

PDF = "application/pdf"


def result_to_sign(dossier_id: UUID | str, check_url: str) -> tuple[bytes, list[Place]]:
    """Return the bytes to sign and the places on them. Raises Incorrect for a file that cannot be signed."""
    chosen = _in_force(dossier_id)
    if chosen is None or chosen.file_id is None:
        paper = gather.result(dossier_id, check_url=check_url)
        return pdf_of(paper), [Place(**spot) for spot in spots_of(paper)]
    content = _bytes(chosen.file_id)
    return content, _places_on(content)


def _places_on(content: bytes) -> list[Place]:
    """Return where a PDF made elsewhere is signed: its marks (##KY##, ##DAU##, ##SO##, ##NGAY##), else usual places."""
    sizes = signatures.page_sizes(content)
    found = signatures.marked_places(content)
    if named(found, LEADER) is None:
        found.append(lower_right(len(sizes) - 1, *sizes[-1]))
    width = sizes[0][0]
    if named(found, NUMBER) is None:
        found.append(Place(NUMBER, 0, 30 * MM, 8 * MM, 60 * MM, 6 * MM, "text"))
    if named(found, DAY) is None:
        found.append(Place(DAY, 0, width - 78 * MM, 8 * MM, 60 * MM, 6 * MM, "text"))
    return found


def signed_result(dossier_id: UUID | str) -> bytes | None:
    """Return the bytes of the result in force as they were signed last; None while nobody signed."""
    chosen = _in_force(dossier_id)
    paper = signatures.paper(chosen.signed_paper_id) if chosen is not None and chosen.signed_paper_id else None
    if paper is None:
        return None
    return _bytes(paper.file_id)


def _in_force(dossier_id: UUID | str) -> Result | None:
    return Result.objects.filter(dossier_id=dossier_id).exclude(state=Result.State.RECALLED).order_by("-round").first()


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the desk, which agency issued it and by which officer. `content` is what people get."""

    content: bytes
    number: str
    title: str
    organisation_id: int
    officer_id: int
    is_signed: bool


Kind = SignedSlip.Kind
_ROWS: Mapping[Kind, tuple[type[Any], str]] = MappingProxyType(
    {
        Kind.ACCEPTANCE: (AcceptanceSlip, "received_by_id"),
        Kind.SUPPLEMENT: (SupplementRequest, "asked_by_id"),
        Kind.REFUSAL: (RefusalNotice, "refused_by_id"),
        Kind.EXTENSION: (Extension, "issued_by_id"),
        Kind.STOP: (StopNotice, "issued_by_id"),
    }
)
_GATHERED: Mapping[Kind, Callable[..., Any]] = MappingProxyType(
    {
        Kind.ACCEPTANCE: gather.acceptance,
        Kind.SUPPLEMENT: gather.supplement_request,
        Kind.REFUSAL: gather.refusal,
        Kind.EXTENSION: gather.extension,
        Kind.STOP: gather.stop_notice,
    }
)


def slip(dossier_id: UUID | str, kind: Kind, round: int | None = None) -> Slip:
    """Return a slip, as it was signed where it was, else as it is printed now. Raises NotFound."""
    paper = _GATHERED[kind](dossier_id, round) if kind is Kind.SUPPLEMENT else _GATHERED[kind](dossier_id)
    kept = SignedSlip.objects.filter(dossier_id=dossier_id, kind=kind, number=paper.head.number).first()
    signed = signatures.paper(kept.paper_id) if kept is not None else None
    row = _row(dossier_id, kind, paper.head.number)
    return Slip(
        content=_bytes(signed.file_id) if signed is not None else pdf_of(paper),
        number=paper.head.number,
        title=paper.head.title,
        organisation_id=row.organisation_id,
        officer_id=getattr(row, _ROWS[kind][1]),
        is_signed=signed is not None,
    )


def slips_without_signature(since: datetime, most: int) -> list[tuple[UUID, str, int | None]]:
    """Return slips issued since a moment that nobody signed, of agencies with a key; for a supplement, which round."""
    in_use = [one for one in signatures.keys() if one.ended_at is None and one.signs_alone]  # noqa: SIM118 - no mapping
    agencies = {one.organisation_id for one in in_use if one.organisation_id is not None}
    found: list[tuple[UUID, str, int | None]] = []
    for kind, (model, officer) in _ROWS.items():
        issued = f"{officer.removesuffix('_by_id')}_at"
        rows = model.objects.filter(**{f"{issued}__gte": since, "organisation_id__in": agencies})
        signed = SignedSlip.objects.filter(kind=kind, dossier_id__in=rows.values("dossier_id"))
        kept = set(signed.values_list("dossier_id", "number"))
        for one in islice((row for row in rows.order_by(issued) if (row.dossier_id, str(row)) not in kept), most):
            found.append((one.dossier_id, kind.value, getattr(one, "round", None)))
    return found[:most]


def _row(dossier_id: UUID | str, kind: Kind, number: str) -> Any:
    rows = _ROWS[kind][0].objects.filter(dossier_id=dossier_id)
    return next(one for one in rows if str(one) == number)


def _bytes(file_id: UUID) -> bytes:
    with files.open_bytes(file_id) as stream:
        return stream.read()
