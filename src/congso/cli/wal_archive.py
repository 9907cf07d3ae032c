"""Archiving the log of the embedded server, so that one can go back to a moment: only where CONGSO_WAL_ARCHIVE asks."""

import os
import pwd
import shlex
from collections.abc import Callable
from pathlib import Path

from .trouble import Trouble


def folder() -> Path | None:
    """The folder for the archived log (CONGSO_WAL_ARCHIVE), None when nobody asked for it. Raises Trouble."""
    given = os.environ.get("CONGSO_WAL_ARCHIVE", "")
    if given and (not given.startswith("/") or "%" in given):
        raise Trouble(f"CONGSO_WAL_ARCHIVE={given!r} không dùng được: cần đường dẫn đầy đủ, không có dấu %.")
    return Path(given) if given else None


def settings(user: pwd.struct_passwd | None, *, may_enter: Callable[[Path, pwd.struct_passwd], bool]) -> dict[str, str]:
    """Return the settings that copy each finished segment to the archive, once, whole, onto the disk. Raises Trouble.

    Makes the folder for the server's user (None: our own).
    """
    archive = folder()
    if archive is None:
        return {}
    for place in (archive, archive / "wal", archive / "base"):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if user is not None:
            os.chown(place, user.pw_uid, user.pw_gid)
    if user is not None and not may_enter(archive / "wal", user):
        raise Trouble(f"Người dùng {user.pw_name} của cơ sở dữ liệu không vào được {archive}: chọn nơi khác.")
    there, draft = shlex.quote(f"{archive}/wal/") + "%f", shlex.quote(f"{archive}/wal/") + ".%f"
    # The same segment may be offered twice after a crash: that is no fault, another content is.
    command = (
        f"if test -f {there}; then cmp -s %p {there}; else cp %p {draft} && sync {draft} && mv {draft} {there}; fi"
    )
    return {
        "archive_mode": "on",
        "archive_timeout": "60",
        "archive_command": "'" + command.replace("'", "''") + "'",
    }
