"""Starts the outside world for a test: a process of its own, free ports, data in a folder of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .authority import ANCHOR_FILE


@dataclass(frozen=True)
class Outside:
    """The running simulators."""

    port: int
    smtp_port: int
    process: "subprocess.Popen[bytes]"
    folder: Path
    ca_token: str

    @property
    def tsa_url(self) -> str:
        return f"{self.url}/tsa/"

    @property
    def anchor(self) -> Path:
        """The file with the root that the simulated authorities hang on, written at the latest when it is asked for."""
        with urllib.request.urlopen(f"{self.url}/chung-thu/goc.pem", timeout=30):  # noqa: S310
            return self.folder / ANCHOR_FILE

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sms_url(self) -> str:
        return f"{self.url}/sms/gui"

    def texts(self) -> list[dict[str, Any]]:
        """Every SMS that arrived, oldest first."""
        return list(self._call("GET", "/api/sms")["texts"])

    def letters(self) -> list[dict[str, Any]]:
        """Every mail that arrived, oldest first."""
        return list(self._call("GET", "/api/thu")["letters"])

    def misbehave(self, channel: str, **knobs: int) -> None:
        """Set the faults of a channel, such as `sms` or `tsa` (`faults.KNOBS_OF`)."""
        self._call("PUT", "/api/dieu-khien", {channel: knobs})

    def clear(self) -> None:
        """Forget messages, letters and faults."""
        self._call("POST", "/api/xoa")

    def certificate(self, csr: str, *, name: str, organisation: str, **more: object) -> dict[str, Any]:
        """Have a certificate issued for a request (PEM): `{"certificate", "chain", "serial"}`.

        `more` is `ca` (else `can-bo`), `title`, `days` (negative: it has ended).
        """
        asked = {"csr": csr, "ca": "can-bo", "name": name, "organisation": organisation, **more}
        return self._call("POST", "/chung-thu/cap", asked, token=self.ca_token)

    def remote_credential(self, *, user: str, name: str, organisation: str, **more: object) -> dict[str, Any]:
        """Have the remote signing service keep a key: `{"credentialID", "certificate", "chain", "serial", …}`.

        `more` is `ca` (else `can-bo`), `pin` (else 123456), `title`, `days`.
        """
        return self._kept_key("/api/csc", {"user": user, "name": name, "organisation": organisation, **more})

    def token_credential(self, *, user: str, name: str, organisation: str, **more: object) -> dict[str, Any]:
        """Have a key made inside the officers' token; arguments and answer as of `remote_credential`."""
        return self._kept_key("/api/may-ky", {"user": user, "name": name, "organisation": organisation, **more})

    def _kept_key(self, path: str, asked: dict[str, object]) -> dict[str, Any]:
        return self._call("POST", path, {"ca": "can-bo", "pin": "123456", **asked})

    def revoke(self, serial: str, *, reason: str = "key_compromise", at: datetime | None = None) -> None:
        """Revoke a certificate, since now or since `at`."""
        asked = {"serial": serial, "reason": reason, **({"at": at.isoformat()} if at else {})}
        self._call("POST", "/api/chung-thu/thu-hoi", asked)

    def certificates(self) -> list[dict[str, Any]]:
        """Every certificate that can be revoked with its `state`, the latest first."""
        return list(self._call("GET", "/api/chung-thu")["certificates"])

    def _call(self, method: str, path: str, body: object = None, *, token: str = "") -> dict[str, Any]:
        content = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = self.url + path
        request = urllib.request.Request(url, data=content, method=method, headers=headers)  # noqa: S310 - our own
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            told = json.load(answer)
        assert isinstance(told, dict)
        return told


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def outside(
    *, site_url: str = "http://127.0.0.1:8000", seconds: float = 20, data: Path | None = None, **environment: str
) -> Iterator[Outside]:
    """Run the simulators until the block ends. `environment` adds settings, such as CONGSO_VNEID_CLIENT_SECRET.

    They start with what is in the folder `data` and leave it there; without it, with nothing.
    """
    port, smtp_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="congso-sim-") as made:
        folder = str(data or made)
        settings = {
            "CONGSO_SIM_VAR": folder,
            "CONGSO_SITE_URL": site_url,
            "CONGSO_SIM_URL": f"http://127.0.0.1:{port}",
            "CONGSO_SMTP_PORT": str(smtp_port),
            "CONGSO_VNEID_ISSUER": f"http://127.0.0.1:{port}",
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            **environment,
        }
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "congso_simulators", "serve", "--port", str(port)],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
        )
        token = {**os.environ, **settings}.get("CONGSO_CA_TOKEN") or "demo"
        running = Outside(port, smtp_port, process, Path(folder), token)
        try:
            _wait(running, seconds)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(running: Outside, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        if running.process.poll() is not None:
            raise RuntimeError(f"the simulators ended with {running.process.returncode}")
        try:
            running._call("GET", "/suc-khoe/")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
