"""Making a backup: one snapshot for dump, counts and hashes, and every file it names, while the province works on."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from congso.cli.trouble import Trouble

from . import content, keys, manifest, objects, tools
from .manifest import FilesMark, KeysMark, Manifest, TrailMark
from .retention import Keeping
from .shelf import DRAFT, NAME, Shelf
from .source import Source

Say = Callable[[str], None]

ONE_AT_A_TIME = 7_216_303
"""Advisory lock: one backup of a database at a time, wherever it goes."""

SPARE_BYTES = 64 * 2**20

COMPRESSION = "--compress=3"
"""Of the dump: sealed values hardly get smaller, however long one tries."""


@dataclass(frozen=True)
class KeysPlace:
    """Where the archive of keys goes, and for whom it is sealed."""

    folder: Path
    lock: keys.Lock
    beside_data: bool = False
    """Allow a place inside the folder of backups."""


@dataclass(frozen=True)
class Made:
    """A complete backup."""

    path: Path
    rows: int
    dump_bytes: int
    files: int
    new_files: int
    new_bytes: int
    seconds: float
    missing: list[str] = field(default_factory=list)
    keys_archive: Path | None = None
    let_go: list[str] = field(default_factory=list)


def make(
    source: Source, shelf: Shelf, *, now: datetime, keeping: Keeping, keys_place: KeysPlace | None, say: Say
) -> Made:
    """Make a backup and let old ones go. Raises Trouble; then nothing new stands under a backup's name."""
    begun = time.monotonic()
    _check_keys_place(shelf, keys_place)
    name = now.astimezone(UTC).strftime(NAME)
    with shelf.alone(), _guard(source.url):
        shelf.clear_drafts()
        if (shelf.root / name).exists():
            raise Trouble(f"Bản {name} vừa được tạo: chờ một giây rồi chạy lại.")
        draft = shelf.root / f"{DRAFT}{name}"
        draft.mkdir(mode=0o700)
        try:
            made = _fill(source, shelf, draft, name, now, keys_place, say)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        for path in (*draft.rglob("*"), draft):
            manifest.flush(path)
        draft.rename(shelf.root / name)
        manifest.flush(shelf.root)
        gone = shelf.let_go(keeping)
        if keys_place is not None:
            for old in gone:
                (keys_place.folder / f"{old}.age").unlink(missing_ok=True)
    return Made(**made, path=shelf.root / name, let_go=gone, seconds=round(time.monotonic() - begun, 2))


def _check_keys_place(shelf: Shelf, keys_place: KeysPlace | None) -> None:
    if keys_place is None:
        return
    if not keys_place.lock.closes:
        raise Trouble(
            "Chưa có ai để niêm khóa: đặt CONGSO_BACKUP_RECIPIENTS (age1…) hoặc CONGSO_BACKUP_PASSPHRASE_FILE."
        )
    if keys_place.folder.resolve().is_relative_to(shelf.root.resolve()) and not keys_place.beside_data:
        raise Trouble(
            f"Nơi để khóa {keys_place.folder} nằm trong nơi để dữ liệu: ai lấy được bản sao lưu là đọc được tất cả. "
            "Chọn nơi khác, hoặc thêm --keys-with-data nếu thật sự muốn vậy."
        )


@contextlib.contextmanager
def _guard(url: str) -> Iterator[None]:
    """Keep other backups out, and the bytes of files where they are, until this one is done."""
    from congso.files import store

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        words = " ".join(str(error).split())
        raise Trouble(f"Không kết nối được cơ sở dữ liệu ({words}): kiểm tra máy chủ rồi chạy lại.") from None
    with connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME]).fetchone()
        if not row or not row[0]:
            raise Trouble("Một lần sao lưu khác của cơ sở dữ liệu này đang chạy: chờ xong rồi chạy lại.")
        connection.execute("SELECT pg_advisory_lock(%s)", [store.REMOVALS])
        yield


def _fill(
    source: Source, shelf: Shelf, draft: Path, name: str, now: datetime, keys_place: KeysPlace | None, say: Say
) -> dict[str, Any]:
    _copy_seals(source.seals, draft / "seals")  # before the snapshot: files never tell more than the table
    with content.snapshot(source.url) as connection:
        server = connection.info.server_version
        told = _told(connection)
        listed = _listed(connection)
        _check_space(shelf, [one for one in listed if not objects.has(shelf.objects, *one)])
        say(f"· Cơ sở dữ liệu {told['database']} (PostgreSQL {server // 10000})")
        dump = tools.start(
            tools.find("pg_dump", server=server // 10000),
            source.url,
            ["--format=custom", COMPRESSION, f"--file={draft / 'database.dump'}", f"--snapshot={told['snapshot']}",
             "--lock-wait-timeout=60000"],
        )  # fmt: skip
        with _ended(dump):
            tables = content.tables(connection)
            structure = content.structure(connection)
            roles = content.grantees(connection)
            tools.finish(dump, "kết xuất cơ sở dữ liệu")
        row = connection.execute("SELECT pg_current_wal_lsn()::text").fetchone()
        wal_to = str(row[0]) if row else ""
    manifest.put(draft / "structure.txt", "".join(f"{line}\n" for line in structure).encode())
    say(f"· {len(listed)} tệp")
    new_files, new_bytes, missing = _copy_files(source.files, shelf.objects, listed)
    objects.write_list(draft / "files.txt", [one for one in listed if one[0] not in missing])
    archive = _seal_keys(source, keys_place, name, now, say)
    parts = {str(path.relative_to(draft)): manifest.mark(path) for path in sorted(draft.rglob("*")) if path.is_file()}
    whole = Manifest(
        format=manifest.FORMAT,
        name=name,
        made_at=now,
        congso=version("congso"),
        regime=source.regime,
        postgresql=server,
        database=told["database"],
        migrations=told["migrations"],
        application_role=source.application_role,
        roles=roles,
        wal_from=told["wal"],
        wal_to=wal_to,
        tables=tables,
        parts=parts,
        files=FilesMark(count=len(listed), size_bytes=sum(size for _, size in listed), missing=missing),
        trail=told["trail"],
        keys=_keys_mark(source, archive),
    )
    manifest.write(draft, whole, audit_key=source.audit_key)
    return {
        "rows": whole.rows,
        "dump_bytes": parts["database.dump"].size_bytes,
        "files": len(listed),
        "new_files": new_files,
        "new_bytes": new_bytes,
        "missing": missing,
        "keys_archive": archive,
    }


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[str]") -> Iterator[None]:
    """See to it that a tool does not outlive us, whatever happens."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _told(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    row = connection.execute(
        "SELECT current_database(), pg_current_wal_lsn()::text, pg_export_snapshot(), to_regclass('audit_seal')::text, "
        "to_regclass('django_migrations')::text"
    ).fetchone()
    assert row is not None
    database, wal, exported, seals, migrations = row
    if migrations is None:
        raise Trouble(f"Cơ sở dữ liệu {database} không phải của congso: kiểm tra DATABASE_URL.")
    trail = None
    if seals is not None:
        last = connection.execute(
            "SELECT (SELECT max(era) FROM audit_era), number, encode(head, 'hex') FROM audit_seal "
            "ORDER BY number DESC LIMIT 1"
        ).fetchone()
        trail = TrailMark(era=last[0], last_seal=last[1], head=last[2]) if last else None
    newest = connection.execute(
        "SELECT DISTINCT ON (app) app, name FROM django_migrations ORDER BY app, name DESC"
    ).fetchall()
    return {"database": database, "wal": wal, "snapshot": exported, "trail": trail, "migrations": dict(newest)}


def _listed(connection: psycopg.Connection[Any]) -> list[tuple[str, int]]:
    return connection.execute("SELECT DISTINCT sha256, size_bytes FROM files_storedfile ORDER BY 1").fetchall()


def _check_space(shelf: Shelf, missing: list[tuple[str, int]]) -> None:
    before = shelf.complete()
    dump = (before[-1] / "database.dump").stat().st_size if before else 0
    needed = sum(size for _, size in missing) + dump + SPARE_BYTES
    free = shutil.disk_usage(shelf.root).free
    if free < needed:
        raise Trouble(
            f"Nơi sao lưu {shelf.root} còn {free // 2**20} MB, cần khoảng {needed // 2**20} MB: giải phóng chỗ, giảm "
            "số bản được giữ (CONGSO_BACKUP_KEEP_…), hoặc chọn nơi khác."
        )


def _copy_seals(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for path in sorted(source.glob("*.json*")) if source.is_dir() else ():
        if path.is_file():
            manifest.put(target / path.name, path.read_bytes())


def _copy_files(source: Path, target: Path, listed: list[tuple[str, int]]) -> tuple[int, int, list[str]]:
    new_files, new_bytes, missing = 0, 0, []
    for sha256, size in listed:
        if objects.has(target, sha256, size):
            continue
        try:
            new_bytes += objects.copy(objects.place(source, sha256), target, sha256)
            new_files += 1
        except (FileNotFoundError, objects.Damaged):
            missing.append(sha256)
    return new_files, new_bytes, missing


def _seal_keys(source: Source, place: KeysPlace | None, name: str, now: datetime, say: Say) -> Path | None:
    if place is None:
        return None
    archive = place.folder / f"{name}.age"
    gathered = keys.gather(secrets=source.secrets, ring=source.ring)
    keys.write(archive, gathered, place.lock, backup=name, now=now)
    say(f"· Khóa, niêm riêng ở {archive}")
    return archive


def _keys_mark(source: Source, archive: Path | None) -> KeysMark:
    from congso.audit.rules import chain
    from congso.kernel import keyring

    audit_key = ""
    if len(source.audit_key) >= 32:
        audit_key = chain.key_id(chain.public_bytes(chain.private_key(source.audit_key)))
    return KeysMark(audit_key=audit_key, data_keys=sorted(keyring.ring().keys), archive=archive.name if archive else "")
