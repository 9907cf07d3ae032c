"""Putting a signature on a PDF (PAdES), always as an addition: no byte that was there before is touched."""

import asyncio
import io
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any, TypeVar

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigner
from pyhanko.stamp import StaticStampStyle

from congso.kernel.refusals import Incorrect

from . import drawings
from .fields import fill

Answer = TypeVar("Answer")
RESERVED = 16_384
"""Bytes kept for a signature with its chain and a time-stamp: both fit, whoever the authority is."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What goes into a box beside the signature, and how it is set."""

    words: str
    width: float
    height: float
    size: float = 12.2
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be done to a PDF. `first`: the signature declares what may still come: boxes filled in, and more
    signatures (DocMDP level 2). Without it later signatures are possible, and a box filled in is a change.
    """

    field: str
    name: str = ""
    reason: str = ""
    first: bool = False
    fills: Mapping[str, Filled] = made(default_factory=dict)
    looks: StaticStampStyle | None = None
    timestamper: Any = None


def sign(pdf: bytes, signer: Any, intent: Intent) -> bytes:
    """Return the PDF with one more signature, and with boxes filled in that it covers.

    Raises what the key raises (a token that is not there, a refusal from afar), and OSError of a time-stamper.
    """
    writer, putting = ready(pdf, signer, intent)
    with signable():
        out: Any = apart(lambda: putting.async_sign_pdf(writer, bytes_reserved=RESERVED, output=io.BytesIO()))
    return bytes(out.getvalue())


@contextmanager
def signable() -> Iterator[None]:
    """Say of a file that takes no signature of ours (somebody closed it, a place is taken) what to do about it."""
    try:
        yield
    except (PdfError, SigningError) as error:
        raise Incorrect(
            "Tệp PDF này không nhận thêm chữ ký của hệ thống: tệp bị khóa, hỏng, hoặc chỗ ký đã có chữ ký. "
            "Xuất lại tệp PDF chưa ký rồi tải lên."
        ) from error


def ready(pdf: bytes, signer: Any, intent: Intent) -> tuple[IncrementalPdfFileWriter, PdfSigner]:
    """Return the PDF with its boxes filled in, to be written, and what then puts the signature there."""
    with signable():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        for name, told in intent.fills.items():
            page = drawings.line(told.words, width=told.width, height=told.height, size=told.size, italic=told.italic)
            fill(writer, name, told.words, drawings.placed(writer, page))
    meta = signers.PdfSignatureMetadata(
        field_name=intent.field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=intent.name or None,
        reason=intent.reason or None,
        certify=intent.first,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    return writer, PdfSigner(meta, signer, timestamper=intent.timestamper, stamp_style=intent.looks)


def apart(work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """Do asynchronous work to its end, whatever loop the caller's own thread may be running."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(lambda: asyncio.run(work())).result()


__all__ = ["RESERVED", "Filled", "Intent", "apart", "ready", "sign"]
