from django.apps import AppConfig

from congso.kernel import rights

from .rules.rights import VOCABULARY


class DossiersConfig(AppConfig):
    name = "congso.dossiers"
    label = "dossiers"
    # History is written once: not even the application's own role may change it.
    guarded = {
        "dossiers_dossierevent": "SELECT, INSERT",
        "dossiers_dossierdeadline": "SELECT, INSERT",
        "dossiers_coapplicant": "SELECT, INSERT",
        "dossiers_casemessage": "SELECT, INSERT, UPDATE (text)",  # to seal it with a newer key
        "dossiers_casemessagefile": "SELECT, INSERT",
    }

    def ready(self) -> None:
        """Register what one may do here."""
        rights.register(VOCABULARY)
