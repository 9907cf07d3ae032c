"""Addresses of the registers of personal data."""

from django.urls import path

from .views import breaches, holds, requests

app_name = "privacy"
urlpatterns = [
    path("can-bo/du-lieu-ca-nhan/", requests.register, name="requests"),
    path("can-bo/du-lieu-ca-nhan/yeu-cau/<uuid:request_id>/", requests.one, name="request"),
    path("can-bo/du-lieu-ca-nhan/yeu-cau/<uuid:request_id>/<slug:act>/", requests.act, name="request_act"),
    path("can-bo/du-lieu-ca-nhan/su-co/", breaches.register, name="breaches"),
    path("can-bo/du-lieu-ca-nhan/su-co/<uuid:breach_id>/", breaches.one, name="breach"),
    path("can-bo/du-lieu-ca-nhan/su-co/<uuid:breach_id>/thong-bao/", breaches.notice, name="breach_notice"),
    path("can-bo/du-lieu-ca-nhan/su-co/<uuid:breach_id>/viec/<slug:act>/", breaches.act, name="breach_act"),
    path("can-bo/du-lieu-ca-nhan/giu/", holds.register, name="holds"),
    path("can-bo/du-lieu-ca-nhan/giu/<uuid:hold_id>/go/", holds.lift, name="lift_hold"),
]
