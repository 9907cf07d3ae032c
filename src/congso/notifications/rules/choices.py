"""Which messages reach somebody outside of the application, and what of that is theirs to choose, as one table.

In the application everything is told, always. E-mail and SMS are chosen for each kind of message; what a person must
not miss keeps at least one of them, with the reason beside it. A kind is named for what happens, not for a template.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .templates import EMAIL, SMS, TEMPLATES, WORK

OUTSIDE = (EMAIL, SMS)
"""Ways out of the application, the first preferred."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `required` is why at least one way out stays on; `defaults` are on at first."""

    key: str
    label: str
    templates: tuple[str, ...]
    required: str = ""
    defaults: tuple[str, ...] = OUTSIDE

    @property
    def at_work(self) -> bool:
        """Tell whether it is about an officer's work."""
        return self.key.startswith(WORK)

    @property
    def offers(self) -> tuple[str, ...]:
        """The ways out that its messages have words for."""
        found = [
            channel
            for channel in OUTSIDE
            for one in self.templates
            if channel in TEMPLATES[one].channels and (channel != SMS or TEMPLATES[one].sms)
        ]
        return tuple(dict.fromkeys(found))

    @property
    def is_fixed(self) -> bool:
        """Tell whether there is nothing to choose: the only way out stays on."""
        return bool(self.required) and len(self.offers) == 1


KINDS: tuple[Kind, ...] = (
    Kind("reception", "Đã gửi, đã tiếp nhận hồ sơ; đã bổ sung đủ",
         ("dossier_submitted", "dossier_received", "supplement_confirmed")),
    Kind("supplement", "Yêu cầu bổ sung, bổ sung chưa đủ", ("supplement_asked", "supplement_incomplete"),
         "Hết hạn bổ sung thì hồ sơ dừng giải quyết."),
    Kind("payment", "Yêu cầu nộp phí, lệ phí", ("payment_requested",), "Chưa nộp thì hồ sơ không đi tiếp."),
    Kind("refusal", "Từ chối, dừng giải quyết, đã rút hồ sơ",
         ("dossier_refused", "dossier_stopped", "dossier_withdrawn", "result_declined"),
         "Bạn cần biết ngay để làm lại hoặc khiếu nại đúng hạn."),
    Kind("delay", "Xin lỗi và hẹn lại ngày trả", ("deadline_extended",),
         "Cơ quan phải báo khi trễ hẹn (NĐ 61/2018/NĐ-CP Điều 19 khoản 9)."),
    Kind("result", "Có kết quả, thu hồi kết quả để sửa", ("result_ready", "result_recalled"),
         "Cơ quan phải báo khi có kết quả."),
    Kind("returned", "Đã trả kết quả, mời đánh giá", ("result_returned",)),
    Kind("reminder", "Nhắc hạn bổ sung, nhắc nhận kết quả", ("supplement_reminder", "result_waiting")),
    Kind("answer", "Cơ quan trả lời câu hỏi của bạn", ("question_answered",)),
    Kind("together", "Cùng đề nghị: đồng ý, từ chối, mời xem lại",
         ("co_applicant_agreed", "co_applicant_declined", "co_signing_lapsed", "co_signing_withdrawn")),
    Kind("draft", "Bản nháp sắp bị xóa", ("draft_expires",)),
    Kind("data", "Yêu cầu của bạn về dữ liệu cá nhân",
         ("data_request_lodged", "data_request_acknowledge", "data_request_extend", "data_request_finish",
          "data_request_refuse"),
         "Cơ quan phải trả lời yêu cầu về dữ liệu cá nhân của bạn."),
    Kind("malware", "Tệp bạn tải lên có mã độc", ("file_malware",), "Máy của bạn có thể đang bị hại."),
    Kind("work_incoming", "Hồ sơ mới, được phân công, chuyển đến",
         ("work_submitted", "work_assigned", "work_forwarded"), defaults=()),
    Kind("work_person", "Người nộp bổ sung, hỏi, đề nghị rút",
         ("work_answered", "work_question", "work_withdrawal"), defaults=()),
    Kind("work_soon", "Còn 3 ngày làm việc", ("work_due_in_3_days",), defaults=()),
    Kind("work_last_day", "Còn 1 ngày làm việc", ("work_due_in_1_day",)),
    Kind("work_late", "Quá hạn", ("work_overdue",), "Quá hạn là trách nhiệm của đơn vị đang giữ hồ sơ."),
    Kind("work_files", "Tệp có mã độc, tệp bị cách ly", ("work_malware", "quarantine_grew"), defaults=()),
    Kind("work_keys", "Chứng thư chữ ký số: sắp hết hiệu lực, báo mất, người giữ đã thôi vị trí",
         ("work_key_ends", "work_key_of_agency_ends", "work_key_left", "work_key_lost"), defaults=()),
    Kind("work_data", "Yêu cầu về dữ liệu cá nhân, hạn trả lời", ("work_data_request", "work_data_request_due"),
         "Thời hạn trả lời do luật định."),
    Kind("work_breach", "Sự cố dữ liệu cá nhân, hạn báo cáo", ("work_breach_near", "work_breach_late"),
         "Thời hạn báo cáo sự cố do luật định."),
)  # fmt: skip

TO_NO_ACCOUNT = frozenset({"feedback_answered"})
"""Templates of letters to addresses that belong to no account: nobody chooses about them."""

BY_KEY: Mapping[str, Kind] = MappingProxyType({one.key: one for one in KINDS})
BY_TEMPLATE: Mapping[str, Kind] = MappingProxyType({name: one for one in KINDS for name in one.templates})


def kinds(*, at_work: bool) -> tuple[Kind, ...]:
    """Return the kinds that somebody chooses about: as a person, or as an officer."""
    return tuple(one for one in KINDS if one.at_work is at_work)


def ways_out(kind: Kind, wanted: Collection[str] | None, possible: Collection[str]) -> tuple[str, ...]:
    """Return on which ways out a message goes: those wanted (None: the defaults) among those that are possible.

    A required kind never goes nowhere while any way is possible: then the preferred one is taken.
    """
    on = kind.defaults if wanted is None else wanted
    found = tuple(one for one in OUTSIDE if one in on and one in possible)
    if found or not kind.required:
        return found
    return tuple(one for one in OUTSIDE if one in possible)[:1]


def is_allowed(kind: Kind, wanted: Collection[str]) -> bool:
    """Tell whether a choice keeps what must stay on."""
    return not kind.required or bool(set(wanted) & set(kind.offers)) or not kind.offers
