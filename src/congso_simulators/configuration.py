"""What the simulators are told by the environment.

CONGSO_SIM_VAR is the folder of their data (else CONGSO_VAR, else ./var); CONGSO_SIM_URL our own address, as
certificates name it (else where we listen); CONGSO_SITE_URL whom VNeID sends people back to; CONGSO_VNEID_CLIENT_ID and
_SECRET what that site signs in with; CONGSO_VNEID_ISSUER our own address, if it is not the one asked for;
CONGSO_SMS_TOKEN the token of the gateway; CONGSO_CA_TOKEN who may ask for certificates; CONGSO_CSC_CLIENT_ID
and _SECRET who may sign remotely; CONGSO_SMTP_PORT where mail is taken.
"""

import os
from pathlib import Path

VAR = Path(os.environ.get("CONGSO_SIM_VAR") or os.environ.get("CONGSO_VAR") or "var").resolve()
SITE_URL = (os.environ.get("CONGSO_SITE_URL") or "http://127.0.0.1:8000").rstrip("/")
CLIENT_ID = os.environ.get("CONGSO_VNEID_CLIENT_ID") or "congso"
CLIENT_SECRET = os.environ.get("CONGSO_VNEID_CLIENT_SECRET") or "unset"
RETURN_PATH = "/dang-nhap/vneid/tro-lai/"
ISSUER = (os.environ.get("CONGSO_VNEID_ISSUER") or "").rstrip("/")
URL = (os.environ.get("CONGSO_SIM_URL") or "http://127.0.0.1:8010").rstrip("/")
CA_TOKEN = os.environ.get("CONGSO_CA_TOKEN") or "demo"
CSC_CLIENT_ID = os.environ.get("CONGSO_CSC_CLIENT_ID") or "congso"
CSC_CLIENT_SECRET = os.environ.get("CONGSO_CSC_CLIENT_SECRET") or "demo"
SMS_TOKEN = os.environ.get("CONGSO_SMS_TOKEN") or "demo"
SMTP_PORT = int(os.environ.get("CONGSO_SMTP_PORT") or 8025)
DATABASE = VAR / "simulators.sqlite3"
