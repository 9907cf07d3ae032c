"""`congso verify FILE…`: what is to be thought of signatures; `congso sign FILE…`: sign data for an agency."""

import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

if TYPE_CHECKING:
    from congso.signatures.queries import Evidence


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Add the command to the program."""
    app.command("verify")(verify)
    app.command("sign")(sign)


def verify(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF, XML, .p7m, .p7s cần kiểm tra.")],
    as_json: Annotated[bool, typer.Option("--json", help="In báo cáo kỹ thuật dạng JSON, mỗi tệp một mục.")] = False,
    anchors: Annotated[
        Path | None, typer.Option(help="Tệp PEM các gốc tin cậy, thay cho cấu hình CONGSO_SIGNATURE_ANCHORS.")
    ] = None,
    content: Annotated[
        Path | None,
        typer.Option(help="Tệp gốc của chữ ký để riêng; không nêu thì lấy tệp cùng tên bỏ đuôi .p7s."),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Hỏi cơ quan chứng thực xem chứng thư có bị thu hồi (OCSP, CRL).")
    ] = False,
) -> None:
    """Kiểm tra chữ ký số, không cần mạng. Mã thoát 0 khi mọi tệp đọc được, 1 khi có tệp không mở được."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()

    from congso.kernel import clock, timestamps
    from congso.signatures.queries import check_file, configured
    from congso.signatures.rules.reports import Report

    stored = _database_answers()
    try:
        roots = timestamps.anchors(anchors) if anchors is not None else None if stored else configured()
    except ValueError as error:
        raise typer.BadParameter(f"Không đọc được gốc tin cậy trong {anchors}: {error}") from None
    reports: list[Report] = []
    failed = False
    for file in files:
        try:
            with file.open("rb") as stream, _beside(file, content) as signed:
                now = clock.now()
                evidence = _evidence(now, online=online, stored=stored)
                reports.append(
                    check_file(stream, name=file.name, now=now, anchors=roots, evidence=evidence, content=signed)
                )
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


def _beside(file: Path, content: Path | None) -> AbstractContextManager[BinaryIO | None]:
    """Return the signed file of a signature that lies beside it, opened; nothing where there is none."""
    found = content or (file.with_suffix("") if file.suffix.lower() == ".p7s" else None)
    if found is None or (content is None and not found.is_file()):
        return nullcontext()
    return found.open("rb")


def _evidence(now: Any, *, online: bool, stored: bool) -> "Evidence":
    from django.conf import settings

    from congso.signatures.commands.revocation import AskingEvidence
    from congso.signatures.queries import KeptEvidence, NoEvidence

    if online:
        if not settings.SIGNATURE_HOSTS:
            sys.stderr.write("Chưa hỏi ai: đặt CONGSO_SIGNATURE_HOSTS là các máy được phép hỏi.\n")
        return AskingEvidence(now=now, seconds=settings.SIGNATURE_SECONDS_APART, keeps=stored)
    return KeptEvidence() if stored else NoEvidence()


def _database_answers() -> bool:
    """Tell whether there is a database with our tables; a machine without one checks files all the same."""
    import psycopg
    from django.db import connection

    told = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: told[key] for name, key in names.items() if told[key]}
    try:
        with psycopg.connect(**given, connect_timeout=2) as asked:
            asked.execute("SELECT 1 FROM signatures_trustanchor LIMIT 1")
    except psycopg.Error:
        return False
    return True


def sign(
    files: Annotated[list[Path], typer.Argument(help="Tệp dữ liệu hoặc XML cần ký.")],
    agency: Annotated[int, typer.Option(help="Mã nội bộ của cơ quan ký (cột id ở trang Tổ chức).")],
    form: Annotated[
        str, typer.Option(help="cades: chữ ký để riêng cạnh tệp (.p7s); xades: chữ ký trong tệp XML (.signed.xml).")
    ] = "cades",
) -> None:
    """Ký dữ liệu bằng chứng thư số của cơ quan. Không ghi đè tệp nào; mã thoát 1 khi có tệp không ký được."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
    import django

    django.setup()

    from congso.kernel import clock
    from congso.kernel.refusals import Refusal
    from congso.signatures import commands, queries

    if form not in set(commands.Form):
        raise typer.BadParameter("Kiểu ký là cades hoặc xades.")
    now, failed = clock.now(), False
    key = queries.key_of_agency(agency, now)
    if key is None:
        raise typer.BadParameter("Cơ quan này chưa có chứng thư số còn hiệu lực.")
    for file in files:
        target = file.with_name(file.name + ".p7s") if form == "cades" else file.with_suffix(".signed.xml")
        try:
            made = commands.sign_data(
                content=file.read_bytes(), form=commands.Form(form), credential_id=key.id, now=now
            )
            with target.open("xb") as out:
                out.write(made)
        except (OSError, Refusal) as trouble:
            failed = True
            sys.stderr.write(f"{file}: {getattr(trouble, 'message', trouble)}\n")
        else:
            sys.stdout.write(f"{target}\n")
    if failed:
        raise typer.Exit(1)
