from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class InspectionConfig(AppConfig):
    name = "congso.inspection"
    label = "inspection"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
