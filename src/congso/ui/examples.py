# ruff: noqa: E501  the snippets are shown as their authors write them
"""What the living page shows: each component as the very snippet that a page would write, rendered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from congso.kernel.refusals import NotPossibleNow, Refusal

from .components.icons import drawings
from .forms import SampleForm, SampleRatingForm

VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 21, 8, 30, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Example:
    """A component: its snippet, what it renders to, and what to mind."""

    title: str
    source: str
    note: str
    shown: SafeString


@dataclass(frozen=True)
class Group:
    """Components that belong together."""

    id: str
    title: str
    lead: str
    examples: list[Example]


def _variables() -> dict[str, Any]:
    good = SampleForm(initial={"full_name": "Nguyễn Thị Hồng Thắm", "born_on": date(1990, 9, 5), "capital": 20_000_000})
    bad = SampleForm(
        {"full_name": "", "born_on": "31/02/1990", "capital": "hai mươi", "receive_by": "bay"}, auto_id="loi_%s"
    )
    return {
        "now": NOW,
        "today": NOW.date(),
        "soon": NOW + timedelta(days=3),
        "tonight": NOW.replace(hour=16, minute=30),
        "late": NOW - timedelta(days=2),
        "far": NOW + timedelta(days=12),
        "form": good,
        "wrong": bad,
        "rating_form": SampleRatingForm({"satisfaction": "5"}),
        "facts": [
            ("Mã hồ sơ", "H12.34-261121-0007"),
            ("Người nộp", "Nguyễn Thị Hồng Thắm", "#sua"),
            ("Ngày hẹn trả", "26/11/2026"),
        ],
        "steps": ["Đăng nhập", "Tờ khai", "Giấy tờ", "Xem lại", "Nộp"],
        "rows": _queue(),
        "files": [{"name": "giay-chung-sinh.pdf", "size": 1_467_392, "url": "#tep", "note": "Đã kiểm tra"}],
        "by_field": [
            ("Hộ tịch", 1240),
            ("Đất đai", 986),
            ("Chứng thực", 703),
            ("Xây dựng", 215),
            ("Hộ kinh doanh", 98),
        ],
        "months": ["6/26", "7/26", "8/26", "9/26", "10/26", "11/26"],
        "series": [("Trả đúng hạn", [820, 910, 1012, 990, 1105, 640]), ("Trả quá hạn", [42, 61, 38, 25, 17, 6])],
        "ratings": [("Rất hài lòng", 612), ("Hài lòng", 301), ("Bình thường", 74), ("Không hài lòng", 13)],
        "online": [("6/26", 41), ("7/26", 48), ("8/26", 55), ("9/26", 63), ("10/26", 71), ("11/26", 78)],
        "icon_names": sorted(drawings()),
    }


def _queue() -> list[dict[str, Any]]:
    people = [
        ("H12.34-261121-0007", "Đăng ký khai sinh", "Nguyễn Thị Hồng Thắm", -2, "Đang xử lý", "info"),
        ("H12.34-261120-0031", "Cấp giấy xác nhận tình trạng hôn nhân", "Trần Quốc Khởi", 0, "Chờ bổ sung", "warn"),
        ("H12.34-261119-0012", "Đăng ký thành lập hộ kinh doanh", "Lâm Thị Mỹ Duyên", 3, "Được tiếp nhận", "neutral"),
        ("H12.34-261118-0044", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "Huỳnh Văn Út", 12, "Chờ ký", "brand"),
    ]
    return [
        {
            "code": code,
            "procedure": what,
            "person": who,
            "due": NOW + timedelta(days=days),
            "state": state,
            "tone": tone,
        }
        for code, what, who, days, state, tone in people
    ]


EXAMPLES: list[tuple[str, str, str, Sequence[tuple[str, str, str]]]] = [
    (
        "chu-mau", "Chữ, màu, biểu tượng", "Một họ chữ, một màu mạnh, đỏ chỉ dành cho quá hạn và từ chối.",
        [
            ("Cỡ chữ", '<div class="stack stack--tight"><p class="stamp">Tiêu đề trang</p><div class="row"><span class="sample-title-1">Đăng ký khai sinh cho trẻ mới sinh</span></div>\n<p>Người dân nộp một lần; ba cơ quan cùng giải quyết: hộ tịch, công an, bảo hiểm.</p>\n<p class="muted">Chữ phụ, vẫn đủ tương phản 4,5:1.</p></div>', "Dùng h1 đến h4 theo thứ bậc; không chọn tiêu đề vì cỡ chữ."),
            ("Bảng màu", '{% include "ui/parts/palette.html" %}', "Chữ luôn đạt 4,5:1, viền ô nhập 3:1: có kiểm thử tính từ chính tệp CSS."),
            ("Biểu tượng", '<ul class="icon-sheet">{% for name in icon_names %}<li>{% icon name %}<span>{{ name }}</span></li>{% endfor %}</ul>', "Biểu tượng đi cùng chữ. Chỉ đặt nhãn khi không có chữ bên cạnh."),
        ],
    ),
    (
        "nut", "Nút và nhãn", "Chữ trước, biểu tượng sau. Một trang có một nút chính.",
        [
            ("Nút", '<div class="button-row">{% button "Nộp hồ sơ" busy="Đang nộp…" %}\n{% button "Lưu và thoát" kind="secondary" %}\n{% button "Bỏ lọc" kind="quiet" %}\n{% button "Từ chối hồ sơ" kind="danger" %}\n{% button "Chưa dùng được" disabled=True %}\n{% button "In phiếu" kind="secondary" icon="print" type="button" data_print=True %}</div>', "Nút thay đổi dữ liệu; liên kết đưa đi nơi khác. Cao ít nhất 44 px trên điện thoại."),
            ("Nút liên kết", '<div class="button-row">{% link_button "Bắt đầu" "#nut" icon="arrow-right" large=True %}\n{% link_button "Xem hướng dẫn" "#nut" kind="secondary" %}</div>', "Dùng cho nơi đến, không dùng để gửi."),
            ("Nhãn và trạng thái", '<div class="row">{% badge "Toàn trình" tone="brand" %} {% badge "Một phần" %}\n{% state_chip "Được tiếp nhận" %} {% state_chip "Đang xử lý" tone="info" %} {% state_chip "Chờ bổ sung" tone="warn" %} {% state_chip "Đã trả kết quả" tone="success" %} {% state_chip "Từ chối" tone="danger" %}</div>', "Chữ mang nghĩa, màu chỉ giúp nhìn nhanh."),
            ("Hạn giải quyết", '<div class="row">{% deadline far now=now %} {% deadline soon now=now %} {% deadline tonight now=now %} {% deadline late now=now %} {% deadline far now=now paused=True %} {% deadline far done=now %} {% deadline late done=now %}</div>', "Ngày đầy đủ nằm trong title; trong chi tiết hồ sơ luôn viết cả ngày."),
        ],
    ),
    (
        "loi-nhan", "Lời nhắn", "Nói điều gì đã xảy ra, nghĩa là gì, làm gì tiếp.",
        [
            ("Thông báo", '{% alert tone="info" title="Hồ sơ nộp sau 15 giờ" %}Hồ sơ được tiếp nhận vào đầu giờ ngày làm việc kế tiếp.{% endalert %}\n{% alert tone="success" title="Đã nộp hồ sơ" %}Mã hồ sơ <span class="code">H12.34-261121-0007</span>. Hẹn trả 16:30 26/11/2026.{% endalert %}\n{% alert tone="warn" title="Cần bổ sung" %}Ảnh giấy chứng sinh bị mờ. Chụp lại rồi gửi trước 25/11/2026.{% endalert %}\n{% alert tone="danger" title="Chưa nộp được" %}Tệp lớn hơn 20 MB. Hãy chụp lại ở cỡ nhỏ hơn.{% endalert %}', 'role="alert" chỉ cho điều vừa xảy ra, không cho lời có sẵn khi mở trang.'),
            ("Trang trống", '{% empty_state "Chưa có hồ sơ nào" level=4 %}<p>Hồ sơ bạn nộp sẽ nằm ở đây: đang ở đâu, ai giữ, khi nào xong.</p><div class="button-row">{% link_button "Tìm thủ tục" "/" %}</div>{% endempty_state %}', "Trang trống dạy việc: vì sao trống và làm gì."),
            ("Đang tải", '<span class="htmx-request">{% loading "Đang tìm…" %}</span>', "htmx tự hiện khi đang chờ; máy đọc màn hình nghe được."),
            ("Phần gấp lại", '{% fold "Theo thủ tục" "Nhiều nhất: Đăng ký khai sinh, 42 hồ sơ" level=4 %}<p>Bảng hoặc hình đứng ở đây.</p>{% endfold %}', "Kết luận một dòng; trên điện thoại đóng, trên máy bàn mở sẵn."),
            ("Hộp và đoạn mở", '{% disclosure "Vì sao là ngày này?" %}<p>Thời hạn 3 ngày làm việc, tính từ 23/11/2026; 24/11 là ngày nghỉ nên không tính.</p>{% enddisclosure %}\n{% dialog "Rút hồ sơ này?" open_text="Rút hồ sơ" kind="danger" %}<p>Sau khi rút, hồ sơ không được giải quyết nữa. Lệ phí đã nộp được hoàn theo quy định.</p><div class="button-row">{% button "Rút hồ sơ" kind="danger" type="button" %}</div>{% enddialog %}', "Không có JavaScript thì hộp mở ngay tại chỗ."),
        ],
    ),
    (
        "bo-cuc", "Bố cục và dữ liệu", "Thẻ, tóm tắt, bảng, tuyến thời gian.",
        [
            ("Thẻ", '<div class="grid grid--3">{% card title="Có con nhỏ" href="#bo-cuc" level=4 icon="baby" %}<p class="muted">Khai sinh, thẻ bảo hiểm, cư trú trong một lần.</p>{% endcard %}\n{% card title="Kết hôn" href="#bo-cuc" level=4 icon="ring" %}<p class="muted">Xác nhận tình trạng hôn nhân, đăng ký kết hôn.</p>{% endcard %}\n{% card title="Ghi chú" kind="flat" level=4 %}<p>Thẻ nền nhạt cho điều phụ.</p>{% endcard %}</div>', "Có href thì cả thẻ bấm được, nhưng máy đọc chỉ nghe một liên kết."),
            ("Tóm tắt", "{% summary_list facts %}", "Danh sách nhãn và giá trị; liên kết Sửa đọc kèm tên mục."),
            ("Bảng", '{% data_table caption="Hồ sơ chờ xử lý" %}{% columns "Mã hồ sơ" "Thủ tục" "Người nộp" "Trạng thái" "Hạn" %}\n<tbody role="rowgroup" data-rows>{% for row in rows %}<tr role="row">\n{% cell label="Mã hồ sơ" %}<a class="code" href="#bo-cuc">{{ row.code }}</a>{% endcell %}\n{% cell label="Thủ tục" %}{{ row.procedure }}{% endcell %}\n{% cell label="Người nộp" %}{{ row.person }}{% endcell %}\n{% cell label="Trạng thái" %}{% state_chip row.state tone=row.tone %}{% endcell %}\n{% cell label="Hạn" %}{% deadline row.due now=now %}{% endcell %}</tr>{% endfor %}</tbody>{% enddata_table %}', "Trên điện thoại mỗi dòng thành một thẻ, tên cột đi kèm giá trị."),
            ("Phân trang", '{% pagination previous="?truoc=a" next="?sau=b" summary="Hơn 1.000 hồ sơ" %}', "Theo con trỏ, không đếm hết; không nhảy dòng khi có hồ sơ mới."),
            ("Thẻ chuyển và đường dẫn", '{% breadcrumb "Thủ tục hành chính" "#bo-cuc" "Hộ tịch" "#bo-cuc" "Đăng ký khai sinh" %}\n{% tabs label="Phần của hồ sơ" %}{% tab "Diễn biến" "#bo-cuc" active=True %}{% tab "Giấy tờ" "#bo-cuc" count=3 %}{% tab "Quá hạn" "#bo-cuc" count=2 late=True %}{% endtabs %}', "Thẻ chuyển là liên kết: có địa chỉ riêng, quay lại được."),
            ("Các bước", "{% stepper steps current=3 %}", "Trên điện thoại chỉ hiện bước đang làm và thanh tiến độ."),
            ("Diễn biến", '{% timeline %}{% event "Đã nộp trực tuyến" at=late by="Nguyễn Thị Hồng Thắm" tone="success" %}{% endevent %}\n{% event "Được tiếp nhận" at=late by="Lê Minh Khang, Bộ phận Một cửa phường An Xuyên" %}<p>Hẹn trả 16:30 26/11/2026.</p>{% endevent %}\n{% event "Đang xử lý" at="từ 08:30 21/11/2026" by="Phạm Ngọc Hân, Phòng Tư pháp" tone="now" %}{% endevent %}\n{% event "Trả kết quả" at="dự kiến 26/11/2026" tone="future" %}{% endevent %}{% endtimeline %}', "Luôn trả lời: đang ở đâu, ai giữ, đến khi nào, tiếp theo là gì."),
            ("Giấy tờ cần có", '<ul class="checklist"><li data-done>Tờ khai theo mẫu</li><li>Giấy chứng sinh (bản chính)</li><li>Căn cước của cha hoặc mẹ</li></ul>', "Cần gì hiện trước nút Bắt đầu."),
        ],
    ),
    (
        "bieu-mau", "Biểu mẫu", "Nhãn trên, lời giúp dưới nhãn, lỗi ngay trên ô.",
        [
            ("Các loại ô", '<form class="form" method="get" novalidate>{% fields form %}{% button "Tiếp tục" %}</form>', "Ô không bắt buộc ghi rõ; ô bắt buộc không cần dấu sao."),
            ("Có lỗi", '<form class="form" method="get" novalidate>{% error_summary wrong %}{% field wrong.full_name %}{% field wrong.born_on %}{% field wrong.capital %}{% field wrong.receive_by %}</form>', "Tóm tắt lỗi dẫn đến từng ô và nhận tiêu điểm trước."),
            ("Giấy tờ", '<form class="form" method="post" enctype="multipart/form-data" novalidate>{% file_picker "paper" "Giấy chứng sinh" required=True help="Chụp đủ bốn góc, rõ chữ." files=files %}\n{% file_picker "other" "Giấy tờ khác" multiple=True error="Tệp này không phải PDF hay ảnh." %}</form>', "Có upload_url thì gửi ngay từng tệp, có thanh tiến độ; mất mạng thì thử lại."),
            ("Hiện theo điều kiện", '<form class="form" method="get"><div class="field"><label class="field__label" for="dk-co">Bạn có đăng ký bảng hiệu?</label><select class="select" id="dk-co" name="sign"><option value="">Chọn</option><option value="yes">Có</option><option value="no">Không</option></select></div>\n<div class="field" data-shown-when=\'{"field": "sign", "op": "eq", "value": "yes"}\'><label class="field__label" for="dk-ten">Chữ trên bảng hiệu</label><input class="input" id="dk-ten" name="words"></div></form>', "Máy chủ tính lại cùng một quy tắc; không có JavaScript thì ô luôn hiện."),
            ("Đánh giá", '<form class="form" method="get">{% rating rating_form.satisfaction %}</form>', "Mỗi mức có chữ; không dùng ngôi sao trơ."),
            ("Lọc và thao tác", '{% filter_bar %}<div class="field"><label class="field__label" for="loc-t">Trạng thái</label><select class="select" id="loc-t" name="state"><option>Tất cả</option><option>Đang xử lý</option></select></div>{% field form.ward %}{% endfilter_bar %}\n{% toolbar %}{% button "Phân công" kind="secondary" type="button" %}{% button "Chuyển" kind="secondary" type="button" %}<span class="toolbar__space small muted">Đã chọn 2 hồ sơ</span>{% endtoolbar %}', "Bộ lọc là biểu mẫu GET: địa chỉ chia sẻ được."),
        ],
    ),
    (
        "so-lieu", "Số liệu", "Vẽ trên máy chủ, không cần script, luôn có bảng đi kèm.",
        [
            ("Ô số", '<div class="grid grid--4">{% tile "Chờ tôi xử lý" 12 href="#so-lieu" %}{% tile "Sắp đến hạn" 5 tone="warn" note="trong 3 ngày" href="#so-lieu" %}{% tile "Quá hạn" 2 tone="danger" href="#so-lieu" %}{% tile "Hồ sơ trong năm" 18452 note="tính đến 21/11/2026" %}</div>', "Số lớn mở ra được tới từng hồ sơ."),
            ("Thanh ngang", '{% bar_chart "Hồ sơ theo lĩnh vực" by_field unit="Hồ sơ" %}', "Dễ đọc trên điện thoại hơn cột."),
            ("Cột chồng", '{% column_chart "Kết quả theo tháng" months series late="Trả quá hạn" %}', "Phần quá hạn luôn màu đỏ."),
            ("Đường và vòng", '<div class="grid grid--2">{% line_chart "Tỷ lệ nộp trực tuyến (%)" online %}{% donut_chart "Mức hài lòng" ratings late="Không hài lòng" %}</div>\n<p>Bảy ngày qua {% sparkline ratings_line "Tăng từ 12 lên 31 hồ sơ một ngày" %}</p>', "Mỗi hình có tên, chú giải bằng chữ và bảng số."),
        ],
    ),
]  # fmt: skip


def rendered(request: HttpRequest) -> list[Group]:
    """Every group with its examples rendered in the context of the request."""
    engine = engines["django"]
    variables = {**_variables(), "ratings_line": [12, 15, 14, 19, 22, 27, 31]}

    def drawn(source: str) -> SafeString:
        return mark_safe(engine.from_string(source).render(variables, request))  # noqa: S308  our own snippets

    return [
        Group(id_, title, lead, [Example(name, source, note, drawn(source)) for name, source, note in listed])
        for id_, title, lead, listed in EXAMPLES
    ]


def workspace() -> dict[str, Any]:
    """Variables of the example workspace."""
    return {**_variables(), "chosen": _queue()[0]}


def wizard() -> dict[str, Any]:
    """Variables of the example wizard."""
    return _variables()


def home() -> dict[str, Any]:
    """Variables of the example front page."""
    return _variables()


def refusal() -> Refusal:
    """A refusal as a command would raise it."""
    return NotPossibleNow(
        "Hồ sơ đang ở trạng thái “Đã trả kết quả” nên không rút được.",
        remedy="Nếu kết quả có sai sót, hãy nộp yêu cầu đính chính.",
    )
