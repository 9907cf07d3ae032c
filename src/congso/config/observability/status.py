"""What works just now, in words for everybody: `/tinh-trang/`, with what is announced and what was interrupted.

It says whether people are served, never what runs where: figures of the inside are `/suc-khoe/` and `/metrics`.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congso.identity import vneid
from congso.kernel import clock
from congso.notifications import queries as notifications
from congso.pages import queries as pages

from .health import Health
from .health import health as present_health

WORKS, TROUBLE, UNKNOWN = "works", "trouble", "unknown"
LABELS = {WORKS: "Hoạt động", TROUBLE: "Đang gặp sự cố", UNKNOWN: "Chưa rõ"}
FRESH_FOR = 15.0
LATELY = timedelta(hours=24)

_last: tuple[float, "tuple[Part, ...]"] | None = None
_asking = threading.Lock()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the service as people know it."""

    code: str
    name: str
    state: str
    said: str

    @property
    def label(self) -> str:
        """The state in words."""
        return LABELS[self.state]


@never_cache
@login_not_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """What works, what is announced, what was interrupted; with `?dang=json` the same for machines."""
    now = clock.now()
    parts = present_parts(now)
    serves = parts[0].state == WORKS
    announced: tuple[pages.InterruptionView, ...] = ()
    past: list[pages.InterruptionView] = []
    if serves:
        try:
            announced, past = pages.announced(now), pages.past_interruptions(now)
        except DatabaseError:  # it went away between the two questions
            serves = False
    answered = 200 if serves else 503
    if request.GET.get("dang") == "json":
        told = {
            "at": now.isoformat(),
            "parts": [{"code": one.code, "name": one.name, "state": one.state} for one in parts],
            "announced": [_told(one) for one in announced],
            "past": [_told(one) for one in past],
        }
        return JsonResponse(told, status=answered, json_dumps_params={"ensure_ascii": False})
    context = {
        "parts": parts,
        "all_works": all(one.state != TROUBLE for one in parts),
        "now": now,
        "interruptions": announced,
        "past": past,
    }
    return render(request, "pages/status.html", context, status=answered)


def present_parts(now: datetime) -> tuple[Part, ...]:
    """Return the parts, at most `FRESH_FOR` seconds old; while one thread asks, others get the last answer."""
    global _last
    if _last is not None and (time.monotonic() - _last[0] < FRESH_FOR or _asking.locked()):
        return _last[1]
    with _asking:
        parts = ask(now)
        _last = (time.monotonic(), parts)
    return parts


def ask(now: datetime) -> tuple[Part, ...]:
    """Look now."""
    health = present_health()
    if not health.serves:
        said = "Cổng đang gặp sự cố, chúng tôi đang khắc phục. Hồ sơ đã nộp không mất."
        return (Part("portal", "Tra cứu, nộp hồ sơ", TROUBLE, said),)
    portal = Part("portal", "Tra cứu, nộp hồ sơ", WORKS, "Xem thủ tục, nộp và theo dõi hồ sơ bình thường.")
    return (portal, _sign_in(), _background(health), *_channels(now))


def _background(health: Health) -> Part:
    name = "Xử lý sau khi nộp"
    if health.status == "ok":
        return Part("processing", name, WORKS, "Thông báo, bản in và số liệu được làm ngay.")
    said = "Hồ sơ vẫn nhận được; thông báo và bản in có thể đến chậm."
    return Part("processing", name, TROUBLE, said)


def _sign_in() -> Part:
    name = "Đăng nhập bằng VNeID"
    if vneid.is_reachable():
        return Part("vneid", name, WORKS, "Kết nối đến VNeID thông suốt.")
    return Part("vneid", name, TROUBLE, "Chưa kết nối được VNeID; chưa đăng nhập được. Tra cứu không cần đăng nhập.")


def _channels(now: datetime) -> tuple[Part, ...]:
    named = {"email": ("mail", "Thông báo qua thư điện tử"), "sms": ("sms", "Thông báo qua tin nhắn")}
    made = []
    for channel, (code, name) in named.items():
        sent_at, troubled_at = notifications.lately(channel, since=now - LATELY)
        if troubled_at is not None and (sent_at is None or troubled_at > sent_at):
            said = "Đang gửi chậm; mọi thông báo vẫn có trên cổng, mục Thông báo."
            made.append(Part(code, name, TROUBLE, said))
        elif sent_at is not None:
            made.append(Part(code, name, WORKS, "Gửi bình thường."))
        else:
            made.append(Part(code, name, UNKNOWN, "Trong 24 giờ qua chưa có thông báo nào phải gửi."))
    return tuple(made)


def _told(one: pages.InterruptionView) -> dict[str, object]:
    return {
        "what": one.what,
        "reason": one.reason,
        "from": one.starts_at.isoformat(),
        "to": one.ends_at.isoformat(),
        "announced_at": one.announced_at.isoformat(),
        "urgent": one.is_urgent,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }
