"""The trail: who signs its seals, where they are written out to, how long it is kept."""

from pathlib import Path

from congso.config.env import read, words

from .files import VAR_DIR

# At least 32 characters; from the environment or a file (CONGSO_AUDIT_KEY_FILE), never from the database. Only the
# worker needs it. Without it nothing is sealed, and `congso doctor` says so.
AUDIT_KEY = read("CONGSO_AUDIT_KEY", default="-").removeprefix("-")
# Public keys (hexadecimal) of earlier keys, so that what they signed still verifies.
AUDIT_PUBLIC_KEYS: list[str] = read("CONGSO_AUDIT_PUBLIC_KEYS", cast=words, default=list[str]())
AUDIT_SEALS_DIR = Path(read("CONGSO_AUDIT_SEALS", default=str(VAR_DIR / "seals")))
# How long which kind of entry is kept, from which day on, by which decision: a JSON list of {"from", "kind", "months",
# "basis"}, mostly in a file (CONGSO_AUDIT_RETENTION_FILE). Without it KEEP_MONTHS for every kind; 0 keeps it for ever.
AUDIT_KEEP_MONTHS = read("CONGSO_AUDIT_KEEP_MONTHS", cast=int, default=0)
AUDIT_RETENTION = read("CONGSO_AUDIT_RETENTION", default="-").removeprefix("-")
# Where a month is archived before it goes.
AUDIT_ARCHIVE_DIR = Path(read("CONGSO_AUDIT_ARCHIVE", default=str(VAR_DIR / "audit-archive")))
# Hours within which a day's last seal should be time-stamped; `congso audit verify` says what was stamped later.
AUDIT_STAMP_HOURS = read("CONGSO_AUDIT_STAMP_HOURS", cast=int, default=24)
