"""A certificate authority of its own, as the government-cipher authority would be one: root, issuing CA, time-stamper.

Certomancer builds the certificates from what is written here; only the keys are made once and kept beside the data, so
that the same certificates come back at each start. Whoever wants to trust it reads the root from `ANCHOR_FILE`.
"""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import configuration
from .keys import private_key_file

ANCHOR_FILE = "simulators-authority.pem"
"""Name of the file with the root's certificate, in the folder of the simulators' data."""

KEYS = ("root", "issuing", "tsa")
_FROM, _TO = "2020-01-01T00:00:00+0000", "2049-12-31T00:00:00+0000"
_making = threading.Lock()


def _names(*params: str, schema: str) -> dict[str, Any]:
    return {"schema": schema, "params": list(params)}


_CA = [
    {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
    {
        "id": "key_usage",
        "critical": True,
        "smart-value": _names("digital_signature", "key_cert_sign", "crl_sign", schema="key-usage"),
    },
]

CERTIFICATES: dict[str, dict[str, Any]] = {
    "root": {
        "subject": "root",
        "issuer": "root",
        "serial": 1,
        "validity": {"valid-from": _FROM, "valid-to": _TO},
        "extensions": _CA,
    },
    "issuing": {
        "subject": "issuing",
        "issuer": "root",
        "serial": 2,
        "validity": {"valid-from": _FROM, "valid-to": _TO},
        "extensions": _CA,
    },
    "tsa": {
        "subject": "tsa",
        "issuer": "issuing",
        "serial": 3,
        "validity": {"valid-from": _FROM, "valid-to": _TO},
        "extensions": [
            {
                "id": "key_usage",
                "critical": True,
                "smart-value": _names("digital_signature", schema="key-usage"),
            },
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        ],
    },
}


@lru_cache(maxsize=1)
def _architecture() -> Any:
    from certomancer.registry.common import ArchLabel
    from certomancer.registry.config import CertomancerConfig

    folder = configuration.VAR
    keys = {name: {"path": private_key_file(folder, f"authority-{name}").name} for name in KEYS}
    told = {
        "keysets": {"province": {"keys": keys}},
        "pki-architectures": {
            "province": {
                "keyset": "province",
                "entity-defaults": {"country-name": "VN", "organization-name": "Mô phỏng trên máy này"},
                "entities": {
                    "root": {"common-name": "Chứng thư gốc mô phỏng"},
                    "issuing": {"common-name": "Cơ quan chứng thực mô phỏng"},
                    "tsa": {"common-name": "Dịch vụ cấp dấu thời gian mô phỏng"},
                },
                "certs": CERTIFICATES,
                "services": {
                    "time-stamping": {"tsa": {"signing-cert": "tsa", "certs-to-embed": ["issuing"]}},
                },
            }
        },
    }
    return CertomancerConfig(told, key_search_dir=str(folder)).get_pki_arch(ArchLabel("province"))


def architecture() -> Any:
    """Return the authority with its certificates and services, made on first use."""
    with _making:
        return _architecture()


def write_anchor() -> Path:
    """Write the root's certificate (PEM) where whoever trusts it finds it, and return the file."""
    from asn1crypto import pem

    path = configuration.VAR / ANCHOR_FILE
    content = pem.armor("CERTIFICATE", architecture().get_cert("root").dump())
    if not path.is_file() or path.read_bytes() != content:
        draft = path.with_suffix(f".{threading.get_ident()}")
        draft.write_bytes(content)
        draft.replace(path)
    return path
