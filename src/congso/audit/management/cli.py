"""`congso audit verify | seal | stamp | expire`."""

import json
import time
from datetime import date, datetime, timedelta
from typing import Annotated

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    group = typer.Typer(no_args_is_help=True, help="Nhật ký: kiểm chứng, niêm phong, lưu trữ theo thời hạn.")
    group.command("verify")(verify)
    group.command("seal")(seal)
    group.command("stamp")(stamp)
    group.command("expire")(expire)
    app.add_typer(group, name="audit")


def verify(
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Từ ngày niêm phong.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Đến hết ngày.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả cho máy đọc.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Coi cảnh báo về dấu thời gian là lỗi.")] = False,
) -> None:
    """Kiểm chứng nhật ký với niêm phong và dấu thời gian: nêu tên từng dòng bị sửa, xóa, chèn. Mã thoát 1 khi có."""
    _set_up()
    from django.conf import settings

    from congso.audit.queries import verification
    from congso.audit.queries.stamp_verification import Stamps
    from congso.kernel import timestamps

    folder = settings.AUDIT_SEALS_DIR
    keys = verification.known_keys(own=settings.AUDIT_KEY, more=settings.AUDIT_PUBLIC_KEYS, folder=folder)
    begun = time.perf_counter()
    stamps = Stamps(timestamps.anchors(settings.TSA_ANCHORS), timedelta(hours=settings.AUDIT_STAMP_HOURS))
    report = verification.verify(public_keys=keys, folder=folder, first=_day(first), last=_day(last), stamps=stamps)
    seconds = time.perf_counter() - begun
    if as_json:
        typer.echo(json.dumps({**report.as_dict(), "seconds": round(seconds, 2)}, ensure_ascii=False))
    else:
        for one in report.found:
            typer.echo(f"✗ {one}")
        if report.found_in_all > len(report.found):
            typer.echo(f"… và {report.found_in_all - len(report.found)} điều nữa.")
        for one in report.warnings:
            typer.echo(f"⚠ {one}")
        typer.echo(
            f"{report.entries} dòng, {report.seals} niêm phong, {report.seals_in_files} trong tệp, "
            f"{report.stamps} dấu thời gian, "
            f"{report.unsealed} dòng chưa niêm phong, {report.removed_by_policy} dòng đã bỏ theo thời hạn lưu; "
            f"{seconds:.1f} giây."
        )
        typer.echo("Nhật ký nguyên vẹn." if report.is_whole else f"KHÔNG nguyên vẹn: {report.found_in_all} điều.")
    raise typer.Exit(int(not report.is_whole or (strict and bool(report.warnings))))


def seal() -> None:
    """Niêm phong ngay những gì đã ghi, và ghi niêm phong ra tệp. Tiến trình việc nền tự làm mỗi mười giây."""
    _set_up()
    from django.conf import settings

    from congso.audit import commands
    from congso.kernel import clock
    from congso.kernel.refusals import Refusal

    try:
        count = commands.seal(now=clock.now())
    except Refusal as refusal:
        typer.echo(f"{refusal.message} {refusal.remedy}", err=True)
        raise typer.Exit(1) from None
    written = commands.export_seals(folder=settings.AUDIT_SEALS_DIR)
    typer.echo(f"{count} dòng được niêm phong, {written} niêm phong được ghi ra {settings.AUDIT_SEALS_DIR}.")


def stamp() -> None:
    """Xin dấu thời gian cho niêm phong cuối của những ngày chưa có. Tiến trình việc nền tự làm mỗi năm phút."""
    _set_up()
    from django.conf import settings

    from congso.audit import commands
    from congso.kernel import clock
    from congso.kernel.refusals import Refusal
    from congso.kernel.timestamps import NoTimestamp

    try:
        count = commands.stamp(now=clock.now(), most=100_000)
    except Refusal as refusal:
        typer.echo(f"{refusal.message} {refusal.remedy}", err=True)
        raise typer.Exit(1) from None
    except NoTimestamp as trouble:
        typer.echo(f"Dịch vụ cấp dấu thời gian không cấp được ({trouble}); sẽ thử lại.", err=True)
        raise typer.Exit(1) from None
    finally:
        commands.export_stamps(folder=settings.AUDIT_SEALS_DIR)
    typer.echo(f"{count} niêm phong được đóng dấu thời gian.")


def expire(
    basis: Annotated[str, typer.Option(help="Căn cứ: quyết định, kế hoạch tiêu hủy.")],
    yes: Annotated[bool, typer.Option("--yes", help="Làm thật; không có thì chỉ nêu tháng nào đã hết hạn.")] = False,
) -> None:
    """Bỏ những tháng đã quá thời hạn lưu (CONGSO_AUDIT_KEEP_MONTHS), để lại biên bản có chữ ký."""
    _set_up()
    from django.conf import settings

    from congso.audit import commands
    from congso.kernel import clock
    from congso.kernel.refusals import Refusal

    try:
        months = commands.expired_months(keep_months=settings.AUDIT_KEEP_MONTHS, today=clock.today())
        for month in months:
            if yes:
                count = commands.remove_month(month=month, basis=basis, now=clock.now())
                typer.echo(f"Đã bỏ {count} dòng của tháng {month:%m/%Y}.")
            else:
                typer.echo(f"Tháng {month:%m/%Y} đã hết thời hạn lưu.")
    except Refusal as refusal:
        typer.echo(f"{refusal.message} {refusal.remedy}", err=True)
        raise typer.Exit(1) from None
    if not months:
        typer.echo("Không có tháng nào hết thời hạn lưu.")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _set_up() -> None:
    import django

    django.setup()
