"""`congso privacy …`: what an operator asks about personal data."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    privacy = typer.Typer(no_args_is_help=True, help="Dữ liệu cá nhân.")
    privacy.callback()(_group)
    privacy.command("classification")(classification)
    app.add_typer(privacy, name="privacy")
    app.command("pseudonymise")(pseudonymise)


def _group() -> None:
    """Dữ liệu cá nhân."""


def classification() -> None:
    """In bảng phân loại dữ liệu cá nhân (docs/security/personal-data.md)."""
    from congso.privacy.rules.classification import page

    typer.echo(page(), nl=False)


def pseudonymise(
    to: Annotated[Path | None, typer.Option(help="Thư mục trống để ghi bản sao.")] = None,
    source: Annotated[Path | None, typer.Option("--from", help="Bản sao để nạp vào hệ thống thử còn trống.")] = None,
) -> None:
    """Ghi bản sao đã thay tên, số định danh, điện thoại… (cho kiểm thử, thống kê), hoặc nạp một bản sao như thế."""
    import django

    django.setup()
    from django.db import connection, transaction

    from congso.privacy.commands.copying import CopyTrouble, load_copy, write_copy

    if (to is None) == (source is None):
        typer.echo("Chọn một trong hai: --to THƯ_MỤC để ghi, --from THƯ_MỤC để nạp.", err=True)
        raise typer.Exit(2)
    try:
        if to is not None:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                made = write_copy(to)
            typer.echo(
                f"Đã ghi {sum(made.rows.values())} dòng của {len(made.rows)} bảng vào {to}. Đã tìm trong bản sao: "
                f"không còn số nào trong {made.numbers} số thật, không còn tên nào trong {made.names} họ tên thật."
            )
        elif source is not None:
            loaded = load_copy(source)
            typer.echo(f"Đã nạp {sum(loaded.values())} dòng của {len(loaded)} bảng.")
    except (CopyTrouble, OSError) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None
