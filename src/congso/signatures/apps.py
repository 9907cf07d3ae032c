"""The context of digital signatures as a Django application."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    """Digital signatures (chữ ký số)."""

    name = "congso.signatures"
    label = "signatures"
    verbose_name = "Chữ ký số"
