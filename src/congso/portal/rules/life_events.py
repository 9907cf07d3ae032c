"""The things in a life for which people come to their administration, with the words that find their procedures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """A reason to come, in people's words; `search` finds its procedures in the catalogue."""

    title: str
    line: str
    icon: str
    search: str


LIFE_EVENTS = (
    LifeEvent("Sinh con", "Khai sinh, nhận cha mẹ con, bản sao giấy khai sinh.", "baby", "khai sinh"),
    LifeEvent("Kết hôn", "Xác nhận tình trạng hôn nhân, đăng ký kết hôn.", "ring", "hôn nhân"),
    LifeEvent("Mở cửa hàng", "Thành lập, thay đổi, tạm ngừng hộ kinh doanh.", "shop", "hộ kinh doanh"),
    LifeEvent("Xây nhà", "Giấy phép xây dựng, sửa chữa, cải tạo nhà ở.", "building", "giấy phép xây dựng"),
    LifeEvent("Đất đai", "Đăng ký, chuyển nhượng, cấp lại giấy chứng nhận.", "land", "đất đai"),
    LifeEvent("Chứng thực", "Bản sao, chữ ký, hợp đồng, giao dịch.", "stamp", "chứng thực"),
    LifeEvent("Người thân qua đời", "Khai tử, hỗ trợ mai táng, thừa kế.", "people", "khai tử"),
    LifeEvent("Cần được trợ giúp", "Trợ cấp xã hội, người khuyết tật, hộ nghèo.", "shield", "trợ giúp xã hội"),
)
