"""The ui context as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "congso.ui"
    label = "ui"
    verbose_name = "Giao diện"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the checks of navigation settings
