from django.apps import AppConfig


class RepresentationConfig(AppConfig):
    name = "congso.representation"
    label = "representation"
