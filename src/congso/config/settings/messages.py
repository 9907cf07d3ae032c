"""Ways out to people: e-mail by SMTP, SMS by an HTTP gateway."""

from congso.config.env import boolean, read
from congso.config.settings.province import DEMO

EMAIL_BACKEND = read("CONGSO_EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = read("CONGSO_SMTP_HOST", default="127.0.0.1")
EMAIL_PORT = read("CONGSO_SMTP_PORT", cast=int, default=8025)
EMAIL_HOST_USER = read("CONGSO_SMTP_USER", default="-").removeprefix("-")
EMAIL_HOST_PASSWORD = read("CONGSO_SMTP_PASSWORD", default="-").removeprefix("-")
EMAIL_USE_TLS = read("CONGSO_SMTP_TLS", cast=boolean, default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read("CONGSO_MAIL_FROM", default="Cổng dịch vụ công <khong-tra-loi@congso.localhost>")

SMS_GATEWAY_URL = read("CONGSO_SMS_URL", default="http://127.0.0.1:8010/sms/gui")
SMS_GATEWAY_TOKEN = read("CONGSO_SMS_TOKEN", default="demo") if DEMO else read("CONGSO_SMS_TOKEN")
SMS_WITH_MARKS = read("CONGSO_SMS_WITH_MARKS", cast=boolean, default=False)
MAIL_DOMAIN = read("CONGSO_MAIL_DOMAIN", default="congso.localhost")
