"""Two hundred applications while web, worker and database are killed -9 in turn; then the books must balance.

A whole installation is started as `make run` does (in a folder of its own, on free ports, loopback only). A client
hands in 200 applications, repeating with the same key whatever was not answered. Meanwhile the parts are killed one
after the other. At the end: every acknowledged dossier exists exactly once, nothing exists that nobody sent, every
notification was delivered, and none twice in effect. Bounded to ten minutes.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench.report import Report
from bench.submit import application
from bench.world import World, free_port, token

APPLICATIONS = 200
PATIENCE = 600.0
KILLED = ("web", "worker", "database")


class Place:
    """An installation of our own."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.simulators = home, free_port(), free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "CONGSO_HOME": str(home),
            "CONGSO_PORT": str(self.port),
            "CONGSO_SIMULATORS_PORT": str(self.simulators),
        }
        self.log = (home / "up.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "congso.cli", "up"],
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def parts(self) -> dict[str, Any]:
        """What the supervisor says about its parts."""
        try:
            found: dict[str, Any] = json.loads((self.home / "run" / "state.json").read_text())["parts"]
        except (OSError, ValueError, KeyError):
            return {}
        return found

    def ready(self) -> bool:
        """Whether every part is healthy."""
        parts = self.parts()
        return bool(parts) and all(part["healthy"] for part in parts.values())

    def stop(self) -> None:
        """End the installation."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.log.close()


def wait_until(condition: Any, seconds: float) -> bool:
    """Wait for something, at most so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def hand_in(place: Place, bearer: str, organisation: int, acknowledged: dict[str, str], stop_at: float) -> None:
    """Send every application until it is acknowledged; the same key each time."""
    for serial in range(APPLICATIONS):
        key, body = uuid4().hex, application(organisation, serial)
        body["answers"]["applicant_phone"] = f"09{serial:08d}"
        body["answers"]["applicant_email"] = f"nguoi-{serial}@thu.localhost"
        while time.monotonic() < stop_at:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=15)
                connection.request(
                    "POST",
                    "/api/v1/dossiers",
                    json.dumps(body),
                    {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json", "Idempotency-Key": key},
                )
                response = connection.getresponse()
                answer = response.read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.3)
                continue
            if response.status == 201:
                acknowledged[key] = json.loads(answer)["id"]
                break
            time.sleep(0.3)
        time.sleep(0.2)


def measure(report: Report) -> bool:
    """Run the drill; returns whether everything balanced."""
    with tempfile.TemporaryDirectory(prefix="congso-chaos-") as folder:
        Path(folder).chmod(0o755)
        place = Place(Path(folder))
        try:
            return _drill(report, place)
        finally:
            place.stop()


def _drill(report: Report, place: Place) -> bool:
    if not wait_until(place.ready, 240):
        raise RuntimeError((place.home / "up.log").read_text()[-2_000:])
    made = world_of(place)
    bearer, organisation = token(made)
    before = _one(made.url, "SELECT count(*) FROM dossiers_dossier")
    acknowledged: dict[str, str] = {}
    sender = threading.Thread(
        target=hand_in, args=(place, bearer, organisation, acknowledged, time.monotonic() + PATIENCE)
    )
    sender.start()
    kills = 0
    while sender.is_alive():
        time.sleep(1)
        victim = KILLED[kills % len(KILLED)]
        part = place.parts().get(victim)
        if part and part["pid"]:
            os.kill(part["pid"], signal.SIGKILL)
            kills += 1
        sender.join(6)
    sender.join()
    wait_until(place.ready, 120)
    settled = wait_until(lambda: _settled(made.url), 240)
    return _balance(report, place, made, acknowledged, before, kills, settled)


def world_of(place: Place) -> World:
    """Return the database and the environment of a place."""
    code = "import json, os; from congso.cli.installation import current; print(json.dumps(current().environment()))"
    printed = subprocess.run(
        [sys.executable, "-c", code], env=place.environment, capture_output=True, text=True, check=True
    ).stdout
    environment = {**place.environment, **json.loads(printed)}
    return World(0, environment["DATABASE_URL"], environment)


def _one(url: str, statement: str, *parameters: Any) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement, parameters).fetchone()
        return row[0] if row else None


def _settled(url: str) -> bool:
    try:
        jobs = _one(
            url,
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
            "AND (scheduled_at IS NULL OR scheduled_at <= now() + interval '10 minutes') "
            "AND task_name LIKE ANY (ARRAY['%%tell%%', '%%send%%', '%%message%%'])",
        )
        return not jobs and not _one(
            url, "SELECT count(*) FROM notifications_message WHERE state IN ('waiting', 'sending')"
        )
    except psycopg.Error:
        return False


def _balance(
    report: Report, place: Place, made: World, acknowledged: dict[str, str], before: int, kills: int, settled: bool
) -> bool:
    after = _one(made.url, "SELECT count(*) FROM dossiers_dossier")
    present = _one(made.url, "SELECT count(*) FROM dossiers_dossier WHERE id = ANY(%s)", list(acknowledged.values()))
    events = _one(
        made.url,
        "SELECT count(*) FROM dossiers_dossierevent WHERE action = 'submit' AND dossier_id = ANY(%s)",
        list(acknowledged.values()),
    )
    unsent = _one(made.url, "SELECT count(*) FROM notifications_message WHERE state <> 'sent' AND channel <> 'in_app'")
    rows = _one(made.url, "SELECT count(*) FROM notifications_message WHERE channel = 'email'")
    told = _one(
        made.url,
        "SELECT count(DISTINCT link) FROM notifications_message WHERE template LIKE '%%submitted%%' "
        "AND channel = 'email' AND address LIKE 'nguoi-%%'",
    )
    with urllib.request.urlopen(f"http://127.0.0.1:{place.simulators}/api/thu", timeout=20) as answer:
        letters = json.load(answer)["letters"]
    kept = [letter for letter in letters if not letter.get("duplicate")]
    doubled = len(kept) - len({json.dumps([letter.get("message_id"), letter.get("to")]) for letter in kept})
    facts = {
        "acknowledged": (len(acknowledged), APPLICATIONS),
        "acknowledged and present once": (present, APPLICATIONS),
        "present in all": (after - before, APPLICATIONS),
        "first events": (events, APPLICATIONS),
        "messages not sent": (unsent, 0),
        "applicants told by e-mail": (told, APPLICATIONS),
        "letters kept for messages written": (len(kept), rows),
        "letters doubled in effect": (doubled, 0),
    }
    for name, (value, wanted) in facts.items():
        report.add(f"killed -9 in turn: {name}", value, f"of {wanted}")
    report.add("killed -9 in turn: kills", kills, "kills")
    return settled and all(value == wanted for value, wanted in facts.values())


def main() -> None:
    report = Report()
    balanced = measure(report)
    report.write()
    raise SystemExit(0 if balanced else 1)


if __name__ == "__main__":
    main()
