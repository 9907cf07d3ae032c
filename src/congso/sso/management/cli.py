"""`congso signing-keys …`: the keys that sign what we tell other systems."""

import json
from datetime import timedelta
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    keys = typer.Typer(no_args_is_help=True, help="Khóa ký đăng nhập một lần.")
    keys.command("list")(show)
    keys.command("rotate")(rotate)
    keys.command("reseal")(reseal)
    app.add_typer(keys, name="signing-keys")


def show(as_json: Annotated[bool, typer.Option("--json", help="In kết quả cho máy đọc.")] = False) -> None:
    """Liệt kê các khóa đang công bố: khóa nào ký, từ khi nào, đến khi nào."""
    import django

    django.setup()
    from congso.kernel import clock
    from congso.sso import queries

    now = clock.now()
    rows = queries.keys(now)
    signing = max((one for one in rows if one.signs_from <= now), key=lambda one: one.signs_from, default=None)
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {
                        "kid": one.kid,
                        "signs": one is signing,
                        "signs_from": one.signs_from.isoformat(),
                        "retires_at": one.retires_at.isoformat() if one.retires_at else None,
                    }
                    for one in rows
                ],
                indent=1,
            )
        )
        return
    for one in rows:
        state = "đang ký" if one is signing else ("sẽ ký" if one.signs_from > now else "đã thôi ký")
        until = f", công bố đến {one.retires_at:%d/%m/%Y %H:%M}" if one.retires_at else ""
        typer.echo(f"{one.kid}  {state}  từ {one.signs_from:%d/%m/%Y %H:%M}{until}")
    if not rows:
        typer.echo("Chưa có khóa nào; khóa đầu tiên được tạo khi có hệ thống hỏi đến.")


def rotate(
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Ký bằng khóa mới ngay, khi khóa cũ có thể đã lộ; khóa cũ bị bỏ.")
    ] = False,
) -> None:
    """Tạo khóa ký mới. Khóa mới được công bố trước, ký sau hai giờ; khóa cũ còn được công bố thêm một ngày."""
    import django

    django.setup()
    from congso.kernel import clock
    from congso.sso import commands
    from congso.sso.rules.timing import KEY_LEAD

    now = clock.now()
    kid = commands.rotate_keys(now=now, lead=timedelta(0) if at_once else KEY_LEAD, drop_former=at_once)
    typer.echo(f"Khóa mới: {kid}")


def reseal() -> None:
    """Mã hóa lại khóa ký bằng khóa niêm phong hiện tại (khóa đầu của CONGSO_SEALING_KEYS)."""
    import django

    django.setup()
    from congso.sso.commands.keys import reseal_keys

    typer.echo(f"Đã mã hóa lại {reseal_keys()} khóa ký.")
