"""`congso privacy …`: what an operator asks about personal data."""

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    privacy = typer.Typer(no_args_is_help=True, help="Dữ liệu cá nhân.")
    privacy.callback()(_group)
    privacy.command("classification")(classification)
    app.add_typer(privacy, name="privacy")


def _group() -> None:
    """Dữ liệu cá nhân."""


def classification() -> None:
    """In bảng phân loại dữ liệu cá nhân (docs/security/personal-data.md)."""
    from congso.privacy.rules.classification import page

    typer.echo(page(), nl=False)
