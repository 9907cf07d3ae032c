"""People's mailboxes: an SMTP server that keeps what it gets, and pages to read it."""

import asyncio
import email
import email.policy
from email.message import EmailMessage
from typing import Any

import nh3
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections, connection, transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from .faults import Mood, draw
from .models import Letter


class Mailbox:
    """What aiosmtpd asks us."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "@" not in address or address.startswith("khong-co@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        mood = await asyncio.to_thread(_keep, raw, list(envelope.rcpt_tos), envelope.mail_from or "")
        if mood.drop:
            transport: Any = server.transport
            transport.abort()
        return "451 4.3.0 try again later" if mood.refuse else "250 2.0.0 kept"


def start(host: str, port: int) -> Controller:
    """Listen; returns the running controller. Raises OSError when the port is taken."""
    controller = Controller(Mailbox(), hostname=host, port=port, ready_timeout=10, server_hostname="mailbox.localhost")
    controller.start()
    return controller


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The mailboxes, and the letters of one, newest first."""
    address = request.GET.get("hop", "")
    boxes = Letter.objects.values("to").annotate(number=Count("id")).order_by("to")
    letters = Letter.objects.filter(to=address) if address else Letter.objects.all()
    context = {"boxes": boxes, "address": address, "letters": letters.order_by("-id")[:100]}
    return render(request, "sim/mail.html", context)


@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter. Its HTML is cleaned, and the page's policy runs no script anyway."""
    one = get_object_or_404(Letter, id=letter_id)
    clean = nh3.clean(one.html, tags={"p", "br", "a", "b", "i", "strong", "em", "ul", "ol", "li", "h1", "h2", "h3"})
    html = mark_safe(clean)  # noqa: S308 - cleaned the line before
    return render(request, "sim/letter.html", {"letter": one, "html": html})


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Every letter, oldest first, for tests."""
    letters = Letter.objects.order_by("id").values("id", "message_id", "to", "subject", "text", "handed")
    return JsonResponse({"letters": list(letters)})


def _keep(raw: bytes, recipients: list[str], sender: str) -> Mood:
    close_old_connections()
    try:
        mood = draw("mail")
        mood.wait()
        if mood.refuse:
            return mood
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        for address in recipients:
            _put(message, address.lower(), sender, again=mood.duplicate)
        return mood
    finally:
        connection.close()


@transaction.atomic
def _put(message: EmailMessage, address: str, sender: str, *, again: bool) -> None:
    message_id = str(message.get("Message-ID", ""))[:250]
    known = Letter.objects.filter(to=address, message_id=message_id).first() if message_id else None
    if known is not None:
        known.handed += 1
        known.save()
        return
    Letter.objects.create(
        message_id=message_id,
        to=address,
        sender=str(message.get("From", sender))[:254],
        subject=str(message.get("Subject", "")).strip()[:400],
        text=_part(message, "plain"),
        html=_part(message, "html"),
        handed=2 if again else 1,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
