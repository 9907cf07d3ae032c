"""`congso doctor`: looks at an installation from the outside and says what is wrong and how to mend it.

Every check is a function that returns findings and never raises: a broken installation is its normal patient.
"""

import importlib.util
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from . import embedded_postgres, processes
from .installation import Installation, checkout
from .trouble import Trouble
from .up import is_running, read_state

Verdict = Literal["fine", "warning", "broken"]
SIGNS: dict[Verdict, str] = {"fine": "OK", "warning": "CẢNH BÁO", "broken": "HỎNG"}

LITTLE_DISK_MB = 2048
NO_DISK_MB = 300
HOUSEWORK_LATE_SECONDS = 4 * 3600
CLOCK_MAY_DIFFER_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `remedy` is empty when there is nothing to do."""

    subject: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(installation: Installation) -> list[Finding]:
    """Run every check, in the order in which one would mend."""
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings += check(installation)
        except (Exception, SystemExit) as error:  # the patient may be broken in ways nobody foresaw
            subject = (check.__doc__ or check.__name__).rstrip(".")
            findings.append(
                Finding(subject, "broken", f"không khám được: {error}", "Gửi dòng này cho người phát triển.")
            )
    return findings


def show(findings: list[Finding], *, as_json: bool) -> None:
    """Print the findings, for people or for machines."""
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
        return
    for finding in findings:
        print(f"{SIGNS[finding.verdict]:<9} {finding.subject}: {finding.found}")
        if finding.remedy:
            print(f"{'':<9} → {finding.remedy}")
    broken = sum(finding.verdict == "broken" for finding in findings)
    warnings = sum(finding.verdict == "warning" for finding in findings)
    print(f"\n{len(findings)} điều đã khám, {broken} hỏng, {warnings} cảnh báo.")


def _python(_: Installation) -> Iterator[Finding]:
    """Python."""
    yield Finding("Python", "fine", ".".join(map(str, sys.version_info[:3])))


def _node(_: Installation) -> Iterator[Finding]:
    """Node.js."""
    node = shutil.which("node")
    if node is None:
        yield Finding("Node.js", "warning", "không có", "Chỉ cần khi dựng giao diện: apt-get install nodejs npm.")
        return
    version = _output(node, "--version").lstrip("v")
    old = int(version.partition(".")[0] or 0) < 20
    remedy = "Cài Node.js 20 trở lên." if old else ""
    yield Finding("Node.js", "warning" if old else "fine", version, remedy)


def _folders(installation: Installation) -> Iterator[Finding]:
    """Thư mục dữ liệu."""
    if not installation.home.is_dir():
        yield Finding("Thư mục dữ liệu", "warning", f"chưa có {installation.home}", "Chạy `make run` một lần.")
        return
    closed = [
        str(folder)
        for folder in (installation.home, installation.data, installation.logs, installation.run)
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK)
    ]
    if closed:
        yield Finding(
            "Thư mục dữ liệu",
            "broken",
            f"không ghi được {', '.join(closed)}",
            "Chạy bằng người dùng đã cài đặt, hoặc chown.",
        )
    else:
        yield Finding("Thư mục dữ liệu", "fine", str(installation.home))


def _disk(installation: Installation) -> Iterator[Finding]:
    """Chỗ trống trên đĩa."""
    place = installation.home if installation.home.exists() else checkout()
    free = shutil.disk_usage(place).free // 2**20
    verdict: Verdict = "broken" if free < NO_DISK_MB else "warning" if free < LITTLE_DISK_MB else "fine"
    remedy = "" if verdict == "fine" else f"Giải phóng để có ít nhất {LITTLE_DISK_MB} MB."
    yield Finding("Chỗ trống trên đĩa", verdict, f"{free} MB", remedy)


def _secrets(installation: Installation) -> Iterator[Finding]:
    """Khoá bí mật."""
    if not installation.secrets.is_dir():
        yield Finding("Khoá bí mật", "warning", "chưa có", "Được tạo khi `make run` lần đầu.")
        return
    try:
        files = list(installation.secrets.iterdir())
        open_ones = [file.name for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]
    except PermissionError:
        yield Finding("Khoá bí mật", "broken", "không đọc được", "Chạy bằng người dùng đã cài đặt.")
        return
    if open_ones:
        yield Finding(
            "Khoá bí mật",
            "broken",
            f"người khác đọc được: {', '.join(open_ones)}",
            f"chmod 600 {installation.secrets}/*",
        )
    else:
        yield Finding("Khoá bí mật", "fine", f"{len(files)} tệp, chỉ chủ sở hữu đọc được")


def _privileges(_: Installation) -> Iterator[Finding]:
    """Quyền của tiến trình."""
    if os.getuid() == 0:
        yield Finding(
            "Quyền của tiến trình",
            "warning",
            "đang dùng root",
            "Máy chủ thật nên chạy bằng người dùng riêng, không phải root.",
        )
    else:
        yield Finding("Quyền của tiến trình", "fine", "không dùng root")


def _ports(installation: Installation) -> Iterator[Finding]:
    """Cổng mạng."""
    running = is_running(installation)
    for port, name in ((installation.port, "PORT"), (installation.simulators_port, "SIMULATORS_PORT")):
        free = processes.port_is_free("127.0.0.1", port)
        if running and free:
            yield Finding(f"Cổng {port}", "warning", "chưa có ai lắng nghe", "Xem trạng thái các phần ở dưới.")
        elif running or free:
            yield Finding(f"Cổng {port}", "fine", "đang dùng bởi công số" if running else "còn trống")
        else:
            yield Finding(
                f"Cổng {port}",
                "broken",
                f"{processes.listener(port)} đang dùng",
                f"Dừng nó, hoặc make run {name}={port + 1}.",
            )


def _parts(installation: Installation) -> Iterator[Finding]:
    """Các phần đang chạy."""
    if not is_running(installation):
        yield Finding("Các phần", "warning", "công số không chạy", "make run")
        return
    parts = read_state(installation).get("parts")
    for name, part in parts.items() if isinstance(parts, dict) else ():
        log = installation.logs / f"{name}.log"
        if part["pid"] is None or not part["healthy"]:
            yield Finding(f"Phần {name}", "broken", "không trả lời", f"Xem {log}.")
        elif part["restarts"]:
            yield Finding(
                f"Phần {name}", "warning", f"đã khởi động lại {part['restarts']} lần", f"Xem nguyên nhân ở {log}."
            )
        else:
            yield Finding(f"Phần {name}", "fine", f"PID {part['pid']}")


def _binaries(installation: Installation) -> Iterator[Finding]:
    """Phần mềm PostgreSQL."""
    if os.environ.get("DATABASE_URL") and not _is_embedded(installation):
        return
    cluster = embedded_postgres.Cluster(installation)
    try:
        yield Finding("Phần mềm PostgreSQL", "fine", str(cluster.binaries()))
    except Trouble as trouble:
        yield Finding("Phần mềm PostgreSQL", "broken", str(trouble))


def _database(installation: Installation) -> Iterator[Finding]:
    """Cơ sở dữ liệu."""
    import psycopg

    url = os.environ.get("DATABASE_URL")
    if not url:
        yield Finding("Cơ sở dữ liệu", "warning", "chưa được tạo", "Chạy `make run` một lần.")
        return
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            yield from _database_itself(connection)
            yield from _jobs(connection)
            yield from _trail(connection)
            yield from _housework(connection)
    except psycopg.OperationalError as error:
        words = str(error).strip().splitlines()[-1]
        remedy = "make run" if _is_embedded(installation) else "Kiểm tra DATABASE_URL và máy chủ cơ sở dữ liệu."
        if "password" in words:
            remedy = "Khôi phục var/secrets/database_password từ bản sao lưu."
        yield Finding("Cơ sở dữ liệu", "broken", f"không kết nối được ({words})", remedy)


def _database_itself(connection: Any) -> Iterator[Finding]:
    number = connection.info.server_version
    version = f"PostgreSQL {number // 10000}.{number % 10000}"
    if number < embedded_postgres.OLDEST * 10000:
        yield Finding("Cơ sở dữ liệu", "broken", version, f"Cần PostgreSQL {embedded_postgres.OLDEST} trở lên.")
    else:
        yield Finding("Cơ sở dữ liệu", "fine", version)
    (encoding,) = connection.execute(
        "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()"
    ).fetchone()
    if encoding != "UTF8":
        yield Finding("Bảng mã", "broken", encoding, "Tạo lại cơ sở dữ liệu với ENCODING 'UTF8'.")
    known = dict(connection.execute("select name, installed_version from pg_available_extensions").fetchall())
    for name in embedded_postgres.EXTENSIONS:
        if name not in known:
            yield Finding(f"Phần mở rộng {name}", "broken", "máy chủ không có", "apt-get install postgresql-contrib.")
        elif known[name] is None:
            yield Finding(f"Phần mở rộng {name}", "fine", "có sẵn")
        else:
            yield Finding(f"Phần mở rộng {name}", "fine", known[name])
    (fsync,) = connection.execute("show fsync").fetchone()
    if fsync != "on":
        yield Finding("Ghi bền (fsync)", "broken", fsync, "Bật fsync: mất điện sẽ mất dữ liệu.")


def _trail(connection: Any) -> Iterator[Finding]:
    from . import trail_check  # which speaks in our findings

    return trail_check.look(connection)


def _jobs(connection: Any) -> Iterator[Finding]:
    if connection.execute("select to_regclass('procrastinate_jobs')").fetchone() == (None,):
        return
    (silent,) = connection.execute(
        "select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers"
    ).fetchone()
    if silent is None:
        yield Finding("Việc nền", "warning", "không có tiến trình nào làm việc nền", "make run, hoặc congso worker.")
    elif silent > 60:
        yield Finding(
            "Việc nền",
            "broken",
            f"im lặng {int(silent)} giây",
            "Khởi động lại: congso worker (hoặc make stop; make run).",
        )
    else:
        yield Finding("Việc nền", "fine", f"còn sống {int(silent)} giây trước")
    waiting, failed, stalled = connection.execute(
        "select count(*) filter (where status = 'todo' and attempts = 0"
        " and coalesce(scheduled_at, '-infinity') < now() - interval '5 minutes'),"
        " count(*) filter (where status = 'failed'),"
        " count(*) filter (where status = 'doing' and worker_id is null)"
        " from procrastinate_jobs where status in ('todo', 'doing', 'failed')"
    ).fetchone()
    yield Finding(
        "Việc bị bỏ dở",
        "warning" if stalled else "fine",
        str(stalled),
        "Sẽ được làm lại trong ít phút." if stalled else "",
    )
    remedy = "congso manage shell, hoặc xem worker.log: sửa nguyên nhân rồi cho làm lại." if failed else ""
    yield Finding("Việc thất bại", "warning" if failed else "fine", str(failed), remedy)
    if waiting > 1000:
        yield Finding("Hàng đợi", "warning", f"{waiting} việc đang chờ", "Chạy thêm tiến trình: congso worker.")
    else:
        yield Finding("Hàng đợi", "fine", f"{waiting} việc đang chờ")


def _housework(connection: Any) -> Iterator[Finding]:
    if connection.execute("select to_regclass('kernel_housework')").fetchone() == (None,):
        return
    silent, removed = connection.execute(
        "select extract(epoch from now() - min(ran_at)), coalesce(sum(removed_in_all), 0) from kernel_housework"
    ).fetchone()
    if silent is None:
        yield Finding("Dọn dẹp", "fine", "chưa đến giờ (mỗi giờ một lần)")
    elif silent > HOUSEWORK_LATE_SECONDS:
        late = connection.execute("select name from kernel_housework order by ran_at limit 1").fetchone()[0]
        yield Finding(
            "Dọn dẹp",
            "warning",
            f"việc {late} chưa xong {int(silent // 3600)} giờ",
            "Xem chore_failed ở worker.log.",
        )
    else:
        yield Finding("Dọn dẹp", "fine", f"{int(silent // 60)} phút trước; đã dọn tổng cộng {removed} mục")


def _code(installation: Installation) -> Iterator[Finding]:
    """Mã nguồn và dữ liệu khớp nhau."""
    if not os.environ.get("DATABASE_URL"):
        return
    command = [sys.executable, "-m", "congso.cli", "manage"]
    done = subprocess.run([*command, "migrate", "--check"], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    if done.returncode == 0:
        yield Finding("Lược đồ dữ liệu", "fine", "đúng phiên bản của mã nguồn")
    else:
        words = done.stderr.strip().splitlines()
        found = words[-1] if words else "cần cập nhật"
        yield Finding("Lược đồ dữ liệu", "broken", found, "congso migrate (khi cơ sở dữ liệu đang chạy).")
    static = Path(os.environ.get("CONGSO_VAR") or installation.data) / "static" / "staticfiles.json"
    if static.is_file():
        yield Finding("Tệp giao diện", "fine", str(static.parent))
    else:
        yield Finding("Tệp giao diện", "broken", "chưa tập hợp", "congso manage collectstatic --no-input")


def _fonts(_: Installation) -> Iterator[Finding]:
    """Phông chữ của giấy tờ."""
    spec = importlib.util.find_spec("congso.ui")
    folder = Path(spec.origin).parent / "typst_fonts" if spec and spec.origin else Path()
    fonts = sorted(font.stem for font in folder.glob("Tinos*.ttf"))
    if len(fonts) >= 4:
        yield Finding("Phông chữ giấy tờ", "fine", ", ".join(fonts))
    else:
        yield Finding("Phông chữ giấy tờ", "broken", "thiếu Tinos", "npm ci && npm run build (hoặc make run).")


def _simulators(installation: Installation) -> Iterator[Finding]:
    """Mô phỏng bên ngoài."""
    issuer = os.environ.get("CONGSO_VNEID_ISSUER")
    if not issuer:
        return
    from congso.kernel import outgoing

    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        host = urlsplit(issuer).hostname or ""
        answer = outgoing.session([host], [host]).get(address, timeout=5)
        answer.json()
        served = answer.headers.get("Date")
        yield Finding("VNeID", "fine", issuer)
    except (OSError, ValueError) as error:
        remedy = "make run" if urlsplit(issuer).hostname in {"127.0.0.1", "localhost"} else "Kiểm tra mạng tới VNeID."
        yield Finding("VNeID", "warning", f"{issuer} không trả lời ({error})", remedy)
        return
    if served:
        apart = abs((datetime.now(UTC) - parsedate_to_datetime(served)).total_seconds())
        if apart > CLOCK_MAY_DIFFER_SECONDS:
            yield Finding(
                "Đồng hồ",
                "broken",
                f"lệch {apart:.0f} giây so với VNeID",
                "Bật đồng bộ giờ (timedatectl set-ntp true).",
            )


def _clock(_: Installation) -> Iterator[Finding]:
    """Đồng hồ."""
    url = os.environ.get("DATABASE_URL")
    newest = max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))
    if datetime.now(UTC).timestamp() < newest - 86400:
        yield Finding(
            "Đồng hồ", "broken", "chạy trước ngày của mã nguồn", "Đặt lại giờ máy (timedatectl set-ntp true)."
        )
        return
    if not url:
        return
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute("select clock_timestamp()").fetchone()
    except psycopg.OperationalError:
        return
    apart = abs((datetime.now(UTC) - row[0]).total_seconds()) if row else 0.0
    if apart > CLOCK_MAY_DIFFER_SECONDS:
        yield Finding(
            "Đồng hồ", "broken", f"lệch {apart:.0f} giây so với cơ sở dữ liệu", "Bật đồng bộ giờ trên cả hai máy."
        )
    else:
        yield Finding("Đồng hồ", "fine", f"{datetime.now(UTC):%d/%m/%Y %H:%M} UTC")


def _is_embedded(installation: Installation) -> bool:
    return os.environ.get("DATABASE_URL", "").endswith(f"host={embedded_postgres.Cluster(installation).sockets}")


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout.strip()  # noqa: S603
    except OSError:
        return ""


def _data_keys(_: Installation) -> Iterator[Finding]:
    """Khóa bảo vệ dữ liệu cá nhân."""
    from . import keys_check  # which speaks in our findings

    return keys_check.look()


def _backups(_: Installation) -> Iterator[Finding]:
    """Sao lưu."""
    from .backup import check  # likewise

    return check.look()


def _files(installation: Installation) -> Iterator[Finding]:
    """Tệp."""
    from . import files_check  # which speaks in our findings

    return files_check.look(installation)


CHECKS: tuple[Callable[[Installation], Iterator[Finding]], ...] = (
    _python,
    _node,
    _folders,
    _disk,
    _secrets,
    _privileges,
    _ports,
    _parts,
    _binaries,
    _database,
    _data_keys,
    _backups,
    _files,
    _code,
    _fonts,
    _simulators,
    _clock,
)
