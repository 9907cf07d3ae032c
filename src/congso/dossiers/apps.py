from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class DossiersConfig(AppConfig):
    name = "congso.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
