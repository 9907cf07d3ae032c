"""What may be seen of the trail, and which roles may."""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary, personal

_LAW = "Luật An ninh mạng 116/2025/QH15; TCVN 14423:2026 cấp độ 3 †"


class InspectionRight(Right):
    """Rights over the trail. None can be passed on: who looks into others' acts does so in person."""

    SEARCH = personal(
        "inspection.search",
        "Tra cứu nhật ký",
        "Tìm và xem từng dòng nhật ký, có nêu mục đích và căn cứ. Cơ quan cấp tỉnh xem toàn tỉnh, cơ quan khác xem của "
        "cơ quan mình. Mỗi lần tra cứu được ghi lại.",
        _LAW,
    )
    EXPORT = personal(
        "inspection.export",
        "Kết xuất nhật ký",
        "Lấy kết quả tra cứu thành tệp có bản kê và chữ ký, sau khi xác thực lại. Mỗi lần lập, tải được ghi lại.",
        _LAW,
    )
    SEE_SEALS = personal(
        "inspection.see_seals",
        "Xem tình trạng niêm phong, dấu thời gian của nhật ký",
        "Xem nhật ký đã niêm phong đến đâu, ngày nào có dấu thời gian, tháng nào hết thời hạn lưu.",
        _LAW,
    )


R = InspectionRight

HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType(
    {
        "inspector": frozenset({R.SEARCH, R.EXPORT, R.SEE_SEALS}),
        "administrator": frozenset({R.SEE_SEALS}),
    }
)
VOCABULARY = Vocabulary("inspection", "Nhật ký", tuple(R), HELD_BY)
