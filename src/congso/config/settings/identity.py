"""Who signs in, and how: officers by password, people through VNeID by OpenID Connect."""

from datetime import timedelta

from congso.config.env import read, words
from congso.config.settings.province import DEMO
from congso.identity.rules.timeouts import Limits, SessionPolicy, StepUpPolicy

_SECRET = read("CONGSO_SECRET_KEY")


def _minutes(raw: str) -> timedelta:
    return timedelta(minutes=int(raw))


AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "congso.identity.passwords.NotTheNameValidator"},
]
LOGIN_URL = "identity:sign_in"
LOGIN_REDIRECT_URL = "identity:after_sign_in"
LOGOUT_REDIRECT_URL = "/"

VNEID_ISSUER = read("CONGSO_VNEID_ISSUER", default="http://127.0.0.1:8010").rstrip("/")
VNEID_CLIENT_ID = read("CONGSO_VNEID_CLIENT_ID", default="congso")
# A secret has no default; only the demo may start without one, because it talks to nobody but its own simulators.
VNEID_CLIENT_SECRET = (
    read("CONGSO_VNEID_CLIENT_SECRET", default="unset") if DEMO else read("CONGSO_VNEID_CLIENT_SECRET")
)
VNEID_ACR_VALUES = read("CONGSO_VNEID_ACR_VALUES", default="2 1")
VNEID_ACR_LEVELS = {"1": "vneid-1", "2": "vneid-2"}
VNEID_SCOPES = read(
    "CONGSO_VNEID_SCOPES",
    cast=words,
    default=["openid", "profile", "email", "phone", "address", "identity", "organization"],
)
VNEID_CLAIMS = {"identity_number": read("CONGSO_VNEID_CLAIM_IDENTITY_NUMBER", default="identity_number")}

# What a sign-in through VNeID means to the contexts above identity: functions of (request, account id, claims).
AFTER_VNEID_SIGN_IN = ["congso.representation.sign_in.take_body"]

ACCOUNT_ADAPTER = "congso.identity.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "congso.identity.adapters.VNeIDAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours cannot lock others out: congso.identity.rules.throttling
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = read("CONGSO_SESSION_SECONDS", cast=int, default=8 * 3600)
_WHOLE = timedelta(seconds=ACCOUNT_SESSION_COOKIE_AGE)
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "congso.identity.vneid.VNeIDProvider",
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": VNEID_SCOPES,
        "AUTH_PARAMS": {"acr_values": VNEID_ACR_VALUES, "ui_locales": "vi"},
        "APPS": [
            {
                "provider_id": "vneid",
                "name": "VNeID",
                "client_id": VNEID_CLIENT_ID,
                "secret": VNEID_CLIENT_SECRET,
                "settings": {"server_url": VNEID_ISSUER, "fetch_userinfo": True},
            }
        ],
    }
}

# Whoever holds one of these roles signs in with two factors or comes no further than the page that gives them one.
SECOND_FACTOR_ROLES = frozenset(
    read(
        "CONGSO_SECOND_FACTOR_ROLES",
        cast=words,
        default=["leader", "unit_head", "clerk", "administrator", "inspector", "catalogue_editor"],
    )
)
# The first seals, all of them open: put a new key in front, `congso account reseal` and `congso signing-keys reseal`,
# then drop the old one.
SEALING_KEYS = (
    read("CONGSO_SEALING_KEYS", cast=words, default=[_SECRET]) if DEMO else read("CONGSO_SEALING_KEYS", cast=words)
)

_IDLE = timedelta(minutes=60 if DEMO else 15)
SESSION_LIMITS = SessionPolicy(
    person=Limits(read("CONGSO_IDLE_MINUTES_PEOPLE", cast=_minutes, default=2 * _IDLE), _WHOLE),
    officer=Limits(read("CONGSO_IDLE_MINUTES", cast=_minutes, default=_IDLE), _WHOLE),
    strict=Limits(
        read("CONGSO_IDLE_MINUTES_ADMINISTRATORS", cast=_minutes, default=timedelta(minutes=60 if DEMO else 5)), _WHOLE
    ),
    strict_roles=frozenset({"administrator"}),
)
STEP_UP = StepUpPolicy(
    sign=read("CONGSO_STEP_UP_MINUTES_SIGN", cast=_minutes, default=timedelta(minutes=15)),
    export=read("CONGSO_STEP_UP_MINUTES_EXPORT", cast=_minutes, default=timedelta(minutes=15)),
    administer=read("CONGSO_STEP_UP_MINUTES_ADMINISTER", cast=_minutes, default=timedelta(minutes=10)),
)
SESSIONS_KEPT = timedelta(days=90)  # TCVN 14423:2026 asks for three months of traces
INVITATION_HOURS = read("CONGSO_INVITATION_HOURS", cast=int, default=72)

SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE
# In the database only: a copy cached per web process would outlive a sign-out in the other processes.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
