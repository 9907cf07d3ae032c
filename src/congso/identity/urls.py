"""Addresses of signing in and out. The names without a namespace are those allauth looks for."""

from django.urls import include, path

from . import views

_own = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/vneid/", views.with_vneid, name="vneid"),
    path("dang-nhap/vneid/tro-lai/", views.back_from_vneid, name="vneid_return"),
    path("dang-nhap/xong/", views.after_sign_in, name="after_sign_in"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
]

urlpatterns = [
    path("", include((_own, "identity"))),
    path("dang-nhap/can-bo/", views.OfficerSignIn.as_view(), name="account_login"),
    path("dang-nhap/da-khoa/", views.not_signed_in, name="account_inactive"),
    path("dang-nhap/da-huy/", views.not_signed_in, name="socialaccount_login_cancelled"),
]
