"""Addresses of the dossiers context: only stored files; pages belong to the portal and the workspace."""

from django.urls import path

from . import views

app_name = "dossiers"

urlpatterns = [
    path("tep/<uuid:file_id>/", views.file, name="file"),
]
