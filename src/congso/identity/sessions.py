"""What a session carries about the sign-in it comes from, and how it is renewed and ended."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from django.contrib.auth import logout
from django.http import HttpRequest

from congso.kernel.context import go_on_in
from congso.kernel.middleware import mark

from . import commands
from .rules.assurance import TWO_FACTORS, has_two_factors
from .rules.timeouts import Limits

ASSURANCE, ACR, AMR, AUTHENTICATED_AT, ID_TOKEN = "assurance", "acr", "amr", "authenticated_at", "vneid_id_token"
"""Session keys: how the person signed in, as every dossier they submit will say."""

SESSION_ID, BEGAN_AT, SEEN_AT, PROVED_AT = "sign_in_session", "began_at", "seen_at", "proved_at"
"""Session keys: the row in the list of sessions; when it began, was last used, and when its holder last proved who
they are with every factor they have (seconds since 1970)."""

ENDED_BECAUSE = "ended_because"
"""Session key of a stranger whose session has just ended: why."""

SEEN_EVERY_SECONDS = 60


def begin(
    request: HttpRequest,
    *,
    account_id: int,
    level: str,
    acr: str,
    amr: Sequence[str],
    authenticated_at: datetime,
    now: datetime,
) -> None:
    """Write into the session, which has a new key, how it came about; enter it in the list of sessions."""
    session = request.session
    again = session.get(SESSION_ID)
    if again is not None:
        session.cycle_key()  # signing in once more within a session renews it as well
    session[ASSURANCE], session[ACR], session[AMR] = level, acr, list(amr)
    session[AUTHENTICATED_AT] = int(authenticated_at.timestamp())
    session[BEGAN_AT] = session[SEEN_AT] = session[PROVED_AT] = int(now.timestamp())
    if session.session_key is None:
        session.create()
    go_on_in(mark(session.session_key or ""))
    if again is not None:
        commands.touch_session(
            session_id=again, now=now, session_key=session.session_key, level=level, methods=list(amr)
        )
        return
    session[SESSION_ID] = str(
        commands.open_session(
            account_id=account_id,
            session_key=session.session_key or "",
            device=device_of(request.headers.get("User-Agent", "")),
            level=level,
            methods=list(amr),
            now=now,
        )
    )


def prove_again(request: HttpRequest, *, method: str, now: datetime) -> None:
    """Note that the holder has just proved who they are by `method`; the session gets a new key."""
    session = request.session
    methods = [*session.get(AMR, []), *([method] if method not in session.get(AMR, []) else [])]
    if method != "pwd" and not has_two_factors(methods):
        methods.append("mfa")
    session.cycle_key()
    go_on_in(mark(session.session_key or ""))
    session[AMR], session[PROVED_AT] = methods, int(now.timestamp())
    if has_two_factors(methods):
        session[ASSURANCE] = TWO_FACTORS
    if session_id := session.get(SESSION_ID):
        commands.touch_session(
            session_id=session_id,
            now=now,
            session_key=session.session_key,
            level=session.get(ASSURANCE, ""),
            methods=methods,
        )


def is_strong(request: HttpRequest) -> bool:
    """Whether this session comes from more than one factor."""
    return has_two_factors(request.session.get(AMR, ()))


def proved_at(request: HttpRequest) -> datetime | None:
    """Return when the holder last proved who they are, or None."""
    return _instant(request, PROVED_AT)


def still_lasts(request: HttpRequest, limits: Limits, now: datetime) -> bool:
    """Whether the session is within its limits; then note, once a minute, that it is in use. Else it ends here."""
    session = request.session
    seen = _instant(request, SEEN_AT)
    if seen is None:
        session[SEEN_AT] = session[BEGAN_AT] = int(now.timestamp())
        return True
    began = _instant(request, BEGAN_AT) or seen
    if limits.is_over(began=began, seen=seen, now=now):
        end(request, reason="idle" if now - seen > limits.idle else "whole", now=now)
        request.session[ENDED_BECAUSE] = "idle" if now - seen > limits.idle else "whole"
        return False
    if (now - seen).total_seconds() >= SEEN_EVERY_SECONDS:
        session[SEEN_AT] = int(now.timestamp())
        if session_id := session.get(SESSION_ID):
            commands.touch_session(session_id=session_id, now=now)
    return True


def end(request: HttpRequest, *, reason: str, now: datetime) -> None:
    """End the present session; the request goes on as a stranger's."""
    session_id = request.session.get(SESSION_ID)
    if session_id is not None and request.user.is_authenticated:
        commands.end_sessions(account_id=request.user.pk, only=session_id, reason=reason, now=now)
    logout(request)


def end_others(request: HttpRequest, *, reason: str, now: datetime) -> int:
    """End every other session of the account; return how many."""
    return commands.end_sessions(
        account_id=request.user.pk or 0, but=request.session.get(SESSION_ID), reason=reason, now=now
    )


_BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Return a device as people know it: "Chrome, Windows"; a piece of an unknown name, or ""."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or re.sub(r"[^\w /.-]", "", agent)[:40]


def _instant(request: HttpRequest, key: str) -> datetime | None:
    value = request.session.get(key)
    return datetime.fromtimestamp(value, tz=UTC) if isinstance(value, int) else None
