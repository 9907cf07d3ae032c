"""`congso demo --scale N`: months of believable work for the whole province."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    groups["demo"].callback(invoke_without_command=True)(demo)


def demo(
    context: typer.Context,
    scale: Annotated[int, typer.Option(help="Số hồ sơ cần tạo, ví dụ 1000 hoặc 1000000.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Cùng số này thì cùng nội dung.")] = 2026,
    months: Annotated[int, typer.Option(help="Trải hồ sơ trong bao nhiêu tháng gần đây.", min=1, max=60)] = 12,
    processes: Annotated[int, typer.Option(help="Số tiến trình chạy song song.", min=1, max=32)] = 2,
    names: Annotated[Path | None, typer.Option(help="Thư mục bảng tần suất họ, đệm, tên (không bắt buộc).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In tóm tắt cho máy đọc.")] = False,
) -> None:
    """Tỉnh trình diễn. Với --scale N: nhiều tháng hồ sơ tổng hợp cho cả tỉnh, không có dữ liệu người thật."""
    if context.invoked_subcommand is not None:
        return
    if scale <= 0:
        typer.echo("Cho biết số hồ sơ cần tạo: congso demo --scale 1000", err=True)
        raise typer.Exit(2)
    import django

    django.setup()
    from django.conf import settings
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from congso.dossiers.demo import fill
    from congso.kernel import clock

    if not settings.DEMO:
        typer.echo("Đây không phải hệ thống trình diễn (CONGSO_DEMO=0): không tạo dữ liệu giả.", err=True)
        raise typer.Exit(2)
    started = time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=as_json) as progress:
        bar = progress.add_task("Tạo hồ sơ", total=scale)
        written = fill(
            scale=scale,
            seed=seed,
            now=clock.now(),
            months=months,
            processes=1 if scale < 20_000 else processes,
            tables=names,
            tell=lambda count: progress.advance(bar, count),
        )
    seconds = time.perf_counter() - started
    if as_json:
        typer.echo(
            json.dumps({"written": written, "seconds": round(seconds, 2), "per_second": round(written / seconds)})
        )
    else:
        typer.echo(f"Đã tạo {written} hồ sơ trong {seconds:.1f} giây ({written / seconds:.0f} hồ sơ mỗi giây).")
    if not written:
        typer.echo("Chưa có cơ quan hoặc thủ tục nào sẵn sàng: chạy “congso demo setup” trước.", err=True)
        raise typer.Exit(1)
