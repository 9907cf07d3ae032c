"""The program `congso`: everything an operator types. See `docs/operations/van-hanh.md`."""

import os
import sys


def main() -> None:
    """Run the program. `congso manage …` goes straight to Django, so that its own options keep their meaning."""
    from .trouble import Trouble, of_disk

    try:
        _run()
    except Trouble as trouble:
        sys.exit(f"✗ {trouble}")
    except OSError as error:
        if (known := of_disk(error)) is None:
            raise
        sys.exit(f"✗ {known}")


def _run() -> None:
    if sys.argv[1:2] == ["manage"]:
        from . import installation

        installation.current().use(as_owner=sys.argv[2:3] == ["migrate"])
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(["congso manage", *sys.argv[2:]])
        return

    from .program import build

    build()()
