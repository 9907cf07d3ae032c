"""`congso openapi`: the contract as kept in the repository. `congso token …`: who may speak to the interface."""

import json
from datetime import timedelta
from typing import Annotated

import typer

Scopes = Annotated[list[str], typer.Option("--scope", help="Phạm vi: dossiers:submit, dossiers:read, dossiers:act …")]


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    app.command("openapi")(openapi)
    tokens = typer.Typer(no_args_is_help=True, help="Mã truy cập của hệ thống kết nối.")
    tokens.command("issue")(issue)
    tokens.command("revoke")(revoke)
    app.add_typer(tokens, name="token")


def openapi() -> None:
    """In hợp đồng OpenAPI 3.1 của giao diện lập trình."""
    import django

    django.setup()
    from congso.api.v1 import api

    typer.echo(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1))


def issue(
    name: Annotated[str, typer.Argument(help="Tên hệ thống, ví dụ “Cổng DVC quốc gia”.")],
    scopes: Scopes,
    organisation: Annotated[int | None, typer.Option(help="Chỉ cho cơ quan có số này.")] = None,
    officer: Annotated[str, typer.Option(help="Làm việc thay cán bộ có tên đăng nhập này.")] = "",
    days: Annotated[int, typer.Option(help="Có hiệu lực trong bao nhiêu ngày.", min=1, max=3_650)] = 365,
) -> None:
    """Cấp mã truy cập cho một hệ thống, hoặc cấp lại; in ra một lần. Mã cũ hết hiệu lực ngay."""
    import django

    django.setup()
    from congso.identity import commands, queries
    from congso.kernel import clock
    from congso.kernel.refusals import NotFound, Refusal
    from congso.organisation.queries import acting_officers

    now = clock.now()
    try:
        officer_id = None
        if officer:
            account = queries.account_named(officer)
            posts = acting_officers(account.id, now.date()) if account else []
            if not posts:
                raise NotFound(f"Không có cán bộ nào đang giữ vị trí với tên đăng nhập “{officer}”.")
            officer_id = posts[0].id
        _, token = commands.issue_client_token(
            name=name,
            scopes=scopes,
            now=now,
            organisation_id=organisation,
            officer_id=officer_id,
            valid_until=now + timedelta(days=days),
        )
    except Refusal as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(1) from None
    typer.echo(token)


def revoke(name: Annotated[str, typer.Argument(help="Tên hệ thống đã được cấp mã.")]) -> None:
    """Thu hồi quyền truy cập của một hệ thống, có hiệu lực ngay."""
    import django

    django.setup()
    from congso.identity import commands, queries
    from congso.kernel import clock
    from congso.kernel.refusals import NotFound, Refusal

    try:
        client = queries.client_named(name)
        if client is None:
            raise NotFound(f"Chưa cấp mã cho hệ thống nào tên “{name}”.")
        commands.revoke_client(client_id=client.id, now=clock.now())
    except Refusal as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Đã thu hồi quyền truy cập của “{name}”.")
