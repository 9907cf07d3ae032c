"""Signing what is no PDF: any file by a CAdES signature beside it, XML by a XAdES signature inside it.

Source: ETSI EN 319 122-1 (CAdES), ETSI EN 319 132-1 (XAdES); TT 15/2025/TT-BKHCN † recommends both.
"""

from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from pyhanko.sign.signers.pdf_cms import Signer
from signxml.algorithms import SignatureConstructionMethod
from signxml.xades.xades import XAdESSigner

from congso.kernel.refusals import Incorrect

from .keys import Chain
from .signing import apart

LARGEST_XML = 20 * 1024 * 1024


def beside(content: bytes, signer: Signer) -> bytes:
    """Return a CAdES signature (B-B, DER) of some content, to be kept beside it as `.p7s`."""
    signed: Any = apart(lambda: signer.async_sign_general_data(content, "sha256", detached=True, use_cades=True))
    return bytes(signed.dump())


def inside(content: bytes, chain: Chain, key_pem: str) -> bytes:
    """Return the XML with a XAdES signature (B-B, enveloped) over all of it. Raises Incorrect for what is no XML.

    The key has to be here: what signs by somebody else's hand cannot make this form.
    """
    if len(content) > LARGEST_XML:
        raise Incorrect("Tệp XML lớn quá 20 MB nên không ký kiểu XAdES được: ký kiểu CAdES.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Incorrect("Tệp không phải XML đúng cú pháp nên không ký kiểu XAdES được.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Incorrect("Tệp XML có khai báo kiểu (DTD) nên không ký được: bỏ khai báo rồi ký lại.")
    private = serialization.load_pem_private_key(key_pem.encode(), None)
    algorithm = "ecdsa-sha256" if isinstance(private, ec.EllipticCurvePrivateKey) else "rsa-sha256"
    making = XAdESSigner(
        method=SignatureConstructionMethod.enveloped, signature_algorithm=algorithm, digest_algorithm="sha256"
    )
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in (chain.own, *chain.others)]
    made = making.sign(root, key=private, cert=certificates)  # type: ignore[arg-type]
    return bytes(etree.tostring(made, xml_declaration=True, encoding="UTF-8"))
