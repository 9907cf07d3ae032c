"""`python -m congso_simulators serve --port 8010`."""

import argparse
import os
import sys


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(
        prog="congso_simulators",
        description="Mô phỏng VNeID, tin nhắn, hộp thư, dấu thời gian, chứng thư, ký số từ xa, thiết bị ký.",
    )
    serve = parser.add_subparsers(dest="command", required=True).add_parser("serve", help="chạy mọi mô phỏng")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8010)
    asked = parser.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "congso_simulators.settings"  # whatever the caller's is
    os.environ["CONGSO_SIM_URL"] = os.environ.get("CONGSO_SIM_URL") or _address(asked.host, asked.port)
    import django

    django.setup()
    from .server import serve as run

    return run(asked.host, asked.port)


def _address(host: str, port: int) -> str:
    everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
    return f"http://{'127.0.0.1' if everywhere else host}:{port}"


if __name__ == "__main__":
    sys.exit(main())
