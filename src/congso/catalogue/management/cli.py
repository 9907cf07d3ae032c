"""`congso import procedures FILE`, `congso export procedures FILE`."""

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Add the catalogue's commands to the program."""
    groups["import"].command("procedures")(import_procedures)
    groups["export"].command("procedures")(export_procedures)
    app.command("search")(search)


def import_procedures(
    file: Annotated[Path, typer.Argument(help="JSON Lines (thường hoặc .gz), JSON, CSV hoặc XLSX.")],
    as_json: Annotated[bool, typer.Option("--json", help="In tóm tắt dạng JSON cho máy đọc.")] = False,
    sheet: Annotated[str | None, typer.Option(help="Trang của bảng tính XLSX (mặc định trang đầu).")] = None,
) -> None:
    """Nạp thủ tục hành chính. Chạy lại được; không đoán giá trị nào; điều nghi vấn vào danh sách rà soát."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()

    from congso.kernel.refusals import Refusal

    from .import_run import ImportSummary, run
    from .record_files import FileDamagedError
    from .whole_catalogue import is_whole_catalogue

    if file.is_file() and is_whole_catalogue(file):
        _take_whole(file, as_json=as_json)
        return
    summary = ImportSummary()
    try:
        with _progress(file, quiet=as_json and not sys.stderr.isatty()) as advance:
            run(file, sheet=sheet, summary=summary, advance=advance)
        damage = ""
    except (Refusal, FileDamagedError) as refusal:
        damage = str(refusal)
    if as_json:
        sys.stdout.write(json.dumps({**summary.to_json(), **({"error": damage} if damage else {})}, ensure_ascii=False))
        sys.stdout.write("\n")
    else:
        _print(summary, damage)
    if damage:
        raise typer.Exit(1)


def export_procedures(
    file: Annotated[Path, typer.Argument(help="Tệp .jsonl, .jsonl.gz hoặc .xlsx; đã có thì được thay.")],
    public: Annotated[bool, typer.Option("--public", help="Bỏ thủ tục nội bộ, như tệp dữ liệu mở.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In tóm tắt dạng JSON cho máy đọc.")] = False,
) -> None:
    """Xuất cả danh mục thủ tục: mọi bản đã công bố, biểu mẫu, quy trình. Nạp lại vào chỗ trống thì bằng nhau."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()

    from congso.kernel.refusals import Refusal

    from .whole_catalogue import write

    try:
        with _progress_of_count("Xuất thủ tục", quiet=as_json and not sys.stderr.isatty()) as advance:
            procedures = write(file, public=public, advance=advance)
    except Refusal as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(1) from None
    summary = {"procedures": procedures, "file": str(file), "bytes": file.stat().st_size}
    typer.echo(json.dumps(summary, ensure_ascii=False) if as_json else f"Đã xuất {procedures} thủ tục vào {file}.")


def _take_whole(file: Path, *, as_json: bool) -> None:
    """Take in a file that `congso export procedures` wrote."""
    from congso.kernel.refusals import Refusal

    from .whole_catalogue import WholeSummary, take

    summary = WholeSummary()
    damage = ""
    try:
        with _progress_of_count("Nạp danh mục", quiet=as_json and not sys.stderr.isatty()) as advance:
            take(file, summary=summary, advance=advance)
    except Refusal as refusal:
        damage = refusal.message
    if as_json:
        sys.stdout.write(json.dumps({**summary.to_json(), **({"error": damage} if damage else {})}, ensure_ascii=False))
        sys.stdout.write("\n")
    else:
        typer.echo(
            f"Đã đọc {summary.read} thủ tục trong bản xuất: {summary.stored} mới, {summary.unchanged} không đổi, "
            f"{len(summary.rejected)} không lưu được ({summary.seconds:.1f} giây)."
        )
        for rejected in summary.rejected[:20]:
            typer.echo(f"  · {rejected['procedure']}: {rejected['reason']}")
        if len(summary.rejected) > 20:
            typer.echo(f"  … và {len(summary.rejected) - 20} mục khác (xem trang rà soát hoặc dùng --json).")
        if damage:
            typer.echo(damage, err=True)
    if damage:
        raise typer.Exit(1)


@contextlib.contextmanager
def _progress_of_count(title: str, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show on the error output how many procedures are done."""
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(title), TextColumn("{task.completed:.0f} thủ tục"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done: bar.update(task, completed=done)


def search(
    text: Annotated[str, typer.Argument(help="Câu tìm, như người dân gõ.")],
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON cho máy đọc.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Số kết quả.")] = 10,
    why: Annotated[bool, typer.Option("--why", help="Kể từng phần điểm của mỗi thủ tục.")] = False,
) -> None:
    """Tìm thủ tục, cùng thứ tự với trang tìm của cổng."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()

    from congso.catalogue import queries

    page = queries.search(text, limit=limit)
    if as_json:
        found = {
            "question": text,
            "understood": [{"typed": typed, "read": read} for typed, read in page.mended],
            "count": page.count,
            "results": [
                {
                    "rank": rank,
                    "code": row.code,
                    "name": row.name,
                    "field": row.field,
                    "tiers": list(row.tiers),
                    "points": row.points,
                    "why": [{"reason": reason, "points": points} for reason, points in row.why],
                }
                for rank, row in enumerate(page.rows, 1)
            ],
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    for rank, row in enumerate(page.rows, 1):
        typer.echo(f"{rank:>3}. {row.code}  {row.name}")
        if why:
            for reason, points in row.why:
                typer.echo(f"       {points:>7.1f}  {reason}")
    if not page.rows:
        typer.echo("Không tìm thấy thủ tục nào.")


class _progress:  # noqa: N801 - a context manager that reads like a function
    """Show a progress bar on the error output, by bytes of the file read."""

    def __init__(self, file: Path, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self.size = file.stat().st_size if file.is_file() else 0
        self.bar = Progress(
            TextColumn("Nạp thủ tục"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[records]} bản ghi"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=quiet,
        )
        self.task = self.bar.add_task("import", total=max(self.size, 1), records=0)

    def __enter__(self) -> Any:
        self.bar.start()
        return self.advance

    def advance(self, position: int, records: int) -> None:
        """Show how far the file was read."""
        self.bar.update(self.task, completed=position, records=records)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def _print(summary: Any, damage: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from congso.catalogue.rules.import_reading import PROBLEMS

    console = Console()
    console.print(
        f"Đã đọc {summary.read} bản ghi: {summary.stored} mới, {summary.changed} thay đổi, "
        f"{summary.unchanged} không đổi, {len(summary.rejected)} không lưu được "
        f"({summary.seconds:.1f} giây, {summary.rate:.0f} bản ghi/giây)."
    )
    if summary.problems:
        table = Table("Mã", "Số lượng", "Nghĩa là", title="Cần rà soát")
        for code, count in Counter(problem["code"] for problem in summary.problems).most_common():
            table.add_row(code, str(count), PROBLEMS.get(code, ""))
        console.print(table)
    for rejected in summary.rejected[:20]:
        console.print(f"  · {rejected['place']}: {rejected['reason']} {rejected['procedure']} {rejected['name'][:80]}")
    if len(summary.rejected) > 20:
        console.print(f"  … và {len(summary.rejected) - 20} bản ghi khác (xem trang rà soát hoặc dùng --json).")
    if damage:
        console.print(f"[red]{damage}[/red]")
