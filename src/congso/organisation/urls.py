"""Addresses of the organisation: who is who, when offices work, and as whom one acts."""

from django.urls import path

from . import views

app_name = "organisation"
urlpatterns = [
    path("can-bo/to-chuc/", views.structure, name="structure"),
    path("can-bo/to-chuc/co-quan/<int:organisation_id>/", views.agency, name="agency"),
    path("can-bo/to-chuc/lich-lam-viec/", views.calendar, name="calendar"),
    path("can-bo/to-chuc/lich-lam-viec/them/", views.add_special_day, name="add_special_day"),
    path("can-bo/to-chuc/lich-lam-viec/bo/", views.remove_special_day, name="remove_special_day"),
    path("can-bo/to-chuc/gio-lam-viec/", views.office_hours, name="office_hours"),
    path("can-bo/to-chuc/gio-lam-viec/<int:organisation_id>/", views.office_hours, name="office_hours_of"),
    path("can-bo/vi-tri/", views.my_positions, name="my_positions"),
    path("can-bo/vi-tri/chon/", views.switch_position, name="switch_position"),
]
