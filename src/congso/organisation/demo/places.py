"""The places of Cà Mau before 1 July 2025, as compact facts: codes of the Statistics Office and names.

Source: the lists of places and the conversion table of the Statistics Office. Letters: P phường, T thị trấn, X xã;
`~` in part, `=` unchanged.
"""

from dataclasses import dataclass

PROVINCE = "96"
KINDS = {"P": "Phường", "T": "Thị trấn", "X": "Xã"}

FORMER_DISTRICTS = {
    "954": ("95", "Thành phố", "Bạc Liêu"),
    "956": ("95", "Huyện", "Hồng Dân"),
    "957": ("95", "Huyện", "Phước Long"),
    "958": ("95", "Huyện", "Vĩnh Lợi"),
    "959": ("95", "Thị xã", "Giá Rai"),
    "960": ("95", "Huyện", "Đông Hải"),
    "961": ("95", "Huyện", "Hoà Bình"),
    "964": ("96", "Thành phố", "Cà Mau"),
    "966": ("96", "Huyện", "U Minh"),
    "967": ("96", "Huyện", "Thới Bình"),
    "968": ("96", "Huyện", "Trần Văn Thời"),
    "969": ("96", "Huyện", "Cái Nước"),
    "970": ("96", "Huyện", "Đầm Dơi"),
    "971": ("96", "Huyện", "Năm Căn"),
    "972": ("96", "Huyện", "Phú Tân"),
    "973": ("96", "Huyện", "Ngọc Hiển"),
}

FORMER_COMMUNES = {
    "954": (
        "31813 P 2; 31816 P 3; 31819 P 5; 31822 P 7; 31825 P 1; 31828 P 8; 31831 P Nhà Mát; 31834 X Vĩnh Trạch; "
        "31837 X Vĩnh Trạch Đông; 31840 X Hiệp Thành"
    ),
    "956": (
        "31843 T Ngan Dừa; 31846 X Ninh Quới; 31849 X Ninh Quới A; 31852 X Ninh Hòa; 31855 X Lộc Ninh; "
        "31858 X Vĩnh Lộc; 31861 X Vĩnh Lộc A; 31863 X Ninh Thạnh Lợi A; 31864 X Ninh Thạnh Lợi"
    ),
    "957": (
        "31867 T Phước Long; 31870 X Vĩnh Phú Đông; 31873 X Vĩnh Phú Tây; 31876 X Phước Long; 31879 X Hưng Phú; "
        "31882 X Vĩnh Thanh; 31885 X Phong Thạnh Tây A; 31888 X Phong Thạnh Tây B"
    ),
    "958": (
        "31894 X Vĩnh Hưng; 31897 X Vĩnh Hưng A; 31900 T Châu Hưng; 31903 X Châu Hưng A; 31906 X Hưng Thành; "
        "31909 X Hưng Hội; 31912 X Châu Thới; 31921 X Long Thạnh"
    ),
    "959": (
        "31942 P 1; 31945 P Hộ Phòng; 31948 X Phong Thạnh Đông; 31951 P Láng Tròn; 31954 X Phong Tân; "
        "31957 X Tân Phong; 31960 X Phong Thạnh; 31963 X Phong Thạnh A; 31966 X Phong Thạnh Tây; "
        "31969 X Tân Thạnh"
    ),
    "960": (
        "31972 T Gành Hào; 31975 X Long Điền Đông; 31978 X Long Điền Đông A; 31981 X Long Điền; "
        "31984 X Long Điền Tây; 31985 X Điền Hải; 31987 X An Trạch; 31988 X An Trạch A; 31990 X An Phúc; "
        "31993 X Định Thành; 31996 X Định Thành A"
    ),
    "961": (
        "31891 T Hòa Bình; 31915 X Minh Diệu; 31918 X Vĩnh Bình; 31924 X Vĩnh Mỹ B; 31927 X Vĩnh Hậu; "
        "31930 X Vĩnh Hậu A; 31933 X Vĩnh Mỹ A; 31936 X Vĩnh Thịnh"
    ),
    "964": (
        "31999 P 9; 32002 P 2; 32005 P 1; 32008 P 5; 32014 P 8; 32017 P 6; 32020 P 7; 32022 P Tân Xuyên; "
        "32023 X An Xuyên; 32025 P Tân Thành; 32026 X Tân Thành; 32029 X Tắc Vân; 32032 X Lý Văn Lâm; "
        "32035 X Định Bình; 32038 X Hòa Thành; 32041 X Hòa Tân"
    ),
    "966": (
        "32044 T U Minh; 32047 X Khánh Hòa; 32048 X Khánh Thuận; 32050 X Khánh Tiến; 32053 X Nguyễn Phích; "
        "32056 X Khánh Lâm; 32059 X Khánh An; 32062 X Khánh Hội"
    ),
    "967": (
        "32065 T Thới Bình; 32068 X Biển Bạch; 32069 X Tân Bằng; 32071 X Trí Phải; 32072 X Trí Lực; "
        "32074 X Biển Bạch Đông; 32077 X Thới Bình; 32080 X Tân Phú; 32083 X Tân Lộc Bắc; 32086 X Tân Lộc; "
        "32089 X Tân Lộc Đông; 32092 X Hồ Thị Kỷ"
    ),
    "968": (
        "32095 T Trần Văn Thời; 32098 T Sông Đốc; 32101 X Khánh Bình Tây Bắc; 32104 X Khánh Bình Tây; "
        "32107 X Trần Hợi; 32108 X Khánh Lộc; 32110 X Khánh Bình; 32113 X Khánh Hưng; 32116 X Khánh Bình Đông; "
        "32119 X Khánh Hải; 32122 X Lợi An; 32124 X Phong Điền; 32125 X Phong Lạc"
    ),
    "969": (
        "32128 T Cái Nước; 32130 X Thạnh Phú; 32131 X Lương Thế Trân; 32134 X Phú Hưng; 32137 X Tân Hưng; "
        "32140 X Hưng Mỹ; 32141 X Hoà Mỹ; 32142 X Đông Hưng; 32143 X Đông Thới; 32146 X Tân Hưng Đông; "
        "32149 X Trần Thới"
    ),
    "970": (
        "32152 T Đầm Dơi; 32155 X Tạ An Khương; 32158 X Tạ An Khương Đông; 32161 X Trần Phán; "
        "32162 X Tân Trung; 32164 X Tân Đức; 32167 X Tân Thuận; 32170 X Tạ An Khương Nam; 32173 X Tân Duyệt; "
        "32174 X Tân Dân; 32176 X Tân Tiến; 32179 X Quách Phẩm Bắc; 32182 X Quách Phẩm; 32185 X Thanh Tùng; "
        "32186 X Ngọc Chánh; 32188 X Nguyễn Huân"
    ),
    "971": (
        "32191 T Năm Căn; 32194 X Hàm Rồng; 32197 X Hiệp Tùng; 32200 X Đất Mới; 32201 X Lâm Hải; "
        "32203 X Hàng Vịnh; 32206 X Tam Giang; 32209 X Tam Giang Đông"
    ),
    "972": (
        "32221 X Tân Hải; 32212 T Cái Đôi Vàm; 32214 X Phú Thuận; 32215 X Phú Mỹ; 32218 X Phú Tân; "
        "32224 X Việt Thắng; 32227 X Tân Hưng Tây; 32228 X Rạch Chèo; 32230 X Nguyễn Việt Khái"
    ),
    "973": (
        "32233 X Tam Giang Tây; 32236 X Tân Ân Tây; 32239 X Viên An Đông; 32242 X Viên An; 32244 T Rạch Gốc; "
        "32245 X Tân Ân; 32248 X Đất Mũi"
    ),
}

# New commune: the old ones it was made of.
MADE_OF = {
    "31825": "31813 31816 31822 31825 31828",
    "31834": "31819 31834",
    "31840": "31831 31837 31840",
    "31843": "31843 31852 31855",
    "31849": "31846 31849",
    "31858": "31858 31861",
    "31864": "31863 31864",
    "31867": "31867 31870",
    "31876": "31873 31876",
    "31882": "31879 31882",
    "31885": "31885 31888",
    "31891": "31891 31921 31933",
    "31894": "31894 31897 31912",
    "31900": "31900 31903",
    "31906": "31906 31909",
    "31918": "31915 31918 31924",
    "31927": "31927 31930 31936",
    "31942": "31942 31945 31960 31963",
    "31951": "31948 31951 31954",
    "31957": "31957 31966 31969",
    "31972": "31972 31984",
    "31975": "31975 31978",
    "31985": "31981 31985",
    "31988": "31987 31988",
    "31993": "31990 31993 31996",
    "32002": "31999 32002 32005 32022 32023",
    "32014": "32014 32032 32122~",
    "32025": "32008 32017~ 32020~ 32025 32026 32029~ 32035~",
    "32041": "32017~ 32020~ 32029~ 32035~ 32038 32041",
    "32044": "32044 32048~ 32053~",
    "32047": "32047 32048~ 32050 32056~",
    "32059": "32053~ 32059",
    "32062": "32053~ 32056~ 32062",
    "32065": "32065 32077",
    "32069": "32068 32069 32074",
    "32071": "32071 32072 32080",
    "32083": "32083 32086 32089",
    "32092": "32092=",
    "32095": "32095 32107~ 32108 32122~ 32124~ 32125",
    "32098": "32098 32124~",
    "32104": "32101 32104 32107~",
    "32110": "32110 32116",
    "32119": "32113 32119",
    "32128": "32128 32142~ 32143~ 32146~ 32149",
    "32134": "32122~ 32130 32131 32134",
    "32137": "32137 32141~ 32142~ 32143~",
    "32140": "32140 32141~ 32146~",
    "32152": "32152 32155~ 32173 32174",
    "32155": "32155~ 32158 32170",
    "32161": "32161 32162",
    "32167": "32164 32167",
    "32182": "32179 32182",
    "32185": "32185 32186",
    "32188": "32176 32188",
    "32191": "32191~ 32194~ 32203",
    "32201": "32191~ 32194~ 32200 32201 32242~",
    "32206": "32197 32206 32209",
    "32212": "32212 32230",
    "32214": "32141~ 32214 32215",
    "32218": "32218 32221",
    "32227": "32224 32227 32228",
    "32236": "32233 32236",
    "32244": "32239 32244 32245~",
    "32248": "32242~ 32245~ 32248",
}

# The 63 provinces before 1 July 2025; the five cities of then are marked *.
FORMER_PROVINCES = (
    "01* Hà Nội; 02 Hà Giang; 04 Cao Bằng; 06 Bắc Kạn; 08 Tuyên Quang; 10 Lào Cai; 11 Điện Biên; 12 Lai Châu; "
    "14 Sơn La; 15 Yên Bái; 17 Hoà Bình; 19 Thái Nguyên; 20 Lạng Sơn; 22 Quảng Ninh; 24 Bắc Giang; 25 Phú Thọ; "
    "26 Vĩnh Phúc; 27 Bắc Ninh; 30 Hải Dương; 31* Hải Phòng; 33 Hưng Yên; 34 Thái Bình; 35 Hà Nam; 36 Nam Định; "
    "37 Ninh Bình; 38 Thanh Hóa; 40 Nghệ An; 42 Hà Tĩnh; 44 Quảng Bình; 45 Quảng Trị; 46* Huế; 48* Đà Nẵng; "
    "49 Quảng Nam; 51 Quảng Ngãi; 52 Bình Định; 54 Phú Yên; 56 Khánh Hòa; 58 Ninh Thuận; 60 Bình Thuận; "
    "62 Kon Tum; 64 Gia Lai; 66 Đắk Lắk; 67 Đắk Nông; 68 Lâm Đồng; 70 Bình Phước; 72 Tây Ninh; 74 Bình Dương; "
    "75 Đồng Nai; 77 Bà Rịa - Vũng Tàu; 79* Hồ Chí Minh; 80 Long An; 82 Tiền Giang; 83 Bến Tre; 84 Trà Vinh; "
    "86 Vĩnh Long; 87 Đồng Tháp; 89 An Giang; 91 Kiên Giang; 92* Cần Thơ; 93 Hậu Giang; 94 Sóc Trăng; "
    "95 Bạc Liêu; 96 Cà Mau"
)

# What the lists of early 2025 no longer tell about 2021 (from older lists; not verified).
OF_2021 = {"32002": "32002 P 4", "32011": "32011 P 2"}


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune before 1 July 2025."""

    code: str
    kind: str
    name: str
    district_code: str
    province_code: str

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"


def former_communes(of_2021: bool = False) -> list[FormerCommune]:
    """Return the communes of Cà Mau and Bạc Liêu as they were in early 2025, or those of Cà Mau as in 2021."""
    found = []
    for district, line in FORMER_COMMUNES.items():
        entries = line.split("; ")
        if of_2021 and district == "964":
            entries = [OF_2021.get(entry[:5], entry) for entry in entries] + [OF_2021["32011"]]
        for entry in entries:
            code, letter, name = entry.split(" ", 2)
            found.append(FormerCommune(code, KINDS[letter], name, district, FORMER_DISTRICTS[district][0]))
    return [one for one in found if not of_2021 or one.province_code == PROVINCE]


def links_of_communes() -> list[tuple[str, str, str]]:
    """Return (old code, new code, `whole` | `partial` | `unchanged`) for every commune that went into the province."""
    kinds = {"~": "partial", "=": "unchanged"}
    return [
        (old[:5], new, kinds.get(old[5:], "whole")) for new, made_of in MADE_OF.items() for old in made_of.split(" ")
    ]


def former_provinces(of_2021: bool = False) -> list[tuple[str, str, str]]:
    """Return (code, kind, name) of the 63 provinces; Huế became a city on 1 January 2025."""
    found = []
    for entry in FORMER_PROVINCES.split("; "):
        code, name = entry.split(" ", 1)
        kind = "Thành phố" if code.endswith("*") else "Tỉnh"
        if of_2021 and name == "Huế":
            kind, name = "Tỉnh", "Thừa Thiên Huế"
        found.append((code[:2], kind, name))
    return found
