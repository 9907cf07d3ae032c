"""What an operator is told when something cannot be done: one sentence, and what to do about it."""

import errno


class Trouble(Exception):  # noqa: N818 - not a fault of the program
    """A start or stop that cannot go on. The message is one Vietnamese sentence with its remedy."""


def of_disk(error: OSError) -> Trouble | None:
    """Return the sentence for a file error that an operator can mend, None for any other."""
    where = error.filename or "ổ đĩa"
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Trouble(f"Hết chỗ trên đĩa khi ghi {where}: giải phóng ít nhất 1 GB rồi chạy lại.")
        case errno.EACCES | errno.EPERM:
            return Trouble(f"Không có quyền ghi {where}: chạy bằng người dùng đã cài đặt, hoặc chown -R rồi chạy lại.")
        case errno.EROFS:
            return Trouble(f"Ổ đĩa chứa {where} chỉ cho đọc: đặt CONGSO_HOME vào nơi ghi được rồi chạy lại.")
    return None
