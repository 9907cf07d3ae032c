"""Addresses of signing in and out. The names without a namespace are those allauth looks for."""

from django.urls import include, path

from .views import invitations, second_factor, security, signing_in

_own = [
    path("dang-nhap/", signing_in.sign_in, name="sign_in"),
    path("dang-nhap/vneid/", signing_in.with_vneid, name="vneid"),
    path("dang-nhap/vneid/tro-lai/", signing_in.back_from_vneid, name="vneid_return"),
    path("dang-nhap/xong/", signing_in.after_sign_in, name="after_sign_in"),
    path("dang-nhap/ma-xac-thuc/", second_factor.second_factor, name="second_factor"),
    path("dang-nhap/khoa-truy-cap/", second_factor.sign_in_with_passkey, name="passkey_sign_in"),
    path("dang-nhap/khoa-truy-cap/hoi/", second_factor.passkey_options, name="passkey_options"),
    path("xac-thuc-lai/", second_factor.prove_again, name="step_up"),
    path("tai-khoan/bao-mat/", security.security, name="security"),
    path("tai-khoan/bao-mat/ung-dung/", security.add_totp, name="add_totp"),
    path("tai-khoan/bao-mat/khoa-truy-cap/", security.add_passkey, name="add_passkey"),
    path("tai-khoan/bao-mat/khoa-truy-cap/hoi/", security.passkey_options, name="new_passkey_options"),
    path("tai-khoan/bao-mat/ma-du-phong/", security.recovery_codes, name="recovery_codes"),
    path("tai-khoan/bao-mat/ma-du-phong/tai-ve/", security.save_recovery_codes, name="save_recovery_codes"),
    path("tai-khoan/bao-mat/bo/<int:factor_id>/", security.remove_factor, name="remove_factor"),
    path("tai-khoan/mat-khau/", security.change_password, name="change_password"),
    path("tai-khoan/phien/", security.open_sessions, name="sessions"),
    path("tai-khoan/phien/ket-thuc-khac/", security.end_other_sessions, name="end_other_sessions"),
    path("tai-khoan/phien/<uuid:session_id>/ket-thuc/", security.end_session, name="end_session"),
    path("kich-hoat/<str:token>/", invitations.accept_invitation, name="accept_invitation"),
    path("dang-xuat/", signing_in.sign_out, name="sign_out"),
]

urlpatterns = [
    path("", include((_own, "identity"))),
    path("dang-nhap/can-bo/", signing_in.OfficerSignIn.as_view(), name="account_login"),
    path("dang-nhap/da-khoa/", signing_in.not_signed_in, name="account_inactive"),
    path("dang-nhap/da-huy/", signing_in.not_signed_in, name="socialaccount_login_cancelled"),
]
