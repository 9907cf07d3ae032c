"""The context of digital signatures as a Django application."""

from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class SignaturesConfig(AppConfig):
    """Digital signatures (chữ ký số)."""

    name = "congso.signatures"
    label = "signatures"
    verbose_name = "Chữ ký số"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
