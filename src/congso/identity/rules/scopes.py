"""What a client system may be allowed to do. A scope is granted to one system; it has no role."""

from congso.kernel.rights import Right, Vocabulary, personal


class ClientScope(Right):
    """Scopes of tokens (phạm vi quyền của hệ thống kết nối)."""

    CATALOGUE_READ = personal("catalogue:read", "Đọc danh mục thủ tục", "Đọc thủ tục, biểu mẫu đã công bố.")
    DOSSIERS_SUBMIT = personal("dossiers:submit", "Nộp hồ sơ", "Nộp hồ sơ và tệp đính kèm vào cơ quan của mình.")
    DOSSIERS_ACT = personal(
        "dossiers:act",
        "Xử lý hồ sơ",
        "Xử lý hồ sơ thay cán bộ mà hệ thống được gắn với, trong đúng quyền của cán bộ đó.",
        "NĐ 61/2018/NĐ-CP Điều 17–20",
    )
    DOSSIERS_READ = personal("dossiers:read", "Đọc hồ sơ", "Đọc hồ sơ mà cán bộ được gắn với hệ thống xem được.")
    DOSSIERS_PERSONAL = personal(
        "dossiers:personal",
        "Đọc số định danh, cách liên hệ đầy đủ",
        "Kèm quyền “Đọc hồ sơ”: nhận số định danh, điện thoại, thư điện tử đầy đủ. Không có quyền này, giá trị bị che.",
        "Luật 91/2025/QH15 Điều 4, Điều 19",
    )
    SCIM_READ = personal(
        "scim:read", "Đọc tài khoản cán bộ", "Đọc qua SCIM tài khoản cán bộ, đơn vị, vị trí và vai trò đang giữ."
    )
    SCIM_WRITE = personal(
        "scim:write",
        "Cấp, khóa tài khoản cán bộ",
        "Mở, sửa, khóa tài khoản cán bộ qua SCIM; không bổ nhiệm và không cho quyền nào.",
    )


SCOPES = tuple(scope.value for scope in ClientScope)

VOCABULARY = Vocabulary("clients", "Hệ thống kết nối", tuple(ClientScope), {})
