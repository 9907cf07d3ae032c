"""Digital signatures in a PDF: whether their format is accepted, and whether the content is still what was signed.

Whom a certificate belongs to and whether it may be trusted is not judged here: that needs the roots of the authorities,
and stays with the officer. Which formats are accepted is configuration (`CONGSO_SIGNATURE_FORMATS`); the names are
those of ISO 32000-1 table 252 and ETSI EN 319 142-1.
"""

import mmap
from collections.abc import Sequence
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from .findings import Finding

MOST_SIGNATURES = 20
TIME_STAMP = "ETSI.RFC3161"


def signature_findings(path: Path, formats: Sequence[str]) -> list[Finding]:
    """Return what is wrong with the signatures of a PDF; of a file without any, nothing."""
    if not _is_signed(path):
        return []
    try:
        with path.open("rb") as stream:
            return _judged(PdfFileReader(stream, strict=False), formats)
    except Exception:  # pyHanko raises many kinds on hostile input
        return [Finding("signature_unread")]


def _is_signed(path: Path) -> bool:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b"/ByteRange") >= 0


def _judged(reader: PdfFileReader, formats: Sequence[str]) -> list[Finding]:
    given = [
        str(value.get_object().get("/SubFilter", "")).lstrip("/")
        for _name, value, _field in enumerate_sig_fields(reader, filled_status=True)
    ]
    strange = [one for one in given if one not in formats and one != TIME_STAMP]
    if strange:
        return [Finding("signature_format", detail=one or "không ghi") for one in dict.fromkeys(strange)]
    signatures = [one for one in reader.embedded_signatures[:MOST_SIGNATURES] if one.sig_object_type == "/Sig"]
    found = [finding for one in signatures if (finding := _integrity(one)) is not None]
    return list(dict.fromkeys(found))


def _integrity(signature: EmbeddedPdfSignature) -> Finding | None:
    # Without building a path to a root: whom to trust is not asked, and names of signers stay out of the log.
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        cert=signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    if not intact:
        return Finding("signature_broken")
    return None if valid else Finding("signature_unread")
