"""Addresses of the figures."""

from django.urls import path

from . import views

app_name = "dashboards"
urlpatterns = [
    path("can-bo/so-lieu/", views.home, name="home"),
    path("can-bo/so-lieu/danh-sach/", views.listing, name="list"),
]
