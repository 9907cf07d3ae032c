"""What the frame of every page knows: the name of the house, who is here, where one can go."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .english.phrases import words_of_scripts

LONGEST_QUESTION = 1000


@dataclass(frozen=True)
class NavigationItem:
    """One place of the navigation; `current` when the page shown lies below it."""

    name: str
    label: str
    href: str
    icon: str
    current: bool


@dataclass(frozen=True)
class NavigationGroup:
    """Places of the workspace under one title."""

    title: str
    items: list[NavigationItem]


class Frame:
    """`site` in every template. Lazy: a page that shows no navigation pays nothing for it."""

    def __init__(self, request: HttpRequest | None) -> None:
        self.request = request

    @property
    def province(self) -> str:
        return str(settings.PROVINCE_NAME)

    @property
    def name(self) -> str:
        return _("Cổng dịch vụ công")

    @property
    def desk_name(self) -> str:
        return _("Hệ thống giải quyết thủ tục hành chính")

    @property
    def demo(self) -> bool:
        return bool(getattr(settings, "DEMO", False))

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def other_language(self) -> tuple[str, str]:
        """Code and own name of the language one may switch to."""
        return ("vi", "Tiếng Việt") if self.language.startswith("en") else ("en", "English")

    @property
    def here(self) -> str:
        """The address of the page with what was asked there, for coming back in another language.

        What would lead out of the site is left out: an address that somebody put in there is repeated nowhere. A form
        that was sent back stands at an address that may only take forms; one comes back to where it was filled in.
        """
        if self.request is None:
            return "/"
        if self.request.method == "POST":
            return urlsplit(self.request.headers.get("Referer", "")).path or self.request.path
        if len(self.request.META.get("QUERY_STRING", "")) > LONGEST_QUESTION:  # more than our own pages ask
            return self.request.path
        asked = self.request.GET.copy()
        for name, values in list(asked.lists()):
            if not all(url_has_allowed_host_and_scheme(value, None) for value in values if value):
                del asked[name]
        return f"{self.request.path}?{asked.urlencode()}" if asked else self.request.path

    @property
    def speaks_english(self) -> bool:
        """Whether there is an English catalogue: a switch that leaves the page Vietnamese would be a lie."""
        return any((Path(place) / "en" / "LC_MESSAGES" / "django.mo").exists() for place in settings.LOCALE_PATHS)

    @property
    def words_of_scripts(self) -> str:
        """What scripts say, in the language of the page, as JSON by their Vietnamese; empty when that is Vietnamese."""
        return json.dumps(words_of_scripts(), ensure_ascii=False) if self.language == "en" else ""

    @property
    def contact(self) -> dict[str, str]:
        return dict(getattr(settings, "PORTAL_CONTACT", {}))

    @cached_property
    def signed_in(self) -> bool:
        return bool(getattr(getattr(self.request, "user", None), "is_authenticated", False))

    @cached_property
    def user_name(self) -> str:
        """The name of who signed in, in full; empty for a stranger."""
        if not self.signed_in:
            return ""
        user: Any = getattr(self.request, "user", None)
        return str(getattr(self.actor, "display_name", "") or user.get_full_name() or user)

    @cached_property
    def actor(self) -> Any:
        """`request.actor` as identity sets it, or None. The frame reads `display_name`, `unit_name`, `role_names`."""
        return getattr(self.request, "actor", None)

    @cached_property
    def on_behalf(self) -> str:
        """In whose place an officer works just now, in words; empty for one's own position."""
        paper = getattr(getattr(self.request, "officer", None), "on_behalf", None)
        return str(paper.said) if paper else ""

    @cached_property
    def acting_for(self) -> str:
        """The organisation a person acts for just now; empty for themselves."""
        return str(getattr(getattr(self.request, "acting_for", None), "name", "") or "")

    @cached_property
    def may_act_for_others(self) -> bool:
        """Whether a person has organisations to act for, so that every page says in whose name they work."""
        return bool(getattr(self.request, "memberships", None))

    @property
    def unit_name(self) -> str:
        return str(getattr(self.actor, "unit_name", "") or "")

    @property
    def role_names(self) -> str:
        return str(getattr(self.actor, "role_names", "") or "")

    @cached_property
    def is_officer(self) -> bool:
        return bool(getattr(self.actor, "is_officer", False) or self.unit_name)

    @property
    def base(self) -> str:
        """The frame of a page that may be met anywhere, as an error: the workspace for officers at work."""
        at_work = self.request is not None and self.request.path.startswith("/can-bo/") and self.is_officer
        return "ui/base_workspace.html" if at_work else "ui/base_public.html"

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        """Where people can go: `PUBLIC_NAVIGATION` of the settings, as (url name, label, icon)."""
        listed = getattr(settings, "PUBLIC_NAVIGATION", ())
        here = self._nearest(listed)
        return self._items(listed, here)

    @cached_property
    def footer(self) -> list[NavigationItem]:
        """What the foot of a page offers: `FOOTER_NAVIGATION`."""
        return self._items(getattr(settings, "FOOTER_NAVIGATION", ()), "")

    @property
    def search_address(self) -> str:
        """Where the search of the masthead goes (`PUBLIC_SEARCH`, with `q`); empty when nobody serves it."""
        return address_of(getattr(settings, "PUBLIC_SEARCH", ""))

    @property
    def desk_search_address(self) -> str:
        """Where the search of the workspace goes (`WORKSPACE_SEARCH`, with `q`); empty for who may not search."""
        roles = getattr(settings, "WORKSPACE_SEARCH_ROLES", None)
        may = roles is None or self._codes & set(roles)
        return address_of(getattr(settings, "WORKSPACE_SEARCH", "")) if may else ""

    @cached_property
    def _codes(self) -> set[str]:
        """The roles of the one signed in, each also with the tier they hold it at: `leader`, `leader@commune`."""
        codes = {str(getattr(role, "value", role)) for role in getattr(self.actor, "roles", ())}
        tier = str(getattr(getattr(self.request, "officer", None), "tier", "") or "")
        return codes | {f"{code}@{tier}" for code in codes if tier}

    @cached_property
    def person_menu(self) -> list[NavigationItem]:
        """What the menu of the one signed in offers: `PERSON_MENU` as (url name, label, icon, who sees it)."""
        who = "officer" if self.is_officer else "person"
        listed = [place[:3] for place in getattr(settings, "PERSON_MENU", ()) if place[3] in {who, "both"}]
        return self._items(listed, "")

    @cached_property
    def workspace(self) -> list[NavigationGroup]:
        """Where officers can go: `WORKSPACE_NAVIGATION` as (title, roles or None, items). Pages check rights."""
        groups = getattr(settings, "WORKSPACE_NAVIGATION", ())
        seen = [(title, items) for title, roles, items in groups if roles is None or self._codes & set(roles)]
        here = self._nearest([item for _title, items in seen for item in items])
        shown = [NavigationGroup(_(title) if title else "", self._items(items, here)) for title, items in seen]
        return [group for group in shown if group.items]

    def _nearest(self, listed: Any) -> str:
        """The url name of the place that the page lies at or below, the longest address first."""
        path = self.request.path if self.request else ""
        addresses = [(address_of(name), name) for name, _label, _icon in listed]
        above = [(href, name) for href, name in addresses if href and _lies_below(path, href)]
        return max(above, key=lambda pair: len(pair[0]), default=("", ""))[1]

    def _items(self, listed: Any, here: str) -> list[NavigationItem]:
        return [
            NavigationItem(name, _(label), href, icon, name == here)
            for name, label, icon in listed
            if (href := address_of(name))
        ]


def _lies_below(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))


def address_of(url_name: str) -> str:
    """The address of a url name without arguments, or "" when nobody serves it (a check reports those)."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `site`, the frame of the page."""
    return {"site": Frame(request)}
