from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class PrivacyConfig(AppConfig):
    name = "congso.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
