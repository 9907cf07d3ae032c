"""Sentences officers write every day, to choose instead of typing. They help; they decide nothing."""

WANTED = (
    "Bản chụp rõ nét, đủ các trang",
    "Bản sao có chứng thực",
    "Bản chính để đối chiếu",
    "Tờ khai có đủ chữ ký",
    "Tờ khai đúng mẫu đang có hiệu lực",
)
WHY = (
    "Chưa có trong hồ sơ đã nộp.",
    "Bản chụp mờ, không đọc được.",
    "Thiếu trang hoặc thiếu chữ ký.",
    "Thông tin không khớp với tờ khai.",
    "Giấy tờ đã hết hiệu lực.",
    "Không đúng mẫu quy định.",
)
SUPPLEMENT = "Hồ sơ chưa đủ thành phần theo danh mục đã công bố."
REFUSE = (
    "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan tiếp nhận.",
    "Người nộp không thuộc đối tượng thực hiện thủ tục này.",
    "Hồ sơ không đáp ứng điều kiện giải quyết theo quy định.",
    "Nội dung đề nghị đã được giải quyết ở hồ sơ khác.",
)
EXTEND = (
    "Cần thêm thời gian xác minh thông tin tại cơ quan liên quan.",
    "Phải lấy ý kiến của cơ quan phối hợp theo quy định.",
    "Số lượng hồ sơ tăng đột biến.",
    "Hệ thống dữ liệu chuyên ngành gián đoạn.",
)
SEND_BACK = (
    "Dự thảo kết quả cần sửa nội dung.",
    "Hồ sơ cần thẩm định thêm.",
    "Thể thức văn bản chưa đúng.",
    "Chuyển nhầm đơn vị.",
)
STOP = (
    "Người nộp không thực hiện yêu cầu trong thời hạn quy định.",
    "Có quyết định của cơ quan có thẩm quyền về việc dừng giải quyết.",
    "Quy định mới làm thay đổi căn cứ giải quyết hồ sơ.",
)
RECALL = (
    "Sai thông tin nhân thân của người đề nghị.",
    "Sai nội dung quyết định.",
    "Sai căn cứ pháp lý.",
)
