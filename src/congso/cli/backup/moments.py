"""Going back to a moment: base copies of the embedded server and its archived log, with PostgreSQL's own tools.

`CONGSO_WAL_ARCHIVE` names a folder: `wal/` gets every finished segment (at least one a minute while something is
written), `base/` the base copies that `congso backup base` takes. A system server has its own archiving
(docs/operations/sao-luu.md); there this module is not used.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from congso.cli import wal_archive
from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import Installation
from congso.cli.trouble import Trouble
from congso.cli.up import is_running

from . import tools
from .shelf import DRAFT, NAME

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
BASES_KEPT = 2
ENDED = "congso-ended-at"
"""A line in each base copy: the instant from which one can go back to any moment."""

TARGET = ("restore_command", "recovery_target_time", "recovery_target_action", "recovery_target_timeline")

Say = Callable[[str], None]


def take_base(here: Installation, *, say: Say) -> Path:
    """Take a base copy of the running embedded server; let go older ones and the log only they need. Raises Trouble."""
    archive, cluster = _archive(), Cluster(here)
    major = cluster.made_by
    if major is None or not cluster.is_ready():
        raise Trouble("Máy chủ kèm theo không chạy: `make run` rồi chụp bản gốc.")
    name = datetime.now(UTC).strftime(NAME)
    bases = archive / "base"
    draft = bases / f"{DRAFT}{name}"
    for left in bases.glob(f"{DRAFT}*"):
        shutil.rmtree(left)
    say("· Chụp bản gốc của máy chủ cơ sở dữ liệu")
    arguments = ["--pgdata", str(draft), "--format=plain", "--wal-method=stream", "--checkpoint=fast"]
    tools.finish(
        tools.start(tools.find("pg_basebackup", server=major), cluster.url("postgres"), arguments), "chụp bản gốc"
    )
    checked = subprocess.run(  # noqa: S603 - PostgreSQL's own tool
        [tools.find("pg_verifybackup", server=major), "--quiet", draft], capture_output=True, text=True, check=False
    )
    if checked.returncode:
        shutil.rmtree(draft)
        raise tools.explain(checked.stderr, "kiểm tra bản gốc")
    (draft / ENDED).write_text(datetime.now(UTC).isoformat())
    draft.rename(bases / name)
    _let_go(bases, archive / "wal", major)
    say(f"✓ {bases / name}")
    return bases / name


def _let_go(bases: Path, wal: Path, major: int) -> None:
    kept = _bases(bases)
    for path in kept[:-BASES_KEPT]:
        shutil.rmtree(path)
    label = (_bases(bases)[0] / "backup_label").read_text()
    first = label.partition("(file ")[2].partition(")")[0]
    subprocess.run(  # noqa: S603 - PostgreSQL's own tool
        [tools.find("pg_archivecleanup", server=major), wal, first], capture_output=True, check=False
    )


def _bases(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if (path / ENDED).is_file() and not path.name.startswith("."))


def restore_until(here: Installation, moment: str, *, say: Say) -> dict[str, Any]:
    """Bring the embedded server back to a moment; what it held is kept beside. Raises Trouble; then nothing changed."""
    until = instant(moment)
    archive = _archive()
    if is_running(here):
        raise Trouble("Công số đang chạy: `make stop` (congso down) trước khi phục hồi.")
    before = [path for path in _bases(archive / "base") if datetime.fromisoformat((path / ENDED).read_text()) <= until]
    if not before:
        raise Trouble(f"Không có bản gốc nào trước {moment}: chọn thời điểm sau lần `congso backup base` đầu tiên.")
    cluster = Cluster(here)
    cluster.end_leftovers()
    aside = cluster.base / f"data.before-{datetime.now(UTC).strftime(NAME)}"
    say(f"· Từ bản gốc {before[-1].name}, phát lại nhật ký tới {until.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}")
    cluster.data.rename(aside)
    try:
        _lay_out(cluster, before[-1], archive / "wal", aside / "pg_wal", until)
        reached = _replay(cluster)
    except BaseException:
        cluster.stop()
        shutil.rmtree(cluster.data, ignore_errors=True)
        aside.rename(cluster.data)
        raise
    say(f"✓ Giao dịch cuối cùng: {reached.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S.%f}" if reached else "✓ Đã phục hồi")
    say(
        f"  Dữ liệu trước khi phục hồi ở {aside}: xóa khi không cần nữa. Chạy `congso backup base` ngay sau `make run`."
    )
    return {"base": before[-1].name, "last_transaction": reached, "kept": str(aside)}


def instant(moment: str) -> datetime:
    """Read a moment typed by an operator, in Vietnam's time unless it names its own. Raises Trouble."""
    try:
        typed = datetime.fromisoformat(moment.strip())
    except ValueError:
        raise Trouble(f'Không hiểu thời điểm "{moment}": viết như "2026-11-30 14:05" (giờ Việt Nam).') from None
    return typed if typed.tzinfo else typed.replace(tzinfo=VIETNAM)


def _archive() -> Path:
    archive = wal_archive.folder()
    if archive is None:
        raise Trouble("Chưa bật lưu nhật ký ghi trước: đặt CONGSO_WAL_ARCHIVE=/thư-mục rồi `make stop; make run`.")
    return archive


def _lay_out(cluster: Cluster, base: Path, wal: Path, last_wal: Path, until: datetime) -> None:
    """Copy a base to where the server looks, and say how far to replay; its newest log may not be archived yet."""
    shutil.copytree(base, cluster.data, symlinks=True)
    (cluster.data / ENDED).unlink()
    fetch = " || ".join(f"cp {shlex.quote(str(place))}/%f %p 2>/dev/null" for place in (wal, last_wal))
    stated = until.astimezone(UTC).isoformat(sep=" ")
    values = (fetch.replace("'", "''"), stated, "promote", "latest")
    with (cluster.data / "postgresql.auto.conf").open("a") as conf:
        conf.write("".join(f"{name} = '{value}'\n" for name, value in zip(TARGET, values, strict=True)))
    (cluster.data / "recovery.signal").touch()
    cluster.data.chmod(0o700)
    if cluster.user is not None:
        for path in (cluster.data, *cluster.data.rglob("*")):
            os.chown(path, cluster.user.pw_uid, cluster.user.pw_gid, follow_symlinks=False)


def _replay(cluster: Cluster) -> datetime | None:
    """Start the server, let it replay and open, forget the target, stop. Return the time of its last transaction."""
    told_before = cluster.log.stat().st_size if cluster.log.is_file() else 0
    try:
        cluster.start()
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
                connection.execute("SELECT pg_sleep(0.1)")
            row = connection.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
            for name in TARGET:
                connection.execute(f"ALTER SYSTEM RESET {name}")
    except (Trouble, psycopg.OperationalError):
        with cluster.log.open("rb") as log:
            log.seek(told_before)
            words = log.read()
        if b"before configured recovery target was reached" in words:
            raise Trouble("Nhật ký ghi trước không tới thời điểm này: chọn thời điểm sớm hơn.") from None
        raise
    cluster.stop()
    return row[0] if row else None
