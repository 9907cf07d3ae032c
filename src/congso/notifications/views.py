"""A person's messages."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.kernel import clock, masking
from congso.kernel.refusals import Incorrect, NotFound

from . import commands, queries
from .rules.templates import EMAIL, SMS

PAGE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show messages, newest first, a page at a time."""
    person_id = _person_id(request)
    after = request.GET.get("sau", "")
    at_work = is_at_work(request)
    found = queries.messages_of(person_id, at_work=at_work, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    next_page = f"{reverse('notifications:inbox')}?sau={shown[-1].id}" if len(found) > PAGE else ""
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Choose on which ways each kind of message comes; as an officer, those about one's work."""
    person_id, at_work = _person_id(request), is_at_work(request)
    listed = queries.choices_of(person_id, at_work=at_work)
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        sent = {one.kind.key: request.POST.getlist(one.kind.key) for one in listed}
        try:
            commands.choose(
                person_id=person_id, choices=sent, at_work=at_work, account_id=request.user.pk, now=clock.now()
            )
        except Incorrect as refusal:
            wrong = refusal.fields
            listed = [
                queries.ChoiceView(one.kind, EMAIL in sent[one.kind.key], SMS in sent[one.kind.key]) for one in listed
            ]
        else:
            messages.success(request, _("Đã lưu cách nhận thông báo."))
            return HttpResponseRedirect(reverse("notifications:choices"))
    person = cast(Any, request).person
    context = {
        "frame": "ui/base_workspace.html" if at_work else "ui/base_public.html",
        "choices": listed,
        "wrong": [(f"#{key}-email", sentence) for key, sentences in wrong.items() for sentence in sentences],
        "email": masking.email(person.email),
        "phone": masking.phone(person.phone),
        "has_sms": any(SMS in one.kind.offers for one in listed),
        "title": _("Cách nhận thông báo"),
    }
    return render(request, "notifications/choices.html", context, status=422 if wrong else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Have no more e-mails of one optional kind, by the signed link of a letter; looking changes nothing."""
    _person, kind = queries.stopped_by(token)
    done = False
    if request.method == "POST":
        commands.stop_emails(token=token, now=clock.now())
        done = True
    return render(request, "notifications/stop.html", {"kind": kind, "done": done})


def is_at_work(request: HttpRequest) -> bool:
    """Whether the asker signed in as an officer; as a citizen they do not see messages about their work."""
    return bool(getattr(request.user, "kind", "") == "officer")


def _person_id(request: HttpRequest) -> UUID:
    person = cast(Any, request).person
    if not person:
        raise NotFound(_("Tài khoản này không gắn với một người nên không có hộp thông báo."))
    return cast(UUID, person.id)
