"""Addresses at which a file is taken in pieces."""

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("tep/gui/", views.begin_upload, name="begin_upload"),
    path("tep/gui/<str:ticket>/", views.upload_piece, name="upload_piece"),
]
