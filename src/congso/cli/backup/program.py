"""`congso backup` and `congso restore`, as an operator types them."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from congso.cli import installation
from congso.cli.trouble import Trouble, of_disk

To = Annotated[Path | None, typer.Option("--to", help="Thư mục để bản sao lưu (mặc định CONGSO_BACKUP_DIR).")]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả cho máy đọc; tiến độ ra luồng lỗi.")]
KeysFile = Annotated[Path | None, typer.Option("--keys", help="Tệp khóa .age, để thử mở.")]
Identity = Annotated[
    Path | None, typer.Option("--identity", help="Tệp chứa khóa bí mật của age (AGE-SECRET-KEY-…) mở tệp khóa.")
]


def register(app: typer.Typer) -> None:
    """Mount the commands."""
    group = typer.Typer(help="Sao lưu cơ sở dữ liệu, tệp và khóa; kiểm tra; diễn tập phục hồi.")
    group.callback(invoke_without_command=True)(backup)
    group.command("list")(list_backups)
    group.command("drill")(drill)
    group.command("base")(base)
    app.add_typer(group, name="backup")
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    to: To = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", help="Chỉ kiểm tra lại một bản (hoặc bản mới nhất của thư mục).")
    ] = None,
    keys_to: Annotated[
        Path | None, typer.Option("--keys-to", help="Nơi cất khóa (mặc định CONGSO_BACKUP_KEYS_DIR).")
    ] = None,
    keys_with_data: Annotated[
        bool, typer.Option("--keys-with-data", help="Cho phép cất khóa cùng chỗ với dữ liệu. Không nên.")
    ] = False,
    keys: KeysFile = None,
    identity: Identity = None,
    as_json: AsJson = False,
) -> None:
    """Sao lưu ngay; hoặc kiểm tra lại một bản với --verify. Mã thoát 1 khi không được hay có điều sai."""
    if context.invoked_subcommand is not None:
        return
    from congso.cli.program import set_up_django

    set_up_django()
    if verify is not None:
        _verify(verify, keys, identity, as_json)
        return
    from . import making
    from .shelf import Shelf
    from .source import keeping_of_settings, lock_of_settings, of_settings

    def do(say: Callable[[str], None]) -> tuple[str, str, dict[str, Any], list[str]]:
        from congso.kernel import clock

        place = keys_to or _path_of_setting("BACKUP_KEYS_DIR")
        made = making.make(
            of_settings(installation.current()),
            Shelf(_folder(to)),
            now=clock.now(),
            keeping=keeping_of_settings(),
            keys_place=making.KeysPlace(place, lock_of_settings(), keys_with_data) if place else None,
            say=say,
        )
        say(
            f"✓ {made.path}: {made.rows} dòng, kết xuất {made.dump_bytes / 2**20:.1f} MB, {made.files} tệp "
            f"({made.new_files} tệp mới, {made.new_bytes / 2**20:.1f} MB); {made.seconds:.1f} giây."
        )
        if made.let_go:
            say(f"  Đã bỏ {len(made.let_go)} bản quá hạn giữ.")
        if made.keys_archive is None:
            say("  Khóa chưa được sao lưu: đặt CONGSO_BACKUP_KEYS_DIR, hoặc --keys-to (docs/operations/sao-luu.md).")
        wrong = [f"kho tệp đã thiếu hoặc hỏng tệp {sha256}" for sha256 in made.missing]
        summary = f"{made.rows} dòng, {made.files} tệp, {made.seconds:.0f} giây"
        return made.path.name, summary, asdict(made), wrong

    _run_noted("backup", _folder(to), as_json, do)


def list_backups(to: To = None, as_json: AsJson = False) -> None:
    """Liệt kê những bản sao lưu hoàn chỉnh."""
    from congso.cli.program import set_up_django

    set_up_django()
    from . import manifest
    from .shelf import Shelf

    found = []
    for path in Shelf(_folder(to)).complete():
        try:
            told, _ = manifest.read(path)
            size = sum(part.size_bytes for part in told.parts.values())
            found.append({"name": path.name, "rows": told.rows, "files": told.files.count, "bytes": size})
        except manifest.Unreadable as error:
            found.append({"name": path.name, "wrong": str(error)})
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        words = f"HỎNG: {one['wrong']}" if "wrong" in one else f"{one['rows']} dòng, {one['files']} tệp"
        typer.echo(f"{one['name']}  {words}")
    if not found:
        typer.echo("Chưa có bản sao lưu nào.")


def drill(
    to: To = None,
    keys: KeysFile = None,
    identity: Identity = None,
    as_json: AsJson = False,
) -> None:
    """Diễn tập: phục hồi bản mới nhất vào một nơi trống, so từng dòng từng tệp, hỏi ứng dụng, rồi dọn sạch."""
    from congso.cli.program import set_up_django

    set_up_django()
    from . import drill as drilling
    from .keys import read
    from .shelf import Shelf
    from .source import of_settings

    def do(say: Callable[[str], None]) -> tuple[str, str, dict[str, Any], list[str]]:
        here = installation.current()
        source, shelf = of_settings(here), Shelf(_folder(to))
        path = shelf.newest()
        lock = _opening(identity)
        archive = keys or _archive_of(path)
        recovered = read(archive, lock) if archive is not None and lock.opens else None
        drilled = drilling.drill(
            shelf, path, beside=here.home / "drill", ring=source.ring, public_keys=source.public_keys,
            recovered=recovered, say=say,
        )  # fmt: skip
        answers = drilled.answers
        summary = (
            f"{drilled.tables} bảng, {drilled.rows} dòng, {drilled.files} tệp giống hệt; nhật ký "
            f"{answers.get('entries')} dòng, {answers.get('seals')} niêm phong; {drilled.seconds:.0f} giây"
        )
        if not drilled.wrong:
            say(f"✓ Phục hồi được bản {path.name}: {summary}.")
            read_ = f"hồ sơ {answers['dossier_read']}" if answers.get("dossier_read") else "chưa có hồ sơ để đọc"
            file = f", tệp {answers['file_read']}" if answers.get("file_read") else ", không có tệp để đọc"
            say(f"  Qua ứng dụng đã đọc: {read_}{file}.")
            if recovered is None:
                say("  Dùng khóa đang có; chưa chứng minh được bản sao lưu khóa: thêm --keys TỆP --identity TỆP.")
        return path.name, summary, asdict(drilled), drilled.wrong

    _run_noted("drill", _folder(to), as_json, do)


def base(as_json: AsJson = False) -> None:
    """Chụp bản gốc của máy chủ kèm theo, để về được một thời điểm (cần CONGSO_WAL_ARCHIVE)."""
    from . import moments

    made = moments.take_base(installation.current(), say=_say(as_json))
    if as_json:
        typer.echo(json.dumps({"base": str(made)}))


def restore(
    folder: Annotated[Path | None, typer.Argument(help="Bản sao lưu, hoặc thư mục sao lưu (lấy bản mới nhất).")] = None,
    into: Annotated[
        str | None, typer.Option("--into", help="Địa chỉ (chủ sở hữu) của cơ sở dữ liệu trống trên máy chủ riêng.")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="Nơi của bản cài có máy chủ kèm theo (mặc định CONGSO_HOME).")
    ] = None,
    files: Annotated[
        Path | None, typer.Option("--files", help="Nơi để tệp, khi dùng --into (mặc định CONGSO_FILES).")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="Tệp khóa .age: đặt khóa vào bản cài trống trước khi phục hồi.")
    ] = None,
    identity: Identity = None,
    only_keys: Annotated[bool, typer.Option("--only-keys", help="Chỉ lấy khóa ra <home>/secrets.")] = False,
    until: Annotated[
        str | None,
        typer.Option("--until", help='Về một thời điểm, giờ Việt Nam: "2026-11-30 14:05[:30]". Chỉ máy chủ kèm theo.'),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Thay dữ liệu đang có.")] = False,
    confirm: Annotated[
        str, typer.Option("--confirm", help="Gõ lại tên cơ sở dữ liệu sẽ bị thay, khi dùng --overwrite.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Phục hồi một bản sao lưu vào nơi trống, so với bản kê, kiểm chứng nhật ký. Mã thoát 1 khi có điều khác."""
    from . import moments, places

    say = _say(as_json)
    if home is not None:
        os.environ["CONGSO_HOME"] = str(home.resolve())
    here = installation.current()
    if until is not None:
        told: dict[str, Any] = moments.restore_until(here, until, say=say)
        wrong: list[str] = []
    elif only_keys:
        if keys is None:
            raise Trouble("Chưa nói tệp khóa nào: thêm --keys TỆP.age.")
        told, wrong = {"keys": str(places.place_keys(here, keys, _opening(identity), say=say))}, []
    elif folder is None:
        raise Trouble("Chưa nói phục hồi bản nào: congso restore THƯ_MỤC.")
    else:
        request = places.Request(
            folder=folder, files=files, keys=keys, lock=_opening(identity), overwrite=overwrite, confirm=confirm
        )
        told, wrong = places.into(into, request, say=say) if into else places.at_home(here, request, say=say)
    for one in wrong[:20]:
        say(f"✗ {one}")
    if as_json:
        typer.echo(json.dumps({**told, "wrong": wrong}, ensure_ascii=False, default=str))
    elif not wrong:
        say("✓ Xong.")
    raise typer.Exit(int(bool(wrong)))


# What the commands share


def _say(as_json: bool) -> Callable[[str], None]:
    return lambda line: print(line, file=sys.stderr if as_json else sys.stdout, flush=True)


def _path_of_setting(name: str) -> Path | None:
    from django.conf import settings

    found = getattr(settings, name)
    return Path(found) if found else None


def _folder(given: Path | None) -> Path:
    found = given or _path_of_setting("BACKUP_DIR")
    if found is None:
        raise Trouble("Chưa nói sao lưu ở đâu: đặt CONGSO_BACKUP_DIR (trên đĩa khác), hoặc --to THƯ_MỤC.")
    return found.resolve()


def _archive_of(path: Path) -> Path | None:
    place = _path_of_setting("BACKUP_KEYS_DIR")
    archive = place / f"{path.name}.age" if place else None
    return archive if archive is not None and archive.is_file() else None


def _opening(identity: Path | None) -> Any:
    """Return who opens archives of keys: an identity of age from its file, else the passphrase of the environment."""
    from congso.config.env import read

    from .keys import Lock

    passphrase = read("CONGSO_BACKUP_PASSPHRASE", default="-").removeprefix("-")
    identities: tuple[str, ...] = ()
    if identity is not None:
        try:
            lines = identity.read_text(encoding="utf-8").splitlines()
        except OSError:
            raise Trouble(f"Không đọc được tệp khóa bí mật {identity}.") from None
        identities = tuple(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-"))
    return Lock(identities=identities, passphrase=passphrase)


def _verify(place: Path, keys: Path | None, identity: Path | None, as_json: bool) -> None:
    from . import shelf as shelves
    from .source import of_settings
    from .verifying import verify

    begun = time.monotonic()
    shelf, path = shelves.choose(place.resolve())
    source, lock = of_settings(installation.current()), _opening(identity)
    archive = keys or (_archive_of(path) if lock.opens else None)
    looked = verify(shelf, path, public_keys=source.public_keys, archive=archive, lock=lock)
    seconds = round(time.monotonic() - begun, 2)
    if as_json:
        told = {"backup": path.name, "wrong": looked.wrong, "files": looked.files, "signed": looked.signed}
        typer.echo(
            json.dumps({**told, "keys_opened": looked.opened is not None, "seconds": seconds}, ensure_ascii=False)
        )
    else:
        for one in looked.wrong:
            typer.echo(f"✗ {one}")
        rows = looked.manifest.rows if looked.manifest else 0
        signed = "chữ ký đúng" if looked.signed else "chỉ so mã băm, không có khóa để kiểm chữ ký"
        keys_ = "khóa mở được và đủ" if looked.opened and looked.is_whole else "chưa thử mở khóa"
        typer.echo(f"{path.name}: {rows} dòng, {looked.files} tệp; {signed}; {keys_}; {seconds:.1f} giây.")
        typer.echo("Bản sao lưu nguyên vẹn." if looked.is_whole else f"KHÔNG nguyên vẹn: {len(looked.wrong)} điều.")
    raise typer.Exit(int(not looked.is_whole))


def _run_noted(
    kind: str,
    folder: Path,
    as_json: bool,
    do: Callable[[Callable[[str], None]], tuple[str, str, dict[str, Any], list[str]]],
) -> None:
    """Do it, write down how it ended (database and log of the folder), tell, and end the program."""
    from congso.kernel import clock

    say, began = _say(as_json), clock.now()
    try:
        name, summary, told, wrong = do(say)
    except (Trouble, OSError) as error:
        trouble = error if isinstance(error, Trouble) else of_disk(error)
        if trouble is None:
            raise
        _note(kind, folder, "", began, False, str(trouble))
        if as_json:
            typer.echo(json.dumps({"wrong": [str(trouble)]}, ensure_ascii=False))
            raise typer.Exit(1) from None
        raise trouble from None
    for one in wrong[:20]:
        say(f"✗ {one}")
    _note(kind, folder, name, began, not wrong, "; ".join(wrong) if wrong else summary)
    if as_json:
        typer.echo(json.dumps({**told, "wrong": wrong}, ensure_ascii=False, default=str))
    raise typer.Exit(int(bool(wrong)))


def _note(kind: str, folder: Path, name: str, began: datetime, succeeded: bool, summary: str) -> None:
    from django.db import Error

    from congso.kernel import backups, clock

    from .shelf import Shelf

    ended = clock.now()
    try:
        backups.note(kind=kind, backup=name, began_at=began, ended_at=ended, succeeded=succeeded, summary=summary)
    except Error:
        print("  Không ghi được kết quả vào cơ sở dữ liệu; xem nhật ký ở nơi sao lưu.", file=sys.stderr)
    if folder.is_dir():
        try:
            Shelf(folder).note(
                kind=kind, backup=name, began_at=began, ended_at=ended, succeeded=succeeded, summary=summary
            )
        except OSError:
            print(f"  Không ghi được {Shelf(folder).log}.", file=sys.stderr)
