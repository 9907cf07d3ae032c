"""Sending the bytes of a file: from the files' own origin by a link, or, without such an origin, to be saved only.

Nobody is asked here who they are: that was done where the link was made (`links.address`). Taking a file in pieces
is for accounts; what the file is for is said when it is whole, by the context that it belongs to.
"""

import base64
import hashlib
from datetime import datetime
from html import escape
from typing import TypeVar
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from whitenoise.responders import StaticFile

from congso.kernel import clock
from congso.kernel.refusals import Refusal
from congso.ui.english import spoken

from . import commands, links, queries, store
from .queries import FileView

Sent = TypeVar("Sent", bound=HttpResponseBase)

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser may show; everything else is saved."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'"
_STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color:#1b2430}"
    "h1{font-size:1.5rem;line-height:1.3}a{color:#0b57a4}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def handed_over(
    request: HttpRequest, kept: FileView, *, inline: bool, now: datetime, quarantined: bool = False
) -> HttpResponseBase:
    """Answer with the way to a file for whoever asks: to be called once they may read it.

    That is a link on the files' origin. Without such an origin the bytes themselves, to be saved and never shown.
    Raises Quarantined for malware, unless `quarantined` says that the asker may have it all the same.
    """
    queries.check_not_quarantined(kept, allowed=quarantined)
    if not settings.FILES_ORIGIN:
        return sent(request, kept, inline=False)
    response = HttpResponseRedirect(links.address(request, kept.id, inline=inline, now=now, quarantined=quarantined))
    response["Cache-Control"] = "private, no-store"
    # Should a browser look at the redirection itself when it fills a frame: our own pages may frame it.
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
    return response


def can_show() -> bool:
    """Tell whether files can be shown within a page; otherwise pages offer them to be saved."""
    return bool(settings.FILES_ORIGIN)


def at_files_origin(request: HttpRequest) -> HttpResponseBase:
    """Answer on the files' origin: a file by its link, and for everything else a page that says where to go."""
    if request.method not in ("GET", "HEAD"):
        return _page(405, _("Địa chỉ này chỉ để mở tệp"), _("Hãy quay lại trang bạn đang làm việc."))
    sealed = request.path_info.removeprefix(links.PATH)
    if not request.path_info.startswith(links.PATH) or not sealed:
        return _page(404, _("Ở đây không có gì"), _("Địa chỉ này chỉ để mở tệp từ cổng dịch vụ công."))
    try:
        link = links.opened(sealed, now=clock.now())
        kept = queries.view(link.file_id)
        queries.check_not_quarantined(kept, allowed=link.quarantined)
    except links.LinkIsDead:
        words = _(
            "Để giữ kín giấy tờ, đường dẫn đến tệp chỉ dùng được trong ít giây. Hãy quay lại trang và mở tệp lại."
        )
        return _page(410, _("Đường dẫn đến tệp đã hết hạn"), words)
    except Refusal as refusal:
        return _page(refusal.status, refusal.message, refusal.remedy)
    return sent(request, kept, inline=link.inline and not link.quarantined, asked_from=link.asked_from)


def sent(request: HttpRequest, kept: FileView, *, inline: bool, asked_from: str = "") -> HttpResponseBase:
    """Send the bytes of a file, or the range that is asked for. `asked_from` is the origin whose pages may frame it."""
    shown = inline and kept.media_type in SHOWN
    try:
        file = StaticFile(str(store.path_of(kept.sha256)), [("Content-Type", kept.media_type)])
    except OSError:
        return _page(404, _("Không tìm thấy nội dung của tệp"), _("Hãy báo bộ phận hỗ trợ."))
    # Nothing is kept by the browser, so there is nothing to ask about again.
    asked = {name: value for name, value in request.META.items() if name == "HTTP_RANGE"}
    found = file.get_response(request.method, asked)
    response = FileResponse(found.file or b"", status=int(found.status))
    del response["Content-Type"]
    for name, value in found.headers:
        if name not in ("Last-Modified", "ETag"):
            response[name] = value
    response["Accept-Ranges"] = "bytes"
    disposition = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(kept.name, safe='')}"
    framed = asked_from if shown and asked_from else "'none'"
    policy = f"{_POLICY}; frame-ancestors {framed}"
    # Browsers show a PDF in a viewer of their own, which does not start in a sandboxed document.
    if not (shown and kept.media_type == "application/pdf"):
        policy += "; sandbox"
    return _guarded(response, policy, asked_from)


def _page(status: int, title: str, words: str) -> HttpResponse:
    back = _("Về cổng dịch vụ công")
    response = HttpResponse(
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1><p>{escape(words)}</p>"
        f'<p><a href="{escape(settings.SITE_URL)}/">{escape(back)}</a></p></main></html>',
        status=status,
    )
    if status == 405:
        response["Allow"] = "GET, HEAD"
    policy = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"
    # The page may stand in the frame where the file should have been.
    return _guarded(response, f"{policy}; frame-ancestors {settings.SITE_URL}; sandbox allow-top-navigation", "")


def _guarded(response: Sent, policy: str, asked_from: str) -> Sent:
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = _readers(asked_from)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _readers(asked_from: str) -> str:
    """Return whose pages may use a file as a picture: those of the same site, where it is certain that it is one."""
    if not asked_from or not settings.FILES_ORIGIN:
        return "same-origin"
    page, files = urlsplit(asked_from).hostname or "", urlsplit(settings.FILES_ORIGIN).hostname or ""
    # To browsers a name without a dot, as localhost, is no site that a name below it belongs to.
    return "same-site" if page == files or ("." in page and files.endswith(f".{page}")) else "cross-origin"


# Taking a file in pieces


@require_POST
@never_cache
def begin_upload(request: HttpRequest) -> HttpResponse:
    """Make a place for a file: `name`, `size`; answers with the address for its pieces and the ticket to name it by."""
    account_id = _account(request)
    size = request.POST.get("size", "")
    try:
        ticket = commands.begin(
            name=request.POST.get("name", "")[:300],
            size_bytes=int(size) if size.isascii() and size.isdigit() and len(size) < 13 else 0,
            account_id=account_id,
            now=clock.now(),
        )
    except Refusal as refusal:
        return _refused(refusal)
    address = reverse("files:upload_piece", args=[ticket])
    return JsonResponse({"address": address, "ticket": ticket, "arrived": 0}, status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def upload_piece(request: HttpRequest, ticket: str) -> HttpResponse:
    """How much has arrived; or take the piece in the body, which begins at `X-Offset`. 409 says where to go on."""
    account_id = _account(request)
    try:
        if request.method != "POST":
            place = commands.arrived(ticket=ticket, account_id=account_id)
        else:
            begins = request.headers.get("X-Offset", "")
            place = commands.take(
                ticket=ticket,
                begins_at=int(begins) if begins.isascii() and begins.isdigit() and len(begins) < 13 else -1,
                piece=request.read(commands.LARGEST_PIECE + 1),
                account_id=account_id,
            )
    except commands.PieceOutOfPlace as refusal:
        return _refused(refusal, arrived=refusal.arrived)
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"arrived": place.arrived, "size": place.size_bytes})


def _account(request: HttpRequest) -> int:
    account_id = request.user.pk
    assert account_id is not None  # strangers were sent to the sign-in
    return int(account_id)


def _refused(refusal: Refusal, **more: int) -> JsonResponse:
    document = {
        "title": f"{spoken(refusal.message)} {spoken(refusal.remedy)}".strip(),
        "code": refusal.code,
        **more,
    }
    return JsonResponse(document, status=refusal.status)
