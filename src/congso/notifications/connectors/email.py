"""E-mail by SMTP. SMTP has no idempotency key: the Message-ID is the same at every attempt, so that a mailbox that was
handed the same message twice (we died after its “250 OK”) can tell and keep one."""

import smtplib
from html import escape

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from . import Outgoing, TryAgain, Undeliverable


class EmailConnector:
    """Django's mail backend; host and port are settings."""

    def hand_over(self, message: Outgoing) -> dict[str, str]:
        message_id = f"<{message.id}@{settings.MAIL_DOMAIN}>"
        headers = {"Message-ID": message_id, "Auto-Submitted": "auto-generated", "Content-Language": "vi"}
        if message.unsubscribe:
            headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.body,
            to=[message.address],
            headers=headers,
        )
        mail.attach_alternative(_html(message), "text/html")
        for one in message.attachments:
            mail.attach(one.name, one.content, one.media_type)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise (Undeliverable if code >= 500 else TryAgain)(f"recipient refused: {code}") from None
        except smtplib.SMTPResponseException as error:
            raise TryAgain(f"smtp {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryAgain(type(error).__name__) from None
        return {"message_id": message_id}


def _html(message: Outgoing) -> str:
    """Return the letter as HTML; only addresses of ours become links, whatever else is written in it."""
    links = {escape(one) for one in (message.link, *message.more_links) if one}

    def linked(word: str) -> str:
        return f'<a href="{word}">{word}</a>' if word in links else word

    paragraphs = []
    for paragraph in message.body.split("\n\n"):
        lines = [" ".join(map(linked, escape(line).split(" "))) for line in paragraph.split("\n")]
        paragraphs.append(f"<p>{'<br>'.join(lines)}</p>")
    return f'<!doctype html><html lang="vi"><body>{"".join(paragraphs)}</body></html>'
