"""`congso import units`: places, their conversion tables and later changes, from CSV files."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    groups["import"].command("units")(import_units)


def import_units(
    paths: Annotated[list[Path], typer.Argument(help="Tệp CSV (có thể nén .gz) hoặc thư mục chứa chúng.")],
    as_json: Annotated[bool, typer.Option("--json", help="In tóm tắt cho máy đọc.")] = False,
    since: Annotated[str, typer.Option(help="Danh mục cũ (pre2025) có hiệu lực từ ngày này (năm-tháng-ngày).")] = "",
    still: Annotated[bool, typer.Option(help="Danh mục cũ còn hiệu lực (chế độ ba cấp, REGIME=2021).")] = False,
) -> None:
    """Nạp danh mục đơn vị hành chính: tỉnh, huyện, xã trước và sau 01/07/2025, bảng chuyển đổi, thay đổi về sau."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from congso.organisation.commands.place_files import import_place_files, place_files
    from congso.organisation.commands.places import LISTED_SINCE, TWO_TIERS_SINCE

    try:
        former_since = date.fromisoformat(since) if since else LISTED_SINCE
    except ValueError:
        typer.echo(f"Ngày “{since}” không đọc được: viết theo dạng 2021-01-01.", err=True)
        raise typer.Exit(2) from None
    files = place_files(paths)
    if not files:
        typer.echo("Không thấy tệp CSV nào: hãy chỉ đến tệp hoặc thư mục chứa danh mục.", err=True)
        raise typer.Exit(2)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=as_json) as progress:
        bar = progress.add_task("Đọc tệp", total=len(files))
        summary = import_place_files(
            files,
            lambda name, done, total: progress.update(bar, completed=done, total=total, description=name or "Xong"),
            former_since=former_since,
            former_until=None if still else TWO_TIERS_SINCE,
        )
    if as_json:
        typer.echo(json.dumps(summary.to_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo(
            f"Đọc {summary.read} dòng: {summary.stored} mới, {summary.changed} thay đổi, "
            f"{summary.unchanged} giữ nguyên, {len(summary.problems)} dòng không nạp được."
        )
        for problem in summary.problems[:20]:
            where = f"{problem['file']}:{problem['line']}" if problem["line"] else problem["file"]
            typer.echo(f"  {where}: {problem['field']} {problem['reason']}")
        if len(summary.problems) > 20:
            typer.echo(f"  … và {len(summary.problems) - 20} dòng nữa: thêm --json để xem tất cả.")
    for one in summary.rejected:
        typer.echo(f"  {one['file']}: {one['reason']}", err=True)
    # Every file refused means that nothing was imported at all.
    raise typer.Exit(1 if len(summary.rejected) == len(files) else 0)
