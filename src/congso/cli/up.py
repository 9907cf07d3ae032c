"""`congso up` and `congso down`: the whole installation in the foreground of one terminal."""

import contextlib
import fcntl
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import TextIO

from . import processes
from .embedded_postgres import Cluster
from .installation import LOOPBACK, Installation
from .prepare import fingerprint
from .supervisor import Part, Supervisor, command
from .trouble import Trouble

READY_WITHIN = 120.0
"""Seconds until parts that do not work yet are reported (they are kept trying)."""

STOPS_WITHIN = 60.0
"""Seconds that a second call waits for a first one that is on its way out."""

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to


def up(installation: Installation) -> int:
    """Start everything and stay; return the exit code. A second call only tells that it runs."""
    for folder, mode in ((installation.home, 0o755), (installation.run, 0o755), (installation.logs, 0o750)):
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):
            folder.chmod(mode)
    with (installation.run / "lock").open("a") as lock:
        if not is_ours(lock, installation):
            return _tell_that_it_runs(installation)
        installation.data.mkdir(exist_ok=True)
        installation.data.chmod(0o700)
        _end_leftovers(installation)
        _check_ports(installation)
        supervisor = Supervisor([], on_change=lambda supervisor: write_state(installation, supervisor))
        supervisor.listen()
        try:
            return _run(installation, supervisor)
        finally:
            say("Đang dừng …")
            supervisor.stop()
            state_file(installation).unlink(missing_ok=True)
            say("Đã dừng.")


def is_ours(lock: TextIO, installation: Installation) -> bool:
    """Take the lock of the installation; whoever is just stopping is waited for, whoever runs is left alone."""

    def take() -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    if take():
        return True
    if not read_state(installation).get("stopping"):
        return False
    say("· Lần chạy trước đang dừng, chờ xong rồi khởi động …")
    return processes.wait_for(take, seconds=STOPS_WITHIN)


def down(installation: Installation) -> int:
    """Stop a running installation, and whatever a killed one left behind."""
    state = read_state(installation)
    supervisor = state.get("supervisor")
    if isinstance(supervisor, int) and is_running(installation):
        processes.send(supervisor, signal.SIGTERM)
        if not processes.wait_for(lambda: not processes.is_alive(supervisor), seconds=60):
            raise Trouble(
                f"Công số (PID {supervisor}) chưa dừng sau 60 giây: chờ thêm, hoặc `kill -9 {supervisor}` rồi gọi lại."
            )
        say("Đã dừng.")
        return 0
    left = processes.marked(installation.home)
    cluster = Cluster(installation)
    if not left and not processes.of_server(cluster.data):
        say("Công số không chạy.")
        return 0
    _end_leftovers(installation)
    cluster.end_leftovers()
    state_file(installation).unlink(missing_ok=True)
    say("Đã dừng những tiến trình còn sót lại.")
    return 0


def reset(installation: Installation) -> int:
    """Remove the data of the regime: its database, its files. Logs, secrets and the other regime stay."""
    if is_running(installation):
        raise Trouble("Công số đang chạy: `make stop` trước khi xoá dữ liệu.")
    if os.environ.get("DATABASE_URL"):
        raise Trouble("DATABASE_URL trỏ tới máy chủ riêng: xoá cơ sở dữ liệu ở đó bằng tay, ở đây không xoá thay.")
    cluster = Cluster(installation)
    if cluster.made_by is not None:
        cluster.start()
        try:
            cluster.drop_database(installation.database)
        finally:
            cluster.stop()
    shutil.rmtree(installation.data, ignore_errors=True)
    say(
        f"Đã xoá dữ liệu của chế độ {installation.regime} (cơ sở dữ liệu {installation.database}, {installation.data})."
    )
    return 0


def is_running(installation: Installation) -> bool:
    """Whether a supervisor holds the installation's lock."""
    try:
        with (installation.run / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def state_file(installation: Installation) -> Path:
    return installation.run / "state.json"


def read_state(installation: Installation) -> dict[str, object]:
    """What the running supervisor last wrote about itself and its parts; empty when nothing runs."""
    with contextlib.suppress(OSError, ValueError):
        state = json.loads(state_file(installation).read_text(encoding="utf-8"))
        if isinstance(state, dict):
            return state
    return {}


def write_state(installation: Installation, supervisor: Supervisor) -> None:
    state = {
        "supervisor": os.getpid(),
        "stopping": supervisor.stopping.is_set(),
        "regime": installation.regime,
        "site": installation.site_url,
        "parts": {
            part.name: {"pid": part.pid, "healthy": part.healthy, "restarts": part.restarts}
            for part in supervisor.parts
        },
    }
    draft = state_file(installation).with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(state), encoding="utf-8")
    draft.replace(state_file(installation))


def say(line: str) -> None:
    """Print a line; a reader that went away does not end the installation."""
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)


def _run(installation: Installation, supervisor: Supervisor) -> int:
    begun = time.monotonic()
    write_state(installation, supervisor)
    stamp = installation.data / "prepared.stamp"
    own_database = not os.environ.get("DATABASE_URL")
    if not own_database:
        _check_server(os.environ["DATABASE_URL"])
    elif _start_database(installation, supervisor):
        stamp.unlink(missing_ok=True)
    environment = installation.environment() | _hosts(installation)
    environment |= {processes.MARK: str(installation.home), "PYTHONUNBUFFERED": "1"}
    # What keeps running never learns how to get into the database as its owner.
    for name in ("CONGSO_OWNER_DATABASE_URL", "CONGSO_OWNER_DATABASE_URL_FILE", "CONGSO_AS_OWNER"):
        environment.pop(name, None)
    wanted = fingerprint(environment)
    if not (own_database and stamp.is_file() and stamp.read_text() == wanted):
        stamp.unlink(missing_ok=True)
        owner = installation.owner_environment() if own_database else _owner_given()
        _prepare(installation, environment | owner, supervisor)
        if supervisor.stopping.is_set():
            return 130
        stamp.write_text(wanted)

    supervisor.parts += _parts(installation, environment)
    supervisor.start()
    if not supervisor.wait_until_healthy(READY_WITHIN):
        for part in supervisor.parts:
            if not part.healthy and not supervisor.stopping.is_set():
                say(
                    f"✗ {part.label} chưa sẵn sàng: xem cuối tệp {installation.logs / part.name}.log; vẫn đang thử lại."
                )
    elif not supervisor.stopping.is_set():
        took = time.monotonic() - begun
        say(f"\nCông số chạy tại {installation.site_url} (chế độ {installation.regime}, sẵn sàng sau {took:.0f} giây).")
        print_sign_ins(installation)
        say(f"Nhấn Ctrl-C để dừng. Nhật ký ở {installation.logs}.\n")
    _stay(supervisor)
    return 0


def _owner_given() -> dict[str, str]:
    """Return the owner's address of a database that is not ours, as the operator gave it, or nothing."""
    names = ("CONGSO_OWNER_DATABASE_URL", "CONGSO_OWNER_DATABASE_URL_FILE")
    given = {name: os.environ[name] for name in names if os.environ.get(name)}
    return given | {"CONGSO_AS_OWNER": "1"} if given else {}


def _check_server(url: str) -> None:
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.Error as error:
        words = " ".join(str(error).split())
        raise Trouble(
            f"Không kết nối được cơ sở dữ liệu ở DATABASE_URL ({words}): kiểm tra địa chỉ và mật khẩu rồi chạy lại."
        ) from None


def _start_database(installation: Installation, supervisor: Supervisor) -> bool:
    """Start the embedded server; return whether the database is new."""
    cluster = Cluster(installation)
    binaries = cluster.binaries()
    if cluster.moved and cluster.made_by is None and cluster.user is not None:
        say(f"  Dữ liệu đặt ở {cluster.base}, vì người dùng {cluster.user.pw_name} không vào được {installation.home}.")
    say(f"· Cơ sở dữ liệu: {binaries}")
    part = Part("database", "Cơ sở dữ liệu", cluster.spawn, cluster.is_ready)
    part.stop_signal, part.patience, part.longest_pause = signal.SIGINT, 30, 2
    supervisor.parts.append(part)
    try:
        cluster.start()
    finally:  # whatever happened, the server is stopped with us
        part.process, part.started = cluster.process, time.monotonic()
    return ensure_database(cluster, installation.database)


def ensure_database(cluster: Cluster, name: str) -> bool:
    """Create the database when it is missing and return whether it was; explain a password that does not fit."""
    import psycopg

    try:
        cluster.ensure_application_role()
        return cluster.ensure_database(name)
    except psycopg.OperationalError as error:
        if "password authentication failed" not in str(error):
            raise
        raise Trouble(
            f"Mật khẩu trong {cluster.installation.secrets / 'database_password'} không khớp với cơ sở dữ liệu: "
            "khôi phục tệp này từ bản sao lưu rồi chạy lại."
        ) from None


def _prepare(installation: Installation, environment: dict[str, str], supervisor: Supervisor) -> None:
    """Migrate, collect static files, load the demo province: in one process, its progress shown."""
    path = installation.logs / "prepare.log"
    with path.open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "congso.cli", "prepare"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        while process.poll() is None:
            if supervisor.stopping.is_set():
                process.terminate()
            for part in supervisor.parts:
                part.check()
            time.sleep(0.05)
        log.seek(0)
        words = [line.strip() for line in log if line.strip()]
    if process.returncode == 0 or supervisor.stopping.is_set():
        return
    if any("No space left" in line or "could not extend file" in line for line in words):
        raise Trouble("Hết chỗ trên đĩa khi chuẩn bị dữ liệu: giải phóng ít nhất 1 GB rồi chạy lại.")
    raise Trouble(f"Chuẩn bị không xong ({words[-1] if words else 'không rõ nguyên nhân'}): xem {path}.")


def _parts(installation: Installation, environment: dict[str, str]) -> list[Part]:
    metrics = Path(environment["PROMETHEUS_MULTIPROC_DIR"])
    site = f"http://127.0.0.1:{installation.port}/suc-khoe/"
    if installation.host not in LOOPBACK | EVERYWHERE:
        site = f"{installation.site_url}/suc-khoe/"

    def run(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        return command(
            [sys.executable, "-m", *arguments], environment=environment, log=installation.logs / f"{name}.log"
        )

    def web() -> "subprocess.Popen[bytes]":
        shutil.rmtree(metrics, ignore_errors=True)  # counters of dead workers
        metrics.mkdir(parents=True)
        return run("web", "congso.cli", "serve", "--host", installation.host, "--port", str(installation.port))

    def worker() -> "subprocess.Popen[bytes]":
        return run("worker", "congso.cli", "worker")

    def simulators() -> "subprocess.Popen[bytes]":
        return run("simulators", "congso_simulators", "serve", "--port", str(installation.simulators_port))

    parts = [
        Part("worker", "Việc nền", worker, works=lambda: _worker_beats(site), stuck_after=300),
        Part("web", "Máy chủ web", web, works=lambda: _answers(site)),
    ]
    if _simulates(environment):
        address = f"http://127.0.0.1:{installation.simulators_port}/suc-khoe/"
        parts.insert(
            0, Part("simulators", "Mô phỏng bên ngoài", simulators, works=lambda: _answers(address), patience=5)
        )
    return parts


def _stay(supervisor: Supervisor) -> None:
    """Show one line per part: redrawn in a terminal, else written when something changes."""
    shown = ""
    drawn = 0
    terminal = sys.stdout.isatty()
    while not supervisor.stopping.is_set():
        lines = [_line(part, ages=terminal) for part in supervisor.parts]
        text = "\n".join(lines)
        if text != shown:
            if terminal and drawn:
                sys.stdout.write(f"\x1b[{drawn}A\x1b[J")
            say(text)
            shown, drawn = text, len(lines)
        for _ in range(10):
            supervisor.watch_once()


def _line(part: Part, *, ages: bool) -> str:
    if part.pid is None:
        status = "đang khởi động lại"
    elif part.healthy:
        status = "chạy tốt"
    else:
        status = "chưa trả lời"
    words = [f"  {part.label:<20}", f"{status:<20}"]
    if part.restarts:
        words.append(f"khởi động lại {part.restarts} lần")
    if ages and part.pid is not None:
        words.append(f"PID {part.pid}, {int(time.monotonic() - part.started) // 60} phút")
    return " ".join(words).rstrip()


def print_sign_ins(installation: Installation) -> None:
    """Print one demo sign-in per role, as the last preparation wrote them down."""
    with contextlib.suppress(OSError, ValueError):
        rows = json.loads((installation.data / "sign_ins.json").read_text(encoding="utf-8"))
        if not rows:
            return
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        say("")
        for row in rows:
            say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        say("  Vai trò ký, quản trị còn phải nhập mã xác thực: trang nhập mã hiện sẵn mã (chỉ khi trình diễn).")
        say("")


def _tell_that_it_runs(installation: Installation) -> int:
    state = read_state(installation)
    if state.get("regime") not in {None, installation.regime}:
        raise Trouble(
            f"Công số đang chạy ở chế độ {state['regime']}: `make stop` rồi chạy lại với REGIME={installation.regime}."
        )
    say(f"Công số đang chạy tại {state.get('site', installation.site_url)} (PID {state.get('supervisor', '?')}).")
    print_sign_ins(installation)
    return 0


def _end_leftovers(installation: Installation) -> None:
    """End parts whose supervisor was killed. The server of the cluster is seen to when it is started."""
    left = processes.marked(installation.home)
    if left:
        say(f"· Kết thúc {len(left)} tiến trình còn sót từ lần chạy trước")
        processes.end(left, patience=5)


def _check_ports(installation: Installation) -> None:
    if not processes.port_is_free(installation.host, 0):
        raise Trouble(f"{installation.host} không phải địa chỉ của máy này: chọn HOST=127.0.0.1 hoặc HOST=0.0.0.0.")
    simulators = f"SIMULATORS_PORT={installation.simulators_port + 100}"
    needed = [(installation.host, installation.port, f"PORT={installation.port + 1}")]
    if _simulates({"CONGSO_DEMO": "1", **os.environ}):
        needed += [("127.0.0.1", port, simulators) for port in (installation.simulators_port, installation.mail_port)]
    for host, port, instead in needed:
        if not processes.wait_for(partial(processes.port_is_free, host, port), seconds=2, every=0.2):
            raise Trouble(
                f"Cổng {port} đang được {processes.listener(port)} dùng: dừng chương trình đó, "
                f"hoặc chạy `make run {instead}`."
            )


def _hosts(installation: Installation) -> dict[str, str]:
    """The names under which other machines may ask for the site, when it listens to them."""
    if installation.host in LOOPBACK or os.environ.get("CONGSO_HOSTS"):
        return {}
    names = {"127.0.0.1", "localhost", "[::1]", socket.gethostname(), socket.getfqdn()}
    if installation.host not in EVERYWHERE:
        names.add(installation.host)
    with contextlib.suppress(OSError):
        names |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return {"CONGSO_HOSTS": ",".join(sorted(names))}


def _simulates(environment: dict[str, str]) -> bool:
    """Whether the outside world is simulated: in a demo, and where the simulators are installed."""
    demo = environment.get("CONGSO_DEMO", "").lower() in {"1", "true", "yes", "on"}
    return demo and importlib.util.find_spec("congso_simulators.__main__") is not None


def _worker_beats(site: str) -> bool:
    """Whether the worker's heartbeat is fresh, as the web server sees it; True while that cannot be asked."""
    try:
        with urllib.request.urlopen(site, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(json.load(answer).get("worker"))
    except (OSError, ValueError):
        return True


def _answers(url: str) -> bool:
    """Whether something answers HTTP there and does not fail (a redirect or a refusal is an answer)."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
