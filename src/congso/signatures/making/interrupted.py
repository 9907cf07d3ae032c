"""Signing in two steps, for a key on the signer's own machine: here the PDF is made ready, there its hash is signed.

What is signed is the hash of the signed attributes (CMS, RFC 5652 5.4), which name the hash of the document.
"""

import hashlib
import io
from dataclasses import dataclass

from asn1crypto import cms
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner

from .keys import Chain, mechanism, signature_size
from .signing import RESERVED, Intent, apart, ready


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with an empty place for a signature, from `start` to `end`, and the signed attributes (DER) for it."""

    document: bytes
    start: int
    end: int
    attributes: bytes

    @property
    def digest(self) -> bytes:
        """The SHA-256 that is to be signed."""
        return hashlib.sha256(self.attributes).digest()


def interrupted(pdf: bytes, chain: Chain, intent: Intent) -> Prepared:
    """Make a PDF ready for a signature that comes from elsewhere."""
    signer = _signer(chain, signature_size(chain))
    writer, putting = ready(pdf, signer, intent)

    async def work() -> tuple[PreparedByteRangeDigest, bytes, bytes]:
        place, _document, output = await putting.async_digest_doc_for_signing(
            writer, bytes_reserved=RESERVED, output=io.BytesIO()
        )
        attributes = await signer.signed_attrs(place.document_digest, "sha256", use_pades=True)
        output.seek(0)
        return place, bytes(output.read()), bytes(attributes.dump())

    place, document, attributes = apart(work)
    return Prepared(document, place.reserved_region_start, place.reserved_region_end, attributes)


def finished(prepared: Prepared, chain: Chain, raw: bytes) -> bytes:
    """Return the PDF with the signature that came; whether it is one of the key was checked before."""
    signer = _signer(chain, raw)
    attributes = cms.CMSAttributes.load(prepared.attributes)
    made = apart(lambda: signer.async_sign_prescribed_attributes("sha256", attributes))
    output = io.BytesIO(prepared.document)
    PreparedByteRangeDigest(b"", prepared.start, prepared.end).fill_with_cms(output, made)
    return output.getvalue()


def _signer(chain: Chain, value: bytes | int) -> ExternalSigner:
    return ExternalSigner(chain.own, chain.store, signature_value=value, signature_mechanism=mechanism(chain))
