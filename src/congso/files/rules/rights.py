"""What officers may do with files that have malware in them, and which role may."""

from congso.kernel.rights import Right, Vocabulary, personal

_LEVEL_3 = "TCVN 14423:2026 cấp độ 3 †"


class FileRight(Right):
    """Rights over files kept apart."""

    SEE_QUARANTINE = personal(
        "files.see_quarantine",
        "Xem danh sách tệp bị cách ly",
        "Xem tệp nào có mã độc, mã độc gì, thuộc hồ sơ nào của cơ quan mình; không thấy tên và nội dung tệp. Quản trị "
        "của tỉnh xem của mọi cơ quan.",
        _LEVEL_3,
    )
    FETCH_QUARANTINED = personal(
        "files.fetch_quarantined",
        "Tải tệp bị cách ly để phân tích mã độc",
        "Tải về, không mở được trên trình duyệt, một tệp có mã độc để phân tích. Mỗi lần tải được ghi vào nhật ký.",
        _LEVEL_3,
    )


VOCABULARY = Vocabulary("files", "Tệp", tuple(FileRight), {"administrator": frozenset(FileRight)})
