"""The commands of `congso`. Django is imported inside the commands only: `congso --help` stays instant."""

import importlib
import importlib.util
import os
import sys
from typing import Annotated

import typer

from . import installation
from .backup import program as backup
from .permissions import permissions

CONTEXTS_WITH_COMMANDS = (
    "kernel",
    "api",
    "audit",
    "identity",
    "organisation",
    "sso",
    "catalogue",
    "dossiers",
    "dashboards",
    "privacy",
    "signatures",
)
"""Contexts that may bring `management/cli.py` with `register(app, groups)`; `groups` has `import`, `export` and `demo`.

The module is imported for `congso --help` already, so it imports Django inside its commands (after `set_up_django()`).
The group `demo` has no callback of its own: a context may add one (`congso demo --scale N`).
"""

AS_OWNER = {"migrate", "prepare", "demo", "backup"}
"""Commands that make, fill or copy whole tables: they go in as the owner of the database, others as the application."""


def build() -> typer.Typer:
    """Put the program together from our own commands and those the contexts bring."""
    app = typer.Typer(
        name="congso", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    app.callback()(prepare_environment)
    for name, command in {
        "up": up,
        "down": down,
        "reset": reset,
        "doctor": doctor,
        "migrate": migrate,
        "serve": serve,
        "worker": worker,
        "permissions": permissions,
    }.items():
        app.command(name)(command)
    app.command("prepare", hidden=True)(prepare)
    app.command("manage", context_settings={"ignore_unknown_options": True})(manage)
    backup.register(app)
    groups = {
        "import": typer.Typer(no_args_is_help=True, help="Nạp dữ liệu có sẵn."),
        "export": typer.Typer(no_args_is_help=True, help="Xuất dữ liệu ra tệp."),
        "demo": typer.Typer(help="Tỉnh trình diễn."),
    }
    groups["demo"].command("setup")(demo_setup)
    for context in CONTEXTS_WITH_COMMANDS:
        name = f"congso.{context}.management.cli"
        if _exists(name):
            importlib.import_module(name).register(app, groups)
    for name, group in groups.items():
        app.add_typer(group, name=name)
    return app


def prepare_environment(context: typer.Context) -> None:
    """Chính quyền số cấp tỉnh: vận hành, nạp dữ liệu, trình diễn."""
    # `up`, `down`, `reset` and `restore` look at what the operator set, and decide themselves.
    if context.invoked_subcommand not in {"up", "down", "reset", "restore"} and "--help" not in sys.argv:
        installation.current().use(
            as_owner=context.invoked_subcommand in AS_OWNER or sys.argv[1:3] == ["audit", "expire"]
        )


def up() -> None:
    """Chạy toàn hệ thống ở cửa sổ này: cơ sở dữ liệu, máy chủ web, việc nền, mô phỏng bên ngoài."""
    from .up import up as start

    raise typer.Exit(start(installation.current()))


def down() -> None:
    """Dừng toàn hệ thống, kể cả những gì còn sót lại sau một lần bị tắt đột ngột."""
    from .up import down as stop

    raise typer.Exit(stop(installation.current()))


def reset() -> None:
    """Xoá dữ liệu của chế độ đang chọn (REGIME), không hỏi lại. Nhật ký và khoá bí mật được giữ."""
    from .up import reset as wipe

    raise typer.Exit(wipe(installation.current()))


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả cho máy đọc.")] = False,
) -> None:
    """Khám hệ thống: mỗi dòng một điều, kèm cách sửa. Mã thoát 1 khi có điều hỏng."""
    from .doctor import examine, show

    findings = examine(installation.current())
    show(findings, as_json=as_json)
    raise typer.Exit(int(any(finding.verdict == "broken" for finding in findings)))


def prepare() -> None:
    """Đưa dữ liệu về đúng trạng thái trước khi các phần khởi động."""
    set_up_django()
    from .prepare import prepare as do

    do(installation.current(), lambda line: print(line, flush=True))


def manage(arguments: list[str]) -> None:
    """Lệnh quản trị của Django (makemigrations, shell, check …)."""
    raise AssertionError("congso.cli.main hands this to Django before typer sees it")


def migrate() -> None:
    """Đưa cơ sở dữ liệu về đúng phiên bản của mã nguồn."""
    django("migrate", "--no-input")


def serve(
    host: Annotated[str, typer.Option(envvar="CONGSO_HOST", help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="CONGSO_PORT", help="Cổng.")] = installation.DEFAULT_PORT,
    workers: Annotated[int, typer.Option(envvar="CONGSO_WEB_WORKERS", help="Số tiến trình.")] = 2,
    threads: Annotated[int, typer.Option(envvar="CONGSO_WEB_THREADS", help="Số luồng mỗi tiến trình.")] = 4,
) -> None:
    """Chạy máy chủ web."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # What is loaded here once is shared by all processes, which are copies of this one.
    set_up_django()
    for module in ("congso.config.wsgi", "congso.config.urls"):
        importlib.import_module(module)
    Granian(
        "congso.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def worker(
    concurrency: Annotated[int, typer.Option(envvar="CONGSO_JOB_CONCURRENCY", help="Số việc cùng lúc.")] = 2,
) -> None:
    """Chạy tiến trình xử lý việc nền."""
    django("procrastinate", "worker", "--concurrency", str(concurrency), "--shutdown-graceful-timeout", "15")


def demo_setup() -> None:
    """Nạp tỉnh trình diễn: cơ quan, cán bộ, thủ tục, tài khoản. Chạy lại được."""
    set_up_django()
    from .prepare import load_demo

    load_demo(installation.current(), lambda line: print(line, flush=True))


def django(*arguments: str) -> None:
    """Run one of Django's management commands in this process."""
    from django.core.management import execute_from_command_line

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
