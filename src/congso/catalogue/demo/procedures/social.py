"""Social protection (bảo trợ xã hội)."""

from typing import Any

from congso.catalogue.rules.content import (
    Decision,
    LegalBasis,
    ProcedureContent,
    Result,
    Units,
)
from congso.catalogue.rules.policy import ProcedurePolicy

from .said import (
    CITIZEN,
    FREE,
    ORGANISATION,
    DemoProcedure,
    calendar_days,
    days,
    desk,
    identity_paper,
    paper,
    steps,
    ways,
)


def social(old: bool) -> list[DemoProcedure]:
    """Return the procedures of both regimes; `old` for that of 2021."""
    labour = "Bộ Lao động – Thương binh và Xã hội"
    at_commune = ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none")
    shared: dict[str, Any] = {
        "tiers": ("commune",),
        "tiers_text": "Cấp xã",
        "subjects": (CITIZEN,),
        "reception_address": f"{desk(old)} cấp xã nơi cư trú",
        "number_of_sets": 1,
        "service_level": "full",
        "returning_methods": ("Trực tiếp", "Bưu chính công ích", "Bản điện tử"),
        "type_text": "TTHC được luật giao quy định chi tiết",
        "units": Units(("Ủy ban nhân dân cấp xã",), ("Chủ tịch Ủy ban nhân dân cấp xã",)),
    }
    allowance = (
        days(20, "Nghị định 20/2021/NĐ-CP, Điều 8") if old else days(10, "Nghị định 20/2021/NĐ-CP, sửa đổi 2024–2025")
    )
    return [
        DemoProcedure(
            ProcedureContent(
                code="1.001776",
                name="Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng, hỗ trợ kinh phí chăm sóc",
                field="Bảo trợ xã hội",
                ministry=labour if old else "Bộ Y tế",
                publisher=labour if old else "Bộ Y tế",
                decisions=(Decision("1593/QĐ-LĐTBXH", agency=labour),),
                summary="Dành cho người khuyết tật, người cao tuổi không có lương hưu, trẻ mồ côi, người "
                "đơn thân nghèo …",
                methods=ways(allowance, FREE),
                steps=steps(
                    "Người đề nghị hoặc gia đình nộp tờ khai.",
                    "Ủy ban nhân dân cấp xã xét duyệt, niêm yết công khai 2 ngày làm việc.",
                    "Quyết định trợ cấp, chi trả từ tháng ký quyết định.",
                ),
                components=(
                    paper(
                        1,
                        "Tờ khai đề nghị trợ giúp xã hội (Mẫu số 1a đến 1đ)",
                        form="Mẫu 1a–1đ, Nghị định 20/2021/NĐ-CP",
                    ),
                    paper(2, "Giấy xác nhận khuyết tật", 0, 1, required="conditional"),
                    paper(3, "Giấy khai sinh của trẻ em", 0, 1, required="conditional", result_code="KQ.G15.000031"),
                    identity_paper(4),
                ),
                results=(Result("Quyết định trợ cấp xã hội hằng tháng", kind="decision"),),
                legal_bases=(LegalBasis("20/2021/NĐ-CP", "Nghị định về chính sách trợ giúp xã hội"),),
                conditions=("Thuộc đối tượng tại Điều 5 Nghị định 20/2021/NĐ-CP.",),
                **shared,
            ),
            at_commune,
            40,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.010833",
                name="Cấp giấy xác nhận thân nhân của người có công",
                field="Người có công",
                ministry=labour if old else "Bộ Nội vụ",
                publisher=labour if old else "Bộ Nội vụ",
                decisions=(Decision("108/QĐ-LĐTBXH", agency=labour),),
                summary="Giấy để hưởng ưu đãi trong giáo dục, tuyển dụng, bảo hiểm y tế cho thân nhân người có công.",
                methods=ways(days(5, "Nghị định 131/2021/NĐ-CP, Điều 116"), FREE),
                steps=steps(
                    "Người đề nghị nộp đơn.", "Ủy ban nhân dân cấp xã đối chiếu hồ sơ người có công và xác nhận."
                ),
                components=(
                    paper(1, "Đơn đề nghị cấp giấy xác nhận", form="Mẫu số 40, Nghị định 131/2021/NĐ-CP"),
                    paper(2, "Bản sao giấy tờ chứng minh quan hệ thân nhân", 0, 1),
                ),
                results=(Result("Giấy xác nhận thân nhân của người có công (Mẫu số 45)", kind="certificate"),),
                legal_bases=(LegalBasis("131/2021/NĐ-CP"),),
                **shared,
            ),
            at_commune,
            18,
        ),
        DemoProcedure(
            ProcedureContent(
                code="1.011607",
                name="Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm",
                field="Giảm nghèo",
                ministry=labour if old else "Bộ Nông nghiệp và Môi trường",
                publisher=labour if old else "Bộ Nông nghiệp và Môi trường",
                decisions=(Decision("2304/QĐ-BNNMT"),),
                summary="Hộ gặp khó khăn đột xuất trong năm đề nghị rà soát, công nhận hộ nghèo hoặc cận nghèo.",
                methods=ways(calendar_days(15, "Quyết định 24/2021/QĐ-TTg"), FREE),
                steps=steps("Chủ hộ nộp giấy đề nghị.", "Rà soát, họp dân, niêm yết.", "Quyết định công nhận."),
                components=(
                    paper(
                        1, "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo", form="Mẫu số 01, Quyết định 24/2021/QĐ-TTg"
                    ),
                ),
                results=(Result("Quyết định công nhận hộ nghèo, hộ cận nghèo", "KQ.G10.001158", "decision"),),
                legal_bases=(LegalBasis("24/2021/QĐ-TTg"),),
                **shared,
            ),
            at_commune,
            22,
        ),
    ]


def funeral() -> DemoProcedure:
    """Record 1.001731 of Đà Nẵng (2024): three working days and the papers; the commune decides since the two tiers."""
    return DemoProcedure(
        ProcedureContent(
            code="1.001731",
            name="Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
            field="Bảo trợ xã hội",
            ministry="Bộ Y tế",
            publisher="Bộ Y tế",
            type_text="TTHC được luật giao quy định chi tiết",
            tiers=("commune",),
            tiers_text="Cấp xã",
            subjects=(CITIZEN, ORGANISATION),
            summary="Gia đình, cơ quan lo mai táng cho người đang hưởng trợ cấp xã hội được hỗ trợ một khoản tiền.",
            methods=ways(days(3, "Nghị định 20/2021/NĐ-CP, Điều 11"), FREE),
            steps=steps(
                "Người đứng ra mai táng nộp tờ khai.",
                "Ủy ban nhân dân cấp xã đối chiếu quyết định trợ cấp xã hội và việc khai tử.",
                "Quyết định hỗ trợ, chi trả cho người đứng ra mai táng.",
            ),
            components=(
                paper(
                    1,
                    "Tờ khai đề nghị hỗ trợ chi phí mai táng",
                    channels=("in_person", "postal"),
                    form="Mẫu số 04, Nghị định 20/2021/NĐ-CP",
                ),
                paper(2, "Bản sao trích lục khai tử", 0, 1, result_code="KQ.G15.000034"),
                paper(
                    3,
                    "Bản sao quyết định thôi hưởng trợ cấp của người từ đủ 80 tuổi hưởng trợ cấp tuất, trợ cấp khác",
                    0,
                    1,
                    required="conditional",
                ),
                paper(
                    4,
                    "Bản sao quyết định trợ cấp của người đơn thân và giấy khai sinh của người con đã chết",
                    0,
                    1,
                    required="conditional",
                ),
            ),
            number_of_sets=1,
            units=Units(("Ủy ban nhân dân cấp xã",), ("Chủ tịch Ủy ban nhân dân cấp xã",)),
            reception_address="Trung tâm Phục vụ hành chính công cấp xã nơi người chết cư trú",
            results=(Result("Quyết định hỗ trợ chi phí mai táng", kind="decision"),),
            legal_bases=(LegalBasis("20/2021/NĐ-CP", "Nghị định về chính sách trợ giúp xã hội"),),
            conditions=("Người chết thuộc đối tượng tại Điều 11 Nghị định 20/2021/NĐ-CP.",),
            service_level="full",
            returning_methods=("Trực tiếp", "Bưu chính công ích", "Bản điện tử"),
        ),
        ProcedurePolicy(receiving_tiers=("commune",), fee_timing="none"),
        26,
    )
