"""Who calls the programming interface: a client system, by its token (`Authorization: Bearer cgs_…`)."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from congso.kernel import clock
from congso.kernel.context import act_as_client
from congso.kernel.refusals import NotAllowed

from .commands import client_of_token
from .queries import ClientView


class ClientToken(HttpBearer):
    """Passes a request whose token belongs to a client system with `scope`; sets `request.auth` to its ClientView.

    Without a good token the answer is 401; with one that lacks the scope it is NotAllowed `scope_missing`, a 403.
    """

    openapi_description = "Mã truy cập của hệ thống kết nối."

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ClientView | None:
        client = client_of_token(token, now=clock.now())
        if client is not None and self.scope and not client.may(self.scope):
            raise NotAllowed(f"Mã truy cập này không có quyền “{self.scope}”.", code="scope_missing")
        if client is not None:
            act_as_client(client.id)
        return client
