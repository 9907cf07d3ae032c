"""Addresses of the inbox."""

from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("cua-toi/thong-bao/", views.inbox, name="inbox"),
    path("cua-toi/thong-bao/cach-nhan/", views.choices, name="choices"),
    path("thoi-nhan-thu/<str:token>/", views.stop, name="stop"),
    path("cua-toi/thong-bao/da-doc/", views.read_all, name="read_all"),
    path("cua-toi/thong-bao/<uuid:message_id>/", views.open_message, name="open"),
]
