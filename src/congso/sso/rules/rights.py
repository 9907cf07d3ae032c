"""What officers may do with single sign-on, and which role may."""

from congso.kernel.rights import Right, Vocabulary, personal


class SsoRight(Right):
    """Rights over connected systems."""

    CONNECT = personal(
        "sso.connect",
        "Kết nối hệ thống, cấp mã truy cập",
        "Đăng ký hệ thống đăng nhập một lần, đổi khóa, ngừng kết nối; cấp và thu hồi mã truy cập giao diện lập trình. "
        "Chỉ quản trị của cơ quan cấp tỉnh.",
    )


VOCABULARY = Vocabulary("sso", "Đăng nhập một lần", tuple(SsoRight), {"administrator": frozenset({SsoRight.CONNECT})})
