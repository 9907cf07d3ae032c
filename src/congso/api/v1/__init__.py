"""Version 1 of the programming interface."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from congso.api import problems

from . import acts as _acts  # registers its operations
from . import applications as _applications  # likewise
from . import catalogue, routers, tracking


class Interface(NinjaAPI):
    """An API whose published contract says, too, that problems come as `application/problem+json`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._contracts: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the contract (OpenAPI 3.1). Made once: the operations never change while a process lives."""
        asked = repr(sorted(options.items()))
        if asked not in self._contracts:
            self._contracts[asked] = self._contract(**options)
        return self._contracts[asked]

    def _contract(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {"application/problem+json": answer["content"].pop("application/json")}
        return schema


api = Interface(
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
