"""The living page of the design system, and the switch of languages."""

from django.urls import path

from . import views

app_name = "ui"

urlpatterns = [
    path("giao-dien/", views.living_page, name="living_page"),
    path("giao-dien/can-bo/", views.living_workspace, name="living_workspace"),
    path("giao-dien/trang/<slug:name>/", views.living_example, name="living_example"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("ngon-ngu/<slug:code>/", views.switch_language, name="switch_language"),
]
