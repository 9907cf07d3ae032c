"""Offer a first list of the words that people use; editors keep it from then on (/can-bo/thu-tuc/tu-khoa/)."""

import re

from django.db import migrations

from congso.kernel import normalise

I_OR_Y = re.compile(r"^(h|k|l|m|s|t|qu)i$")

# People's words = the catalogue's words; several meanings are separated by "/".
FIRST_WORDS = """
# Hộ tịch
giấy khai sinh = đăng ký khai sinh
làm giấy khai sinh = đăng ký khai sinh
làm khai sinh = đăng ký khai sinh
khai sinh cho con = đăng ký khai sinh
giấy khai sinh cho con = đăng ký khai sinh
làm giấy khai sinh cho con = đăng ký khai sinh
khai sinh trễ = đăng ký khai sinh
mới sinh = khai sinh
con mới sinh = đăng ký khai sinh
sinh con = đăng ký khai sinh
mới đẻ = đăng ký khai sinh
đẻ con = đăng ký khai sinh
mất giấy khai sinh = bản sao Giấy khai sinh / đăng ký lại khai sinh
bản sao khai sinh = bản sao Giấy khai sinh
trích lục = bản sao trích lục hộ tịch
trích lục khai sinh = bản sao Trích lục hộ tịch, bản sao Giấy khai sinh
giấy độc thân = xác nhận tình trạng hôn nhân
độc thân = tình trạng hôn nhân
chưa có vợ = tình trạng hôn nhân
chưa có chồng = tình trạng hôn nhân
chưa kết hôn = tình trạng hôn nhân
chưa lập gia đình = tình trạng hôn nhân
chưa vợ = tình trạng hôn nhân
giấy kết hôn = đăng ký kết hôn
làm giấy kết hôn = đăng ký kết hôn
giấy đăng ký kết hôn = đăng ký kết hôn
hôn thú = đăng ký kết hôn
cưới = kết hôn
cưới chồng = kết hôn
cưới vợ = kết hôn
lấy chồng = kết hôn
lấy vợ = kết hôn
chồng tây = kết hôn có yếu tố nước ngoài
đài loan = nước ngoài
hàn quốc = nước ngoài
nhật bản = nước ngoài
người hàn = người nước ngoài
người nhật = người nước ngoài
người trung quốc = người nước ngoài
người mỹ = người nước ngoài
với người nước ngoài = có yếu tố nước ngoài
giấy chứng tử = đăng ký khai tử
chứng tử = khai tử
giấy báo tử = khai tử
báo tử = khai tử
qua đời = khai tử
người chết = khai tử
sửa giấy khai sinh = cải chính, bổ sung thông tin hộ tịch
sửa khai sinh = cải chính, bổ sung thông tin hộ tịch
sai khai sinh = cải chính, bổ sung thông tin hộ tịch
sửa ngày sinh = cải chính, bổ sung thông tin hộ tịch
sửa năm sinh = cải chính, bổ sung thông tin hộ tịch
sửa tên = cải chính, bổ sung thông tin hộ tịch
đổi tên = thay đổi, cải chính, bổ sung thông tin hộ tịch
đổi tên cho con = thay đổi, cải chính, bổ sung thông tin hộ tịch
đổi họ = thay đổi, cải chính, bổ sung thông tin hộ tịch
đổi dân tộc = xác định lại dân tộc
nhận con = nhận cha, mẹ, con
nhận cha = nhận cha, mẹ, con
nhận cha con = nhận cha, mẹ, con
ngoài giá thú = nhận cha, mẹ, con
con ngoài giá thú = nhận cha, mẹ, con
mồ côi = giám hộ
người giám hộ = đăng ký giám hộ
con nuôi = nuôi con nuôi
xin con nuôi = đăng ký việc nuôi con nuôi
nhận con nuôi = đăng ký việc nuôi con nuôi
# Cư trú
hộ khẩu = thường trú
nhập hộ khẩu = đăng ký thường trú
nhập khẩu cho vợ = đăng ký thường trú
nhập khẩu cho chồng = đăng ký thường trú
nhập khẩu cho con = đăng ký thường trú
nhập khẩu về = đăng ký thường trú
chuyển hộ khẩu = đăng ký thường trú
chuyển khẩu = đăng ký thường trú
tách khẩu = tách hộ
tách hộ khẩu = tách hộ
tách sổ hộ khẩu = tách hộ
xóa hộ khẩu = xóa đăng ký thường trú
cắt hộ khẩu = xóa đăng ký thường trú
cắt khẩu = xóa đăng ký thường trú
sổ tạm trú = đăng ký tạm trú
kt3 = đăng ký tạm trú
thuê trọ = tạm trú
ở trọ = đăng ký tạm trú
nhà trọ = tạm trú / cho thuê bất động sản
phòng trọ = tạm trú / cho thuê bất động sản
ct07 = xác nhận thông tin về cư trú
ct01 = đăng ký thường trú / đăng ký tạm trú
xác nhận cư trú = xác nhận thông tin về cư trú
giấy xác nhận cư trú = xác nhận thông tin về cư trú
xác nhận nơi ở = xác nhận thông tin về cư trú
qua đêm = lưu trú
khách qua đêm = thông báo lưu trú
khách lưu trú = thông báo lưu trú
lưu trú qua đêm = thông báo lưu trú
khai báo lưu trú = thông báo lưu trú
# Căn cước, định danh, hộ chiếu
cccd = thẻ căn cước
căn cước công dân = thẻ căn cước
căn cước = thẻ căn cước
cmnd = thẻ căn cước
cmt = thẻ căn cước
chứng minh thư = thẻ căn cước
chứng minh nhân dân = thẻ căn cước
làm căn cước = cấp thẻ căn cước
làm cccd = cấp thẻ căn cước
mất cccd = cấp lại thẻ căn cước
mất căn cước = cấp lại thẻ căn cước
đổi cccd = cấp đổi thẻ căn cước
đổi căn cước = cấp đổi thẻ căn cước
căn cước hết hạn = cấp đổi thẻ căn cước
cho bé = người dưới 14 tuổi
trẻ em = người dưới 14 tuổi
14 tuổi = từ đủ 14 tuổi trở lên
15 tuổi = từ đủ 14 tuổi trở lên
16 tuổi = từ đủ 14 tuổi trở lên
18 tuổi = từ đủ 14 tuổi trở lên
dưới 14 tuổi = người dưới 14 tuổi
vneid = tài khoản định danh điện tử
tài khoản vneid = tài khoản định danh điện tử
định danh mức 2 = tài khoản định danh điện tử
mở khóa vneid = mở khóa tài khoản định danh điện tử
khóa vneid = khóa căn cước điện tử
passport = hộ chiếu phổ thông
làm hộ chiếu = cấp hộ chiếu phổ thông
làm passport = cấp hộ chiếu phổ thông
hộ chiếu = hộ chiếu phổ thông
mất hộ chiếu = trình báo mất hộ chiếu phổ thông
bị mất hộ chiếu = trình báo mất hộ chiếu phổ thông
mất passport = trình báo mất hộ chiếu phổ thông
đi nước ngoài = hộ chiếu phổ thông
visa = thị thực
gia hạn visa = gia hạn tạm trú cho người nước ngoài
thẻ tạm trú = thẻ tạm trú cho người nước ngoài
# Lái xe, xe cộ, giao thông
bằng lái = giấy phép lái xe
bằng lái xe = giấy phép lái xe
bằng xe máy = giấy phép lái xe
gplx = giấy phép lái xe
bằng a1 = giấy phép lái xe
bằng b1 = giấy phép lái xe
bằng b2 = giấy phép lái xe
thi bằng lái = cấp giấy phép lái xe
thi bằng lái xe = cấp giấy phép lái xe
thi bằng lái xe máy = cấp giấy phép lái xe
thi bằng lái ô tô = cấp giấy phép lái xe
thi lái xe = cấp giấy phép lái xe
học bằng lái = cấp giấy phép lái xe
mất bằng lái = cấp lại giấy phép lái xe
đổi bằng lái = đổi giấy phép lái xe
gplx quân đội = giấy phép lái xe quân sự
bằng lái quân đội = giấy phép lái xe quân sự
cà vẹt = chứng nhận đăng ký xe, biển số xe
cà vẹt xe = chứng nhận đăng ký xe, biển số xe
cavet = chứng nhận đăng ký xe, biển số xe
cà vạt xe = chứng nhận đăng ký xe, biển số xe
ca vet = chứng nhận đăng ký xe, biển số xe
giấy tờ xe = chứng nhận đăng ký xe, biển số xe
đăng ký xe = chứng nhận đăng ký xe, biển số xe
đăng ký xe máy = đăng ký xe, biển số xe
mua xe = đăng ký, cấp biển số xe lần đầu
xe mới = đăng ký, cấp biển số xe lần đầu
xe mới mua = đăng ký, cấp biển số xe lần đầu
xe máy mới = đăng ký, cấp biển số xe lần đầu
đăng ký xe mới = đăng ký, cấp biển số xe lần đầu
đăng ký xe máy mới = đăng ký, cấp biển số xe lần đầu
đăng ký xe máy mới mua = đăng ký, cấp biển số xe lần đầu
bốc biển = đăng ký, cấp biển số xe lần đầu
xe máy = xe
xe hơi = xe ô tô
oto = ô tô / xe cơ giới
ô tô = xe ô tô / xe cơ giới
sang tên xe = đăng ký sang tên xe
sang tên xe máy = đăng ký sang tên xe
sang tên = chuyển nhượng / sang tên
bán xe = thu hồi chứng nhận đăng ký xe, biển số xe
trả biển số = thu hồi chứng nhận đăng ký xe, biển số xe
nộp lại biển số = thu hồi chứng nhận đăng ký xe, biển số xe
rút hồ sơ xe = thu hồi chứng nhận đăng ký xe, biển số xe
mất biển số = cấp lại chứng nhận đăng ký xe, biển số xe
biển số xe bị mất = cấp lại chứng nhận đăng ký xe, biển số xe
đăng kiểm = Giấy chứng nhận kiểm định, Tem kiểm định
đăng kiểm xe = Giấy chứng nhận kiểm định, Tem kiểm định xe cơ giới
đăng kiểm ô tô = Giấy chứng nhận kiểm định, Tem kiểm định xe cơ giới
đăng kiểm oto = Giấy chứng nhận kiểm định, Tem kiểm định xe cơ giới
khám xe = Giấy chứng nhận kiểm định, Tem kiểm định xe cơ giới
taxi = kinh doanh vận tải bằng xe ô tô
chạy taxi = kinh doanh vận tải bằng xe ô tô
chạy grab = kinh doanh vận tải bằng xe ô tô
xe tải = xe ô tô kinh doanh vận tải
xe khách = vận tải hành khách
vỉa hè = lòng đường, vỉa hè
lề đường = lòng đường, vỉa hè
hè phố = lòng đường, vỉa hè
chặt cây = chặt hạ, dịch chuyển cây xanh
đốn cây = chặt hạ, dịch chuyển cây xanh
chặt cây xanh = chặt hạ, dịch chuyển cây xanh
# Đất đai, nhà ở, xây dựng
sổ đỏ = giấy chứng nhận quyền sử dụng đất
sổ hồng = giấy chứng nhận quyền sở hữu nhà ở
bìa đỏ = giấy chứng nhận quyền sử dụng đất
làm sổ đỏ = cấp giấy chứng nhận quyền sử dụng đất lần đầu
làm sổ đỏ lần đầu = đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất lần đầu đối với hộ gia đình, cá nhân
cấp sổ đỏ = cấp giấy chứng nhận quyền sử dụng đất lần đầu
mất sổ đỏ = cấp lại Giấy chứng nhận do bị mất @1.012786
mất sổ hồng = cấp lại Giấy chứng nhận do bị mất @1.012786
tách sổ = tách thửa
tách sổ đỏ = tách thửa đất
tách đất = tách thửa đất
gộp thửa = hợp thửa đất
gộp sổ đỏ = hợp thửa đất
thổ cư = chuyển mục đích sử dụng đất
lên thổ cư = chuyển mục đích sử dụng đất
đất vườn lên thổ cư = chuyển mục đích sử dụng đất
chuyển đất vườn = chuyển mục đích sử dụng đất
chuyển đất = chuyển mục đích sử dụng đất
đất vườn = đất nông nghiệp
tranh chấp đất = tranh chấp đất đai
sổ đỏ ghi sai = đính chính Giấy chứng nhận đã cấp
sổ đỏ bị ghi sai = đính chính Giấy chứng nhận đã cấp
sổ đỏ bị sai = đính chính Giấy chứng nhận đã cấp
sổ đỏ sai tên = đính chính Giấy chứng nhận đã cấp
sai sổ đỏ = đính chính Giấy chứng nhận đã cấp
sửa sổ đỏ = đính chính Giấy chứng nhận đã cấp
sai tên trên sổ đỏ = đính chính Giấy chứng nhận đã cấp
sang tên sổ đỏ = chuyển nhượng quyền sử dụng đất
mua bán đất = chuyển nhượng quyền sử dụng đất
cho tặng đất = tặng cho quyền sử dụng đất
thế chấp sổ đỏ = đăng ký thế chấp quyền sử dụng đất
vay ngân hàng = thế chấp
đo đất = trích đo địa chính
nhà đất = nhà, đất / bất động sản
môi giới nhà đất = môi giới bất động sản
cò đất = môi giới bất động sản
xây nhà = giấy phép xây dựng mới nhà ở riêng lẻ
cất nhà = giấy phép xây dựng mới nhà ở riêng lẻ
làm nhà = giấy phép xây dựng mới nhà ở riêng lẻ
phép xây nhà = giấy phép xây dựng mới nhà ở riêng lẻ
giấy phép xây nhà = cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV nhà ở riêng lẻ
giấy phép xây dựng = giấy phép xây dựng mới công trình cấp III, cấp IV nhà ở riêng lẻ
sửa nhà = giấy phép xây dựng sửa chữa, cải tạo công trình cấp III, cấp IV nhà ở riêng lẻ
sửa chữa nhà = giấy phép xây dựng sửa chữa, cải tạo công trình cấp III, cấp IV nhà ở riêng lẻ
cơi nới = giấy phép xây dựng sửa chữa, cải tạo
mất giấy phép xây dựng = cấp lại giấy phép xây dựng đối với công trình cấp III, cấp IV nhà ở riêng lẻ
nhà xã hội = nhà ở xã hội
mua nhà ở xã hội = đăng ký mua, thuê mua, thuê nhà ở xã hội
mua nhà xã hội = đăng ký mua, thuê mua, thuê nhà ở xã hội
# Kinh doanh
mở quán = đăng ký thành lập hộ kinh doanh
mở tiệm = đăng ký thành lập hộ kinh doanh
mở cửa hàng = đăng ký thành lập hộ kinh doanh
tạp hóa = hộ kinh doanh
buôn bán = hộ kinh doanh
kinh doanh hộ gia đình = hộ kinh doanh
hộ cá thể = hộ kinh doanh
cá thể = hộ kinh doanh
hộ kinh doanh cá thể = hộ kinh doanh
đăng ký hộ kinh doanh = đăng ký thành lập hộ kinh doanh
đăng ký hộ kinh doanh cá thể = đăng ký thành lập hộ kinh doanh
đăng ký kinh doanh = đăng ký thành lập hộ kinh doanh / đăng ký doanh nghiệp
đăng ký kinh doanh hộ gia đình = đăng ký thành lập hộ kinh doanh
giấy phép kinh doanh = Giấy chứng nhận đăng ký hộ kinh doanh / Giấy chứng nhận đăng ký kinh doanh
đóng cửa = chấm dứt hoạt động
dẹp tiệm = chấm dứt hoạt động hộ kinh doanh
nghỉ bán = chấm dứt hoạt động hộ kinh doanh
nghỉ kinh doanh = chấm dứt hoạt động hộ kinh doanh / tạm ngừng kinh doanh
đổi địa chỉ = thay đổi địa chỉ / thay đổi nội dung đăng ký
mở công ty = đăng ký thành lập công ty
lập công ty = đăng ký thành lập công ty
thành lập công ty = đăng ký thành lập công ty
cty = công ty
công ty = doanh nghiệp
tnhh = trách nhiệm hữu hạn
tạm ngưng = tạm ngừng
tạm ngưng hoạt động = tạm ngừng kinh doanh
tạm ngưng kinh doanh = tạm ngừng kinh doanh
giải thể = giải thể doanh nghiệp
đổi tên công ty = đăng ký đổi tên của doanh nghiệp
rượu = bán lẻ rượu
bán rượu = bán lẻ rượu
bán thuốc lá = bán lẻ sản phẩm thuốc lá
quán ăn = kinh doanh dịch vụ ăn uống
mở quán ăn = kinh doanh dịch vụ ăn uống
quán nhậu = kinh doanh dịch vụ ăn uống
quán cơm = kinh doanh dịch vụ ăn uống
nhà hàng = kinh doanh dịch vụ ăn uống
vệ sinh an toàn thực phẩm = đủ điều kiện an toàn thực phẩm
giấy vệ sinh an toàn thực phẩm = đủ điều kiện an toàn thực phẩm
attp = an toàn thực phẩm
nhà thuốc = đủ điều kiện kinh doanh dược
mở nhà thuốc = cấp lần đầu Giấy chứng nhận đủ điều kiện kinh doanh dược
hiệu thuốc = đủ điều kiện kinh doanh dược
tiệm thuốc = đủ điều kiện kinh doanh dược
quầy thuốc = đủ điều kiện kinh doanh dược
thuốc tây = kinh doanh dược
phòng khám = giấy phép hoạt động khám bệnh, chữa bệnh
phòng mạch = giấy phép hoạt động khám bệnh, chữa bệnh
mở phòng khám = cấp mới giấy phép hoạt động khám bệnh, chữa bệnh
karaoke = đủ điều kiện về an ninh, trật tự
cầm đồ = đủ điều kiện về an ninh, trật tự
mở văn phòng công chứng = thành lập Văn phòng công chứng
phòng công chứng = Văn phòng công chứng
# Bảo hiểm, lao động
bhxh = bảo hiểm xã hội
bảo hiểm xã hội = BHXH
bhyt = bảo hiểm y tế
bảo hiểm y tế = BHYT
bhtn = bảo hiểm thất nghiệp
tai nạn lao động = TNLĐ
bệnh nghề nghiệp = BNN
1 lần = một lần
rút bảo hiểm = hưởng bảo hiểm xã hội một lần
rút bhxh = hưởng bảo hiểm xã hội một lần
rút bhxh 1 lần = hưởng bảo hiểm xã hội một lần
lãnh bảo hiểm một lần = hưởng bảo hiểm xã hội một lần
tiền thai sản = hưởng chế độ thai sản
nghỉ đẻ = hưởng chế độ thai sản
nghỉ sinh = hưởng chế độ thai sản
tiền đẻ = hưởng chế độ thai sản
ốm = ốm đau
nghỉ ốm = hưởng chế độ ốm đau
nghỉ bệnh = hưởng chế độ ốm đau
tiền tuất = chế độ tử tuất
thất nghiệp = trợ cấp thất nghiệp
bảo hiểm thất nghiệp = trợ cấp thất nghiệp
nhận lương hưu = lĩnh chế độ bảo hiểm xã hội
lãnh lương hưu = lĩnh chế độ bảo hiểm xã hội
nhận lương hưu thay = lĩnh thay các chế độ bảo hiểm xã hội
lương hưu = chế độ bảo hiểm xã hội
tài khoản ngân hàng = tài khoản cá nhân
qua tài khoản ngân hàng = lĩnh bằng tài khoản cá nhân
qua thẻ atm = lĩnh bằng tài khoản cá nhân
sổ bảo hiểm = sổ BHXH
thẻ bảo hiểm = thẻ BHYT
thẻ bảo hiểm y tế = thẻ BHYT
mất thẻ bảo hiểm = cấp lại sổ BHXH, thẻ BHYT
thẻ bảo hiểm y tế bị mất = cấp lại sổ BHXH, thẻ BHYT @1.002759
làm lại thẻ bảo hiểm y tế = cấp lại sổ BHXH, thẻ BHYT @1.002759
mua bhyt = đăng ký đóng, cấp thẻ BHYT
mua bhyt hộ gia đình = đăng ký đóng, cấp thẻ BHYT đối với người chỉ tham gia BHYT @1.001939
mua bảo hiểm y tế = đăng ký đóng, cấp thẻ BHYT
mua bảo hiểm y tế hộ gia đình = đăng ký đóng, cấp thẻ BHYT đối với người chỉ tham gia BHYT
bhyt hộ gia đình = đóng, cấp thẻ BHYT đối với người chỉ tham gia BHYT
work permit = giấy phép lao động
# Chứng thực, thừa kế
công chứng = chứng thực
công chứng giấy tờ = chứng thực bản sao từ bản chính
công chứng bản sao = chứng thực bản sao từ bản chính giấy tờ @2.000815
photo công chứng = chứng thực bản sao từ bản chính giấy tờ @2.000815
sao y = chứng thực bản sao từ bản chính giấy tờ @2.000815
sao y bản chính = chứng thực bản sao từ bản chính giấy tờ @2.000815
sao y công chứng = chứng thực bản sao từ bản chính giấy tờ
bản dịch = chữ ký người dịch
dịch thuật = chữ ký người dịch
công chứng bản dịch = chứng thực chữ ký người dịch
di chúc = chứng thực di chúc
làm di chúc = chứng thực di chúc
viết di chúc = chứng thực di chúc
thừa kế = di sản
chia thừa kế = phân chia di sản
khai nhận thừa kế = phân chia di sản
từ chối thừa kế = từ chối nhận di sản
từ chối nhận thừa kế = từ chối nhận di sản
hợp đồng = giao dịch
hợp đồng mua bán = giao dịch
hợp đồng mua bán nhà = chứng thực giao dịch nhà ở
hợp đồng mua bán đất = chứng thực giao dịch quyền sử dụng đất
hợp đồng mua bán xe = chứng thực giao dịch động sản
# Trợ giúp, người có công, quốc tịch, nghĩa vụ quân sự
sổ hộ nghèo = công nhận hộ nghèo
sổ nghèo = công nhận hộ nghèo
xét hộ nghèo = công nhận hộ nghèo, hộ cận nghèo
hộ nghèo = công nhận hộ nghèo, hộ cận nghèo
mai táng phí = hỗ trợ chi phí mai táng
tiền mai táng = hỗ trợ chi phí mai táng
tiền mai táng phí = hỗ trợ chi phí mai táng
người già = bảo trợ xã hội
người cao tuổi = bảo trợ xã hội
khuyết tật = trợ cấp xã hội
người khuyết tật = trợ cấp xã hội
trợ cấp người khuyết tật = thực hiện trợ cấp xã hội
trợ cấp người già = thực hiện trợ cấp xã hội
luật sư miễn phí = yêu cầu trợ giúp pháp lý
tư vấn luật miễn phí = yêu cầu trợ giúp pháp lý
nhập tịch = nhập quốc tịch Việt Nam
thôi tịch = thôi quốc tịch Việt Nam
gốc việt = người gốc Việt Nam
giấy gốc việt = Giấy xác nhận là người gốc Việt Nam
việt kiều = người Việt Nam định cư ở nước ngoài / người gốc Việt Nam
lltp = lý lịch tư pháp
nvqs = nghĩa vụ quân sự
đi lính = nghĩa vụ quân sự
đi bộ đội = nghĩa vụ quân sự
đi nghĩa vụ = nghĩa vụ quân sự
đi học = học tập
# Thuế
mst = mã số thuế
mất mã số thuế = cấp lại Giấy chứng nhận đăng ký thuế, Thông báo mã số thuế
tncn = thu nhập cá nhân
thuế tncn = thuế thu nhập cá nhân
gtgt = giá trị gia tăng
vat = giá trị gia tăng
tndn = thu nhập doanh nghiệp
quyết toán thuế tncn = quyết toán thuế thu nhập cá nhân / khai quyết toán thuế cá nhân tiền lương, tiền công
cho thuê nhà = cá nhân cho thuê bất động sản
cho thuê nhà trọ = cá nhân cho thuê bất động sản
thuế cho thuê nhà = khai thuế cá nhân cho thuê bất động sản
thuế nhà trọ = khai thuế cá nhân cho thuê bất động sản
giảm trừ gia cảnh = người phụ thuộc
trước bạ = lệ phí trước bạ
thuế trước bạ = lệ phí trước bạ
thuế đất = thuế sử dụng đất phi nông nghiệp
bán nhà = chuyển nhượng bất động sản
# Nông nghiệp, thủy sản
heo = lợn
nuôi heo = chăn nuôi
nuôi lợn = chăn nuôi
tàu đánh cá = tàu cá
ghe cá = tàu cá
đăng ký tàu cá = Giấy chứng nhận đăng ký tàu cá
thuốc trừ sâu = thuốc bảo vệ thực vật
khoan giếng = khai thác nước dưới đất
# Việc muốn làm
mất = cấp lại
bị mất = cấp lại
bị hỏng = cấp lại
bị rách = cấp lại
làm lại = cấp lại
xin lại = cấp lại
hết hạn = đổi / gia hạn
đổi = cấp đổi / thay đổi
sửa = sửa đổi / đính chính / thay đổi
mở = thành lập / cấp mới
xin phép = cấp giấy phép
đăng kí = đăng ký
hủy = hủy bỏ / xóa
xoá = xóa
"""


def words_of(text):
    """Folded words, in one spelling of i and y."""
    return [I_OR_Y.sub(r"\1y", word)[:60] for word in normalise.search_words(text)]


def terms_of(text):
    """Words, and neighbouring words, of a phrase."""
    words = words_of(text)
    return list(dict.fromkeys([*words, *("+".join(two) for two in zip(words, words[1:], strict=False))]))


def offer(apps, schema_editor):
    """Keep each line once; what an editor has kept already stays."""
    synonym = apps.get_model("catalogue", "Synonym")
    for line in FIRST_WORDS.splitlines():
        if "=" not in line:
            continue
        phrase, meanings = (normalise.tidy(part) for part in line.split("="))
        for meaning in meanings.split("/"):
            words, _, code = meaning.partition("@")
            synonym.objects.get_or_create(
                folded=" ".join(words_of(phrase)),
                words=normalise.tidy(words),
                procedure_code=code.strip(),
                defaults={"phrase": phrase, "terms": terms_of(phrase)},
            )


def take_back(apps, schema_editor):
    """Remove what nobody has changed."""
    apps.get_model("catalogue", "Synonym").objects.filter(changed_at__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_find_by_words_people_use")]

    operations = [migrations.RunPython(offer, take_back)]
