from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class DashboardsConfig(AppConfig):
    name = "congso.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
