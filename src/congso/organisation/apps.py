from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "congso.organisation"
    label = "organisation"
