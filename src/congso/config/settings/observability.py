"""Who may read the figures at `/metrics` from another machine."""

from ..env import read

METRICS_TOKEN = read("CONGSO_METRICS_TOKEN", default="-").removeprefix("-")
