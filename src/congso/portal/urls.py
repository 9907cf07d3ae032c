"""Addresses of the portal: the front page, applying, one's own pages, tracking."""

from django.urls import path

from .views import applying, home, mine, my_data, papers, readers, tracking

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("lien-he/", home.contact, name="contact"),
    path("huong-dan/", home.guide, name="guide"),
    path("bao-mat/", home.privacy, name="privacy"),
    path("tro-nang/", home.accessibility, name="accessibility"),
    path("tra-cuu/", tracking.track, name="track"),
    path("tra-cuu/<str:code>/", tracking.track_code, name="track_code"),
    path("nop-ho-so/bat-dau/<str:code>/", applying.start, name="start"),
    path("nop-ho-so/<uuid:draft_id>/", applying.resume, name="resume"),
    path("nop-ho-so/<uuid:draft_id>/truong-hop/", applying.place, name="place"),
    path("nop-ho-so/<uuid:draft_id>/to-khai/", applying.form, name="form"),
    path("nop-ho-so/<uuid:draft_id>/to-khai/<slug:part>/", applying.form_part, name="form_part"),
    path("nop-ho-so/<uuid:draft_id>/luu/", applying.autosave, name="autosave"),
    path("nop-ho-so/<uuid:draft_id>/giay-to/", papers.papers, name="papers"),
    path("nop-ho-so/<uuid:draft_id>/giay-to/<str:component>/", papers.upload, name="upload"),
    path("nop-ho-so/<uuid:draft_id>/giay-to/<str:component>/<uuid:file_id>/bo/", papers.remove, name="remove"),
    path("nop-ho-so/<uuid:draft_id>/kiem-tra/", applying.review, name="review"),
    path("nop-ho-so/<uuid:draft_id>/nop/", applying.submit, name="submit"),
    path("nop-ho-so/<uuid:draft_id>/xoa/", applying.discard, name="discard"),
    path("cua-toi/", mine.overview, name="mine"),
    path("cua-toi/ai-da-xem/", readers.who_read, name="who_read"),
    path("cua-toi/du-lieu/", my_data.overview, name="my_data"),
    path("cua-toi/du-lieu/da-doc/", my_data.read_notice, name="read_notice"),
    path("cua-toi/du-lieu/ban-sao/", my_data.copy, name="my_copy"),
    path("cua-toi/du-lieu/rut-dong-y/", my_data.withdraw_consent, name="withdraw_consent"),
    path("cua-toi/du-lieu/yeu-cau/", my_data.ask, name="ask_about_data"),
    path("cua-toi/du-lieu/yeu-cau/<uuid:request_id>/", my_data.one_request, name="data_request"),
    path("cua-toi/ho-so/<uuid:dossier_id>/", mine.dossier, name="dossier"),
    path("cua-toi/ho-so/<uuid:dossier_id>/da-nop/", mine.submitted, name="submitted"),
    path("cua-toi/ho-so/<uuid:dossier_id>/bo-sung/", mine.answer_supplement, name="answer_supplement"),
    path("cua-toi/ho-so/<uuid:dossier_id>/rut/", mine.withdraw, name="withdraw"),
    path("cua-toi/ho-so/<uuid:dossier_id>/danh-gia/", mine.rate, name="rate"),
    path("cua-toi/ho-so/<uuid:dossier_id>/giay/<slug:kind>/", mine.paper, name="paper"),
]
