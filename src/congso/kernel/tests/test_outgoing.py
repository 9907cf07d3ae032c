"""What congso asks for by HTTP goes to partners only, at the address that was checked."""

import ast
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from congso.kernel import outgoing
from congso.kernel.outgoing import Allowed, Refused, checked_address, session

SOURCE = Path(outgoing.__file__).parents[1]


class Partner(BaseHTTPRequestHandler):
    seen: list[str] = []

    def do_GET(self) -> None:
        Partner.seen.append(f"{self.headers['Host']}{self.path}")
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/secret")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (5000 if self.path == "/large" else 5))

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Partner)
    Partner.seen = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "224.0.0.1",
    ],
)  # fmt: skip
def test_a_partner_that_leads_inwards_is_not_asked(address: str) -> None:
    allowed = Allowed(frozenset({"doi-tac.vn"}))
    with pytest.raises(Refused, match="inside"):
        checked_address("https://doi-tac.vn/x", allowed, lambda *_: ["8.8.8.8", address])
    assert checked_address("https://doi-tac.vn/x", allowed, lambda *_: ["8.8.8.8"]) == "8.8.8.8"
    listed = Allowed(allowed.hosts, frozenset({"doi-tac.vn"}))
    assert checked_address("https://doi-tac.vn/x", listed, lambda *_: [address])


@pytest.mark.parametrize(
    "url",
    [
        "https://khac.vn/", "file:///etc/passwd", "gopher://doi-tac.vn/", "http://u:p@doi-tac.vn/",
        "http://doi-tac.vn.khac.vn/", "http://doi-tac.vn:99999/", "http://[::1/", "//doi-tac.vn/",
    ],
)  # fmt: skip
def test_what_is_not_a_partners_plain_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        checked_address(url, Allowed(frozenset({"doi-tac.vn"})), lambda *_: ["8.8.8.8"])


def test_a_name_that_changes_its_mind_is_connected_where_it_was_checked(port: int) -> None:
    answers = iter([["127.0.0.1"], ["203.0.113.1"]])
    asking = session(["doi-tac.vn"], ["doi-tac.vn"], resolver=lambda *_: next(answers))
    assert asking.get(f"http://doi-tac.vn:{port}/a").content == b"xxxxx"
    assert Partner.seen == [f"doi-tac.vn:{port}/a"]
    assert next(answers) == ["203.0.113.1"], "it was looked up once"


def test_a_redirection_is_handed_back_and_not_followed(port: int) -> None:
    answer = session(["127.0.0.1"], ["127.0.0.1"]).get(f"http://127.0.0.1:{port}/away")
    assert answer.status_code == 302
    assert len(Partner.seen) == 1


def test_an_answer_beyond_the_bound_is_not_read(port: int) -> None:
    with pytest.raises(Refused, match="too large"):
        session(["127.0.0.1"], ["127.0.0.1"], largest=1000).get(f"http://127.0.0.1:{port}/large")


def test_proxies_of_the_environment_play_no_part(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert session(["127.0.0.1"], ["127.0.0.1"]).get(f"http://127.0.0.1:{port}/").ok


CLIENTS = {"requests", "httpx", "urllib.request", "urllib3", "http.client", "aiohttp"}
OWN_ADDRESSES = {"cli/up.py": "asks its own web server whether it is up"}


def test_nobody_goes_out_by_another_way() -> None:
    found = []
    for file in SOURCE.rglob("*.py"):
        place = file.relative_to(SOURCE).as_posix()
        if "/tests/" in place or place == "kernel/outgoing.py" or place in OWN_ADDRESSES:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:  # a module of ours may be called requests
                names.append(node.module or "")
            found += [f"{place}: {name}" for name in names if name in CLIENTS]
    assert found == [], "go out by congso.kernel.outgoing"
