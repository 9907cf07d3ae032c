"""The program `congso`: everything an operator types. See `docs/operations/van-hanh.md`."""

import sys


def main() -> None:
    """Run the program. `congso manage …` goes straight to Django, so that its own options keep their meaning."""
    from . import installation

    if sys.argv[1:2] == ["manage"]:
        installation.current().use()
        from django.core.management import execute_from_command_line

        execute_from_command_line(["congso manage", *sys.argv[2:]])
        return

    from .program import build

    build()()
