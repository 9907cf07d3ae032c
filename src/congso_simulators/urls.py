"""Every address of the outside world."""

from django.urls import include, path

from . import faults, mailbox, pages, sms, timestamps, vneid

urlpatterns = [
    path("", pages.home),
    path("sim.css", pages.style),
    path("suc-khoe/", pages.health),
    path("dang-nhap/", vneid.sign_in, name="account_login"),
    path("dang-xuat/", pages.sign_out, name="account_logout"),
    path("", include("allauth.idp.urls", namespace="idp")),
    path("sms/", sms.page),
    path("sms/gui", sms.send),
    path("thu/", mailbox.page),
    path("thu/<int:letter_id>/", mailbox.letter),
    path("tsa/", timestamps.stamp),
    path("chung-thu/goc.pem", pages.anchor),
    path("dieu-khien/", faults.page),
    path("api/dieu-khien", faults.api),
    path("api/sms", sms.api),
    path("api/thu", mailbox.api),
    path("api/xoa", pages.clear),
]
