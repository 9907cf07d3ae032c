from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "congso.kernel"
    label = "kernel"
    guarded = {"django_migrations": "SELECT"}

    def ready(self) -> None:
        from .database_role import give_rights

        # The framework's own hook after a migration, whichever command ran it.
        post_migrate.connect(give_rights, sender=self)
