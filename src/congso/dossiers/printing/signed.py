"""The result as it is signed, and as it was signed."""

from uuid import UUID

from congso.dossiers.models import Result
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
    with files.open_bytes(chosen.file_id) as stream:
        content = stream.read()
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
    with files.open_bytes(paper.file_id) as stream:
        return stream.read()


def _in_force(dossier_id: UUID | str) -> Result | None:
    return Result.objects.filter(dossier_id=dossier_id).exclude(state=Result.State.RECALLED).order_by("-round").first()
