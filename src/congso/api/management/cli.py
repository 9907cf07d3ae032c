"""`congso openapi`: the contract of the programming interface, as kept in the repository."""

import json

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    app.command("openapi")(openapi)


def openapi() -> None:
    """In hợp đồng OpenAPI 3.1 của giao diện lập trình."""
    import django

    django.setup()
    from congso.api.v1 import api

    typer.echo(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1))
