"""Addresses of single sign-on. Those of the protocol are named in English, as its own standards name them."""

from django.urls import path

from .views import agreements, authorize, discovery, end_session, systems, tokens

app_name = "sso"
urlpatterns = [
    path(".well-known/openid-configuration", discovery.configuration, name="configuration"),
    path("oidc/jwks.json", discovery.jwks, name="jwks"),
    path("oidc/authorize", authorize.authorize, name="authorize"),
    path("oidc/consent", authorize.consent, name="consent"),
    path("oidc/token", discovery.token, name="token"),
    path("oidc/userinfo", discovery.userinfo, name="userinfo"),
    path("oidc/revoke", discovery.revoke, name="revoke"),
    path("oidc/introspect", discovery.introspect, name="introspect"),
    path("oidc/logout", end_session.end_session, name="end_session"),
    path("oidc/logout/now", end_session.end_session_now, name="end_session_now"),
    path("he-thong-ket-noi/", agreements.mine, name="agreements"),
    path("he-thong-ket-noi/<slug:client_id>/rut/", agreements.withdraw, name="withdraw"),
    path("can-bo/quan-tri/he-thong/", systems.overview, name="systems"),
    path("can-bo/quan-tri/he-thong/them/", systems.register, name="register"),
    path("can-bo/quan-tri/he-thong/<slug:client_id>/", systems.system, name="system"),
    path("can-bo/quan-tri/he-thong/<slug:client_id>/<slug:change>/", systems.act, name="act"),
    path("can-bo/quan-tri/ma-truy-cap/", tokens.overview, name="tokens"),
    path("can-bo/quan-tri/ma-truy-cap/thu-hoi/", tokens.revoke, name="revoke_token"),
]
