"""Which contexts and libraries are installed, in the order of the layers (top first)."""

INSTALLED_APPS = [
    "congso.api",
    "congso.portal",
    "congso.workspace",
    "congso.dashboards",
    "congso.processes",
    "congso.dossiers",
    "congso.catalogue",
    "congso.notifications",
    "congso.privacy",
    "congso.representation",
    "congso.sso",
    "congso.inspection",
    "congso.provisioning",
    "congso.pages",
    "congso.signatures",
    "congso.organisation",
    "congso.identity",
    "congso.files",
    "congso.audit",
    "congso.ui",
    "congso.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.idp.oidc",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "congso.config.observability.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "congso.kernel.middleware.AnswerHeadersMiddleware",
    "congso.files.middleware.FilesOriginMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "congso.kernel.middleware.PageCompressionMiddleware",
    "congso.kernel.middleware.RequestContextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "congso.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "congso.identity.middleware.PersonMiddleware",
    "congso.organisation.middleware.OfficerMiddleware",
    "congso.organisation.middleware.SessionLimitsMiddleware",
    "congso.representation.middleware.ActingForMiddleware",
    "congso.identity.middleware.SignInRequiredMiddleware",
    "congso.organisation.middleware.SecondFactorMiddleware",
    "congso.sso.middleware.WayBackMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "congso.ui.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "congso.config.urls"
WSGI_APPLICATION = "congso.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "congso.ui.context.page",
                "congso.notifications.context.inbox",
                "congso.pages.context.interruptions",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials", "congso.ui.templatetags.ui"],
        },
    }
]
