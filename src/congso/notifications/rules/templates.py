"""The words of every message, as data: one entry per occasion.

Sources: Decree 61/2018/NĐ-CP art. 17 (notices at reception), art. 19(9) (apology), art. 20(4) (early results);
Decree 224/2026/NĐ-CP art. 15(1)(g) (status by electronic means). Texts are `str.format` patterns; an absent value is
written as nothing. `sms` is short and free of long names; it goes out without marks unless the province pays for them.
"""

from dataclasses import dataclass
from string import Formatter
from typing import Any

from .sms import SMS_LETTERS, shorten, without_marks

IN_APP, EMAIL, SMS = "in_app", "email", "sms"


@dataclass(frozen=True)
class Template:
    """The words of one occasion. Without `sms` it is never sent by SMS; `channels` says where it can go.

    Where it does go, somebody's choices say (see choices).
    """

    key: str
    subject: str
    text: str
    email: str
    sms: str = ""
    channels: tuple[str, ...] = (IN_APP, EMAIL, SMS)


@dataclass(frozen=True)
class Words:
    """A message ready to be handed over on one channel."""

    subject: str
    body: str


def _applicant(key: str, subject: str, text: str, sms: str, more: str = "") -> Template:
    email = f"Kính gửi {{name}},\n\n{text}{more}\n\nXem chi tiết: {{address}}\n\nTrân trọng,\n{{organisation}}"
    return Template(key=key, subject=subject, text=text, email=email, sms=sms)


def _officer(key: str, subject: str, text: str) -> Template:
    email = f"Kính gửi {{name}},\n\n{text}\n\nMở hồ sơ: {{address}}"
    return Template(key=key, subject=subject, text=text, email=email, channels=(IN_APP, EMAIL))


def _data(key: str, subject: str, text: str) -> Template:
    email = f"Kính gửi {{name}},\n\n{text}\n\nXem chi tiết: {{address}}"
    return Template(key=key, subject=subject, text=text, email=email, channels=(IN_APP, EMAIL))


def _keeper(key: str, subject: str, text: str) -> Template:
    email = f"Kính gửi {{name}},\n\n{text}\n\nMở: {{address}}"
    return Template(key=key, subject=subject, text=text, email=email, channels=(IN_APP, EMAIL))


_DOSSIER = "Hồ sơ {code} – {procedure}"

_ALL = (
    _applicant(
        "dossier_submitted",
        "Đã gửi hồ sơ {code}",
        f"{_DOSSIER}: hồ sơ trực tuyến đã được gửi đến {{organisation}}. Cơ quan sẽ kiểm tra và trả lời việc tiếp nhận "
        "trong vòng 8 giờ làm việc.",
        "Ho so {code} da gui den {organisation}. Tra loi tiep nhan trong 8 gio lam viec.",
    ),
    _applicant(
        "dossier_received",
        "Đã tiếp nhận hồ sơ {code}, hẹn trả {due}",
        f"{_DOSSIER} đã được tiếp nhận. Ngày hẹn trả kết quả: {{due}}. Nơi nhận kết quả: {{return_place}}.",
        "Ho so {code} da duoc tiep nhan. Hen tra ket qua: {due}.",
        "\n\nGiấy tiếp nhận hồ sơ và hẹn trả kết quả được gửi kèm thư này (PDF), cùng lịch hẹn để thêm vào lịch; "
        "cũng có trong phần chi tiết hồ sơ.",
    ),
    _applicant(
        "supplement_asked",
        "Hồ sơ {code} cần bổ sung",
        f"{_DOSSIER} cần được bổ sung, hoàn thiện: {{reason}}. Thời hạn bổ sung: đến hết {{until}}.",
        "Ho so {code} can bo sung giay to truoc {until}. Xem chi tiet tren Cong dich vu cong.",
        "\n\nBạn chỉ phải bổ sung những giấy tờ ghi trong phiếu yêu cầu; mọi giấy tờ đã nộp vẫn được giữ.",
    ),
    _applicant(
        "supplement_incomplete",
        "Hồ sơ {code}: phần bổ sung chưa đủ",
        f"{_DOSSIER}: phần bạn bổ sung chưa đủ, còn thiếu: {{reason}}. Bạn nộp tiếp phần còn thiếu đến hết {{until}}.",
        "Ho so {code} bo sung chua du. Nop tiep truoc {until}. Xem chi tiet tren Cong dich vu cong.",
        "\n\nĐây vẫn là phiếu yêu cầu bổ sung trước đó; những gì đã nộp vẫn được giữ.",
    ),
    _applicant(
        "supplement_confirmed",
        "Hồ sơ {code} đã bổ sung đủ",
        f"{_DOSSIER} đã được bổ sung đủ và tiếp tục được giải quyết. Ngày hẹn trả kết quả: {{due}}.",
        "Ho so {code} da bo sung du. Hen tra ket qua: {due}.",
    ),
    _applicant(
        "dossier_refused",
        "Hồ sơ {code} không được tiếp nhận",
        f"{_DOSSIER} không được tiếp nhận. Lý do: {{reason}}.",
        "Ho so {code} khong duoc tiep nhan. Xem ly do tren Cong dich vu cong.",
        "\n\nPhiếu từ chối tiếp nhận có trong phần chi tiết hồ sơ.",
    ),
    _applicant(
        "payment_requested",
        "Hồ sơ {code} cần nộp {amount}",
        f"{_DOSSIER} cần nộp phí, lệ phí: {{amount}}.",
        "Ho so {code} can nop phi, le phi: {amount}.",
    ),
    _applicant(
        "deadline_extended",
        "Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}",
        f"{_DOSSIER} chưa giải quyết xong đúng hẹn. {{organisation}} xin lỗi và hẹn lại ngày trả kết quả: {{due}}. "
        "Lý do: {reason}.",
        "Xin loi vi ho so {code} tre hen. Ngay hen moi: {due}.",
    ),
    _applicant(
        "result_ready",
        "Hồ sơ {code} đã có kết quả",
        f"{_DOSSIER} đã có kết quả. Nơi nhận kết quả: {{return_place}}.",
        "Ho so {code} da co ket qua. Moi nhan tai: {return_place}.",
        "\n\nKhi đến nhận, hãy mang theo giấy tiếp nhận hồ sơ hoặc mã hồ sơ và giấy tờ tùy thân.",
    ),
    _applicant(
        "result_declined",
        "Hồ sơ {code} đã có văn bản trả lời",
        f"{_DOSSIER} chưa đủ điều kiện giải quyết; văn bản trả lời nêu rõ lý do. Nơi nhận: {{return_place}}.",
        "Ho so {code} da co van ban tra loi. Moi xem tren Cong dich vu cong.",
    ),
    _applicant(
        "result_returned",
        "Đã trả kết quả hồ sơ {code}",
        f"{_DOSSIER}: kết quả đã được trả ngày {{on}}. Mời bạn đánh giá việc phục vụ; chỉ mất một phút.",
        "Ket qua ho so {code} da duoc tra ngay {on}.",
    ),
    _applicant(
        "result_recalled",
        "Kết quả hồ sơ {code} được thu hồi để sửa",
        f"{_DOSSIER}: kết quả đã ban hành có sai sót nên được thu hồi để sửa lại; bạn không phải trả thêm chi phí. "
        "Lý do: {reason}.",
        "Ket qua ho so {code} duoc thu hoi de sua. Co quan se lien he.",
    ),
    _applicant(
        "dossier_stopped",
        "Hồ sơ {code} dừng giải quyết",
        f"{_DOSSIER} đã dừng giải quyết. Lý do: {{reason}}.",
        "Ho so {code} da dung giai quyet. Xem ly do tren Cong dich vu cong.",
    ),
    _applicant(
        "dossier_withdrawn",
        "Đã rút hồ sơ {code}",
        f"{_DOSSIER} đã được rút theo đề nghị của bạn.",
        "Ho so {code} da duoc rut theo de nghi.",
    ),
    _applicant(
        "supplement_reminder",
        "Nhắc bổ sung hồ sơ {code} trước {until}",
        f"{_DOSSIER} đang chờ bạn bổ sung. Sau ngày {{until}}, hồ sơ sẽ dừng giải quyết.",
        "Nhac: ho so {code} can bo sung truoc {until}.",
    ),
    _applicant(
        "result_waiting",
        "Kết quả hồ sơ {code} đang chờ bạn",
        f"{_DOSSIER} đã có kết quả từ {{on}} và chưa được nhận. Nơi nhận kết quả: {{return_place}}.",
        "Ket qua ho so {code} dang cho. Moi nhan tai: {return_place}.",
    ),
    _data(
        "draft_expires",
        "Bản nháp sắp bị xóa ngày {until}",
        "Bản nháp hồ sơ “{procedure}” chưa nộp và sẽ bị xóa sau ngày {until}. Mở ra soạn tiếp thì được giữ thêm "
        "{days} ngày; không cần nữa thì bỏ qua tin này.",
    ),
    _data(
        "question_answered",
        "Cơ quan trả lời về hồ sơ {code}",
        "{unit} đã trả lời câu hỏi về hồ sơ {code} – {procedure}. Mở hồ sơ để đọc.",
    ),
    _data(
        "co_applicant_agreed",
        "{who} đã đồng ý cùng đề nghị",
        "{who} đã đồng ý cùng đứng tên hồ sơ “{procedure}”. Đủ người đồng ý thì bạn nộp được.",
    ),
    _data(
        "co_applicant_declined",
        "{who} từ chối cùng đề nghị",
        "{who} từ chối cùng đứng tên hồ sơ “{procedure}”. Lý do: {reason}",
    ),
    _data(
        "co_signing_lapsed",
        "Hồ sơ cùng đề nghị đã sửa, mời bạn xem lại",
        "{who} đã sửa hồ sơ “{procedure}” sau khi bạn đồng ý cùng đứng tên. Lần đồng ý trước không còn hiệu lực; mời "
        "bạn xem nội dung mới rồi trả lời lại.",
    ),
    _data(
        "co_signing_withdrawn",
        "Lời mời cùng đề nghị đã thu hồi",
        "{who} không còn mời bạn cùng đứng tên hồ sơ “{procedure}”.",
    ),
    _data(
        "data_request_lodged",
        "Đã nhận yêu cầu về dữ liệu cá nhân",
        "Yêu cầu “{kind}” đã được gửi. Xác nhận chậm nhất {acknowledge_by}, trả lời chậm nhất {answer_by}.",
    ),
    _data(
        "data_request_acknowledge",
        "Đã xác nhận yêu cầu về dữ liệu cá nhân",
        "Yêu cầu “{kind}” đang được xử lý, trả lời chậm nhất {answer_by}.",
    ),
    _data(
        "data_request_extend",
        "Gia hạn trả lời yêu cầu về dữ liệu cá nhân",
        "Yêu cầu “{kind}” được gia hạn một lần, trả lời chậm nhất {answer_by}.",
    ),
    _data(
        "data_request_finish",
        "Đã thực hiện yêu cầu về dữ liệu cá nhân",
        "Yêu cầu “{kind}” đã được thực hiện. Xem trả lời trên cổng.",
    ),
    _data(
        "data_request_refuse",
        "Từ chối yêu cầu về dữ liệu cá nhân",
        "Yêu cầu “{kind}” bị từ chối, có căn cứ và lý do. Xem trả lời trên cổng.",
    ),
    _keeper(
        "work_data_request",
        "Yêu cầu mới về dữ liệu cá nhân",
        "Người dân gửi yêu cầu “{kind}”. Xác nhận chậm nhất {acknowledge_by}, trả lời chậm nhất {answer_by}.",
    ),
    _keeper(
        "work_data_request_due",
        "Sắp đến hạn trả lời yêu cầu về dữ liệu cá nhân",
        "Yêu cầu “{kind}” phải {wanted} chậm nhất {until}.",
    ),
    _keeper("work_breach_near", "Sắp hết hạn: sự cố dữ liệu cá nhân", "{clock}: hạn {until}."),
    _keeper("work_breach_late", "Quá hạn: sự cố dữ liệu cá nhân", "{clock}: đã quá hạn {until}, phải làm ngay."),
    _keeper(
        "work_key_ends",
        "Chứng thư số của bạn sắp hết hiệu lực",
        "Chứng thư số của bạn hết hiệu lực lúc {until}; sau đó bạn không ký được nữa. Đề nghị cấp chứng thư mới ngay, "
        "rồi nhờ quản trị hệ thống đăng ký.",
    ),
    _keeper(
        "work_key_of_agency_ends",
        "Chứng thư số sắp hết hiệu lực: {holder}",
        "Chứng thư số của {holder} hết hiệu lực lúc {until}. Làm thủ tục cấp lại, rồi đăng ký chứng thư mới.",
    ),
    _keeper(
        "work_key_left",
        "Chứng thư số của người đã thôi giữ vị trí: {holder}",
        "{holder} thôi giữ vị trí từ {ended_on} nhưng chứng thư số vẫn đang dùng. Đề nghị cơ quan cấp chứng thư thu "
        "hồi, rồi ngừng dùng trong hệ thống.",
    ),
    _keeper(
        "work_key_lost",
        "Báo mất thiết bị, lộ khóa chữ ký số: {holder}",
        "Chứng thư số của {holder} đã ngừng dùng vì mất thiết bị hoặc lộ khóa. Đề nghị ngay cơ quan cấp chứng thư thu "
        "hồi, và rà soát các văn bản ký gần đây.",
    ),
    _officer("work_submitted", "Hồ sơ trực tuyến mới: {code}", f"{_DOSSIER}, chờ tiếp nhận trước {{until}}."),
    _officer("work_assigned", "Bạn được phân công hồ sơ {code}", f"{_DOSSIER} được giao cho bạn, hạn {{until}}."),
    _officer("work_forwarded", "Hồ sơ {code} chuyển đến đơn vị", f"{_DOSSIER} chờ {{unit}} xử lý, hạn {{until}}."),
    _officer("work_answered", "Hồ sơ {code} đã được bổ sung", f"{_DOSSIER}: người nộp đã bổ sung, chờ kiểm tra."),
    _officer("work_question", "Người nộp hỏi về hồ sơ {code}", f"{_DOSSIER}: người nộp có câu hỏi, chờ trả lời."),
    _officer("work_withdrawal", "Đề nghị rút hồ sơ {code}", f"{_DOSSIER}: người nộp đề nghị rút, chờ xác nhận."),
    _officer(
        "work_malware",
        "Hồ sơ {code} có tệp nhiễm mã độc",
        f"{_DOSSIER} có tệp nhiễm mã độc; tệp đã bị cách ly, không ai mở được. Yêu cầu người nộp bổ sung tệp khác; "
        "đừng nhận lại tệp ấy qua thư hay USB.",
    ),
    _officer(
        "quarantine_grew",
        "Một tệp bị cách ly vì mã độc",
        "Máy quét tìm thấy {threat} trong một tệp {whose}. Tệp đã bị cách ly; xem danh sách tệp bị cách ly để xử lý.",
    ),
    Template(
        key="file_malware",
        subject="Một tệp bạn đã tải lên có mã độc",
        text="Tệp “{file}” có mã độc nên đã bị cách ly, không ai mở được. Hãy quét máy đã tạo ra tệp bằng phần mềm "
        "diệt mã độc, rồi xuất, chụp hoặc quét lại giấy tờ và nộp tệp mới.",
        email="Kính gửi {name},\n\nMột tệp bạn đã tải lên có mã độc nên đã bị cách ly, không ai mở được. Hãy quét máy "
        "đã tạo ra tệp bằng phần mềm diệt mã độc, rồi xuất, chụp hoặc quét lại giấy tờ và nộp tệp mới.\n\n"
        "Xem chi tiết: {address}",
        channels=(IN_APP, EMAIL),
    ),
    Template(
        key="feedback_answered",
        subject="Trả lời góp ý {code}",
        text="{answer}",
        email="Kính gửi ông/bà,\n\nCảm ơn ông/bà đã góp ý về Cổng dịch vụ công (mã góp ý {code}). Trả lời của chúng "
        "tôi:\n\n{answer}\n\nCổng dịch vụ công: {address}",
        channels=(EMAIL,),
    ),
    _officer("work_due_in_3_days", "Còn 3 ngày làm việc: {code}", f"{_DOSSIER} phải xong trước {{until}}."),
    _officer(
        "work_due_in_1_day",
        "Còn 1 ngày làm việc: {code}",
        f"{_DOSSIER} phải xong trước {{until}}. Nếu không kịp, hôm nay phải gửi thư xin lỗi và hẹn lại.",
    ),
    _officer(
        "work_overdue",
        "Quá hạn: {code}",
        f"{_DOSSIER} đã quá hạn từ {{until}}. Không hẹn lại được nữa: cần trả kết quả sớm nhất và xin lỗi người nộp.",
    ),
)

WORK = "work_"
"""Templates whose key begins so are for officers: only an officer's account shows them."""

TEMPLATES = {template.key: template for template in _ALL}


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def words(template: Template, channel: str, context: dict[str, Any], *, sms_with_marks: bool = False) -> Words:
    """Return the words of `template` for `channel`. Raises KeyError for a channel it has no words for."""
    blanks = _Blank(context)
    subject = _fill(template.subject, blanks)[:200]
    if channel == IN_APP:
        return Words(subject, _fill(template.text, blanks))
    if channel == EMAIL:
        return Words(subject, _fill(template.email, blanks))
    if channel != SMS or not template.sms:
        raise KeyError(channel)
    text = _fill(template.sms, blanks)
    return Words("", text if sms_with_marks else shorten(without_marks(text), SMS_LETTERS))


def names_in(pattern: str) -> set[str]:
    """Return the values a pattern asks for."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name}


def _fill(pattern: str, context: _Blank) -> str:
    return pattern.format_map(context).strip()
