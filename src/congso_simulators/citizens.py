"""Whom one can sign in as, all made up: people's numbers have the form of Cà Mau's (096), and belong to nobody."""

from dataclasses import dataclass
from datetime import date

PASSCODE = "123456"
"""Everybody's passcode."""


@dataclass(frozen=True)
class DemoCitizen:
    """One made-up person."""

    number: str
    name: str
    born_on: date
    gender: str
    phone: str
    email: str
    address: str
    commune_code: str
    level: int = 2


CITIZENS = (
    DemoCitizen(
        "096085000101", "Nguyễn Văn An", date(1985, 3, 15), "male", "0900000101", "an.nguyen@thu.localhost",
        "Khóm 3, phường Tân Thành, tỉnh Cà Mau", "32025",
    ),
    DemoCitizen(
        "096192000202", "Trần Thị Bích Ngọc", date(1992, 9, 2), "female", "0900000202", "ngoc.tran@thu.localhost",
        "Ấp Tắc Vân, phường Tân Thành, tỉnh Cà Mau", "32025",
    ),
    DemoCitizen(
        "096078000303", "Lê Hoàng Phúc", date(1978, 12, 24), "male", "0900000303", "phuc.le@thu.localhost",
        "Khóm 1, phường An Xuyên, tỉnh Cà Mau", "32002",
    ),
    DemoCitizen(
        "096188000404", "Danh Thị Sà Rươne", date(1988, 4, 14), "female", "0900000404", "sarone.danh@thu.localhost",
        "Ấp Rạch Chèo, xã Phú Tân, tỉnh Cà Mau", "32218",
    ),
    DemoCitizen(
        "096201000505", "Huỳnh Quốc Khánh", date(2001, 9, 2), "male", "0900000505", "khanh.huynh@thu.localhost",
        "Ấp Kinh Ranh, xã Đất Mũi, tỉnh Cà Mau", "32248",
    ),
    DemoCitizen(
        "096304000606", "Võ Thị Kim Ngân", date(2004, 6, 30), "female", "0900000606", "ngan.vo@thu.localhost",
        "Khóm 8, phường Bạc Liêu, tỉnh Cà Mau", "31825",
    ),
    DemoCitizen(
        "096069000707", "Đặng Minh Triết", date(1969, 1, 9), "male", "0900000707", "triet.dang@thu.localhost",
        "Ấp 4, xã Năm Căn, tỉnh Cà Mau", "32191",
    ),
    DemoCitizen(
        "096155000808", "Phạm Thị Út", date(1955, 7, 27), "female", "0900000808", "ut.pham@thu.localhost",
        "Ấp Cái Nước, xã Cái Nước, tỉnh Cà Mau", "32128", level=1,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DemoOrganisation:
    """A made-up organisation with an electronic identity, and who represents it. The check digit of its tax code is
    right; the code itself is invented."""

    code: str
    name: str
    kind: str
    address: str
    representative: str


ORGANISATIONS = (
    DemoOrganisation(
        "9900002020", "Công ty TNHH Thủy sản Mũi Tôm", "enterprise", "Khóm 2, phường An Xuyên, tỉnh Cà Mau",
        "096078000303",
    ),
    DemoOrganisation(
        "9900003031", "Hợp tác xã Tôm – lúa Năm Căn", "cooperative", "Ấp 4, xã Năm Căn, tỉnh Cà Mau", "096069000707"
    ),
    DemoOrganisation(
        "9900004042", "Hộ kinh doanh Bích Ngọc", "household", "Ấp Tắc Vân, phường Tân Thành, tỉnh Cà Mau",
        "096192000202",
    ),
)  # fmt: skip
