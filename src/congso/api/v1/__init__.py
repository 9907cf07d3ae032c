"""Version 1 of the programming interface."""

from ninja import NinjaAPI

from congso.api import problems

from . import acts as _acts  # registers its operations
from . import applications as _applications  # likewise
from . import catalogue, routers, tracking

api = NinjaAPI(
    title="congso",
    version="1",
    description="Danh mục thủ tục, nộp hồ sơ, xử lý và tra cứu. Lỗi trả về theo RFC 9457 (application/problem+json).",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
)
problems.register(api)
api.add_router("", catalogue.router)
api.add_router("", routers.dossiers)
api.add_router("", tracking.router)

__all__ = ["_acts", "_applications", "api"]
