"""Addresses of the portal's own pages, and of those who keep them."""

from django.urls import path

from .rules.texts import Page
from .views import editing, feedback, interruptions, reading

app_name = "pages"
urlpatterns = [
    path("huong-dan/", reading.text, {"page": Page.GUIDE}, name="guide"),
    path("hoi-dap/", reading.asked, name="questions"),
    path("tro-nang/", reading.text, {"page": Page.ACCESSIBILITY}, name="accessibility"),
    path("bao-mat/", reading.text, {"page": Page.PRIVACY}, name="privacy"),
    path("gop-y/", feedback.send, name="feedback"),
    path("gop-y/da-gui/<slug:reference>/", feedback.sent, name="feedback_sent"),
    path("can-bo/trang/", editing.overview, name="overview"),
    path("can-bo/trang/<slug:page>/", editing.edit, name="edit"),
    path("can-bo/trang/<slug:page>/ban/", editing.versions, name="versions"),
    path("can-bo/trang/<slug:page>/ban/<int:number>/", editing.version, name="version"),
    path("can-bo/trang/<slug:page>/ban/<int:number>/khoi-phuc/", editing.restore, name="restore"),
    path("can-bo/tam-ngung/", interruptions.interruptions, name="interruptions"),
    path("can-bo/tam-ngung/<uuid:interruption_id>/ket-thuc/", interruptions.end, name="end_interruption"),
    path("can-bo/gop-y/", feedback.inbox, name="feedback_inbox"),
    path("can-bo/gop-y/<uuid:feedback_id>/", feedback.one, name="one_feedback"),
]
