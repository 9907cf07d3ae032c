"""Ten thousand malformed requests over real sockets to the real web server: no answer may be a fault of ours.

    python -m bench.fuzz [number]        FUZZ_SEED=… FUZZ_SECONDS=…

A province with one of everything is made; strangers, people, officers of every role and client systems ask. What is
asked comes from `tests.malformed` (the suite sends the same straight into the application); here it goes through
the server's own reading of lines, headers, lengths and chunks, which are bent as well. Forms carry a token, so that
they are read. Bounded in number and in time.
"""

import json
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from tests.malformed import Maker

from bench.report import Report
from bench.world import World, cluster, empty_world, web
from congso.cli.installation import current

SEED = int(os.environ.get("FUZZ_SEED", "20261130"))
SECONDS = float(os.environ.get("FUZZ_SECONDS", "1200"))
THREADS = 4
SESSIONS = 12
CSRF = "a" * 32

MAKE = f"""
import json
from tests.test_fuzz import NOT_OURS
from tests.test_permissions import ROLES, Things, addresses
things = Things()
asked = [(route, things.path(route, variant)) for route, variant in addresses()
         if "vneid" not in route and route not in NOT_OURS and "dang-xuat" not in route and "logout" not in route]
askers = [{{}}]
for asker in ("citizen", *ROLES):
    for _ in range({SESSIONS}):
        pairs = [f"{{one.key}}={{one.value}}" for one in things.client(asker).cookies.values()]
        askers.append({{"HTTP_COOKIE": "; ".join([*pairs, "congso_csrf={CSRF}"]), "HTTP_X_CSRFTOKEN": "{CSRF}"}})
for asker in ("client_read", "client_submit", "client_act"):
    askers += [{{"HTTP_AUTHORIZATION": things.client(asker).defaults["HTTP_AUTHORIZATION"]}}] * {SESSIONS}
print("ANSWER" + json.dumps([[path for _, path in asked], askers]))
"""


@dataclass
class Outcome:
    """What came back."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: str, sent: bytes) -> None:
        with self.lock:
            self.statuses[status] += 1
            if status.startswith("5"):
                self.faults.append(f"{status}: {sent[:700]!r}")


def prepare(made: World) -> tuple[list[str], list[dict[str, str]]]:
    """Make a province with one of everything; return the addresses of its things, and who asks."""
    printed = made.congso("manage", "shell", "-v0", "-c", MAKE)
    answer = next(line for line in printed.splitlines() if line.startswith("ANSWER"))
    paths, askers = json.loads(answer.removeprefix("ANSWER"))
    return paths, askers


def wire(asked: dict[str, Any], chance: random.Random) -> tuple[bytes, bool]:
    """Return a request as bytes, and whether to stop sending after them, as somebody whose line breaks."""
    path, query = asked["PATH_INFO"].encode("latin-1"), asked["QUERY_STRING"].encode("latin-1")
    if chance.random() < 0.8:
        path, query = quote_from_bytes(path, safe="/%").encode(), quote_from_bytes(query, safe="=&;%+").encode()
    body: bytes = asked["wsgi.input"].getvalue()
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").title(): str(value)
        for name, value in asked.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    if not body and chance.random() < 0.7:
        headers.pop("Content-Length", None)
    ending, version, dice = b"\r\n", b"HTTP/1.1", chance.random()
    if dice < 0.04:
        headers["Content-Length"] = str(len(body) + chance.choice((1, 5000, 10**12)))  # and then the line breaks
    elif dice < 0.07:
        headers["Transfer-Encoding"] = chance.choice(("chunked", "chunked, identity", "xchunked"))
        body = chance.choice((b"5\r\nabcde\r\n0\r\n\r\n", b"zz\r\n", b"ffffffffffffffff\r\n", b"5\r\nab"))
    elif dice < 0.09:
        headers["X-" + "a" * chance.choice((10, 20_000))] = "b" * chance.choice((10, 70_000))
    elif dice < 0.11:
        ending = b"\n"
    elif dice < 0.13:
        version = chance.choice((b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9.9", b"", b"\x00"))
    elif dice < 0.15:
        path = chance.choice((b"*", b"http://ke-gian.example/" + path, b"", b"//", b"?" * 300))
    lines = [b" ".join((str(asked["REQUEST_METHOD"]).encode(), path + (b"?" + query if query else b""), version))]
    lines += [f"{name}: ".encode() + value.encode("latin-1", "replace") for name, value in headers.items()]
    if dice > 0.98:
        lines.append(b"Host: ke-gian.example")
    return ending.join([*lines, b"Connection: close", b"", b""]) + body, dice < 0.07


def send(port: int, request: bytes, *, breaks_off: bool) -> str:
    """Send bytes; return the status of the answer, or why there is none."""
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(request)
            if breaks_off:
                line.shutdown(socket.SHUT_WR)
            while len(answer) < 12 and (piece := line.recv(4096)):
                answer += piece
            while line.recv(65536):
                pass
    except TimeoutError:
        return "no answer in 30 s"
    except OSError:  # closed on us while we still sent: a refusal in its own way
        pass
    return answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/") else "closed"


def run(port: int, requests: Iterator[dict[str, Any]], outcome: Outcome, number: int) -> int:
    """Send `number` requests from several threads, within the time; return how many were sent."""
    until, turn, sent = time.monotonic() + SECONDS, threading.Lock(), 0
    chance = random.Random(SEED + 1)

    def work() -> None:
        nonlocal sent
        while time.monotonic() < until:
            with turn:
                if sent >= number:
                    return
                sent += 1
                request, breaks_off = wire(next(requests), chance)
            outcome.note(send(port, request, breaks_off=breaks_off), request)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 60)
    return sent


def measure(report: Report, made: World, number: int, log: Path) -> list[str]:
    """Send them, note the counts, and return the faults."""
    paths, askers = prepare(made)
    maker = Maker(random.Random(SEED))

    def requests() -> Iterator[dict[str, Any]]:
        while True:
            yield maker.request(maker.chance.choice(paths), maker.chance.choice(askers))

    outcome = Outcome()
    with web(made, log=log) as port:
        sent = run(port, requests(), outcome, number)
        alive = [
            send(port, _plain("/can-bo/", asker), breaks_off=False) for asker in askers if "HTTP_COOKIE" in asker
        ]  # fmt: skip
        last = send(port, _plain("/", {}), breaks_off=False)
    counts = ", ".join(f"{status} × {count}" for status, count in sorted(outcome.statuses.items()))
    still = sum(one in {"200", "403"} for one in alive)
    print(f"  {counts}\n  still signed in at the end: {still} of {len(alive)} sessions; the front page: {last}")
    if last != "200":
        outcome.faults.append(f"the front page answers {last} afterwards")
    report.add("fuzz over sockets, requests", sent, "requests", reference=counts)
    report.add("fuzz over sockets, server errors", len(outcome.faults), "answers")
    return outcome.faults


def _plain(path: str, asker: dict[str, str]) -> bytes:
    cookie = f"Cookie: {asker['HTTP_COOKIE']}\r\n" if "HTTP_COOKIE" in asker else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}Connection: close\r\n\r\n".encode()


def main() -> None:
    report, number = Report(), int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    log = current().home / "bench" / "fuzz.log"
    with cluster() as server:
        faults = measure(report, empty_world(server, "bench_fuzz"), number, log)
    report.write()
    for fault in faults[:20]:
        print(fault)
    if faults:
        print(f"{len(faults)} faults; the server's own words: {log}")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
