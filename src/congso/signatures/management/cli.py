"""`congso verify FILE…`: what is to be thought of the signatures of files, offline."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Add the command to the program."""
    app.command("verify")(verify)


def verify(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF cần kiểm tra chữ ký số.")],
    as_json: Annotated[bool, typer.Option("--json", help="In báo cáo kỹ thuật dạng JSON, mỗi tệp một mục.")] = False,
    anchors: Annotated[
        Path | None, typer.Option(help="Tệp PEM các gốc tin cậy, thay cho cấu hình CONGSO_SIGNATURE_ANCHORS.")
    ] = None,
) -> None:
    """Kiểm tra chữ ký số trong tệp PDF, không cần mạng. Mã thoát 0 khi mọi tệp đọc được, 1 khi có tệp không mở được."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()

    from congso.kernel import clock, timestamps
    from congso.signatures.queries import check_file
    from congso.signatures.rules.reports import Report

    try:
        roots = timestamps.anchors(anchors) if anchors is not None else None
    except ValueError as error:
        raise typer.BadParameter(f"Không đọc được gốc tin cậy trong {anchors}: {error}") from None
    reports: list[Report] = []
    failed = False
    for file in files:
        try:
            with file.open("rb") as stream:
                reports.append(check_file(stream, name=file.name, now=clock.now(), anchors=roots))
        except OSError as error:
            failed = True
            sys.stderr.write(f"{file}: không mở được ({error.strerror}).\n")
    if as_json:
        sys.stdout.write(json.dumps([one.to_json() for one in reports], ensure_ascii=False, indent=2) + "\n")
    else:
        for one in reports:
            sys.stdout.write(f"{one.name}: {one.sentence}\n")
            for judged in one.signatures:
                facts = judged.facts
                who = facts.certificate.name if facts.certificate else facts.field
                sys.stdout.write(f"  {facts.index + 1}. {who}: {judged.words}. {judged.verdict.reason}\n")
    if failed:
        raise typer.Exit(1)
