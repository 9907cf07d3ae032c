"""Looking at a backup without restoring it: every byte is read, everything wrong is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from congso.cli.trouble import Trouble

from . import keys, manifest, objects
from .manifest import Manifest
from .shelf import Shelf


@dataclass
class Looked:
    """What was found; whole when nothing is wrong."""

    path: Path
    manifest: Manifest | None = None
    signed: bool = False
    """Whether the signature was checked, not only the hash."""

    wrong: list[str] = field(default_factory=list)
    files: int = 0
    opened: keys.Keys | None = None

    @property
    def is_whole(self) -> bool:
        return not self.wrong


def verify(
    shelf: Shelf,
    path: Path,
    *,
    public_keys: Mapping[str, bytes],
    archive: Path | None = None,
    lock: keys.Lock | None = None,
) -> Looked:
    """Read a whole backup and compare it with its manifest, and the archive of keys with what the backup needs.

    `public_keys` are those whose signature is believed; without any, only hashes are compared. The archive is opened
    when `lock` can open it.
    """
    looked = Looked(path)
    try:
        looked.manifest, looked.signed = manifest.read(path, public_keys=public_keys)
    except manifest.Unreadable as error:
        looked.wrong.append(str(error))
        return looked
    told = looked.manifest
    if told.name != path.name:
        looked.wrong.append(f"thư mục mang tên {path.name} nhưng bản sao lưu là {told.name}")
    _look_at_parts(looked, told)
    looked.wrong += [f"kho tệp gốc đã thiếu hoặc hỏng tệp {sha256} khi sao lưu" for sha256 in told.files.missing]
    if not looked.wrong or (path / "files.txt").is_file():
        try:
            listed = objects.read_list(path / "files.txt")
        except ValueError:  # said above: its hash does not fit
            listed = []
        looked.files = len(listed)
        looked.wrong += objects.wrong(shelf.objects, listed)
    if archive is not None and lock is not None and lock.opens:
        _look_at_keys(looked, told, archive, lock)
    return looked


def _look_at_parts(looked: Looked, told: Manifest) -> None:
    for name, expected in told.parts.items():
        part = looked.path / name
        try:
            if manifest.mark(part) != expected:
                looked.wrong.append(f"{name} đã bị sửa hoặc hỏng: mã băm không khớp")
        except OSError:
            looked.wrong.append(f"thiếu {name}")
    known = {*told.parts, manifest.MANIFEST, manifest.SIGNATURE}
    for path in sorted(looked.path.rglob("*")):
        if path.is_file() and str(path.relative_to(looked.path)) not in known:
            looked.wrong.append(f"{path.relative_to(looked.path)} không thuộc bản sao lưu")


def _look_at_keys(looked: Looked, told: Manifest, archive: Path, lock: keys.Lock) -> None:
    try:
        looked.opened = keys.read(archive, lock)
    except Trouble as trouble:
        looked.wrong.append(str(trouble))
        return
    looked.wrong += keys.unfit(looked.opened, told.keys)
