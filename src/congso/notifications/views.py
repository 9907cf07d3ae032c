"""A person's messages."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congso.kernel import clock
from congso.kernel.refusals import NotFound

from . import commands, queries

PAGE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show messages, newest first, a page at a time."""
    person_id = _person_id(request)
    after = request.GET.get("sau", "")
    at_work = is_at_work(request)
    messages = queries.messages_of(person_id, at_work=at_work, after=after, limit=PAGE + 1)
    shown = messages[:PAGE]
    next_page = f"{reverse('notifications:inbox')}?sau={shown[-1].id}" if len(messages) > PAGE else ""
    context = {
        "frame": "ui/base_workspace.html" if at_work else "ui/base_public.html",
        "inbox": shown,
        "next": next_page,
        "first": not after,
        "unread": queries.unread_count(person_id, at_work=at_work),
    }
    return render(request, "notifications/inbox.html", context)


@require_POST
def open_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Mark a message as read and go where it points."""
    person_id = _person_id(request)
    message = queries.message_of(person_id, message_id)
    if message is None:
        raise NotFound(_("Không tìm thấy thông báo này."))
    commands.mark_read(person_id=person_id, message_id=message_id, now=clock.now())
    return HttpResponseRedirect(message.link or reverse("notifications:inbox"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    commands.mark_read(person_id=_person_id(request), now=clock.now(), at_work=is_at_work(request))
    return HttpResponseRedirect(reverse("notifications:inbox"))


def is_at_work(request: HttpRequest) -> bool:
    """Whether the asker signed in as an officer; as a citizen they do not see messages about their work."""
    return bool(getattr(request.user, "kind", "") == "officer")


def _person_id(request: HttpRequest) -> UUID:
    person = cast(Any, request).person
    if not person:
        raise NotFound(_("Tài khoản này không gắn với một người nên không có hộp thông báo."))
    return cast(UUID, person.id)
