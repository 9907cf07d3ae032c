"""Where the programming interface answers. Its operations ask for a token themselves, or are public on purpose."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from .v1 import api

_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    # The sign-in of people and officers does not apply: a client system has a token, not a session.
    if _pattern.callback is not None:
        _pattern.callback = login_not_required(_pattern.callback)

urlpatterns = [path("api/v1/", (_patterns, _app_name, _namespace))]
