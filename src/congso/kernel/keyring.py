"""The keys that protect stored data: AES-256 keys with numbers, one of them current, and one key for blind indexes.

Envelope: the ring keeps its keys wrapped by a master key that lives elsewhere (`CONGSO_MASTER_KEY`, from the
environment or a file), so neither a copy of the database nor a copy of the ring opens anything. Changing the master
key wraps a few keys anew; changing a data key re-encrypts rows (`congso keys rotate-data`).

The ring is a file (`CONGSO_DATA_KEYS_PATH`) shared by all processes of an installation, or the same text in
`CONGSO_DATA_KEYS`. Processes notice a changed file by themselves; a ring from the environment needs a restart.
"""

import json
import os
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyringTrouble(RuntimeError):  # noqa: N818 — the word for what is told to operators
    """The ring is absent, unreadable, or does not hold the key a row was sealed with."""


@dataclass(frozen=True)
class DataKey:
    """One AES-256 key of the ring."""

    id: int
    made_on: date
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False, compare=False)


@dataclass(frozen=True)
class Keyring:
    """The keys by number, which of them seals from now on, and the key of the blind indexes."""

    keys: dict[int, DataKey]
    current: int
    index: bytes = field(repr=False)

    @property
    def newest(self) -> DataKey:
        return self.keys[self.current]


LOOK_AGAIN_SECONDS = 1.0
"""A process may seal with the key before the current one for so long after a change."""


@dataclass(frozen=True)
class _Read:
    path: object
    text: str
    master: str
    mark: tuple[int, int, int]
    looked_at: float
    keyring: Keyring


_lock = threading.Lock()
_read: _Read | None = None


def ring() -> Keyring:
    """Return the ring as it is now, at most a second old. Raises KeyringTrouble."""
    known = _read
    if (
        known is not None
        and time.monotonic() - known.looked_at < LOOK_AGAIN_SECONDS
        and known.path == settings.DATA_KEYS_PATH
        and known.text == settings.DATA_KEYS
        and known.master == settings.MASTER_KEY
    ):
        return known.keyring
    return _look()


def _look() -> Keyring:
    global _read
    with _lock:
        known, text, mark = _read, settings.DATA_KEYS, (0, 0, 0)
        if not text:
            about = _file()
            mark = (about.st_mtime_ns, about.st_size, about.st_ino)
        same = known is not None and (known.path, known.text, known.master, known.mark) == (
            settings.DATA_KEYS_PATH,
            text,
            settings.MASTER_KEY,
            mark,
        )
        if known is not None and same:
            found = known.keyring
        else:
            found = parsed(text or Path(settings.DATA_KEYS_PATH).read_text(encoding="utf-8"))
        _read = _Read(settings.DATA_KEYS_PATH, text, settings.MASTER_KEY, mark, time.monotonic(), found)
        return found


def _file() -> os.stat_result:
    path = Path(settings.DATA_KEYS_PATH)
    try:
        return path.stat()
    except FileNotFoundError:
        if not settings.DEMO:
            raise KeyringTrouble(
                f"Chưa có vòng khóa dữ liệu {path}: chạy `congso keys create` "
                "(hệ thống mới), hoặc đặt lại bản sao lưu của vòng khóa."
            ) from None
        create(today=date.today())  # noqa: DTZ011 — the demo's ring; only its age is told from it
        return path.stat()


def create(*, today: date) -> None:
    """Write a ring with one fresh key; a ring that is there stays as it is."""
    path = Path(settings.DATA_KEYS_PATH)
    fresh = Keyring({1: _fresh(1, today)}, 1, secrets.token_bytes(KEY_BYTES))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = _written(path, fresh)
    try:
        os.link(waiting, path)  # never over a ring that another process has just made
    except FileExistsError:
        pass
    finally:
        waiting.unlink()


def add_key(*, today: date) -> DataKey:
    """Put a fresh key on the ring and seal with it from now on. Raises KeyringTrouble for a ring that is no file."""
    _of_a_file()
    now = ring()
    fresh = _fresh(max(now.keys) + 1, today)
    _replace(Keyring({**now.keys, fresh.id: fresh}, fresh.id, now.index))
    return fresh


def drop_key(key_id: int) -> None:
    """Take a key off the ring; the caller has made sure that no row needs it. Raises KeyringTrouble for the current."""
    _of_a_file()
    now = ring()
    if key_id == now.current or key_id not in now.keys:
        raise KeyringTrouble(f"Khóa {key_id} đang dùng hoặc không có trong vòng khóa.")
    _replace(Keyring({number: key for number, key in now.keys.items() if number != key_id}, now.current, now.index))


def rewrap(old_master: str) -> None:
    """Wrap the ring, so far under `old_master`, under the master key of the settings."""
    _of_a_file()
    text = Path(settings.DATA_KEYS_PATH).read_text(encoding="utf-8")
    _replace(parsed(text, master=old_master))


def _of_a_file() -> None:
    if settings.DATA_KEYS:
        raise KeyringTrouble("Vòng khóa lấy từ biến môi trường CONGSO_DATA_KEYS: sửa tại nơi cấp biến đó.")


def _fresh(key_id: int, today: date) -> DataKey:
    secret = secrets.token_bytes(KEY_BYTES)
    return DataKey(key_id, today, secret, AESGCM(secret))


def _wrapping(master: str | None = None) -> AESGCM:
    derived = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"congso data keys").derive(
        (settings.MASTER_KEY if master is None else master).encode()
    )
    return AESGCM(derived)


def _wrap(cipher: AESGCM, secret: bytes, name: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return (nonce + cipher.encrypt(nonce, secret, name.encode())).hex()


def _unwrap(cipher: AESGCM, wrapped: str, name: str) -> bytes:
    raw = bytes.fromhex(wrapped)
    return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode())


def parsed(text: str, master: str | None = None) -> Keyring:
    """Return the ring in a text, opened with the master key of the settings or another. Raises KeyringTrouble."""
    try:
        told, cipher = json.loads(text), _wrapping(master)
        keys = {}
        for one in told["keys"]:
            secret = _unwrap(cipher, one["wrapped"], f"data:{one['id']}")
            keys[int(one["id"])] = DataKey(int(one["id"]), date.fromisoformat(one["made_on"]), secret, AESGCM(secret))
        found = Keyring(keys, int(told["current"]), _unwrap(cipher, told["index"], "index"))
    except InvalidTag:
        raise KeyringTrouble("Khóa chủ (CONGSO_MASTER_KEY) không mở được vòng khóa dữ liệu.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise KeyringTrouble(f"Vòng khóa dữ liệu không đọc được: {error!r}.") from None
    if found.current not in keys:
        raise KeyringTrouble(f"Vòng khóa dữ liệu không có khóa đang dùng ({found.current}).")
    return found


def _written(path: Path, keyring: Keyring) -> Path:
    cipher = _wrapping()
    text = json.dumps(
        {
            "current": keyring.current,
            "index": _wrap(cipher, keyring.index, "index"),
            "keys": [
                {
                    "id": key.id,
                    "made_on": key.made_on.isoformat(),
                    "wrapped": _wrap(cipher, key.secret, f"data:{key.id}"),
                }
                for key in keyring.keys.values()
            ],
        },
        indent=1,
    )
    waiting = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return waiting


def _replace(keyring: Keyring) -> None:
    global _read
    path = Path(settings.DATA_KEYS_PATH)
    _written(path, keyring).replace(path)
    _read = None
