from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "congso.catalogue"
    label = "catalogue"
