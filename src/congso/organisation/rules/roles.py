"""What the holder of a position is there for. A role is the only source of an officer's rights."""

from django.db.models import TextChoices


class Role(TextChoices):
    """Actors of the one-stop mechanism (Decree 61/2018/NĐ-CP art. 9–12), and those who run the system."""

    COUNTER = "counter", "Cán bộ tiếp nhận và trả kết quả"
    SPECIALIST = "specialist", "Chuyên viên thụ lý"
    UNIT_HEAD = "unit_head", "Lãnh đạo phòng"
    LEADER = "leader", "Lãnh đạo cơ quan"
    CLERK = "clerk", "Văn thư"
    CATALOGUE_EDITOR = "catalogue_editor", "Cán bộ kiểm soát thủ tục hành chính"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"
    INSPECTOR = "inspector", "Cán bộ thanh tra, kiểm tra"
