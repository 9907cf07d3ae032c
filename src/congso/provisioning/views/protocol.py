"""Who calls, how often, in which form; and every "no" as the error of RFC 7644 §3.12."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import Error, PreconditionFailedException, Resource, SCIMException

from congso.identity.commands import client_of_token
from congso.identity.queries import ClientView
from congso.identity.rules.scopes import ClientScope
from congso.kernel import clock
from congso.kernel.context import act_as_client
from congso.kernel.refusals import Refusal

from .. import commands

log = structlog.get_logger(__name__)

LARGEST = 64 * 1024
TYPE = "application/scim+json"
READ = {"GET", "HEAD"}


@dataclass(frozen=True)
class Call:
    """A call of a system that may make it."""

    request: HttpRequest
    client: ClientView

    def body(self) -> dict[str, Any]:
        """Return what was sent. Raises _Answered for anything but an object of JSON."""
        kind = (self.request.content_type or "").lower()
        if kind not in {TYPE, "application/json"}:
            raise Answered(415, _("Hãy gửi nội dung kiểu application/scim+json."))
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > LARGEST or len(self.request.body) > LARGEST:
            raise Answered(413, _("Nội dung gửi lên quá lớn."))
        try:
            found = json.loads(self.request.body)
            text = json.dumps(found, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError):
            raise Answered(400, _("Nội dung gửi lên không phải JSON đúng."), "invalidSyntax") from None
        if not isinstance(found, dict) or "\\u0000" in text:
            raise Answered(400, _("Nội dung gửi lên phải là một đối tượng JSON."), "invalidSyntax")
        return found

    def check_version(self, resource: Resource[Any]) -> None:
        """Refuse a change to something that has changed since the caller read it (RFC 7644 §3.14)."""
        wanted = self.request.headers.get("If-Match", "").strip()
        if wanted and wanted != "*" and _version(resource) not in _tags(wanted):
            raise PreconditionFailedException(detail=_("Tài khoản đã thay đổi từ lúc đọc; hãy đọc lại rồi sửa."))


class Answered(Exception):  # noqa: N818 - a "no" of the protocol, not a fault
    """An answer that needs no more work."""

    def __init__(self, status: int, detail: str, scim_type: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.scim_type = status, detail, scim_type


def scim(*methods: str, reads_by_post: bool = False) -> Callable[[Callable[..., HttpResponse]], Callable[..., Any]]:
    """Make an endpoint of a function that takes a Call: `@scim("GET", "POST")`.

    Reading takes `scim:read` or `scim:write`, changing takes `scim:write`. What changes is one transaction.
    """

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        @login_not_required
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **values: Any) -> HttpResponse:
            try:
                if request.method not in {*methods, *({"HEAD"} if "GET" in methods else ())}:
                    raise Answered(405, _("Ở địa chỉ này không có thao tác %(method)s.") % {"method": request.method})
                call = _admit(request, reads=request.method in READ or reads_by_post)
                with transaction.atomic():
                    return view(call, **values)
            except Answered as said:
                return _refuse(said.status, said.detail, said.scim_type, methods)
            except SCIMException as error:
                return _refuse(error.status, str(error.detail), error.scim_type)
            except ValidationError as error:
                told = Error.from_validation_errors(error)[0]
                return _refuse(int(told.status or 400), told.detail or "", told.scim_type or "invalidValue")
            except Refusal as refusal:
                return _of_refusal(refusal)

        return guarded

    return guard


def answer(content: Resource[Any] | Any, status: int = 200, **dump: Any) -> HttpResponse:
    """Answer with a message or a resource; `dump` says in which context of the protocol."""
    return HttpResponse(content.model_dump_json(**dump), status=status, content_type=TYPE)


def answer_resource(call: Call, resource: Resource[Any], status: int = 200, **dump: Any) -> HttpResponse:
    """Answer with a resource and its version; 304 to a reader who has it already."""
    version = _version(resource)
    if call.request.method in READ and version in _tags(call.request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = answer(resource, status, **dump)
    response["ETag"] = version
    if resource.meta and resource.meta.location and status == 201:
        response["Location"] = str(resource.meta.location)
    response["Cache-Control"] = "private, no-cache"
    return response


def _admit(request: HttpRequest, *, reads: bool) -> Call:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    now = clock.now()
    client = client_of_token(token.strip(), now=now) if scheme.lower() == "bearer" else None
    if client is None:
        raise Answered(401, _("Cần mã truy cập còn hiệu lực của hệ thống kết nối."))
    wanted = [ClientScope.SCIM_WRITE.value, *([ClientScope.SCIM_READ.value] if reads else [])]
    if not any(client.may(scope) for scope in wanted):
        raise Answered(403, _("Mã truy cập này không có quyền “%(scope)s”.") % {"scope": wanted[-1]})
    act_as_client(client.id)
    if commands.count_call(client_id=client.id, now=now) > settings.SCIM_CALLS_PER_MINUTE:
        raise Answered(429, _("Hệ thống gọi quá nhiều lần trong một phút; hãy chờ rồi gọi tiếp."))
    return Call(request, client)


def _of_refusal(refusal: Refusal) -> HttpResponse:
    log.info("provisioning.refused", code=refusal.code)
    fields = getattr(refusal, "fields", None) or {}
    said = "; ".join(f"{name}: {' '.join(lines)}" for name, lines in fields.items()) or refusal.message
    if refusal.status == 422:
        return _refuse(400, said, "invalidValue")
    return _refuse(refusal.status, said, "uniqueness" if refusal.code == "uniqueness" else "")


def _refuse(status: int, detail: str, scim_type: str = "", methods: tuple[str, ...] = ()) -> HttpResponse:
    told = Error(status=status, detail=detail, scim_type=scim_type or None)
    response = HttpResponse(told.model_dump_json(), status=status, content_type=TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="scim"'
    if status == 405:
        response["Allow"] = ", ".join(methods)
    if status == 429:
        response["Retry-After"] = "60"
    return response


def _version(resource: Resource[Any]) -> str:
    return str(resource.meta.version) if resource.meta else ""


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}
