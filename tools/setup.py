"""Prepares a checkout: Python environment, front-end packages and build, English. Called by make; safe to repeat.

    python3 tools/setup.py [--dev] [--programs]

Runs before anything is installed, so it uses the standard library only, and no syntax newer than Python 3.6: it must
be able to say that Python is too old. Each step leaves a stamp with the hash of its inputs inside what it made, and is
skipped while the stamp fits. A failure is one sentence with its remedy; the whole output is in var/log/setup.log.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
HOME = Path(os.environ.get("CONGSO_HOME") or str(ROOT / "var"))
LOG = HOME / "log" / "setup.log"
NEEDED_MB = 1500
NO_NETWORK = (
    "name resolution",
    "dns error",
    "network is unreachable",
    "connection refused",
    "could not connect",
    "could not fetch url",
    "no matching distribution found",
    "error sending request",
    "timed out",
    "enotfound",
    "eai_again",
    "etimedout",
    "econnrefused",
    "econnreset",
)


class Trouble(Exception):  # noqa: N818 - not a fault of the program
    """Set-up cannot go on; the message says why and what to do."""


def main(arguments):
    os.environ.setdefault("UV_SYSTEM_CERTS", "1")  # a proxy's certificate is known to the machine, not to uv
    try:
        check_machine()
        LOG.parent.mkdir(parents=True, exist_ok=True)
        HOME.chmod(0o755)
        python_environment(dev="--dev" in arguments)
        front_end()
        english()
        if "--programs" in arguments:
            programs_for_tests()
    except Trouble as trouble:
        return "✗ %s" % trouble
    except KeyboardInterrupt:
        return "✗ Đã ngừng giữa chừng: chạy lại lệnh, những bước đã xong được bỏ qua."
    except OSError as error:
        if error.errno in (28, 122):
            return "✗ Hết chỗ trên đĩa: giải phóng ít nhất 1,5 GB rồi chạy lại."
        if error.errno in (1, 13):
            return "✗ Không có quyền ghi %s: chạy bằng người dùng sở hữu thư mục này rồi chạy lại." % error.filename
        raise
    return 0


def check_machine():
    if sys.version_info < (3, 11):
        version = "%d.%d" % sys.version_info[:2]
        raise Trouble("Python %s quá cũ: cài Python 3.11 trở lên (apt-get install python3.11) rồi chạy lại." % version)
    free = shutil.disk_usage(str(ROOT)).free // 2**20
    if free < NEEDED_MB and not (VENV / "bin" / "congso").exists():
        raise Trouble("Đĩa chỉ còn %d MB: giải phóng để có ít nhất %d MB rồi chạy lại." % (free, NEEDED_MB))


def python_environment(dev):
    """Create .venv and install exactly what the lock files say. What dev needs includes what running needs."""
    requirements = ROOT / "requirements"
    hashes = {name: digest([requirements / (name + ".txt")], sys.version, VENV) for name in ("runtime", "dev")}
    stamps = {name: VENV / (".%s.stamp" % name) for name in hashes}
    package = digest([ROOT / "pyproject.toml", requirements / "runtime.in"], sys.version, VENV)
    package_stamp = VENV / ".package.stamp"
    done = fits(stamps["dev"], hashes["dev"]) or (not dev and fits(stamps["runtime"], hashes["runtime"]))
    if done and fits(package_stamp, package) and (VENV / "bin" / "congso").exists():
        return
    dev = dev or stamps["dev"].exists()
    python = VENV / "bin" / "python"
    with Step("Môi trường Python (.venv)"):
        if not works(python):
            make_venv()
        installer = digest([requirements / "installer.txt"], sys.version, VENV)
        if not fits(VENV / ".installer.stamp", installer) or not (VENV / "bin" / "uv").exists():
            pip_install(python, requirements / "installer.txt")
            (VENV / ".installer.stamp").write_text(installer)
    if not done:
        with Step("Thư viện Python%s" % (" (kèm công cụ kiểm thử)" if dev else "")):
            for stamp in stamps.values():
                if stamp.exists():
                    stamp.unlink()
            install(python, requirements / ("dev.txt" if dev else "runtime.txt"), requirements / "installer.txt")
            package_stamp.exists() and package_stamp.unlink()
            for name in ("runtime", "dev") if dev else ("runtime",):
                stamps[name].write_text(hashes[name])
    with Step("Chương trình congso"):
        run(uv() + ["pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "-e", ROOT])
        package_stamp.write_text(package)


def make_venv():
    if VENV.exists():
        shutil.rmtree(str(VENV))
    try:
        run([sys.executable, "-m", "venv", VENV])
    except Trouble:
        text = LOG.read_text(errors="replace")
        if "ensurepip" in text[-3000:]:
            raise Trouble("Python thiếu mô-đun venv: cài nó (apt-get install python3-venv) rồi chạy lại.") from None
        raise


def install(python, lock, installer):
    """Install by uv; when it cannot (pip alone may be configured for this network), by pip: same lock, same hashes."""
    try:
        run(uv() + ["pip", "sync", "--quiet", "--python", python, "--require-hashes", lock, installer])
    except Trouble:
        note("uv không cài được, thử bằng pip (chậm hơn)")
        pip_install(python, lock)


def pip_install(python, lock):
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock])


def uv():
    return [VENV / "bin" / "uv"]


def front_end():
    """Install the packages of package-lock.json and build what pages need from them."""
    package = ROOT / "package.json"
    if not package.exists():
        return
    ui = ROOT / "src" / "congso" / "ui"
    inputs = [package, ROOT / "package-lock.json"]
    packages = digest(inputs, "", ROOT / "node_modules")
    sources = inputs + sorted((ROOT / "tools" / "frontend").rglob("*"))
    build = digest([path for path in sources if path.is_file()], "", ROOT)
    made = [ui / "static" / "ui" / "vendor", ui / "static" / "ui" / "fonts", ui / "typst_fonts"]
    packages_stamp, build_stamp = ROOT / "node_modules" / ".congso.stamp", ROOT / "node_modules" / ".build.stamp"
    if fits(packages_stamp, packages) and fits(build_stamp, build) and all(map(filled, made)):
        return
    node = shutil.which("node")
    npm = shutil.which("npm")
    if node is None or npm is None:
        raise Trouble("Máy chưa có Node.js và npm: cài Node.js 20 trở lên (apt-get install nodejs npm) rồi chạy lại.")
    version = subprocess.check_output([node, "--version"]).decode().strip().lstrip("v")
    if int(version.split(".")[0]) < 20:
        raise Trouble("Node.js %s quá cũ: cài Node.js 20 trở lên rồi chạy lại." % version)
    if not fits(packages_stamp, packages):
        with Step("Thư viện giao diện (npm)"):
            run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], npm=True)
            packages_stamp.write_text(packages)
    with Step("Dựng giao diện"):
        run([npm, "run", "--silent", "build"], npm=True)
        build_stamp.write_text(build)


def english():
    """Compile the English of the interface, whose .mo files are made here and kept nowhere."""
    messages = ROOT / "src" / "congso" / "locale" / "en" / "LC_MESSAGES"
    written = sorted(messages.glob("*.po"))
    if not written:
        return
    wanted = digest(written + [ROOT / "tools" / "messages.py"], "", ROOT)
    stamp = messages / ".compiled.stamp"
    if fits(stamp, wanted) and all(path.with_suffix(".mo").exists() for path in written):
        return
    with Step("Bản tiếng Anh của giao diện"):
        run([VENV / "bin" / "python", ROOT / "tools" / "messages.py", "compile"])
        stamp.write_text(wanted)


def programs_for_tests():
    """Make sure that tests find Chromium, a Tesseract that knows Vietnamese, and a signing device made of software."""
    wanted = {
        "chromium": Path("/usr/bin/chromium"),
        "poppler-utils": Path("/usr/bin/pdfsig"),
        "softhsm2": Path("/usr/bin/softhsm2-util"),
        "tesseract-ocr": Path("/usr/bin/tesseract"),
        "tesseract-ocr-vie": Path("/usr/share/tesseract-ocr/5/tessdata/vie.traineddata"),
    }
    missing = [package for package, made in wanted.items() if not made.exists()]
    if not missing:
        return
    sudo = shutil.which("sudo")
    prefix = [] if os.getuid() == 0 else [sudo, "-n"]
    may = os.getuid() == 0 or (sudo and subprocess.call([sudo, "-n", "true"], stderr=subprocess.DEVNULL) == 0)
    if not may or not shutil.which("apt-get"):
        names = " ".join(missing)
        raise Trouble(
            "Thiếu chương trình để kiểm thử: nhờ quản trị viên chạy apt-get install -y %s rồi chạy lại." % names
        )
    with Step("Chương trình cho kiểm thử (apt: %s)" % ", ".join(missing)):
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        run(prefix + ["apt-get", "update", "-q"], env=environment)
        run(prefix + ["apt-get", "install", "-y", "-q", "--no-install-recommends"] + missing, env=environment)


class Step:
    """Shows what is being done, and how long it took."""

    def __init__(self, title):
        self.title = title

    def __enter__(self):
        self.begun = time.time()
        sys.stdout.write("· %s … " % self.title)
        sys.stdout.flush()

    def __exit__(self, kind, error, trace):
        print("xong (%d giây)" % (time.time() - self.begun) if kind is None else "không xong")
        sys.stdout.flush()


def note(line):
    sys.stdout.write("%s … " % line)
    sys.stdout.flush()


def run(command, env=None, npm=False):
    """Run a command with its output in the log; explain its failure."""
    command = [str(part) for part in command]
    with LOG.open("a") as log:
        log.write("\n$ %s\n" % " ".join(command))
        log.flush()
        begin = log.tell()
        code = subprocess.call(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=str(ROOT), env=env)
    if code == 0:
        return
    with LOG.open(errors="replace") as log:
        log.seek(begin)
        words = log.read()
    raise Trouble(explain(words, " ".join(command[:3]), npm))


def explain(words, command, npm):
    small = words.lower()
    if "no space left" in small or "enospc" in small:
        return "Hết chỗ trên đĩa: giải phóng ít nhất 1,5 GB rồi chạy lại."
    if any(sign in small for sign in NO_NETWORK):
        return "Không tải được thư viện vì không có mạng tới kho phần mềm: kiểm tra mạng hoặc proxy rồi chạy lại."
    if "certificate" in small:
        return "Không tải được thư viện vì chứng chỉ TLS không được tin: cài chứng chỉ của proxy vào máy rồi chạy lại."
    if "do not match the hashes" in small or "hash mismatch" in small or "eintegrity" in small:
        return "Thư viện tải về không khớp mã băm đã khoá: thử lại, nếu vẫn lỗi thì nguồn tải đã bị thay đổi, đừng cài."
    if "permission denied" in small or "eacces" in small:
        return "Không có quyền ghi thư mục cài đặt: chạy bằng người dùng sở hữu mã nguồn rồi chạy lại."
    if npm and "can only install packages when your package.json and package-lock.json" in small:
        return "package.json và package-lock.json không khớp: chạy `npm install` rồi ghi lại tệp khoá."
    return "Lệnh `%s` không xong: xem cuối tệp %s rồi chạy lại." % (command, LOG)


def works(python):
    if not python.exists():
        return False
    check = "import sys; sys.exit(sys.version_info[:2] != %r)" % (tuple(sys.version_info[:2]),)
    return subprocess.call([str(python), "-c", check], stderr=subprocess.DEVNULL) == 0


def digest(paths, version, place):
    found = hashlib.sha256(("%s\n%s\n" % (version, place)).encode())
    for path in paths:
        found.update(path.read_bytes() if path.exists() else b"-")
    return found.hexdigest()


def fits(stamp, wanted):
    return stamp.exists() and stamp.read_text() == wanted


def filled(folder):
    return folder.is_dir() and any(folder.iterdir())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
