"""With what the simulated authorities tell, a PDF signature reaches B-LTA, and is then judged without any of them."""

import asyncio
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from asn1crypto import keys, pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from congso_simulators.testing import Outside, outside

OFFLINE = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)


@pytest.fixture(scope="module")
def running() -> Iterator[Outside]:
    with outside() as world:
        yield world


@pytest.fixture
def world(running: Outside) -> Outside:
    running.clear()
    return running


def blank_page() -> io.BytesIO:
    writer, content = PdfFileWriter(), io.BytesIO()
    box = ArrayObject([NumberObject(edge) for edge in (0, 0, 595, 842)])
    writer.insert_page(PageObject(contents=writer.add_object(StreamObject(stream_data=b"")), media_box=box))
    writer.write(content)
    return content


def loaded(certificate: str) -> asn1.Certificate:
    return asn1.Certificate.load(pem.unarmor(certificate.encode())[2])


def signer_for(world: Outside) -> tuple[signers.SimpleSigner, asn1.Certificate]:
    """An officer with a certificate for a year, and the root above it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, SHA256())
    asked = request.public_bytes(Encoding.PEM).decode()
    told = world.certificate(asked, name="Nguyễn Văn Đức", organisation="Sở Nội vụ")
    above = [loaded(certificate) for certificate in told["chain"]]
    known = SimpleCertificateStore()
    known.register_multiple(above)
    private = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    signer = signers.SimpleSigner(signing_cert=loaded(told["certificate"]), signing_key=private, cert_registry=known)
    return signer, above[-1]


def signed(world: Outside, signer: signers.SimpleSigner, root: asn1.Certificate) -> PdfFileReader:
    told = signers.PdfSignatureMetadata(
        field_name="Ky",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=ValidationContext(trust_roots=[root], allow_fetching=True, revocation_mode="require"),
    )
    stamper = timestamps.HTTPTimeStamper(world.tsa_url)
    writer = IncrementalPdfFileWriter(blank_page())
    with ThreadPoolExecutor(1) as apart:  # a test in a browser leaves a loop running in this thread
        written = apart.submit(lambda: signers.sign_pdf(writer, told, signer=signer, timestamper=stamper)).result()
    return PdfFileReader(written)


@pytest.mark.parametrize(("away", "kept"), [("crl", "/OCSPs"), ("ocsp", "/CRLs")])
def test_a_signature_holds_by_what_its_file_holds_alone(world: Outside, away: str, kept: str) -> None:
    signer, root = signer_for(world)
    world.misbehave(away, refuse=-1)
    reader = signed(world, signer, root)
    assert len(reader.root["/DSS"][kept]) >= 2
    trusted = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    rules = PdfSignatureValidationSpec(SignatureValidationSpec(trusted, revinfo_gathering_policy=OFFLINE))
    (signature,) = reader.embedded_regular_signatures
    with ThreadPoolExecutor(1) as apart:  # a test in a browser leaves a loop running in this thread
        judged = apart.submit(lambda: asyncio.run(ades_lta_validation(signature, rules))).result()
    assert judged.ades_subindic == AdESPassed.OK
