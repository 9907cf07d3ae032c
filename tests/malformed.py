"""Requests that no honest client sends, out of one generator of chance; for test_fuzz.py and for `bench.fuzz`."""

import io
import random
from typing import Any

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "X" * 300, "")
STRANGE = (
    "\x00", "a\x00b", "\ud800", "\udcff", "%00", "%", "%zz", "%ff%fe", "\u202e", "A" * 5000, "-1", "0", "1e999", "NaN",
    str(2**63), str(-(2**63) - 1), "9" * 400, "2026-13-45", "0000-00-00", "../../etc/passwd", "' OR 1=1 --", "{{7*7}}",
    "00000000-0000-0000-0000-000000000000", "0x1F", "1_000", "\u2028", "<script>", "𝔘𝔫𝔦",
    "\r\nX-A: b", "[]", "{}", "null", "true", "ạ" * 300, "e\u0301" * 50, "٣", "²", "١٢٣",
)  # fmt: skip
FIELDS = (
    "q", "trang", "tu", "den", "ma", "after", "limit", "view", "loai", "xem", "next", "page", "applicant_name",
    "papers",
    "tep", "viec", "ho_so", "action", "reason", "seen", "expected", "thu-tien-amount", "tep-TP02", "linh-vuc", "cap",
    "nam", "thang", "don-vi", "username", "password", "case", "receiving_organisation", "procedure", "answers",
)  # fmt: skip
HEADERS = (
    "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_FOR", "HTTP_RANGE", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH",
    "HTTP_HOST", "HTTP_REFERER", "HTTP_HX_REQUEST", "HTTP_HX_CURRENT_URL", "HTTP_HX_TARGET", "HTTP_AUTHORIZATION",
    "HTTP_IDEMPOTENCY_KEY", "HTTP_ACCEPT", "HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_ORIGIN", "CONTENT_TYPE",
    "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_X_FORWARDED_PROTO", "HTTP_CONTENT_ENCODING", "REMOTE_ADDR",
)  # fmt: skip
TYPES = (
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "multipart/form-data; boundary=" + "b" * 300, "text/plain; charset=utf-7", "application/json; charset=nonsense",
    "application/x-www-form-urlencoded; charset=utf-16", "", "\xff", "multipart/form-data; boundary=\x00",
)  # fmt: skip


class Maker:
    """Makes requests out of one generator of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def text(self) -> str:
        if self.chance.random() < 0.7:
            return self.chance.choice(STRANGE)
        return "".join(chr(self.chance.choice((0, 10, 34, 37, 60, 97, 255, 0x1EA1, 0x202E))) for _ in range(12))

    def pairs(self) -> str:
        known = [f"{self.chance.choice(FIELDS)}={self.text()}" for _ in range(self.chance.randrange(4))]
        return self.chance.choice(("&", "&", ";", "&&=")).join(known)

    def path(self, path: str) -> str:
        dice = self.chance.random()
        if dice < 0.45:
            return path
        parts = path.split("/")
        parts[self.chance.randrange(len(parts))] = self.text()
        return "/".join(parts) if dice < 0.9 else self.text()

    def body(self, kind: str) -> bytes:
        if kind.startswith("multipart"):
            name, file = self.chance.choice(FIELDS), self.text()
            inner = self.chance.choice((b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b""))
            head = f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            more = self.chance.choice(
                (b"Content-Type: \x00", b"Content-Transfer-Encoding: base64", b"X: " + b"y" * 9000,
                 b"Content-Type: image/png", b"Content-Type: multipart/mixed; boundary=z",
                 b"Content-Disposition: form-data")
            )  # fmt: skip
            parts = b"".join(
                b"--x\r\n" + raw(head) + more + b"\r\n\r\n" + inner + self.chance.randbytes(60) + b"\r\n"
                for _ in range(self.chance.choice((1, 1, 1, 3, 200)))
            )
            return parts + self.chance.choice((b"--x--\r\n", b"", b"--x"))
        if kind.startswith("application/json"):
            return self.chance.choice(
                (b"{", b"[" * 5000, b"null", b"\xff\xfe{", b'"\\ud800"', b'{"a":' * 200, b"1e999", b"NaN",
                 raw('{"' + self.chance.choice(FIELDS) + '": "' + self.text() + '"}'),
                 b'{"applications": [' + b"{}," * 200 + b"{}]}")
            )  # fmt: skip
        return raw(self.pairs()) if self.chance.random() < 0.8 else self.chance.randbytes(200)

    def request(self, path: str, credentials: dict[str, str]) -> dict[str, Any]:
        kind = self.chance.choice(TYPES)
        body = self.body(kind) if self.chance.random() < 0.6 else b""
        asked: dict[str, Any] = {
            "REQUEST_METHOD": self.chance.choice(METHODS) if self.chance.random() < 0.5 else "POST" if body else "GET",
            "PATH_INFO": raw(self.path(path)).decode("latin-1"),
            "QUERY_STRING": raw(self.pairs()).decode("latin-1"),
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
            **credentials,
        }  # fmt: skip
        for _ in range(self.chance.randrange(3)):
            asked[self.chance.choice(HEADERS)] = raw(self.text()).decode("latin-1")
        return asked


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
