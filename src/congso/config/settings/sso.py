"""One sign-in for other systems (OpenID Connect), how long and how often."""

from congso.config.env import boolean, read
from congso.sso.rules import timing

from .identity import ACCOUNT_SESSION_COOKIE_AGE
from .province import DEMO

SSO_SESSION_SECONDS = ACCOUNT_SESSION_COOKIE_AGE
SSO_INTROSPECTIONS = read("CONGSO_SSO_INTROSPECTIONS", default="6000/m")
SSO_LOOPBACK = read("CONGSO_SSO_LOOPBACK", cast=boolean, default=DEMO)
SCIM_CALLS_PER_MINUTE = read("CONGSO_SCIM_CALLS_PER_MINUTE", cast=int, default=600)

IDP_OIDC_ADAPTER = "congso.sso.provider.adapter.ProvincialAdapter"
IDP_OIDC_ACCESS_TOKEN_FORMAT = "opaque"  # noqa: S105 - the name of a format; it dies the moment its session does
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = int(timing.ACCESS_TOKEN.total_seconds())
IDP_OIDC_ID_TOKEN_EXPIRES_IN = int(timing.IDENTITY_TOKEN.total_seconds())
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = int(timing.CODE.total_seconds())
IDP_OIDC_ROTATE_REFRESH_TOKEN = True
IDP_OIDC_INTROSPECTION_ENABLED = True
IDP_OIDC_INTROSPECTION_CROSS_CLIENT_ALLOWED = True  # decided per system: ProvincialAdapter.is_introspection_allowed
IDP_OIDC_RATE_LIMITS = {
    "introspect_ip": f"{SSO_INTROSPECTIONS}/ip",
    "introspect_client": f"{SSO_INTROSPECTIONS}/key",
}
