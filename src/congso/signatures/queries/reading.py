"""Which kind of signed file somebody brings, by its first bytes; each kind has a reader of its own."""

import re
from typing import BinaryIO

from ..rules.facts import Read
from .cms import read_cms
from .pdf import read_pdf
from .trust import Known
from .xml import read_xml

_LOOKED_AT = 1024
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z_!])")
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|PKCS #7 SIGNED DATA|CMS)-----")


def read_signed(stream: BinaryIO, known: Known, content: BinaryIO | None = None) -> Read:
    """Return the signatures of a PDF, of an XML file, or of a CMS file with its content inside or beside it."""
    start = stream.read(_LOOKED_AT)
    stream.seek(0)
    if b"%PDF-" not in start:
        if start.startswith(b"\x30") or _PEM.search(start):
            return read_cms(stream, known, content)
        if _XML.match(start):
            return read_xml(stream, known)
    return read_pdf(stream, known)
