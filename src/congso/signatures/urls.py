"""Addresses of the pages about signatures."""

from django.urls import path

from . import views

app_name = "signatures"
urlpatterns = [
    path("kiem-tra-chu-ky/", views.check, name="check"),
    path("van-ban/<str:code>/", views.paper, name="paper"),
    path("van-ban/<str:code>/ban-goc/", views.original, name="original"),
]
