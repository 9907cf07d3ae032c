"""What `congso doctor` looks at in the keys that protect personal data."""

from collections.abc import Iterator

from .doctor import Finding


def look() -> Iterator[Finding]:
    """Look at the ring and at the rows it must open."""
    import django

    django.setup()
    from django.conf import settings

    from congso.kernel import clock, keyring, rewriting

    subject = "Khóa dữ liệu"
    try:
        ring = keyring.ring()
    except keyring.KeyringTrouble as trouble:
        yield Finding(subject, "broken", str(trouble), "Đặt lại vòng khóa và khóa chủ từ bản sao lưu khóa.")
        return
    months = (clock.today() - ring.newest.made_on).days // 30
    old = months >= settings.DATA_KEY_MONTHS
    yield Finding(
        subject,
        "warning" if old else "fine",
        f"khóa {ring.current} tạo ngày {ring.newest.made_on:%d/%m/%Y}",
        "Chạy `congso keys rotate-data`." if old else "",
    )
    lost = {key_id: count for key_id, count in rewriting.count_by_key().items() if key_id not in ring.keys}
    yield Finding(
        "Dữ liệu chưa mã hóa",
        "broken" if lost else "fine",
        f"{lost.get(0, 0)} giá trị"
        + (f", {sum(lost.values()) - lost.get(0, 0)} giá trị bằng khóa không còn" if len(lost) > (0 in lost) else ""),
        "Xem `congso keys show`; đặt lại vòng khóa từ bản sao lưu." if lost else "",
    )
