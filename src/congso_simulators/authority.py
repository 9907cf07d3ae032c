"""Certificate authorities of their own, as the government-cipher authority would be: a root, under it one authority for
services (time-stamps), one for officers, one for agencies, and for each of the four somebody who tells revocations.

Certomancer builds these certificates from what is written here; only the keys are made once and kept beside the data,
so that the same names, keys and serial numbers come back at each start. Whoever wants to trust it reads the root from
`ANCHOR_FILE`. What the authorities issue at run time is in `issuing`.
"""

import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from . import configuration
from .keys import private_key_file

ANCHOR_FILE = "simulators-authority.pem"
"""Name of the file with the root's certificate, in the folder of the simulators' data."""

ROOT = "goc"
AUTHORITIES = {ROOT: "root", "dich-vu": "issuing", "can-bo": "can-bo", "co-quan": "co-quan"}
"""The authorities as addresses name them, and what they are called here."""

FOR_SUBSCRIBERS = ("can-bo", "co-quan")
"""The authorities that issue on request."""

LABELS = {
    "root": "Chứng thư gốc mô phỏng",
    "issuing": "Cơ quan chứng thực mô phỏng",
    "tsa": "Dịch vụ cấp dấu thời gian mô phỏng",
    "can-bo": "Cơ quan chứng thực cán bộ mô phỏng",
    "co-quan": "Cơ quan chứng thực cơ quan mô phỏng",
    "ocsp-goc": "Trả lời trạng thái chứng thư của gốc mô phỏng",
    "ocsp-dich-vu": "Trả lời trạng thái chứng thư dịch vụ mô phỏng",
    "ocsp-can-bo": "Trả lời trạng thái chứng thư cán bộ mô phỏng",
    "ocsp-co-quan": "Trả lời trạng thái chứng thư cơ quan mô phỏng",
}
ORGANISATION = "Mô phỏng trên máy này"

_RSA = FOR_SUBSCRIBERS
_SERIALS = {name: serial for serial, name in enumerate(LABELS, start=1)}
_ADDRESS_OF = {name: address for address, name in AUTHORITIES.items()}
_FROM, _TO = "2020-01-01T00:00:00+0000", "2049-12-31T00:00:00+0000"
_making = threading.Lock()


def status_urls(ca: str) -> tuple[str, str, str]:
    """Return where certificates of `ca` say that OCSP, the authority's own certificate and the CRL are found."""
    home = configuration.URL
    return f"{home}/ocsp/{ca}", f"{home}/chung-thu/{ca}.cer", f"{home}/crl/{ca}.crl"


def issuer_of(name: str) -> str:
    """Return the address of the authority that issued the built certificate `name`."""
    if name.startswith("ocsp-"):
        return name.removeprefix("ocsp-")
    return "dich-vu" if name == "tsa" else ROOT


def revocable() -> dict[str, tuple[str, str]]:
    """Return the built certificates that can be revoked: serial number → (issuer's address, name)."""
    return {
        str(serial): (issuer_of(name), name)
        for name, serial in _SERIALS.items()
        if name != "root" and not name.startswith("ocsp-")
    }


def _extension(kind: str, *, critical: bool = False, **told: object) -> dict[str, object]:
    return {"id": kind, "critical": critical, **told}


def _key_usage(*uses: str) -> dict[str, object]:
    return _extension("key_usage", critical=True, **{"smart-value": {"schema": "key-usage", "params": list(uses)}})


def _status(name: str) -> list[dict[str, object]]:
    from asn1crypto import x509 as asn1

    ocsp, issuer, crl = (asn1.GeneralName("uniform_resource_identifier", url) for url in status_urls(issuer_of(name)))
    found = [
        {"access_method": "ocsp", "access_location": ocsp},
        {"access_method": "ca_issuers", "access_location": issuer},
    ]
    points = [{"distribution_point": asn1.DistributionPointName("full_name", asn1.GeneralNames([crl]))}]
    return [
        _extension("authority_information_access", value=found),
        _extension("crl_distribution_points", value=points),
    ]


def _extensions(name: str) -> list[dict[str, object]]:
    if name.startswith("ocsp-"):
        return [
            _key_usage("digital_signature"),
            _extension("extended_key_usage", value=["ocsp_signing"]),
            _extension(
                "ocsp_no_check"
            ),  # so nobody asks whether who tells revocations is revoked (RFC 6960, 4.2.2.2.1)
        ]
    if name == "tsa":
        stamping = _extension("extended_key_usage", critical=True, value=["time_stamping"])
        return [_key_usage("digital_signature"), stamping, *_status(name)]
    own = [
        _extension("basic_constraints", critical=True, value={"ca": True}),
        _key_usage("digital_signature", "key_cert_sign", "crl_sign"),
    ]
    return own if name == "root" else [*own, *_status(name)]


def _certificate(name: str) -> dict[str, object]:
    return {
        "subject": name,
        "issuer": AUTHORITIES[issuer_of(name)],
        "serial": _SERIALS[name],
        "validity": {"valid-from": _FROM, "valid-to": _TO},
        "extensions": _extensions(name),
    }


def _key_file(name: str) -> Path:
    return private_key_file(configuration.VAR, f"authority-{name}", rsa=name in _RSA)


@lru_cache(maxsize=1)
def _architecture() -> Any:
    from certomancer.registry.common import ArchLabel, CertLabel
    from certomancer.registry.config import CertomancerConfig

    told = {
        "keysets": {"province": {"keys": {name: {"path": _key_file(name).name} for name in LABELS}}},
        "pki-architectures": {
            "province": {
                "keyset": "province",
                "entity-defaults": {"country-name": "VN", "organization-name": ORGANISATION},
                "entities": {name: {"common-name": label} for name, label in LABELS.items()},
                "certs": {name: _certificate(name) for name in LABELS},
                "services": {
                    "time-stamping": {"tsa": {"signing-cert": "tsa", "certs-to-embed": ["issuing"]}},
                },
            }
        },
    }
    made = CertomancerConfig(told, key_search_dir=str(configuration.VAR)).get_pki_arch(ArchLabel("province"))
    for name in LABELS:
        made.get_cert(CertLabel(name))
    return made


def architecture() -> Any:
    """Return the authorities with their certificates and services, made on first use."""
    with _making:
        return _architecture()


def built(name: str) -> x509.Certificate:
    """Return the certificate that is called `name` in `LABELS`."""
    return x509.load_der_x509_certificate(architecture().get_cert(name).dump())


def certificate_of(ca: str) -> x509.Certificate:
    """Return the certificate of the authority at the address `ca`."""
    return built(AUTHORITIES[ca])


def key_of(ca: str) -> RSAPrivateKey | EllipticCurvePrivateKey:
    """Return the key that the authority at the address `ca` signs with."""
    key = load_pem_private_key(_key_file(AUTHORITIES[ca]).read_bytes(), None)
    assert isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey)
    return key


def responder(ca: str, register: Any, *, at: datetime, validity: Any) -> Any:
    """Return who answers OCSP requests about certificates of `ca`, from `register`, as of `at`."""
    from certomancer.registry.common import KeyLabel
    from certomancer.services import SimpleOCSPResponder, choose_signed_digest

    made = architecture()
    own = made.get_cert(f"ocsp-{ca}")
    return SimpleOCSPResponder(
        own,
        made.key_set.get_private_key(KeyLabel(f"ocsp-{ca}")),
        choose_signed_digest("sha256", own.public_key),
        at,
        register,
        validity=validity,
    )


def chain_of(ca: str) -> list[str]:
    """Return the certificates (PEM) above what `ca` issues: its own, then the root."""
    return [certificate_of(one).public_bytes(Encoding.PEM).decode() for one in dict.fromkeys((ca, ROOT))]


def write_anchor() -> Path:
    """Write the root's certificate (PEM) where whoever trusts it finds it, and return the file."""
    path = configuration.VAR / ANCHOR_FILE
    content = built("root").public_bytes(Encoding.PEM)
    if not path.is_file() or path.read_bytes() != content:
        draft = path.with_suffix(f".{threading.get_ident()}")
        draft.write_bytes(content)
        draft.replace(path)
    return path
