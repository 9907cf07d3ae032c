"""A navigation that leads nowhere is reported when the program starts, not when somebody misses a link."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from .context import address_of


@register()
def navigation_leads_somewhere(**_options: Any) -> list[CheckMessage]:
    """Every url name of the two navigations exists."""
    names = [name for name, *_rest in getattr(settings, "PUBLIC_NAVIGATION", ())]
    for listed in ("FOOTER_NAVIGATION", "PERSON_MENU"):
        names += [name for name, *_rest in getattr(settings, listed, ())]
    names += [getattr(settings, name) for name in ("PUBLIC_SEARCH", "WORKSPACE_SEARCH") if hasattr(settings, name)]
    for _title, _roles, items in getattr(settings, "WORKSPACE_NAVIGATION", ()):
        names += [name for name, *_rest in items]
    return [
        Warning(f"The navigation names {name!r}, which no urls.py serves.", id="ui.W001")
        for name in names
        if not address_of(name)
    ]
