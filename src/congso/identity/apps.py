from django.apps import AppConfig

from congso.kernel import rights

from .rules.scopes import VOCABULARY


class IdentityConfig(AppConfig):
    name = "congso.identity"
    label = "identity"

    def ready(self) -> None:
        """Register what client systems may be granted."""
        rights.register(VOCABULARY)
