"""Who calls the programming interface: a client system, by its token (`Authorization: Bearer cgs_…`)."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from congso.kernel import clock

from .commands import client_of_token
from .queries import ClientView


class ClientToken(HttpBearer):
    """Passes a request whose token belongs to a client system with `scope`; sets `request.auth` to its ClientView."""

    openapi_description = "Mã truy cập của hệ thống kết nối."

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ClientView | None:
        client = client_of_token(token, now=clock.now())
        if client is None or (self.scope and not client.may(self.scope)):
            return None
        return client
