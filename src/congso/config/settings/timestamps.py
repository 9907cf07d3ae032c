"""The time-stamp authority (RFC 3161): where it is, and which roots make its word count."""

from pathlib import Path

from congso.config.env import read

# Empty: nothing is stamped, and `congso doctor` and the page of seals say so.
TSA_URL = read("CONGSO_TSA_URL", default="-").removeprefix("-")
# A file of certificates (PEM), one after the other: the roots that tokens must hang on.
_anchors = read("CONGSO_TSA_ANCHORS", default="-").removeprefix("-")
TSA_ANCHORS: Path | None = Path(_anchors) if _anchors else None
