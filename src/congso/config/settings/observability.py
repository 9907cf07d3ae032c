"""Who may read the figures at `/metrics` from another machine."""

from congso.config.env import read

METRICS_TOKEN = read("CONGSO_METRICS_TOKEN", default="-").removeprefix("-")
