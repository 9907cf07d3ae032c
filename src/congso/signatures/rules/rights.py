"""What officers may do about digital signatures, and which role may."""

from congso.kernel.rights import Right, Vocabulary, personal, signed


class SignatureRight(Right):
    """Rights over what signatures are judged by, and over the keys they are made with."""

    KEEP_ANCHORS = personal(
        "signatures.keep_anchors",
        "Giữ danh sách gốc tin cậy của chữ ký số",
        "Thêm và bỏ chứng thư gốc mà chữ ký số được kiểm tra theo, sau khi so dấu vân tay với bản công bố của cơ quan "
        "chứng thực. Chỉ quản trị của cơ quan cấp tỉnh.",
        "Luật Giao dịch điện tử 20/2023/QH15 Điều 22",
    )
    KEEP_KEYS = personal(
        "signatures.keep_keys",
        "Quản lý chứng thư chữ ký số",
        "Đăng ký chứng thư và nơi giữ khóa, đặt hình chữ ký và con dấu, ngừng dùng chứng thư; xem tình hình ký số. "
        "Quản trị của cơ quan trong cơ quan mình, quản trị của tỉnh ở mọi cơ quan.",
        "NĐ 68/2024/NĐ-CP",
    )

    COPY = signed(
        "signatures.copy",
        "Cấp bản sao điện tử",
        "Ký bản sao y, sao lục, trích sao điện tử bằng chữ ký số của cơ quan.",
        "NĐ 30/2020/NĐ-CP Điều 25, 27",
    )


VOCABULARY = Vocabulary(
    "signatures",
    "Chữ ký số",
    tuple(SignatureRight),
    {
        "administrator": frozenset({SignatureRight.KEEP_ANCHORS, SignatureRight.KEEP_KEYS}),
        "clerk": frozenset({SignatureRight.COPY}),
    },
)
