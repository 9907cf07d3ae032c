"""`congso permissions`: who may ask for which address, as reviewed. The table is part of the program.

The suite asks every address as every asker and compares (tests/test_permissions.py), so what is printed is what holds.
"""

import csv
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Annotated

import typer

VERDICTS = {
    "ok": "allow",
    "sign-in": "sign in first",
    "token": "token needed",
    "no": "deny",
    "hidden": "deny, as if it did not exist",
    "-": "no such method",
    "": "not asked",
}


def lines() -> Iterator[dict[str, str]]:
    """Return one line per route, method and role: its verdict in the table's word."""
    text = files("congso.cli").joinpath("permissions.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for role, verdict in row.items():
            if role not in ("address", "variant", "method"):
                yield {
                    "route": f"/{row['address']}",
                    "variant": row["variant"],
                    "method": row["method"],
                    "role": role,
                    "verdict": verdict,
                }


def permissions(
    as_json: Annotated[bool, typer.Option("--json", help="In cho máy đọc.")] = False,
    role: Annotated[str, typer.Option(help="Chỉ in một vai, ví dụ counter.")] = "",
) -> None:
    """In bảng quyền đã rà soát: địa chỉ, phương thức, vai, được hay không."""
    chosen = [line for line in lines() if not role or line["role"] == role]
    if not chosen:
        typer.echo(f"Không có vai “{role}” trong bảng quyền.", err=True)
        raise typer.Exit(2)
    if as_json:
        typer.echo(json.dumps(chosen, ensure_ascii=False, indent=1))
        return
    for line in chosen:
        what = f"{line['method']} {line['route']}" + (f" [{line['variant']}]" if line["variant"] else "")
        typer.echo(f"{what}\t{line['role']}\t{VERDICTS.get(line['verdict'], line['verdict'])}")
