"""PostgreSQL ≥ 15, through a psycopg pool with health checks (a database restart then costs no failed request)."""

from urllib.parse import parse_qsl, unquote, urlsplit

from congso.config.env import boolean, read

# The application owns no table. Who does is named apart, and only migrations and mass loads go in as that one
# (CONGSO_AS_OWNER is set by the program itself for those commands).
_application = urlsplit(read("DATABASE_URL"))
_owner = urlsplit(read("CONGSO_OWNER_DATABASE_URL", default=read("DATABASE_URL")))
_url = _owner if read("CONGSO_AS_OWNER", cast=boolean, default=False) else _application
DATABASE_APPLICATION_ROLE = (
    unquote(_application.username or "") if _application.username != _owner.username else "congso_app"
)
_query = dict(parse_qsl(_url.query))

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(_url.path.lstrip("/")),
        "USER": unquote(_url.username or ""),
        "PASSWORD": unquote(_url.password or ""),
        "HOST": _query.pop("host", _url.hostname or ""),
        "PORT": str(_url.port or _query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "pool": {
                "min_size": read("CONGSO_DB_POOL_MIN", cast=int, default=1),
                "max_size": read("CONGSO_DB_POOL_MAX", cast=int, default=8),
                "timeout": 15,
            },
            # Our statements are short; compiling a plan over a hundred partitions costs more than running it.
            "options": "-c jit=off",
            **_query,
        },
        "TEST": {"TEMPLATE": "template0"},
    }
}
