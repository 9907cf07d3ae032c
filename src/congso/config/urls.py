"""The root of all addresses. Each context lists its own, in full, in its `urls` module."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from .observability import status, views

CONTEXTS = (
    "api",
    "identity",
    "organisation",
    "sso",
    "privacy",
    "provisioning",
    "files",
    "notifications",
    "workspace",
    "dashboards",
    "catalogue",
    "dossiers",
    "pages",
    "signatures",
    "ui",
    "portal",
)
"""Contexts with pages. The first match wins, so the portal with its front page comes last."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("suc-khoe/", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
    path("tinh-trang/", status.status, name="status"),
    *(path("", include(f"congso.{context}.urls")) for context in CONTEXTS if find_spec(f"congso.{context}.urls")),
]

handler400 = "congso.ui.errors.bad_request"
handler403 = "congso.ui.errors.permission_denied"
handler404 = "congso.ui.errors.not_found"
handler500 = "congso.ui.errors.server_error"
