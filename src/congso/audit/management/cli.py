"""`congso audit verify | seal | stamp | retention | archive`."""

import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer, groups: dict[str, typer.Typer]) -> None:
    """Mount the commands of this context."""
    group = typer.Typer(no_args_is_help=True, help="Nhật ký: kiểm chứng, niêm phong, lưu trữ theo thời hạn.")
    group.command("verify")(verify)
    group.command("seal")(seal)
    group.command("stamp")(stamp)
    group.command("retention")(retention)
    group.command("archive")(archive)
    app.add_typer(group, name="audit")


def verify(
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Từ ngày niêm phong.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Đến hết ngày.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả cho máy đọc.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Coi cảnh báo về dấu thời gian là lỗi.")] = False,
    export: Annotated[Path | None, typer.Option("--export", help="Kiểm chứng một bản kết xuất, bản lưu trữ.")] = None,
) -> None:
    """Kiểm chứng nhật ký với niêm phong và dấu thời gian: nêu tên từng dòng bị sửa, xóa, chèn. Mã thoát 1 khi có."""
    _set_up()
    from django.conf import settings

    from congso.audit.queries import verification
    from congso.audit.queries.stamp_verification import Stamps
    from congso.kernel import timestamps

    folder = settings.AUDIT_SEALS_DIR
    keys = verification.known_keys(own=settings.AUDIT_KEY, more=settings.AUDIT_PUBLIC_KEYS, folder=folder)
    if export is not None:
        _verify_export(export, keys, as_json=as_json)
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
        for month, gone in sorted(report.removed_months.items()):
            typer.echo(f"Tháng {month}: đã hết hạn lưu, {gone} dòng đã bỏ có biên bản.")
        typer.echo("Nhật ký nguyên vẹn." if report.is_whole else f"KHÔNG nguyên vẹn: {report.found_in_all} điều.")
    raise typer.Exit(int(not report.is_whole or (strict and bool(report.warnings))))


def _verify_export(path: Path, keys: dict[str, bytes], *, as_json: bool) -> None:
    from congso.audit.queries.export_verification import verify_export

    report, manifest = verify_export(path, keys)
    if as_json:
        typer.echo(json.dumps({**report.as_dict(), "manifest": manifest}, ensure_ascii=False))
    else:
        for one in report.found:
            typer.echo(f"✗ {one}")
        gone = f", {report.removed_by_policy} dòng của tháng đã hết hạn lưu" if report.removed_by_policy else ""
        typer.echo(f"{report.entries} dòng{gone}.")
        typer.echo("Khớp nhật ký." if report.is_whole else f"KHÔNG khớp: {report.found_in_all} điều.")
    raise typer.Exit(int(not report.is_whole))


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


def archive(month: Annotated[datetime, typer.Option(formats=["%Y-%m"], help="Tháng, như 2026-01.")]) -> None:
    """Ghi cả một tháng ra tệp lưu trữ có bản kê đã ký. Việc nền tự làm với tháng đã hết thời hạn lưu."""
    _set_up()
    from django.conf import settings

    from congso.audit import commands
    from congso.kernel import clock
    from congso.kernel.refusals import Refusal

    try:
        written = commands.archive_month(month=month.date(), folder=settings.AUDIT_ARCHIVE_DIR, now=clock.now())
    except Refusal as refusal:
        typer.echo(f"{refusal.message} {refusal.remedy}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{written.lines} dòng, SHA-256 {written.digest}, trong {settings.AUDIT_ARCHIVE_DIR}.")


def retention(
    drop: Annotated[bool, typer.Option("--drop", help="Bỏ những tháng không còn gì vướng.")] = False,
    basis: Annotated[str, typer.Option(help="Căn cứ tiêu hủy: quyết định, kế hoạch; cần khi --drop.")] = "",
) -> None:
    """Nêu từng tháng: lưu đến bao giờ, đến hạn chưa, còn vướng gì. Thêm --drop để bỏ thật (tài khoản chủ sở hữu)."""
    _set_up()
    from django.conf import settings

    from congso.audit import commands
    from congso.audit.queries import retention as months
    from congso.audit.queries import verification
    from congso.audit.rules.kinds import label
    from congso.audit.rules.retention import HINDRANCES, read_policy
    from congso.kernel import clock, timestamps
    from congso.kernel.refusals import Refusal

    try:
        policy = read_policy(settings.AUDIT_RETENTION, keep_months=settings.AUDIT_KEEP_MONTHS)
    except ValueError as error:
        typer.echo(f"Thời hạn lưu chưa đúng: {error}.", err=True)
        raise typer.Exit(2) from None
    keys = verification.known_keys(
        own=settings.AUDIT_KEY, more=settings.AUDIT_PUBLIC_KEYS, folder=settings.AUDIT_SEALS_DIR
    )
    about: dict[str, Any] = {
        "folder": settings.AUDIT_ARCHIVE_DIR,
        "public_keys": keys,
        "trusted": timestamps.anchors(settings.TSA_ANCHORS),
    }
    for one in months.overview(policy, today=clock.today(), **about):
        held = ", ".join(f"{label(kind)} {count}" for kind, count in sorted(one.kinds.items()))
        until = f"lưu đến trước {one.kept_until:%d/%m/%Y}" if one.kept_until else "lưu mãi"
        why = "; ".join(HINDRANCES[each] for each in one.hindrances) or "đến hạn, bỏ được"
        typer.echo(f"{one.month:%m/%Y}: {one.entries} dòng ({held}); {until}; {why}.")
        if drop and one.may_go:
            try:
                count = commands.remove_month(month=one.month, basis=basis, policy=policy, now=clock.now(), **about)
            except Refusal as refusal:
                typer.echo(f"{refusal.message} {refusal.remedy}", err=True)
                raise typer.Exit(1) from None
            typer.echo(f"Đã bỏ {count} dòng của tháng {one.month:%m/%Y}.")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _set_up() -> None:
    import django

    django.setup()
