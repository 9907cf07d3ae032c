"""Addresses of the pages about signatures."""

from django.urls import path

from .views import anchors, checking, copies, keys, own_key, papers

app_name = "signatures"
urlpatterns = [
    path("van-ban/<code>/", papers.paper, name="paper"),
    path("van-ban/<code>/ban-goc/", papers.original, name="original"),
    path("kiem-tra-chu-ky/", checking.check, name="check"),
    path("can-bo/ban-sao-dien-tu/", copies.copies, name="copies"),
    path("can-bo/chung-thu-so/", own_key.own, name="own_key"),
    path("can-bo/chung-thu-so/hinh/", own_key.picture, name="own_picture"),
    path("can-bo/chung-thu-so/mat-khoa/", own_key.report_lost, name="report_lost"),
    path("can-bo/quan-tri/chung-thu-so/", keys.overview, name="keys"),
    path("can-bo/quan-tri/chung-thu-so/dang-ky/", keys.register, name="register_key"),
    path("can-bo/quan-tri/chung-thu-so/<uuid:credential_id>/", keys.one, name="key"),
    path("can-bo/quan-tri/chung-thu-so/<uuid:credential_id>/hinh/", keys.picture, name="key_picture"),
    path("can-bo/quan-tri/chung-thu-so/<uuid:credential_id>/ngung/", keys.end, name="end_key"),
    path("can-bo/quan-tri/goc-tin-cay/", anchors.overview, name="anchors"),
    path("can-bo/quan-tri/goc-tin-cay/them/", anchors.offer, name="offer_anchor"),
    path("can-bo/quan-tri/goc-tin-cay/xac-nhan/", anchors.confirm, name="confirm_anchors"),
    path("can-bo/quan-tri/goc-tin-cay/<uuid:anchor_id>/bo/", anchors.remove, name="remove_anchor"),
]
