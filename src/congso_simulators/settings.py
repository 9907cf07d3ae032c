"""One small Django project of its own: SQLite, its own cookies, its own keys. See `configuration` for its variables."""

from . import configuration
from .keys import secret_key, signing_key

configuration.VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = secret_key(configuration.VAR)
DEBUG = False
ALLOWED_HOSTS = ["*"]  # it listens on this machine only
ROOT_URLCONF = "congso_simulators.urls"
INSTALLED_APPS = [
    "congso_simulators.apps.SimulatorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
]
MIDDLEWARE = [
    "congso_simulators.middleware.HeadersMiddleware",
    "congso_simulators.faults.VNeIDFaultsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": configuration.DATABASE,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
# The tables are made from the models: nothing here has to survive a change of them (see `database`).
MIGRATION_MODULES = dict.fromkeys(("simulators", "auth", "contenttypes", "sessions", "account", "allauth_idp_oidc"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "simulators.Citizen"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
# The passcodes of demo citizens protect nothing; a costly hash would only slow the start.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/dang-nhap/"
SESSION_COOKIE_NAME = "vneid_mo_phong"
CSRF_COOKIE_NAME = "vneid_mo_phong_csrf"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "number"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

IDP_OIDC_ADAPTER = "congso_simulators.vneid.Provider"
IDP_OIDC_PRIVATE_KEY = signing_key(configuration.VAR)
IDP_OIDC_RP_INITIATED_LOGOUT_ASKS_FOR_OP_LOGOUT = False

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
