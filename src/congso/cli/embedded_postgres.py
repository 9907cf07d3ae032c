"""The embedded PostgreSQL: chosen, made, started and stopped by us. ADR 0002 says why and how."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .installation import Installation


def socket_dir(installation: "Installation") -> Path:
    """Where the server's socket lies; near the data when the path is short enough for a socket (107 bytes)."""
    near = installation.run / "pg"
    if len(str(near)) <= 80:
        return near
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    base = Path(runtime) if runtime and len(runtime) < 60 and os.access(runtime, os.W_OK) else Path(tempfile.gettempdir())
    return base / f"congso-{os.getuid()}-{installation.mark}"
