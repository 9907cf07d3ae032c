"""From a kept key to something that signs: a software key, a device of the server (PKCS#11), a service elsewhere."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asn1crypto import algos, pem, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from congso.kernel.refusals import NotPossibleNow

SignHash = Callable[[bytes], bytes]
"""Signs a SHA-256 and returns the raw signature (RSA PKCS#1 v1.5, or ECDSA as DER)."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A certificate and those it hangs on, the nearest first."""

    own: x509.Certificate
    others: tuple[x509.Certificate, ...]

    @property
    def store(self) -> SimpleCertificateStore:
        """What a signature brings along."""
        kept = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        kept.register_multiple(self.others)
        return kept


def certificates(text: str | bytes) -> list[x509.Certificate]:
    """Return the certificates in PEM or DER, in their order. Raises ValueError for what holds none."""
    content = text.encode() if isinstance(text, str) else text
    if not pem.detect(content):
        return [x509.Certificate.load(content, strict=True)]
    found = [
        x509.Certificate.load(one, strict=True)
        for kind, _headers, one in pem.unarmor(content, multiple=True)
        if kind == "CERTIFICATE"
    ]
    if not found:
        raise ValueError("no certificate")
    return found


def chain_of(text: str) -> Chain:
    """Return a kept chain."""
    own, *others = certificates(text)
    return Chain(own, tuple(others))


def as_pem(listed: Sequence[x509.Certificate]) -> str:
    """Return certificates as PEM, one after the other."""
    return "".join(pem.armor("CERTIFICATE", one.dump()).decode() for one in listed)


def mechanism(chain: Chain) -> algos.SignedDigestAlgorithm:
    """Return how a key of this certificate signs a SHA-256."""
    is_rsa = chain.own.public_key.algorithm == "rsa"
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa" if is_rsa else "sha256_ecdsa"})


def signature_size(chain: Chain) -> int:
    """Return how many bytes a signature of this certificate's key takes at most."""
    is_rsa = chain.own.public_key.algorithm == "rsa"
    return int(chain.own.public_key.byte_size) if is_rsa else 144


class HashSigner(Signer):
    """Signs by somebody else's hand: only a hash leaves, only a signature comes back."""

    def __init__(self, chain: Chain, sign_hash: SignHash) -> None:
        super().__init__(signing_cert=chain.own, cert_registry=chain.store, signature_mechanism=mechanism(chain))
        self._chain, self._sign_hash = chain, sign_hash

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(signature_size(self._chain))
        if digest_algorithm != "sha256":
            raise ValueError(f"a hash of {digest_algorithm} is not signed")
        digest = hashlib.sha256(data).digest()
        raw = self._sign_hash(digest)
        check_signature(self._chain, digest, raw)
        return raw


def is_signature(chain: Chain, digest: bytes, raw: bytes) -> bool:
    """Tell whether `raw` is the signature of a SHA-256 by the key of the certificate."""
    public = serialization.load_der_public_key(chain.own.public_key.dump())
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(raw, digest, padding.PKCS1v15(), Prehashed(SHA256()))
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(raw, digest, ec.ECDSA(Prehashed(SHA256())))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def software(chain: Chain, key_pem: str) -> Signer:
    """Return what signs with a key that is here.

    Whether the key is sound was tested when it was registered: testing it anew costs more than the whole signature.
    """
    private = serialization.load_pem_private_key(key_pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    digest = Prehashed(SHA256())

    def sign_hash(imprint: bytes) -> bytes:
        if isinstance(private, rsa.RSAPrivateKey):
            return private.sign(imprint, padding.PKCS1v15(), digest)
        if isinstance(private, ec.EllipticCurvePrivateKey):
            return private.sign(imprint, ec.ECDSA(digest))
        raise ValueError(f"a key of this kind signs nothing: {type(private).__name__}")

    return HashSigner(chain, sign_hash)


def check_signature(chain: Chain, digest: bytes, raw: bytes) -> None:
    """Raise NotPossibleNow unless `raw` is the signature of a SHA-256 by the key of the certificate."""
    if not is_signature(chain, digest, raw):
        raise NotPossibleNow(
            "Nơi giữ khóa trả về chữ ký không khớp với chứng thư đã đăng ký; chưa có gì được ký.",
            code="wrong_signature",
            remedy="Đề nghị quản trị hệ thống kiểm tra chứng thư và mã khóa đã đăng ký.",
        )


def encoded(raw: bytes) -> str:
    """Return bytes as the services of others write them (base64)."""
    return base64.b64encode(raw).decode()


def holds(chain: Chain, key_pem: str) -> bool:
    """Tell whether a private key (PKCS#8, PEM) is that of the certificate."""
    try:
        private = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except (ValueError, TypeError):
        return False
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return bool(public == chain.own.public_key.dump())
