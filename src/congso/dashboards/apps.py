from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "congso.dashboards"
    label = "dashboards"
