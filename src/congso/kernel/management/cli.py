"""`congso keys …`: the keys that protect personal data in the database."""

import time
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of the keys."""
    keys = typer.Typer(no_args_is_help=True, help="Khóa bảo vệ dữ liệu cá nhân.")
    keys.command("create")(create)
    keys.command("show")(show)
    keys.command("rotate-data")(rotate_data)
    keys.command("rewrap")(rewrap)
    app.add_typer(keys, name="keys")


def create() -> None:
    """Tạo vòng khóa dữ liệu của một hệ thống mới. Vòng khóa đã có thì giữ nguyên."""
    _set_up()
    from django.conf import settings

    from congso.kernel import clock, keyring

    if not settings.DATA_KEYS:
        keyring.create(today=clock.today())
    typer.echo(f"Khóa đang dùng: {keyring.ring().current}. Sao lưu vòng khóa và khóa chủ ở hai nơi khác nhau.")


def show() -> None:
    """Cho biết khóa đang dùng, tuổi của khóa, và số giá trị trong cơ sở dữ liệu theo từng khóa."""
    _set_up()
    from congso.kernel import keyring, rewriting

    ring, counts = keyring.ring(), rewriting.count_by_key()
    for key in ring.keys.values():
        current = " (đang dùng)" if key.id == ring.current else ""
        typer.echo(f"Khóa {key.id}, tạo ngày {key.made_on:%d/%m/%Y}{current}: {counts.pop(key.id, 0)} giá trị")
    for key_id, count in sorted(counts.items()):
        typer.echo(
            f"{f'Khóa {key_id} không có trong vòng khóa' if key_id else 'Chưa mã hóa'}: {count} giá trị", err=True
        )
    if counts:
        raise typer.Exit(1)


def rotate_data(
    batch: Annotated[int, typer.Option(help="Số dòng mỗi đợt.")] = 2_000,
    same_key: Annotated[bool, typer.Option(help="Không tạo khóa mới; làm tiếp lần trước bị dừng.")] = False,
    keep_old: Annotated[bool, typer.Option(help="Giữ khóa cũ (để đọc được bản sao lưu cũ).")] = True,
) -> None:
    """Tạo khóa mới và mã hóa lại mọi dữ liệu bằng khóa đó, theo từng đợt, trong khi hệ thống vẫn chạy."""
    _set_up()
    from congso.kernel import clock, keyring, rewriting

    try:
        if not same_key:
            keyring.add_key(today=clock.today())
        current = keyring.ring().current
        time.sleep(2 * keyring.LOOK_AGAIN_SECONDS)  # until every process seals with the new key
        while any(list(map(_told, rewriting.seal_anew(batch=batch)))):
            pass
        if not keep_old:
            for key_id in [key_id for key_id in keyring.ring().keys if key_id != current]:
                if not rewriting.count_by_key().get(key_id):
                    keyring.drop_key(key_id)
    except keyring.KeyringTrouble as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Mọi dữ liệu đã dùng khóa {current}.")


def _told(found: tuple[object, int]) -> int:
    column, count = found
    if count:
        typer.echo(f"{getattr(column, 'label', '')}: {count} giá trị")
    return count


def rewrap(
    old_master_file: Annotated[str, typer.Argument(help="Tệp chứa khóa chủ cũ; khóa chủ mới là CONGSO_MASTER_KEY.")],
) -> None:
    """Bọc lại vòng khóa bằng khóa chủ mới. Dữ liệu không đổi."""
    _set_up()
    from pathlib import Path

    from congso.kernel import keyring

    try:
        keyring.rewrap(Path(old_master_file).read_text(encoding="utf-8").strip())
    except (keyring.KeyringTrouble, OSError) as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from None
    typer.echo("Vòng khóa đã được bọc bằng khóa chủ mới. Hủy khóa chủ cũ.")


def _set_up() -> None:
    import django

    django.setup()
