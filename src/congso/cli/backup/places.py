"""Where a restore goes: an installation with its own server, or a database on a server somebody else runs."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import Installation
from congso.cli.trouble import Trouble
from congso.cli.up import is_running

from . import aftercare, keys, manifest, restoring, shelf
from .keys import Lock

Say = Callable[[str], None]
Outcome = tuple[dict[str, Any], list[str]]


@dataclass(frozen=True)
class Request:
    """What the operator asked for."""

    folder: Path
    files: Path | None
    keys: Path | None
    lock: Lock
    overwrite: bool
    confirm: str

    def check(self, database: str) -> None:
        """Refuse to replace a database whose name was not typed."""
        if self.overwrite and self.confirm != database:
            raise Trouble(
                f"--overwrite sẽ thay toàn bộ dữ liệu của {database}: gõ thêm --confirm {database} để đồng ý."
            )


def place_keys(here: Installation, archive: Path, lock: Lock, *, say: Say) -> Path:
    """Open an archive of keys and lay them into the installation's secrets. Raises Trouble."""
    if not lock.opens:
        raise Trouble("Chưa có gì để mở tệp khóa: thêm --identity TỆP, hoặc CONGSO_BACKUP_PASSPHRASE_FILE.")
    keys.place(keys.read(archive, lock), here.secrets)
    say(f"· Khóa đã đặt ở {here.secrets}")
    return here.secrets


def at_home(here: Installation, request: Request, *, say: Say) -> Outcome:
    """Restore into an installation with its own server; it must not be running."""
    if os.environ.get("DATABASE_URL"):
        raise Trouble("DATABASE_URL trỏ tới máy chủ riêng: dùng --into ĐỊA_CHỈ, hoặc bỏ biến này.")
    if is_running(here):
        raise Trouble("Công số đang chạy: `make stop` (congso down) trước khi phục hồi.")
    rack, path = shelf.choose(request.folder.resolve())
    told, _ = _told(path)
    here = Installation(here.home, told.regime, here.host, here.port, here.simulators_port)
    request.check(here.database)
    if request.keys is not None:
        place_keys(here, request.keys, request.lock, say=say)
    if not here.exists:
        raise Trouble(
            f"Ở {here.home} chưa có khóa: thêm --keys TỆP.age; không có khóa thì dữ liệu cá nhân không đọc được."
        )
    environment = here.environment()
    _check_keys(here, told)
    cluster = Cluster(here)
    cluster.start()
    try:
        cluster.ensure_application_role()
        cluster.ensure_database(here.database)
        files = Path(environment.get("CONGSO_FILES") or here.data / "files")
        seals = Path(environment.get("CONGSO_AUDIT_SEALS") or here.data / "seals")
        target = restoring.Target(cluster.url(here.database), files, seals)
        here.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (here.data / "prepared.stamp").unlink(missing_ok=True)
        public_keys = _public_keys(environment)
        restored = restoring.restore(rack, path, target, public_keys=public_keys, overwrite=request.overwrite, say=say)
        return _afterwards(restored, environment, environment | here.owner_environment(), say)
    finally:
        cluster.stop()


def into(url: str, request: Request, *, say: Say) -> Outcome:
    """Restore into a database on a server that is not ours; keys and other settings are those of the environment."""
    from psycopg.conninfo import conninfo_to_dict

    from congso.config.env import read

    rack, path = shelf.choose(request.folder.resolve())
    told, _ = _told(path)
    request.check(str(conninfo_to_dict(url).get("dbname") or ""))
    if request.keys is not None:
        raise Trouble(
            "--keys chỉ dùng với --home: lấy khóa ra bằng --only-keys --home NƠI, rồi đặt vào các biến …_FILE."
        )
    read("CONGSO_SECRET_KEY")  # one clear sentence now, not after an hour of restoring
    files = request.files or (Path(os.environ["CONGSO_FILES"]) if os.environ.get("CONGSO_FILES") else None)
    if files is None:
        raise Trouble("Chưa nói tệp phục hồi vào đâu: thêm --files THƯ_MỤC hoặc đặt CONGSO_FILES.")
    seals = Path(os.environ.get("CONGSO_AUDIT_SEALS") or files.resolve().parent / "seals")
    environment = dict(os.environ) | {
        "CONGSO_OWNER_DATABASE_URL": url,
        "CONGSO_AS_OWNER": "1",
        "DATABASE_URL": aftercare.as_application(url, told.application_role),
        "CONGSO_FILES": str(files.resolve()),
        "CONGSO_AUDIT_SEALS": str(seals),
    }
    target = restoring.Target(url, files.resolve(), seals)
    restored = restoring.restore(
        rack, path, target, public_keys=_public_keys(environment), overwrite=request.overwrite, say=say
    )
    return _afterwards(restored, environment, environment, say)


def _told(path: Path) -> tuple[manifest.Manifest, bool]:
    try:
        return manifest.read(path)
    except manifest.Unreadable as error:
        raise Trouble(f"Bản sao lưu {path.name} không nguyên vẹn ({error}): dùng bản khác.") from None


def _public_keys(environment: Mapping[str, str]) -> dict[str, bytes]:
    from congso.audit.queries.verification import known_keys

    more = [one.strip() for one in environment.get("CONGSO_AUDIT_PUBLIC_KEYS", "").split(",") if one.strip()]
    own = environment.get("CONGSO_AUDIT_KEY", "")
    if not own and (path := environment.get("CONGSO_AUDIT_KEY_FILE")):
        own = Path(path).read_text(encoding="utf-8").strip()
    return known_keys(own=own, more=more, folder=None)


def _check_keys(here: Installation, told: manifest.Manifest) -> None:
    os.environ.update(here.environment())
    found = keys.gather(secrets=here.secrets, ring=Path(os.environ["CONGSO_DATA_KEYS_PATH"]))
    if wrong := keys.unfit(found, told.keys):
        raise Trouble(f"Khóa ở {here.secrets} không hợp với bản sao lưu ({wrong[0]}): lấy đúng tệp khóa của bản này.")


def _afterwards(
    restored: restoring.Restored, environment: Mapping[str, str], owner: Mapping[str, str], say: Say
) -> Outcome:
    wrong = list(restored.different)
    say("· Đưa về đúng phiên bản, mở kỷ nguyên mới của nhật ký")
    aftercare.bring_up_to_date(owner)
    say("· Kiểm chứng nhật ký, tính lại số liệu")
    answers = aftercare.ask(environment, reads=False)
    wrong += answers.pop("wrong")
    told = {
        "backup": restored.manifest.name,
        "signed": restored.signed,
        "tables": restored.tables,
        "rows": restored.rows,
        "files": restored.files,
        **answers,
    }
    say(
        f"  {restored.tables} bảng, {restored.rows} dòng, {restored.files} tệp; nhật ký {answers['entries']} dòng; "
        f"{len(wrong)} điều khác."
    )
    return told, wrong
