from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class PrivacyConfig(AppConfig):
    name = "congso.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register what one may do here, and keep the trail from letting go of what is held."""
        from congso.audit.queries.retention import hold_back

        from .queries import held_people

        rights.register(VOCABULARY)
        hold_back(held_people)
