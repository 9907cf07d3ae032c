"""Where bytes are kept: static files of the interface, and the papers people hand in."""

from pathlib import Path
from urllib.parse import urlsplit

from congso.config.env import read, words
from congso.files.rules.thresholds import Thresholds

VAR_DIR = Path(read("CONGSO_VAR", default=str(Path.cwd() / "var")))

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORED_FILES_DIR = Path(read("CONGSO_FILES", default=str(VAR_DIR / "files")))

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STORED_FILES_DIR}},
    "staticfiles": {
        "BACKEND": read("CONGSO_STATICFILES_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = read("CONGSO_STATIC_FROM_SOURCE", default="0") == "1"

# The picker shows these bounds before a file is chosen (TT 32/2017/TT-BTTTT Điều 7 khoản 3).
UPLOAD_MAX_BYTES = read("CONGSO_UPLOAD_MAX_BYTES", cast=int, default=20 * 1024 * 1024)
REQUEST_MAX_BYTES = read("CONGSO_REQUEST_MAX_BYTES", cast=int, default=10 * UPLOAD_MAX_BYTES)
UPLOAD_MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")

# From when a picture counts as too dark, blurred, small, blank, lying: "dark=50, blurred=0.1" (docs/operations/tep.md).
try:
    PAPER_THRESHOLDS = Thresholds.read(read("CONGSO_PAPER_THRESHOLDS", default="-").removeprefix("-"))
except ValueError as error:
    raise SystemExit(
        f"Cấu hình CONGSO_PAPER_THRESHOLDS không hợp lệ ({error}): viết như dark=50, blurred=0.1"
    ) from None
# Formats of digital signatures in PDF that are accepted (ETSI EN 319 142-1, ISO 32000-1).
SIGNATURE_FORMATS = tuple(
    read("CONGSO_SIGNATURE_FORMATS", cast=words, default=["ETSI.CAdES.detached", "adbe.pkcs7.detached"])
)

# How much one account, and one client system, may hand in a day. A desk that scans all day stays below.
UPLOAD_DAILY_FILES = read("CONGSO_UPLOAD_DAILY_FILES", cast=int, default=1_000)
UPLOAD_DAILY_BYTES = read("CONGSO_UPLOAD_DAILY_BYTES", cast=int, default=5 * 1024**3)
UPLOAD_CLIENT_DAILY_FILES = read("CONGSO_UPLOAD_CLIENT_DAILY_FILES", cast=int, default=20_000)
UPLOAD_CLIENT_DAILY_BYTES = read("CONGSO_UPLOAD_CLIENT_DAILY_BYTES", cast=int, default=100 * 1024**3)
# Marks under which a document is refused (documents of state secrets have a system of their own).
SECRET_MARKS = tuple(read("CONGSO_SECRET_MARKS", cast=words, default=["MẬT", "TỐI MẬT", "TUYỆT MẬT"]))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Where files are shown and saved: an origin of its own, so that what strangers hand in never runs beside a session.
# Empty: from the application's own address, to be saved only.
FILES_ORIGIN = read("CONGSO_FILES_ORIGIN", default="-").removeprefix("-").rstrip("/")
if FILES_ORIGIN and (urlsplit(FILES_ORIGIN).scheme not in ("http", "https") or urlsplit(FILES_ORIGIN).path):
    raise SystemExit(f"Cấu hình CONGSO_FILES_ORIGIN={FILES_ORIGIN!r} không hợp lệ: viết như https://tep.tinh.gov.vn")
# How long a link to a file is good for.
FILE_LINK_SECONDS = read("CONGSO_FILE_LINK_SECONDS", cast=int, default=60)

# The malware scanner, ClamAV's clamd: "/path/to/socket", "host:port", "auto" (its usual sockets) or "off".
CLAMD = read("CONGSO_CLAMD", default="auto")
if CLAMD not in ("auto", "off") and not CLAMD.startswith("/") and not CLAMD.rpartition(":")[2].isdecimal():
    raise SystemExit(f"Cấu hình CONGSO_CLAMD={CLAMD!r} không hợp lệ: auto, off, /đường/dẫn/ổ-cắm hoặc máy:cổng.")
CLAMD_SECONDS = read("CONGSO_CLAMD_SECONDS", cast=float, default=60.0)
# Files as young as this are scanned again when the scanner has new signatures.
RESCAN_DAYS = read("CONGSO_RESCAN_DAYS", cast=int, default=30)

# Reading the words on papers for who fills in a form: the program Tesseract ("auto": on the PATH, a path, or "off"),
# how long it may take for a page, how many pages of a PDF are read, and for how many days the words are kept.
TESSERACT = read("CONGSO_TESSERACT", default="auto")
TESSERACT_SECONDS = read("CONGSO_TESSERACT_SECONDS", cast=float, default=60.0)
RECOGNISED_PAGES = read("CONGSO_RECOGNISED_PAGES", cast=int, default=3)
KEEP_RECOGNISED_DAYS = read("CONGSO_KEEP_RECOGNISED_DAYS", cast=int, default=7)

# The roots that digital signatures may hang on: a file of certificates (PEM). In Vietnam two: that of the national
# authority (public signatures) and that of the government cipher authority (official duty).
_signature_anchors = read("CONGSO_SIGNATURE_ANCHORS", default="-").removeprefix("-")
SIGNATURE_ANCHORS: Path | None = Path(_signature_anchors) if _signature_anchors else None

# How wide the seal of an agency is on paper (mm), where no width is kept with its picture.
SEAL_MM = read("CONGSO_SEAL_MM", cast=float, default=36.0)
# The level signatures on what we issue should reach (ETSI EN 319 142-1); what is missing is fetched by a job.
SIGNATURE_LEVEL = read("CONGSO_SIGNATURE_LEVEL", default="B-LTA")
if SIGNATURE_LEVEL not in ("B-B", "B-T", "B-LT", "B-LTA"):
    raise SystemExit(f"Cấu hình CONGSO_SIGNATURE_LEVEL={SIGNATURE_LEVEL!r} không hợp lệ: B-B, B-T, B-LT hoặc B-LTA.")
# The simulated authority that gives the demo's signers certificates, and its token; empty where the province registers
# what a real authority issued.
SIGNATURE_AUTHORITY_URL = read("CONGSO_SIGNATURE_AUTHORITY_URL", default="-").removeprefix("-").rstrip("/")
SIGNATURE_AUTHORITY_TOKEN = read("CONGSO_CA_TOKEN", default="demo")
# Whether a result may be issued without signatures while the signer or the agency has no certificate yet.
RESULTS_NEED_SIGNATURES = read("CONGSO_RESULTS_NEED_SIGNATURES", default="0") == "1"
