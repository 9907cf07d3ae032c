"""Addresses of SCIM, named as its standard names them (RFC 7644 §3.2)."""

from django.urls import path

from .views import discovery, everything, groups, users

app_name = "provisioning"
urlpatterns = [
    path("scim/v2/ServiceProviderConfig", discovery.configuration, name="configuration"),
    path("scim/v2/ResourceTypes", discovery.resource_types, name="resource_types"),
    path("scim/v2/ResourceTypes/<str:name>", discovery.resource_types, name="resource_type"),
    path("scim/v2/Schemas", discovery.schemas, name="schemas"),
    path("scim/v2/Schemas/<str:name>", discovery.schemas, name="schema"),
    path("scim/v2/.search", everything.search, name="search"),
    path("scim/v2/Users", users.users, name="users"),
    path("scim/v2/Users/.search", users.search, name="search_users"),
    path("scim/v2/Users/<uuid:person_id>", users.user, name="user"),
    path("scim/v2/Groups", groups.groups, name="groups"),
    path("scim/v2/Groups/.search", groups.search, name="search_groups"),
    path("scim/v2/Groups/<slug:key>", groups.group, name="group"),
    path("scim/v2/<path:rest>", discovery.nothing, name="nothing"),
]
