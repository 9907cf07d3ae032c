from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "congso.processes"
    label = "processes"
