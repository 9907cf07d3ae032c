"""How an installation is watched: is it well (`/suc-khoe/`), how much and how fast (`/metrics`, Prometheus)."""
