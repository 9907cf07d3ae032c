"""The commands of `congso`. Django is imported inside the commands only: `congso --help` stays instant."""

import importlib
import importlib.util
import os
import sys
from typing import Annotated

import typer

from . import installation

CONTEXTS_WITH_COMMANDS = ("organisation", "catalogue", "dossiers", "dashboards")
"""Contexts that may bring `management/cli.py` with `register(app, groups)`; `groups` has `import` and `demo`."""

CONTEXTS_WITH_DEMO = ("organisation", "identity", "catalogue", "dossiers", "notifications")
"""Contexts whose `demo.load(regime)` makes up the demo province, in this order; each may be run again."""


def build() -> typer.Typer:
    """Put the program together from our own commands and those the contexts bring."""
    app = typer.Typer(name="congso", no_args_is_help=True, add_completion=False, help="Chính quyền số cấp tỉnh.")
    groups = {
        "import": typer.Typer(no_args_is_help=True, help="Nạp dữ liệu có sẵn."),
        "demo": typer.Typer(help="Tỉnh trình diễn."),
    }
    groups["demo"].command("setup")(demo_setup)
    for context in CONTEXTS_WITH_COMMANDS:
        name = f"congso.{context}.management.cli"
        if _exists(name):
            importlib.import_module(name).register(app, groups)
    for name, group in groups.items():
        app.add_typer(group, name=name)

    app.command("manage", context_settings={"ignore_unknown_options": True})(manage)
    app.command("migrate")(migrate)
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.callback()(prepare)
    return app


def prepare() -> None:
    """Chính quyền số cấp tỉnh: vận hành, nạp dữ liệu, trình diễn."""
    if "--help" not in sys.argv:
        installation.current().use()


def manage(arguments: list[str]) -> None:
    """Lệnh quản trị của Django (makemigrations, shell, check …)."""
    raise AssertionError("congso.cli.main passes this to Django before typer sees it")


def migrate() -> None:
    """Đưa cơ sở dữ liệu về đúng phiên bản của mã nguồn."""
    django("migrate", "--no-input")


def serve(
    host: Annotated[str, typer.Option(envvar="CONGSO_HOST", help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="CONGSO_PORT", help="Cổng.")] = installation.DEFAULT_PORT,
    workers: Annotated[int, typer.Option(envvar="CONGSO_WEB_WORKERS", help="Số tiến trình.")] = 2,
    threads: Annotated[int, typer.Option(envvar="CONGSO_WEB_THREADS", help="Số luồng mỗi tiến trình.")] = 4,
) -> None:
    """Chạy máy chủ web (granian)."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers"]
    os.execv(sys.executable, [*command, "congso.config.wsgi:application"])  # noqa: S606 - our own interpreter


def worker(
    concurrency: Annotated[int, typer.Option(envvar="CONGSO_JOB_CONCURRENCY", help="Số việc cùng lúc.")] = 2,
) -> None:
    """Chạy tiến trình xử lý việc nền (procrastinate)."""
    django("procrastinate", "worker", "--concurrency", str(concurrency))


def demo_setup() -> None:
    """Nạp tỉnh trình diễn: cơ quan, cán bộ, thủ tục, tài khoản. Chạy lại được."""
    set_up_django()
    regime = installation.current().regime
    for context in CONTEXTS_WITH_DEMO:
        if _exists(name := f"congso.{context}.demo"):
            load = getattr(importlib.import_module(name), "load", None)
            if load is not None:
                typer.echo(f"· {context}")
                load(regime)


def django(*arguments: str) -> None:
    """Run one of Django's management commands in this process."""
    set_up_django()
    from django.core.management import call_command, execute_from_command_line  # noqa: F401

    execute_from_command_line(["congso manage", *arguments])


def set_up_django() -> None:
    """Load the settings and every context."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django as framework

    framework.setup()


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
