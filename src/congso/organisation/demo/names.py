"""Believable names of people who do not exist, always the same ones for the same seed."""

from dataclasses import dataclass
from datetime import date
from random import Random

FAMILY = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Trần Trần Lê Lê Lê Phạm Phạm Phạm Huỳnh "
    "Huỳnh Huỳnh Võ Võ Phan Phan Trương Trương Lâm Lâm Đặng Bùi Đỗ Hồ Ngô Dương Lý Châu Quách Tạ Mai Cao Thạch Danh "
    "Kiều Lưu Hứa Tô"
)
MALE_MIDDLE = "Văn Văn Văn Hữu Minh Quốc Thanh Hoàng Chí Công Đức Tấn Trung Trọng Nhật Việt Hải Tuấn"
FEMALE_MIDDLE = "Thị Thị Thị Thị Ngọc Thanh Kim Mỹ Bích Hồng Thùy Diễm Cẩm Như Tuyết Phương Ngọc Minh"
MALE_GIVEN = (
    "An Bảo Bình Cường Danh Dũng Duy Đạt Đức Giang Hải Hậu Hiếu Hoàng Hùng Huy Khang Khánh Khoa Kiệt Lâm Linh Lộc "
    "Long Luân Mẫn Nam Nghĩa Nhân Phát Phong Phú Phúc Phước Quân Quang Quốc Quý Sang Sơn Tài Tâm Tân Thắng Thành "
    "Thịnh Thuận Tiến Tín Toàn Trí Trung Trường Tuấn Tùng Vinh Vũ Vương"
)
FEMALE_GIVEN = (
    "An Anh Ánh Bích Châu Chi Diễm Diệu Dung Duyên Đào Giang Hà Hân Hạnh Hiền Hoa Hồng Huệ Hương Huyền Kiều Lan Lài "
    "Liên Linh Loan Mai Mỹ Nga Ngân Ngọc Nguyệt Nhi Nhung Nữ Oanh Phượng Quyên Quỳnh Sương Tâm Thảo Thi Thoa Thu "
    "Thúy Thủy Thư Tiên Trang Trâm Trinh Trúc Tuyền Tuyết Vân Vy Xuân Yến"
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A made-up person; `number` has the form of an identity number of Cà Mau and a serial nobody is given."""

    full_name: str
    gender: str
    born_on: date
    number: str
    phone: str


def somebody(seed: str, serial: int) -> Somebody:
    """Return the person of `seed`; `serial` (0…99,999) makes the number unique."""
    chance = Random(f"congso {seed}")
    female = chance.random() < 0.48
    born = date(chance.randint(1968, 1999), chance.randint(1, 12), chance.randint(1, 28))
    middle, given = (FEMALE_MIDDLE, FEMALE_GIVEN) if female else (MALE_MIDDLE, MALE_GIVEN)
    second = chance.choice(middle.split())
    last = chance.choice([one for one in given.split() if one != second])
    return Somebody(
        full_name=f"{chance.choice(FAMILY.split())} {second} {last}",
        gender="female" if female else "male",
        born_on=born,
        number=f"096{1 if female else 0}{born.year % 100:02}{900_000 + serial:06}",
        phone=f"0901{serial:06}",
    )
