"""Which addresses a system may register, and when an asked-for address is a registered one.

Compared as whole strings (RFC 9700 §2.1). The one exception is a program on the person's own machine, whose port is
chosen when it starts (RFC 8252 §7.3).
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

GOING_BACK_TO = "sso_going_back_to"
"""Session key: the origin of the registered address where this browser will be sent after signing in."""

LOOPBACK = frozenset({"127.0.0.1", "::1"})
ONLY_TO_TRY = "Địa chỉ trên chính máy chủ này (127.0.0.1, localhost) chỉ dùng khi chạy thử; hãy dùng địa chỉ https."
_FORBIDDEN_SCHEMES = frozenset({"javascript", "data", "file", "vbscript", "about", "blob"})


def fits(asked: str, registered: Iterable[str], *, any_loopback_port: bool = False) -> bool:
    """Tell whether `asked` is one of `registered`."""
    return any(
        asked == one or (any_loopback_port and _portless(asked) is not None and _portless(asked) == _portless(one))
        for one in registered
    )


def trouble_with_return(address: str, *, public: bool, loopback: bool = False) -> str:
    """Say what is wrong with an address to send the browser back to; "" when nothing is.

    A program on the person's machine (`public`) listens there; a system with a server does so only while it is tried
    out (`loopback`).
    """
    parts = _split(address)
    if parts is None or not parts.scheme or parts.fragment or "*" in address or _has_userinfo(parts):
        return "Địa chỉ phải đầy đủ, không có dấu #, dấu * hay tên người dùng."
    if parts.scheme in _FORBIDDEN_SCHEMES:
        return "Không nhận địa chỉ kiểu này."
    if parts.scheme in {"http", "https"} and not parts.hostname:
        return "Địa chỉ thiếu tên máy."
    if parts.scheme in {"http", "https"} and is_loopback(parts.hostname or "") and not (public or loopback):
        return ONLY_TO_TRY
    if parts.scheme == "https":
        return ""
    if parts.scheme == "http":
        return "" if parts.hostname in LOOPBACK else "Chỉ nhận https (http chỉ cho 127.0.0.1)."
    if public and "." in parts.scheme:
        return ""  # a private-use scheme of an application on a phone, in reversed domain form (RFC 8252 §7.1)
    return "Chỉ nhận địa chỉ https."


def trouble_with_server(address: str, *, loopback: bool = False) -> str:
    """Say what is wrong with an address that our own server is to call; "" when nothing is.

    Systems of the province live on private networks, so those are allowed; addresses of the machine's own configuration
    service (link-local) never are, and this machine's own only while a system is tried out (`loopback`).
    """
    parts = _split(address)
    if parts is None or not parts.hostname or parts.fragment or _has_userinfo(parts):
        return "Địa chỉ phải đầy đủ, không có dấu # hay tên người dùng."
    if is_loopback(parts.hostname) and not loopback:
        return ONLY_TO_TRY
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return "Chỉ nhận https (http chỉ cho 127.0.0.1)."
    return "" if may_call(parts.hostname, loopback=loopback) else "Không gọi đến địa chỉ này."


def may_call(host: str, *, loopback: bool = False) -> bool:
    """Tell whether our server may call a host that is given by number; a name is told once it has been resolved."""
    number = _number(host)
    if number is None:
        return True
    if number.is_loopback:
        return loopback
    return not (number.is_link_local or number.is_multicast or number.is_unspecified or number.is_reserved)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself, by name or by number."""
    number = _number(host)
    return number.is_loopback if number else host.lower().rstrip(".").rpartition(".")[2] == "localhost"


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        number = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(number, "ipv4_mapped", None) or number


def origin(address: str) -> str:
    """Return scheme and host of an address, as a content security policy names it; only the scheme for applications."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else f"{parts.scheme}:"


def _split(address: str) -> SplitResult | None:
    if not address or len(address) > 500 or any(one <= " " or one == "\x7f" or one == "\\" for one in address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _has_userinfo(parts: SplitResult) -> bool:
    return parts.username is not None or parts.password is not None


def _portless(address: str) -> str | None:
    parts = _split(address)
    if parts is None or parts.scheme != "http" or parts.hostname not in LOOPBACK or _has_userinfo(parts):
        return None
    return f"{parts.hostname} {parts.path}?{parts.query}#{parts.fragment}"
