"""Every address of the outside world."""

from django.urls import include, path

from . import certificates, faults, mailbox, pages, remote_signing, revocation, sms, timestamps, vneid

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
    path("chung-thu/", certificates.page),
    path("chung-thu/cap", certificates.ask),
    path("chung-thu/<str:ca>.cer", certificates.authority),
    path("ocsp/<str:ca>", revocation.ocsp),
    path("ocsp/<str:ca>/<path:asked>", revocation.ocsp),
    path("crl/<str:ca>.crl", revocation.crl),
    path("csc/v2/info", remote_signing.info),
    path("csc/v2/oauth2/token", remote_signing.token),
    path("csc/v2/credentials/list", remote_signing.credentials),
    path("csc/v2/credentials/info", remote_signing.credential),
    path("csc/v2/credentials/authorize", remote_signing.authorise),
    path("csc/v2/signatures/signHash", remote_signing.sign_hashes),
    path("dieu-khien/", faults.page),
    path("api/dieu-khien", faults.api),
    path("api/chung-thu", certificates.api),
    path("api/chung-thu/thu-hoi", certificates.api_revoke),
    path("api/csc", remote_signing.api),
    path("api/csc/mo-khoa", remote_signing.api_unlock),
    path("api/sms", sms.api),
    path("api/thu", mailbox.api),
    path("api/xoa", pages.clear),
]
