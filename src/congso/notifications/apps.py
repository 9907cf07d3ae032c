from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "congso.notifications"
    label = "notifications"
