"""Where the package `vietnam_provinces` of 2025 differs from the official codes of communes.

The package was made before the codes were final. Source: the official list and conversion table of the Statistics
Office. A name that only places its tone mark elsewhere (Thuỷ, Thủy) is not a difference.
"""

# Codes of the package that no commune has.
WITHDRAWN = (
    "00073 00130 00148 00167 00187 00196 00277 00304 00313 00319 00424 00484 00583 00646 02674 02791 03667 "
    "04318 04333 04591 04678 04936 05098 05794 06016 06193 06202 06214 06421 08035 08161 08215 08380 08461 "
    "08497 08749 09373 09376 09382 09793 09838 09859 09922 09928 10006 10009 10018 10084 10108 10141 10333 "
    "10510 10540 10672 10777 11341 11986 12052 12220 12478 12841 13666 13735 14599 15115 15118 15718 16063 "
    "16207 16219 16994 17152 19165 19768 19786 19810 19864 20023 20152 20195 20224 20872 21862 21889 21898 "
    "22003 22066 22306 22408 22779 22858 22868 22885 22903 22910 23098 23737 24481 25264 25336 25453 26329 "
    "26794 26797 26812 26887 26899 26902 27010 27118 27160 27385 29752 31212"
)

# Code, province, name as it is: missing in the package or another name there. X xã, P phường.
CORRECTED = (
    "00082 01 P Cửa Nam; 00118 01 P Bồ Đề; 00145 01 P Long Biên; 00166 01 P Cầu Giấy; 00199 01 P Láng; "
    "00226 01 P Văn Miếu - Quốc Tử Giám; 00229 01 P Kim Liên; 00292 01 P Bạch Mai; 00301 01 P Vĩnh Hưng; "
    "00322 01 P Tương Mai; 00331 01 P Hoàng Mai; 00340 01 P Yên Sở; 00430 01 X Đa Phúc; 00475 01 X Thư Lâm; "
    "00577 01 X Bát Tràng; 00643 01 P Thanh Liệt; 01537 04 X Lý Quốc; 01558 04 X Hạ Lang; 01561 04 X Vinh Quý; "
    "02671 15 P Cam Đường; 02782 15 X Cao Sơn; 03664 14 P Chiềng An; 04309 15 X Lâm Thượng; 04342 15 X Khánh Hòa; "
    "04606 15 X Trạm Tấu; 04681 15 P Cầu Thia; 04930 01 X Yên Xuân; 05092 25 X Thung Nai; 05788 19 X Phú Lạc; "
    "06004 20 X Quốc Khánh; 06124 20 X Na Sầm; 06196 20 X Ba Sơn; 06211 20 X Cao Lộc; 06436 20 X Thiện Tân; "
    "08038 25 X Chân Mộng; 08173 25 X Quảng Yên; 08218 25 X Chí Tiên; 08377 25 X Vân Bán; 08467 25 X Vạn Xuân; "
    "08500 25 X Xuân Lũng; 08746 25 P Xuân Hòa; 09370 24 P Tam Sơn; 09379 24 P Phù Khê; 09385 24 P Đồng Nguyên; "
    "09787 01 X Liên Minh; 09856 01 X Dương Hòa; 09871 01 X Sơn Đồng; 09910 01 X Kiều Phú; 09952 01 X Phú Cát; "
    "09982 01 X Hạ Bằng; 10003 01 X Tây Phương; 10045 01 X Xuân Mai; 10072 01 X Quảng Bị; 10096 01 X Hòa Phú; "
    "10126 01 X Bình Minh; 10342 01 X Đại Xuyên; 10507 31 P Thành Đông; 10792 31 X An Thành; 10837 31 P Nam Đồng; "
    "10891 31 P Tứ Minh; 11329 31 P Ngô Quyền; 12004 33 X Như Quỳnh; 12073 33 X Yên Mỹ; "
    "12223 33 X Triệu Việt Vương; 12583 33 X Tân Tiến; 12916 33 X Bắc Thái Ninh; 13285 37 P Phủ Lý; "
    "13291 37 P Phù Vân; 13318 37 P Châu Sơn; 13669 37 P Nam Định; 13708 37 P Mỹ Lộc; 14614 37 X Khánh Hội; "
    "15106 38 X Nguyệt Ấn; 15112 38 X Kiên Thọ; 15715 38 X Tân Ninh; 16072 38 X Hoa Lộc; 16213 38 X Thanh Phong; "
    "16222 38 X Thanh Quân; 17011 40 P Tây Hiếu; 17170 40 X Quỳnh Sơn; 19138 44 X Phong Nha; 19753 46 P Phú Xuân; "
    "19774 46 P Kim Long; 19789 46 P Thuận Hóa; 19804 46 P Hương An; 19858 46 P Phong Thái; "
    "20137 46 X Chân Mây - Lăng Cô; 20194 48 P Hải Vân; 20305 48 P An Khê; 20875 48 X Lãnh Ngọc; "
    "21859 52 X Đề Gi; 21880 52 X Cát Tiến; 21901 52 X Ngô Mây; 22006 52 X Canh Vinh; 22060 66 X Xuân Cảnh; "
    "22303 66 X Phú Hòa 2; 22411 56 P Bắc Cam Ranh; 22780 56 P Đông Hải; 22846 56 X Vĩnh Hải; "
    "22861 56 X Xuân Hải; 22888 56 X Phước Dinh; 22900 56 X Phước Hà; 22909 56 X Cà Ná; 23095 68 X Hàm Liêm; "
    "23302 51 P Đăk Bla; 23938 52 X Ia Mơ; 24184 66 X Ea H'Leo; 24280 66 X Cư M'gar; 24286 66 X Ea M'Droh; "
    "24412 66 X M'Drắk; 24436 66 X Cư M'ta; 24472 66 X Hòa Sơn; 24718 68 X Đắk Song; 25252 75 X Phú Riềng; "
    "25333 75 P An Lộc; 25450 75 X Nha Bích; 26332 75 X Xuân Quế; 26800 79 P Linh Xuân; 26803 79 P Tam Bình; "
    "26809 79 P Hiệp Bình; 26876 79 P An Nhơn; 26890 79 P Hạnh Thông; 26898 79 P Thông Tây Hội; "
    "27019 79 P Tân Sơn Nhì; 27094 79 P An Khánh; 27154 79 P Bàn Cờ; 27364 79 P Bình Phú; 29740 86 X Song Phú; "
    "31207 92 P Thốt Nốt; 31228 92 P Thuận Hưng"
)
