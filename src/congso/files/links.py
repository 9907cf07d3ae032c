"""Links to the bytes of a file on the files' own origin: sealed, short-lived, for one file, one way and one session.

Who may read a file is decided before a link is made. The link itself says nothing to who sees it, cannot be made by
anybody else, and dies with its time or with the session it was made in, whichever comes first.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from congso.kernel.sealing import CannotUnseal, seal, unseal

PATH = "/t/"
_PURPOSE, _OWNER = "files.link", "link"


class LinkIsDead(Exception):  # noqa: N818 - names what happened
    """The link is none of ours, too old, or its session has ended."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens. `asked_from` is the origin of the page it was made for, the only one that may frame it."""

    file_id: UUID
    inline: bool
    account_id: int
    session: str
    asked_from: str
    until: int
    quarantined: bool = False


def address(request: HttpRequest, file_id: UUID, *, inline: bool, now: datetime, quarantined: bool = False) -> str:
    """Return the address of a file for whoever asks. To be called once they may read it."""
    until = now + timedelta(seconds=settings.FILE_LINK_SECONDS)
    content = [
        str(file_id),
        int(inline),
        request.user.pk,
        request.session.session_key or "",
        f"{request.scheme}://{request.get_host()}",
        int(until.timestamp()),
        int(quarantined),
    ]
    sealed = seal(json.dumps(content), purpose=_PURPOSE, owner=_OWNER)
    return f"{settings.FILES_ORIGIN}{PATH}{sealed}"


def opened(sealed: str, *, now: datetime) -> Link:
    """Return what a link opens. Raises LinkIsDead."""
    try:
        file_id, inline, account_id, session, asked_from, until, quarantined = json.loads(
            unseal(sealed, purpose=_PURPOSE, owner=_OWNER)
        )
    except CannotUnseal:
        raise LinkIsDead from None
    link = Link(UUID(file_id), bool(inline), account_id, session, asked_from, until, bool(quarantined))
    if now.timestamp() >= link.until or not _session_lives(link):
        raise LinkIsDead
    return link


def is_of_files(host: str) -> bool:
    """Tell whether a host, as a request names it, is that of the files' origin."""
    return bool(settings.FILES_ORIGIN) and host.lower() == urlsplit(settings.FILES_ORIGIN).netloc.lower()


def _session_lives(link: Link) -> bool:
    store = import_module(settings.SESSION_ENGINE).SessionStore(link.session)
    return bool(link.session) and str(store.get(SESSION_KEY, "")) == str(link.account_id)
