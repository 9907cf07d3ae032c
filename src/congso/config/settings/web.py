"""The outer edge: hosts, secrets, headers and the content security policy."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from congso.config.env import boolean, read, words

from .identity import VNEID_ISSUER

SECRET_KEY = read("CONGSO_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = read("CONGSO_HOSTS", cast=words, default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = read("CONGSO_SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "congso.ui.errors.csrf_failure"

_https = read("CONGSO_HTTPS", cast=boolean, default=False)
# How many proxies of ours stand before the web server: wrong passwords are counted, and the trail written, by address.
PROXIES = read("CONGSO_PROXIES", cast=int, default=1 if _https else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_vneid = urlsplit(VNEID_ISSUER)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF, f"{_vneid.scheme}://{_vneid.netloc}"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []
