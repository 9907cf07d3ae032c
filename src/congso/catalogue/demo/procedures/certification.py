"""Certification of copies and signatures (chứng thực)."""

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
    COMMUNE,
    COMPANY,
    FOREIGNER,
    JUSTICE,
    ORGANISATION,
    SAME_DAY,
    DemoProcedure,
    desk,
    identity_paper,
    paper,
    steps,
    ways,
)


def certification(old: bool) -> list[DemoProcedure]:
    """Return the procedures of certification; `old` for the regime of 2021."""
    shared: dict[str, Any] = {
        "field": "Chứng thực",
        "ministry": JUSTICE,
        "publisher": JUSTICE,
        "type_text": "TTHC được luật giao quy định chi tiết",
        "decisions": (Decision("858/QĐ-BTP", agency=JUSTICE),),
        "tiers": ("commune",),
        "tiers_text": "Cấp xã",
        "subjects": (CITIZEN, ABROAD, FOREIGNER, COMPANY, ORGANISATION),
        "units": Units((COMMUNE,), (COMMUNE,)),
        "reception_address": f"{desk(old)} cấp xã bất kỳ",
        "legal_bases": (
            LegalBasis("23/2015/NĐ-CP", "Nghị định về cấp bản sao, chứng thực"),
            LegalBasis("01/2020/TT-BTP", "Thông tư hướng dẫn Nghị định 23/2015/NĐ-CP"),
            LegalBasis("226/2016/TT-BTC", "Thông tư về phí chứng thực"),
        ),
        "number_of_sets": 1,
        "service_level": "partial",
        "partial_reason": "Phải đối chiếu bản chính hoặc ký trước mặt người chứng thực (Nghị định 23/2015/NĐ-CP).",
        "returning_methods": ("Trực tiếp", "Bản điện tử"),
    }
    policy = ProcedurePolicy(receiving_tiers=("commune",), immediate=True)
    way = steps(
        "Người yêu cầu xuất trình bản chính giấy tờ.",
        "Người thực hiện chứng thực kiểm tra, đối chiếu, ghi lời chứng, ký và đóng dấu.",
        "Trả kết quả và thu phí.",
    )
    longer = DeadlineModifier(
        2,
        Unit.WORKING_DAY,
        "Nhiều trang, nội dung phức tạp hoặc số lượng lớn",
        "Nghị định 23/2015/NĐ-CP, Điều 21",
        kind="longer",
    )
    return [
        DemoProcedure(
            ProcedureContent(
                code="2.000815",
                name="Chứng thực bản sao từ bản chính",
                summary="Sao y giấy tờ, văn bản do cơ quan có thẩm quyền của Việt Nam hoặc nước ngoài cấp.",
                methods=ways(
                    SAME_DAY,
                    Fee(
                        "fee",
                        2_000,
                        "mỗi trang cho trang 1 và 2; từ trang 3: 1.000 đồng/trang, tối đa 200.000 đồng/bản",
                        "2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang; tối đa 200.000 đồng/bản",
                        basis="Thông tư 226/2016/TT-BTC",
                    ),
                    channels=("online", "in_person"),
                ),
                deadline_modifiers=(longer,),
                steps=way,
                components=(
                    paper(1, "Bản chính giấy tờ, văn bản", mode="present"),
                    paper(2, "Bản sao cần chứng thực (hoặc để cơ quan chụp)", 0, 1, required="if_any"),
                ),
                results=(Result("Bản sao được chứng thực từ bản chính", "KQ.G15.000021", "copy"),),
                conditions=("Không chứng thực bản chính bị tẩy xóa, hư hỏng không xác định được nội dung.",),
                **shared,
            ),
            policy,
            95,
        ),
        DemoProcedure(
            ProcedureContent(
                code="2.000884",
                name="Chứng thực chữ ký trong các giấy tờ, văn bản",
                summary="Chứng nhận chữ ký trên giấy ủy quyền, sơ yếu lý lịch và giấy tờ tự lập.",
                methods=ways(
                    SAME_DAY,
                    Fee("fee", 10_000, "mỗi trường hợp", "10.000 đồng/trường hợp", basis="Thông tư 226/2016/TT-BTC"),
                    channels=("online", "in_person"),
                ),
                steps=way,
                components=(
                    paper(1, "Giấy tờ, văn bản sẽ ký", mode="submit"),
                    identity_paper(2),
                ),
                results=(Result("Giấy tờ được chứng thực chữ ký", "KQ.G15.000022", "copy"),),
                conditions=("Người yêu cầu minh mẫn và ký trước mặt người chứng thực.",),
                **shared,
            ),
            policy,
            50,
        ),
    ]
