from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class OrganisationConfig(AppConfig):
    name = "congso.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
