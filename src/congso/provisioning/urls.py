"""Addresses of SCIM, named as its standard names them (RFC 7644 §3.2).

The shapes of SCIM take seconds to build, and most processes never speak it: what answers is loaded when it is asked.
"""

from collections.abc import Callable
from importlib import import_module

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def _answered_by(module: str, name: str) -> Callable[..., HttpResponse]:
    """Return a view that is loaded with its first request. A system has a token, neither a session nor a form."""

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **values: object) -> HttpResponse:
        answer: HttpResponse = getattr(import_module(f"{__package__}.views.{module}"), name)(request, **values)
        return answer

    view.__name__, view.__module__ = name, f"{__package__}.views.{module}"
    return view


app_name = "provisioning"
urlpatterns = [
    path("scim/v2/ServiceProviderConfig", _answered_by("discovery", "configuration"), name="configuration"),
    path("scim/v2/ResourceTypes", _answered_by("discovery", "resource_types"), name="resource_types"),
    path("scim/v2/ResourceTypes/<str:name>", _answered_by("discovery", "resource_types"), name="resource_type"),
    path("scim/v2/Schemas", _answered_by("discovery", "schemas"), name="schemas"),
    path("scim/v2/Schemas/<str:name>", _answered_by("discovery", "schemas"), name="schema"),
    path("scim/v2/.search", _answered_by("everything", "search"), name="search"),
    path("scim/v2/Users", _answered_by("users", "users"), name="users"),
    path("scim/v2/Users/.search", _answered_by("users", "search"), name="search_users"),
    path("scim/v2/Users/<uuid:person_id>", _answered_by("users", "user"), name="user"),
    path("scim/v2/Groups", _answered_by("groups", "groups"), name="groups"),
    path("scim/v2/Groups/.search", _answered_by("groups", "search"), name="search_groups"),
    path("scim/v2/Groups/<slug:key>", _answered_by("groups", "group"), name="group"),
    path("scim/v2/<path:rest>", _answered_by("discovery", "nothing"), name="nothing"),
]
