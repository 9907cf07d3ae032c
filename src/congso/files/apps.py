from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class FilesConfig(AppConfig):
    name = "congso.files"
    label = "files"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
