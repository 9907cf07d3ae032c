from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class PagesConfig(AppConfig):
    name = "congso.pages"
    label = "pages"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
