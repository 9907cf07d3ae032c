"""Putting a backup back into an empty database and an empty store, and comparing everything with its manifest."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from congso.cli.trouble import Trouble

from . import content, manifest, objects, tools, verifying
from .manifest import Manifest
from .shelf import Shelf

Say = Callable[[str], None]

LEAVING = 5.0
"""Seconds given to connections that were just closed: their servers end a moment later."""


@dataclass(frozen=True)
class Target:
    """Where it goes. `url` is that of the owner-to-be; the database exists."""

    url: str
    files: Path
    seals: Path


@dataclass
class Restored:
    """What was put back, and every difference from the manifest."""

    manifest: Manifest
    signed: bool
    tables: int = 0
    rows: int = 0
    files: int = 0
    different: list[str] = field(default_factory=list)


def restore(
    shelf: Shelf, path: Path, target: Target, *, public_keys: Mapping[str, bytes], overwrite: bool, say: Say
) -> Restored:
    """Restore a backup that is whole. Raises Trouble for one that is not, and for a target that holds something.

    With `overwrite` the target's database is emptied first, but never before the backup has been read and found whole.
    """
    say("· Đọc và kiểm tra bản sao lưu")
    looked = verifying.verify(shelf, path, public_keys=public_keys)
    told = looked.manifest
    # What the store had lost before the backup was made does not hold back all the rest.
    wrong = [one for one in looked.wrong if not told or not any(gone in one for gone in told.files.missing)]
    if told is None or wrong:
        raise Trouble(f"Bản sao lưu {path.name} không nguyên vẹn ({'; '.join(wrong[:3])}): dùng bản khác.")
    check_target(target, overwrite=overwrite)
    say(f"· Phục hồi cơ sở dữ liệu ({told.rows} dòng)")
    restore_database(path, told, target, overwrite=overwrite)
    listed = objects.read_list(path / "files.txt")
    say(f"· Phục hồi {len(listed)} tệp")
    for sha256, _size in listed:
        objects.copy(objects.place(shelf.objects, sha256), target.files, sha256)
    _put_seals(path / "seals", target.seals)
    say("· So sánh với bản kê")
    restored = Restored(told, looked.signed, files=len(listed))
    compare(path, target, restored)
    return restored


def check_target(target: Target, *, overwrite: bool) -> None:
    """Refuse a target that holds something, or that somebody uses. Raises Trouble."""
    with _connected(target.url) as connection:
        name, users = _users(connection)
        if users:
            told = ", ".join(users)
            raise Trouble(
                f"Cơ sở dữ liệu {name} đang có {len(users)} kết nối ({told}): dừng web, việc nền rồi chạy lại."
            )
        if not overwrite and not content.is_empty(connection):
            raise Trouble(
                f"Cơ sở dữ liệu {name} đã có dữ liệu nên không phục hồi đè lên: chọn nơi trống, hoặc --overwrite "
                f"--confirm {name} nếu thật sự muốn thay tất cả."
            )
    if not overwrite and next(target.files.glob("??/??/*"), None) is not None:
        raise Trouble(f"Nơi để tệp {target.files} đã có tệp: chọn nơi trống, hoặc --overwrite.")


def _users(connection: psycopg.Connection[Any]) -> tuple[str, list[str]]:
    """Return the database's name and who else is connected; those who just left get a moment to be gone."""
    patience = time.monotonic() + LEAVING
    while True:
        rows = connection.execute(
            "SELECT pid, application_name FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid"
        ).fetchall()
        if not rows or time.monotonic() > patience:
            return connection.info.dbname, [f"{name or 'không tên'}: pid {pid}" for pid, name in rows]
        time.sleep(0.1)


def restore_database(path: Path, told: Manifest, target: Target, *, overwrite: bool) -> None:
    """Fill an empty database from the dump, rights included. Raises Trouble; then the database is not to be used."""
    with _connected(target.url) as connection:
        server = connection.info.server_version // 10000
        if server < told.postgresql // 10000:
            raise Trouble(
                f"Bản sao lưu từ PostgreSQL {told.postgresql // 10000}, máy chủ đích là {server}: dùng máy chủ mới hơn."
            )
        for role in told.roles:
            _ensure_role(connection, role)
        if overwrite:
            connection.execute("SET lock_timeout = '10s'")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    process = tools.start(
        tools.find("pg_restore", server=max(server, told.postgresql // 10000)),
        target.url,
        ["--no-owner", "--no-comments", "--exit-on-error", "--jobs=2", str(path / "database.dump")],
    )
    tools.finish(process, "phục hồi cơ sở dữ liệu")
    with _connected(target.url) as connection:
        connection.execute("ANALYZE")


def compare(path: Path, target: Target, restored: Restored) -> None:
    """Note every difference between a restored place and what the manifest tells: rows, structure, rights, files."""
    told, different = restored.manifest, restored.different
    with content.snapshot(target.url) as connection:
        found = content.tables(connection)
        structure = set(content.structure(connection))
    for name in sorted(set(told.tables) | set(found)):
        expected, actual = told.tables.get(name), found.get(name)
        if expected is None or actual is None:
            different.append(f"bảng {name} {'thừa' if expected is None else 'thiếu'}")
        elif expected.rows != actual.rows:
            different.append(f"bảng {name} có {actual.rows} dòng, phải là {expected.rows}")
        elif expected != actual:
            different.append(f"bảng {name} khác nội dung")
    wanted = set((path / "structure.txt").read_text(encoding="utf-8").splitlines())
    different += [f"cấu trúc thiếu: {line}" for line in sorted(wanted - structure)]
    different += [f"cấu trúc thừa: {line}" for line in sorted(structure - wanted)]
    different += objects.wrong(target.files, objects.read_list(path / "files.txt"))
    restored.tables, restored.rows = len(found), sum(mark.rows for mark in found.values())


@contextlib.contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        words = " ".join(str(error).split())
        raise Trouble(f"Không kết nối được nơi phục hồi ({words}): kiểm tra địa chỉ rồi chạy lại.") from None
    with connection:
        yield connection


def _ensure_role(connection: psycopg.Connection[Any], role: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        return
    try:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    except psycopg.errors.InsufficientPrivilege:
        raise Trouble(
            f"Máy chủ đích chưa có vai {role} của ứng dụng: CREATE ROLE {role} LOGIN PASSWORD '…' rồi chạy lại."
        ) from None


def _put_seals(source: Path, target: Path) -> None:
    """Lay the seals that were written out where they belong; those already there are newer and stay."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if not (target / path.name).exists():
            manifest.put(target / path.name, path.read_bytes(), 0o640)
