from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class CatalogueConfig(AppConfig):
    name = "congso.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
