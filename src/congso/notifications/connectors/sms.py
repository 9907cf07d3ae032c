"""SMS by an HTTP gateway. The message's id travels as Idempotency-Key: the gateway sends a repeated one only once."""

from django.conf import settings

from congso.kernel import outgoing

from . import Outgoing, TryAgain, Undeliverable


class SmsConnector:
    """One POST per message: `{"to", "text"}`, answered with the gateway's own id."""

    def hand_over(self, message: Outgoing) -> dict[str, str]:
        try:
            answer = outgoing.session(settings.OUTGOING_HOSTS, settings.OUTGOING_INSIDE).post(
                settings.SMS_GATEWAY_URL,
                json={"to": message.address, "text": message.body},
                headers={
                    "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
                    "Idempotency-Key": message.id,
                },
                timeout=10,
            )
        except outgoing.Trouble as error:
            raise TryAgain(type(error).__name__) from None
        if answer.status_code in {400, 422}:
            raise Undeliverable(f"gateway {answer.status_code}")
        if not answer.ok or answer.is_redirect:
            raise TryAgain(f"gateway {answer.status_code}")
        try:
            told = answer.json()
        except ValueError:
            raise TryAgain("gateway answered without JSON") from None
        return {"gateway_id": str(told.get("id", "")), "repeated": str(bool(told.get("repeated", False)))}
