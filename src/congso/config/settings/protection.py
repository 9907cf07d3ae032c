"""The keys that protect personal data in the database (docs/security/personal-data.md)."""

from pathlib import Path

from congso.config.env import read

from .files import VAR_DIR
from .province import DEMO
from .web import SECRET_KEY

# Opens the ring of data keys; keep it elsewhere than the ring and the backups. Only the demo may do without.
MASTER_KEY = read("CONGSO_MASTER_KEY", default=SECRET_KEY) if DEMO else read("CONGSO_MASTER_KEY")
# The ring as text (secret managers), or the file it stands in.
DATA_KEYS = read("CONGSO_DATA_KEYS", default="-").removeprefix("-")
DATA_KEYS_PATH = Path(read("CONGSO_DATA_KEYS_PATH", default=str(VAR_DIR / "keys" / "data.json")))
# `congso doctor` warns when the current data key is older.
DATA_KEY_MONTHS = read("CONGSO_DATA_KEY_MONTHS", cast=int, default=12)
