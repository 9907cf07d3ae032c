"""What officers may do about digital signatures, and which role may."""

from congso.kernel.rights import Right, Vocabulary, personal


class SignatureRight(Right):
    """Rights over what signatures are judged by."""

    KEEP_ANCHORS = personal(
        "signatures.keep_anchors",
        "Giữ danh sách gốc tin cậy của chữ ký số",
        "Thêm và bỏ chứng thư gốc mà chữ ký số được kiểm tra theo, sau khi so dấu vân tay với bản công bố của cơ quan "
        "chứng thực. Chỉ quản trị của cơ quan cấp tỉnh.",
        "Luật Giao dịch điện tử 20/2023/QH15 Điều 22",
    )


VOCABULARY = Vocabulary(
    "signatures", "Chữ ký số", tuple(SignatureRight), {"administrator": frozenset({SignatureRight.KEEP_ANCHORS})}
)
