from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "congso.audit"
    label = "audit"
