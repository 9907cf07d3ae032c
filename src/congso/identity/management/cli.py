"""`congso account …`: what an administrator does for officers who sign in."""

import secrets
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    accounts = typer.Typer(no_args_is_help=True, help="Tài khoản cán bộ.")
    accounts.command("password")(password)
    accounts.command("reseal")(reseal)
    app.add_typer(accounts, name="account")


def password(username: Annotated[str, typer.Argument(help="Tên đăng nhập của cán bộ.")]) -> None:
    """Đặt mật khẩu mới, ngẫu nhiên, cho một cán bộ; in ra một lần. Mọi phiên đang mở của người đó kết thúc."""
    import django

    django.setup()
    from congso.identity import commands
    from congso.kernel import clock
    from congso.kernel.refusals import Refusal

    fresh = secrets.token_urlsafe(12)
    try:
        commands.reset_password(username=username, password=fresh, now=clock.now())
    except Refusal as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Mật khẩu mới của {username}: {fresh}")


def reseal() -> None:
    """Mã hóa lại bí mật của ứng dụng xác thực bằng khóa đầu của CONGSO_SEALING_KEYS; sau đó bỏ được khóa cũ."""
    import django

    django.setup()
    from congso.identity import commands

    typer.echo(f"Đã mã hóa lại {commands.reseal_factors()} bí mật.")
