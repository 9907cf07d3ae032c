"""Addresses of the pages about signatures."""

from django.urls import path

from .views import anchors, checking, papers

app_name = "signatures"
urlpatterns = [
    path("van-ban/<code>/", papers.paper, name="paper"),
    path("van-ban/<code>/ban-goc/", papers.original, name="original"),
    path("kiem-tra-chu-ky/", checking.check, name="check"),
    path("can-bo/quan-tri/goc-tin-cay/", anchors.overview, name="anchors"),
    path("can-bo/quan-tri/goc-tin-cay/them/", anchors.offer, name="offer_anchor"),
    path("can-bo/quan-tri/goc-tin-cay/xac-nhan/", anchors.confirm, name="confirm_anchors"),
    path("can-bo/quan-tri/goc-tin-cay/<uuid:anchor_id>/bo/", anchors.remove, name="remove_anchor"),
]
