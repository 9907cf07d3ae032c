"""Addresses of signing in and out. The names without a namespace are those allauth looks for."""

from django.urls import include, path

from .views import signing_in

_own = [
    path("dang-nhap/", signing_in.sign_in, name="sign_in"),
    path("dang-nhap/vneid/", signing_in.with_vneid, name="vneid"),
    path("dang-nhap/vneid/tro-lai/", signing_in.back_from_vneid, name="vneid_return"),
    path("dang-nhap/xong/", signing_in.after_sign_in, name="after_sign_in"),
    path("dang-xuat/", signing_in.sign_out, name="sign_out"),
]

urlpatterns = [
    path("", include((_own, "identity"))),
    path("dang-nhap/can-bo/", signing_in.OfficerSignIn.as_view(), name="account_login"),
    path("dang-nhap/da-khoa/", signing_in.not_signed_in, name="account_inactive"),
    path("dang-nhap/da-huy/", signing_in.not_signed_in, name="socialaccount_login_cancelled"),
]
