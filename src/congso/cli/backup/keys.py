"""The keys, apart from the data: one small archive in the format of age (age-encryption.org), opened by any age tool.

It is sealed for recipients (`age1…`, whose identity lies in a safe and not on this machine) or with a passphrase, and
holds JSON: the secrets of the installation, the ring of data keys, and the settings that are keys.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage

from congso.cli.trouble import Trouble

from . import manifest

SETTINGS = (
    "CONGSO_SECRET_KEY",
    "CONGSO_AUDIT_KEY",
    "CONGSO_AUDIT_PUBLIC_KEYS",
    "CONGSO_MASTER_KEY",
    "CONGSO_SEALING_KEYS",
    "CONGSO_DATA_KEYS",
)
"""Settings whose loss would make data unreadable or unprovable."""

RING = "data_keys.json"


@dataclass(frozen=True)
class Lock:
    """For whom an archive is sealed, or who opens it: recipients and identities of age, or a passphrase."""

    recipients: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    passphrase: str = ""

    @property
    def closes(self) -> bool:
        return bool(self.recipients or self.passphrase)

    @property
    def opens(self) -> bool:
        return bool(self.identities or self.passphrase)


@dataclass(frozen=True)
class Keys:
    """What an archive holds: secrets by file name, settings by name."""

    files: dict[str, str]
    settings: dict[str, str]

    @property
    def ring(self) -> str:
        return self.settings.get("CONGSO_DATA_KEYS") or self.files.get(RING, "")


def gather(*, secrets: Path, ring: Path) -> Keys:
    """Gather the keys of this installation: its folder of secrets, the ring, and what the environment names."""
    files = {}
    if secrets.is_dir():
        files = {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir() if path.is_file()}
    if ring.is_file():
        files[RING] = ring.read_text(encoding="utf-8")
    settings = {}
    for name in SETTINGS:
        value = os.environ.get(name, "")
        if not value and (path := os.environ.get(f"{name}_FILE")):
            value = Path(path).read_text(encoding="utf-8").strip()
        if value:
            settings[name] = value
    return Keys(files, settings)


def write(path: Path, keys: Keys, lock: Lock, *, backup: str, now: datetime) -> None:
    """Seal the keys into an archive at `path`. Raises Trouble for a recipient that is none."""
    told = {"format": 1, "backup": backup, "made_at": now.isoformat(), "files": keys.files, "settings": keys.settings}
    text = json.dumps(told, ensure_ascii=False, indent=1).encode()
    if lock.recipients:
        try:
            recipients = [pyrage.x25519.Recipient.from_str(one) for one in lock.recipients]
        except pyrage.RecipientError:
            raise Trouble(
                "CONGSO_BACKUP_RECIPIENTS không phải khóa công khai của age (age1…): tạo bằng `age-keygen`."
            ) from None
        sealed = pyrage.encrypt(text, recipients)
    else:
        sealed = pyrage.passphrase.encrypt(text, lock.passphrase)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest.put(path, sealed)
    manifest.flush(path.parent)


def read(path: Path, lock: Lock) -> Keys:
    """Open an archive. Raises Trouble when it is missing, does not open, or is not one."""
    try:
        sealed = path.read_bytes()
    except OSError:
        raise Trouble(f"Không có tệp khóa {path}: lấy bản sao lưu khóa từ nơi cất riêng.") from None
    try:
        if lock.identities:
            identities = [pyrage.x25519.Identity.from_str(one) for one in lock.identities]
            text = pyrage.decrypt(sealed, identities)
        else:
            text = pyrage.passphrase.decrypt(sealed, lock.passphrase)
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise Trouble(f"Không mở được tệp khóa {path.name}: sai cụm mật khẩu hoặc sai khóa, hay tệp đã hỏng.") from None
    try:
        told = json.loads(text)
        return Keys(dict(told["files"]), dict(told["settings"]))
    except (ValueError, KeyError, TypeError):
        raise Trouble(f"Tệp khóa {path.name} mở được nhưng không phải của congso.") from None


def place(keys: Keys, folder: Path) -> None:
    """Write keys out where an installation looks for them. Raises Trouble before it would replace another value."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted = dict(keys.files)
    for name, value in keys.settings.items():
        own = name.removeprefix("CONGSO_").lower()
        wanted[own if wanted.get(own, value).strip() == value else name] = value
    for name, value in wanted.items():
        there = folder / Path(name).name
        if there.is_file() and there.read_text(encoding="utf-8").strip() != value.strip():
            raise Trouble(f"Ở {folder} đã có khóa {there.name} khác: chọn nơi trống, không ghi đè khóa.")
    for name, value in wanted.items():
        there = folder / Path(name).name
        if not there.is_file():
            manifest.put(there, value.encode())


def unfit(keys: Keys, needed: "manifest.KeysMark") -> list[str]:
    """Say why these keys would not do for a backup; nothing when they would."""
    from congso.audit.rules import chain
    from congso.kernel import keyring

    wrong = []
    audit_key = keys.settings.get("CONGSO_AUDIT_KEY") or keys.files.get("audit_key", "").strip()
    own = chain.key_id(chain.public_bytes(chain.private_key(audit_key))) if len(audit_key) >= 32 else ""
    if needed.audit_key and own != needed.audit_key:
        wrong.append(f"tệp khóa không có khóa niêm phong nhật ký {needed.audit_key}")
    master = keys.settings.get("CONGSO_MASTER_KEY") or keys.files.get("master_key", "").strip()
    try:
        ring = keyring.parsed(keys.ring, master=master or keys.settings.get("CONGSO_SECRET_KEY", ""))
    except keyring.KeyringTrouble as trouble:
        return [*wrong, f"tệp khóa không mở được vòng khóa dữ liệu ({trouble})"]
    lost = sorted(set(needed.data_keys) - set(ring.keys))
    return [*wrong, *([f"tệp khóa thiếu khóa dữ liệu số {', '.join(map(str, lost))}"] if lost else [])]
