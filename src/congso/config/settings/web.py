"""The outer edge: hosts, secrets, cookies, headers and the content security policy."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from congso.config.env import boolean, read, words

from .files import FILES_ORIGIN
from .identity import VNEID_ISSUER

SECRET_KEY = read("CONGSO_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = read("CONGSO_HOSTS", cast=words, default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = read("CONGSO_SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "congso.ui.errors.csrf_failure"

HTTPS = read("CONGSO_HTTPS", cast=boolean, default=False)
# `__Host-` keeps other hosts of the province, and plain HTTP, from setting or reading them; browsers want HTTPS for it.
_OURS_ALONE = "__Host-" if HTTPS else ""

SESSION_COOKIE_NAME = f"{_OURS_ALONE}congso_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{_OURS_ALONE}congso_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_NAME = f"{_OURS_ALONE}congso_language"
DEVICE_COOKIE_NAME = f"{_OURS_ALONE}congso_device"

# How many proxies of ours stand before the web server: wrong passwords are counted, and the trail written, by address.
PROXIES = read("CONGSO_PROXIES", cast=int, default=1 if HTTPS else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_vneid = urlsplit(VNEID_ISSUER)
_files = [FILES_ORIGIN] if FILES_ORIGIN else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_files],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF, *_files],
        "form-action": [SELF, f"{_vneid.scheme}://{_vneid.netloc}"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []
