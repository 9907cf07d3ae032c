"""`congso figures recompute`: every figure anew, from the dossiers themselves."""

import json
import time
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    figures = typer.Typer(no_args_is_help=True, help="Số liệu tổng hợp.")
    figures.command("recompute")(recompute)
    figures.command("fold")(fold)
    figures.command("publish")(publish)
    app.add_typer(figures, name="figures")


def recompute(
    as_json: Annotated[bool, typer.Option("--json", help="In tóm tắt cho máy đọc.")] = False,
) -> None:
    """Tính lại toàn bộ số liệu từ hồ sơ, ví dụ sau khi chạy “congso demo --scale”."""
    import django

    django.setup()
    from congso.dashboards import commands

    started = time.perf_counter()
    dossiers = commands.recompute()
    commands.tidy_tables()
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        typer.echo(json.dumps({"dossiers": dossiers, "seconds": seconds}))
    else:
        typer.echo(f"Đã tính lại số liệu của {dossiers} hồ sơ trong {seconds:.1f} giây.")


def fold() -> None:
    """Cộng ngay những thay đổi đang chờ, không đợi tiến trình nền."""
    import django

    django.setup()
    from congso.dashboards import commands

    folded = 0
    while batch := commands.fold():
        folded += batch
    typer.echo(f"Đã cộng {folded} hồ sơ có thay đổi.")


def publish() -> None:
    """Đưa ngay số liệu giải quyết lên trang công khai của thủ tục, không đợi tiến trình nền."""
    import django

    django.setup()
    from congso.dashboards import commands
    from congso.kernel import clock

    typer.echo(f"Đã công khai {commands.publish_figures(today=clock.today(), now=clock.now())} dòng số liệu.")
