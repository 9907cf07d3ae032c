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
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.body,
            to=[message.address],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", "Content-Language": "vi"},
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
    paragraphs = []
    for paragraph in message.body.split("\n\n"):
        text = escape(paragraph).replace("\n", "<br>")
        if message.link:
            address = escape(message.link)
            text = text.replace(address, f'<a href="{address}">{address}</a>')
        paragraphs.append(f"<p>{text}</p>")
    return f'<!doctype html><html lang="vi"><body>{"".join(paragraphs)}</body></html>'
