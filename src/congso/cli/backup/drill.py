"""The drill: restore the last backup into an empty place, compare everything, ask the application, clean up."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from congso.cli.embedded_postgres import Cluster
from congso.cli.installation import Installation

from . import aftercare, keys, manifest, restoring
from .shelf import Shelf

DATABASE = "congso_drill"

_LEFT_OUT = ("DATABASE_URL", "CONGSO_OWNER_DATABASE_URL", "CONGSO_AS_OWNER", "CONGSO_SUPERVISED", "CONGSO_WAL_ARCHIVE")


@dataclass
class Drilled:
    """How a drill went."""

    backup: str
    wrong: list[str] = field(default_factory=list)
    tables: int = 0
    rows: int = 0
    files: int = 0
    signed: bool = False
    keys_from: str = ""
    seconds: float = 0.0
    answers: dict[str, Any] = field(default_factory=dict)


def drill(
    shelf: Shelf,
    path: Path,
    *,
    beside: Path,
    ring: Path,
    public_keys: Mapping[str, bytes],
    recovered: keys.Keys | None,
    say: Callable[[str], None],
) -> Drilled:
    """Restore a backup into a throw-away cluster under `beside` and look at everything. Raises Trouble.

    `recovered` are the keys from their archive; without them the drill uses the keys of the running installation, which
    does not prove that the archive would do.
    """
    begun = time.monotonic()
    drilled = Drilled(path.name, keys_from="archive" if recovered else "installation")
    beside.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="drill-", dir=beside))
    home.chmod(0o755)  # the server's user must pass; what is inside is closed
    told, _ = manifest.read(path, public_keys=public_keys)
    place = Installation(home=home, regime=told.regime)
    cluster = Cluster(place, durable=False)
    try:
        say("· Dựng một máy chủ cơ sở dữ liệu trống")
        cluster.start()
        cluster.ensure_application_role()
        cluster.ensure_database(DATABASE)
        target = restoring.Target(cluster.url(DATABASE), home / "files", home / "seals")
        restored = restoring.restore(shelf, path, target, public_keys=public_keys, overwrite=False, say=say)
        drilled.wrong += restored.different
        drilled.tables, drilled.rows, drilled.files = restored.tables, restored.rows, restored.files
        drilled.signed = restored.signed
        environment = _environment(home, cluster, ring, recovered)
        say("· Hỏi ứng dụng: nhật ký, số liệu, một hồ sơ, một tệp")
        drilled.answers = aftercare.ask(environment, reads=True)
        drilled.wrong += drilled.answers.pop("wrong")
    finally:
        cluster.stop()
        for left in {home, cluster.base.parent, cluster.sockets}:
            shutil.rmtree(left, ignore_errors=True)
    drilled.seconds = round(time.monotonic() - begun, 2)
    return drilled


def _environment(home: Path, cluster: Cluster, ring: Path, recovered: keys.Keys | None) -> dict[str, str]:
    """Return the settings of the running installation, led to the restored place."""
    environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    environment |= {
        "DATABASE_URL": cluster.application_url(DATABASE),
        "CONGSO_VAR": str(home),
        "CONGSO_FILES": str(home / "files"),
        "CONGSO_AUDIT_SEALS": str(home / "seals"),
        "CONGSO_DATA_KEYS_PATH": str(ring),
        # Pages are asked for, not shown: their pictures may come from anywhere.
        "CONGSO_STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "CONGSO_STATIC_FROM_SOURCE": "1",
        "CONGSO_LOG_LEVEL": "ERROR",
    }
    if recovered is None:
        return environment
    for name in keys.SETTINGS:
        environment.pop(name, None)
        environment.pop(f"{name}_FILE", None)
    folder = home / "keys"
    keys.place(keys.Keys(recovered.files | {keys.RING: recovered.ring}, {}), folder)
    return environment | recovered.settings | {"CONGSO_DATA_KEYS_PATH": str(folder / keys.RING)}
