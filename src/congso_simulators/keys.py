"""Keys made at the first start and kept beside the data."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return the key that signs the simulators' cookies."""
    return _kept(folder / "simulators-secret", lambda: secrets.token_urlsafe(48))


def signing_key(folder: Path) -> str:
    """Return the RSA key (PEM) that signs identity tokens."""
    return _kept(folder / "simulators-signing-key.pem", _make_rsa_key)


def private_key_file(folder: Path, name: str, *, rsa: bool = False) -> Path:
    """Return the file of a key (PEM) with this name: on the curve P-256, or RSA with 2048 bits."""
    path = folder / f"simulators-{name}.pem"
    _kept(path, _make_rsa_key if rsa else _make_curve_key)
    return path


def _make_curve_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _make_rsa_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.is_file():
        draft = path.with_suffix(f".{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
        try:
            os.link(draft, path)  # whoever was first wins; the key is never half written
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
