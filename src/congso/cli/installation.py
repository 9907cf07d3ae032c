"""One installation on one machine: where its things lie, its secrets, and the environment its processes get.

An installation has a home (`var/` in the checkout, or `CONGSO_HOME`) with one database cluster and one folder per
regime. Nothing here imports a framework: the program must be able to explain a broken installation.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

REGIMES = ("2026", "2021")
DEFAULT_PORT = 8000
SIMULATORS_PORT = 8010
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Installation:
    """The paths and choices of one installation; `regime` decides which database and files are used."""

    home: Path
    regime: str
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    simulators_port: int = SIMULATORS_PORT

    @property
    def data(self) -> Path:
        return self.home / self.regime

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def mark(self) -> str:
        """A short name that tells this installation from others on the machine."""
        return hashlib.sha256(str(self.home).encode()).hexdigest()[:10]

    @property
    def database(self) -> str:
        return f"congso_{self.regime}"

    @property
    def site_url(self) -> str:
        return f"http://{'127.0.0.1' if self.host in {'0.0.0.0', '::'} else self.host}:{self.port}"  # noqa: S104

    @property
    def mail_port(self) -> int:
        """Where the simulated mail server listens."""
        return self.simulators_port + 15

    @property
    def exists(self) -> bool:
        """Whether it was set up once: its secrets are there."""
        return (self.secrets / "secret_key").is_file()

    def secret(self, name: str) -> str:
        """Return the secret `name`, made on first use and readable by its owner only."""
        path = self.secrets / name
        if not path.is_file():
            self.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass  # another process was faster
            else:
                with os.fdopen(handle, "w") as file:
                    file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()

    def environment(self) -> dict[str, str]:
        """Return the settings this installation supplies; what the caller's environment already has, wins."""
        from .embedded_postgres import Cluster

        vneid = f"http://127.0.0.1:{self.simulators_port}"
        own = {
            "DJANGO_SETTINGS_MODULE": "congso.config.settings",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or Cluster(self).application_url(self.database),
            "CONGSO_SECRET_KEY": self.secret("secret_key"),
            "CONGSO_AUDIT_KEY": self.secret("audit_key"),
            "CONGSO_MASTER_KEY": self.secret("master_key"),
            "CONGSO_DATA_KEYS_PATH": str(self.secrets / "data_keys.json"),
            "CONGSO_VNEID_CLIENT_SECRET": self.secret("vneid_client_secret"),
            "CONGSO_SMS_TOKEN": self.secret("sms_token"),
            "CONGSO_CA_TOKEN": self.secret("ca_token"),
            "CONGSO_CSC_CLIENT_SECRET": self.secret("csc_client_secret"),
            "CONGSO_CSC_URL": f"{vneid}/csc/v2",
            "CONGSO_SIGNING_DEVICE_URL": f"{vneid}/may-ky",
            "CONGSO_VNEID_ISSUER": vneid,
            "CONGSO_SMS_URL": f"{vneid}/sms/gui",
            "CONGSO_TSA_URL": f"{vneid}/tsa/",
            "CONGSO_SIGNATURE_AUTHORITY_URL": vneid,
            "CONGSO_SIGNATURE_HOSTS": f"127.0.0.1:{self.simulators_port}",
            "CONGSO_TSA_ANCHORS": str(self.data / "simulators-authority.pem"),
            "CONGSO_SIMULATORS_PORT": str(self.simulators_port),
            "CONGSO_SMTP_PORT": str(self.mail_port),
            "CONGSO_VAR": str(self.data),
            "CONGSO_REGIME": self.regime,
            "CONGSO_DEMO": "1",
            "CONGSO_SITE_URL": self.site_url,
            "PROMETHEUS_MULTIPROC_DIR": str(self.run / "prometheus"),
        }
        if os.environ.get("CONGSO_SMTP_HOST"):
            del own["CONGSO_SMTP_PORT"]  # a real mail server has a port of its own
        if self.host in LOOPBACK:
            # Browsers know every name below localhost as this machine: another origin, and cookies of its own.
            own["CONGSO_FILES_ORIGIN"] = f"http://tep.localhost:{self.port}"
        for name in [one for one in own if not os.environ.get(one) and os.environ.get(f"{one}_FILE")]:
            del own[name]  # the operator keeps it in a file
        return own | {name: value for name, value in os.environ.items() if value}

    def use(self, *, as_owner: bool = False) -> None:
        """Give this process the installation's settings, if there is an installation.

        `as_owner` lets it into the database as the owner of the tables, where there is one beside the application.
        """
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
        if self.exists and not os.environ.get("DATABASE_URL"):
            os.environ.update(self.environment())
            os.environ.update(self.owner_environment() if as_owner else {})
        elif as_owner and os.environ.get("CONGSO_OWNER_DATABASE_URL"):
            os.environ["CONGSO_AS_OWNER"] = "1"

    def owner_environment(self) -> dict[str, str]:
        """Return what lets a process into the embedded database as its owner; only preparation and migration get it."""
        from .embedded_postgres import Cluster

        return {"CONGSO_OWNER_DATABASE_URL": Cluster(self).url(self.database), "CONGSO_AS_OWNER": "1"}


def checkout() -> Path:
    """The folder of the source tree this program runs from; the working directory when it was installed as a wheel."""
    tree = Path(__file__).resolve().parents[3]
    return tree if (tree / "pyproject.toml").is_file() else Path.cwd()


def current() -> Installation:
    """The installation the environment names (CONGSO_HOME, CONGSO_REGIME, CONGSO_HOST, CONGSO_PORT)."""
    regime = os.environ.get("CONGSO_REGIME") or "2026"
    if regime not in REGIMES:
        raise SystemExit(f"Chế độ {regime!r} không có: chọn REGIME=2026 (hai cấp) hoặc REGIME=2021 (ba cấp).")
    return Installation(
        home=Path(os.environ.get("CONGSO_HOME") or checkout() / "var").resolve(),
        regime=regime,
        host=os.environ.get("CONGSO_HOST") or "127.0.0.1",
        port=_port("CONGSO_PORT", DEFAULT_PORT),
        simulators_port=_port("CONGSO_SIMULATORS_PORT", SIMULATORS_PORT),
    )


def _port(name: str, default: int) -> int:
    raw = os.environ.get(name) or str(default)
    if not raw.isdecimal() or not 1 <= int(raw) <= 65535:
        raise SystemExit(f"Cổng {name}={raw!r} không hợp lệ: chọn một số từ 1 đến 65535.")
    return int(raw)
