"""How the picture of a key looks where it signs: at its true size, on a sample of the block of a signature."""

import base64
import io
from dataclasses import dataclass
from uuid import UUID

from PIL import Image

from ..models import SigningCredential

BLOCK = (80.0, 56.0)
"""Width and height of the sample, mm: half of a page between its margins."""
_SIGNATURE_FROM, _SIGNATURE_WIDTH, _MIDDLE = 26.0, 40.0, 28.0


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture (as an address) and where it stands in the sample block; millimetres as an SVG writes them."""

    address: str
    x: str
    y: str
    width: str
    height: str
    is_seal: bool


def preview(credential_id: UUID) -> Preview | None:
    """Return the picture of a key as it will look. Who may see it is for the caller to know.

    Source: NĐ 30/2020/NĐ-CP Điều 33: a seal covers about a third of the signature, on its left.
    """
    row = SigningCredential.objects.filter(id=credential_id).first()
    if row is None or not row.picture or row.picture_mm is None:
        return None
    with Image.open(io.BytesIO(base64.b64decode(row.picture))) as image:
        width, height = row.picture_mm, row.picture_mm * image.height / image.width
    is_seal = row.organisation_id is not None
    x = max(_SIGNATURE_FROM + _SIGNATURE_WIDTH / 3 - width, 1) if is_seal else (BLOCK[0] - width) / 2
    return Preview(
        address=f"data:image/png;base64,{row.picture}",
        x=f"{x:.1f}",
        y=f"{_MIDDLE - height / 2:.1f}",
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        is_seal=is_seal,
    )
