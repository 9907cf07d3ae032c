"""The one way out by HTTP. What a partner, or somebody who can write a setting, names must not reach inwards.

Every request goes to a host on the list, by http or https, to an address that was looked up once, checked, and is the
one connected to (a name that changes its mind between check and connection gains nothing). An address inside (this
machine, a private network, link-local) is reached only by a host listed for it. Answers are bounded in size and time,
and a redirection is handed back, never followed. Proxies of the environment play no part.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Resolver = Callable[[str, int], list[str]]
Trouble = requests.RequestException
"""Everything that can go wrong on the way."""

LARGEST_ANSWER = 2 * 1024 * 1024
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 30.0


Session = requests.Session
"""The type of what `session` returns, for whoever is handed one."""


class Refused(requests.RequestException):
    """We do not ask there, or do not want what comes. The text names host and reason, no query and no secret."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where to one may go: `hosts` at public addresses, `inside` also at private ones."""

    hosts: frozenset[str]
    inside: frozenset[str] = frozenset()


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def session(
    hosts: Collection[str],
    inside: Collection[str] = (),
    *,
    resolver: Resolver | None = None,
    largest: int = LARGEST_ANSWER,
    seconds: float = WHOLE_SECONDS,
) -> requests.Session:
    """Return a session that can only go to `hosts`, and to those of them in `inside` at private addresses."""
    made = _Session()
    allowed = Allowed(frozenset(one.lower() for one in hosts), frozenset(one.lower() for one in inside))
    guard = _Guard(allowed, resolver or resolve, largest, seconds)
    for scheme in list(made.adapters):
        del made.adapters[scheme]
    for scheme in ("http://", "https://"):
        made.mount(scheme, guard)
    return made


def checked_address(url: str, allowed: Allowed, resolver: Resolver) -> str:
    """Return the address to connect to for `url`. Raises Refused."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused("malformed address") from None
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        raise Refused("only plain http and https addresses")
    if host not in allowed.hosts:
        raise Refused(f"{host} is not on the list of partners")
    try:
        addresses = [ipaddress.ip_address(found.partition("%")[0]) for found in resolver(host, port)]
    except (OSError, ValueError) as error:
        raise requests.ConnectionError(f"{host} has no address") from error
    if not addresses:
        raise requests.ConnectionError(f"{host} has no address")
    if host not in allowed.inside and not all(_is_outside(one) for one in addresses):
        raise Refused(f"{host} leads to an address inside")
    return str(addresses[0])


def _is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (mapped is None or mapped.is_global)


class _Session(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class _Guard(HTTPAdapter):
    def __init__(self, allowed: Allowed, resolver: Resolver, largest: int, seconds: float) -> None:
        self.allowed, self.resolver, self.largest, self.seconds = allowed, resolver, largest, seconds
        super().__init__(pool_connections=2, pool_maxsize=2)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        place, more = super().build_connection_pool_key_attributes(request, verify, cert)
        name = place["host"]
        place["host"] = checked_address(request.url, self.allowed, self.resolver)
        if place["scheme"] == "https":
            more["server_hostname"] = more["assert_hostname"] = name
        return place, more

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, stream: bool = False, timeout: Any = None, **more: Any
    ) -> requests.Response:
        # The connection is made to the address; the other side is asked for by its name.
        request.headers["Host"] = urlsplit(request.url or "").netloc.rpartition("@")[2]
        began = time.monotonic()
        answer = super().send(request, stream=True, timeout=timeout or (CONNECT_SECONDS, READ_SECONDS), **more)
        content = bytearray()
        try:
            for piece in answer.iter_content(16 * 1024):
                content += piece
                if len(content) > self.largest:
                    raise Refused("the answer is too large")
                if time.monotonic() - began > self.seconds:
                    raise requests.ReadTimeout("the answer takes too long")
        finally:
            answer.close()
        answer._content = bytes(content)
        return answer
