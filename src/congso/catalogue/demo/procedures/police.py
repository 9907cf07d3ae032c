"""Residence and driving licences (cư trú, giấy phép lái xe)."""

from typing import Any

from congso.catalogue.rules.content import (
    DeadlineModifier,
    Decision,
    Fee,
    LegalBasis,
    ProcedureContent,
    Result,
    Unit,
    Units,
)
from congso.catalogue.rules.policy import ProcedurePolicy

from .said import (
    ABROAD,
    CITIZEN,
    COMPANY,
    FOREIGNER,
    FREE,
    ORGANISATION,
    POLICE,
    DemoProcedure,
    days,
    paper,
    steps,
    ways,
)


def police() -> list[DemoProcedure]:
    """What the police of the commune receives. Records 1.010041 (9354/QĐ-BCA-C06) and 3.000347 (1025/QĐ-BCA)."""
    shared: dict[str, Any] = {
        "ministry": POLICE,
        "publisher": POLICE,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "number_of_sets": 1,
        "reception_address": "Công an cấp xã",
        "returning_methods": ("Bản điện tử", "Trực tiếp", "Bưu chính công ích"),
    }
    at_commune = ProcedurePolicy(receiving_tiers=("commune",))
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.010041",
                name="Xác nhận thông tin về cư trú",
                field="Đăng ký, quản lý cư trú",
                decisions=(Decision("9354/QĐ-BCA-C06", agency=POLICE),),
                tiers=("commune",),
                tiers_text="Cấp xã",
                subjects=(CITIZEN, COMPANY, ORGANISATION),
                summary="Giấy xác nhận nơi thường trú, tạm trú, thời gian cư trú để vay vốn, nhập học, mua nhà đất.",
                methods=ways(days(1, "Thông tư 55/2021/TT-BCA, Điều 17"), FREE, channels=("online", "in_person")),
                deadline_modifiers=(
                    DeadlineModifier(2, Unit.WORKING_DAY, "Phải xác minh", "Thông tư 55/2021/TT-BCA, Điều 17"),
                ),
                steps=steps(
                    "Người đề nghị khai Mẫu CT01 hoặc khai trên mạng, nộp cho Công an cấp xã.",
                    "Công an cấp xã tra cứu Cơ sở dữ liệu về cư trú, xác minh khi cần.",
                    "Cấp giấy xác nhận (CT07) hoặc từ chối bằng văn bản, nói rõ lý do.",
                ),
                components=(
                    paper(
                        1,
                        "Tờ khai thay đổi thông tin cư trú",
                        channels=("in_person",),
                        form="Mẫu CT01, Thông tư 53/2025/TT-BCA",
                    ),
                ),
                units=Units(("Công an cấp xã",), ("Trưởng Công an cấp xã",)),
                results=(Result("Xác nhận thông tin về cư trú (CT07)", "KQ.G01.000062", "certificate"),),
                legal_bases=(
                    LegalBasis("68/2020/QH14", "Luật Cư trú"),
                    LegalBasis("55/2021/TT-BCA", "Thông tư hướng dẫn Luật Cư trú"),
                    LegalBasis("53/2025/TT-BCA", "Thông tư sửa đổi các thông tư về cư trú"),
                ),
                service_level="full",
                **shared,
            ),
            at_commune,
            55,
        ),
        DemoProcedure(
            ProcedureContent(
                code="3.000347",
                name="Đổi giấy phép lái xe",
                field="Sát hạch, cấp giấy phép lái xe",
                decisions=(Decision("1025/QĐ-BCA", agency=POLICE),),
                tiers=("central", "province", "commune"),
                tiers_text="Cấp bộ, cấp tỉnh, cấp xã",
                subjects=(CITIZEN, ABROAD, FOREIGNER),
                summary="Đổi bằng lái sắp hết hạn, hư hỏng, sai thông tin hoặc đổi thẻ giấy sang thẻ nhựa.",
                methods=ways(
                    days(5, "Thông tư 12/2025/TT-BCA, Điều 21"),
                    Fee("charge", 135_000, "mỗi lần", "135.000 đồng/lần", basis="Thông tư 37/2023/TT-BTC"),
                    channels=("online", "in_person"),
                ),
                steps=steps(
                    "Người đề nghị nộp hồ sơ tại điểm tiếp nhận của Công an cấp xã, Phòng Cảnh sát giao thông hoặc "
                    "trực tuyến; nộp trực tiếp thì chụp ảnh tại chỗ.",
                    "Cơ quan cấp giấy phép tra cứu giấy phép lái xe và vi phạm giao thông.",
                    "Đổi giấy phép lái xe, hoặc trả lời bằng văn bản lý do không đổi.",
                ),
                components=(
                    paper(
                        1,
                        "Đề nghị đổi giấy phép lái xe",
                        channels=("in_person",),
                        form="Phụ lục XII, Thông tư 12/2025/TT-BCA",
                    ),
                    paper(2, "Giấy khám sức khỏe của người lái xe (trừ hạng A1, A, B1)", required="conditional"),
                    paper(3, "Hộ chiếu, với người nước ngoài, người ở nước ngoài", required="conditional"),
                    paper(4, "Bản sao giấy phép lái xe đang có", 0, 1),
                ),
                units=Units(("Phòng Cảnh sát giao thông Công an tỉnh", "Công an cấp xã")),
                results=(Result("Giấy phép lái xe", "KQ.G01.000185", "licence"),),
                legal_bases=(
                    LegalBasis("36/2024/QH15", "Luật Trật tự, an toàn giao thông đường bộ"),
                    LegalBasis("12/2025/TT-BCA", "Thông tư về sát hạch, cấp giấy phép lái xe"),
                    LegalBasis("37/2023/TT-BTC", "Thông tư về phí, lệ phí giấy phép lái xe"),
                ),
                service_level="full",
                **shared,
            ),
            at_commune,
            58,
        ),
    ]
