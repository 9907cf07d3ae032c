"""Reading one imported record of a procedure, without ever inventing a value.

What the source leaves out stays empty; what looks wrong is kept as it is and named as a problem for a human. The codes
are a contract with operators, described in `docs/operations/nhap-thu-tuc.md`. Nothing in a record makes `read_record`
raise.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .content import (
    TIERS,
    Component,
    Deadline,
    Decision,
    Fee,
    LegalBasis,
    Method,
    ProcedureContent,
    Result,
    Step,
    Unit,
    Units,
)

PROBLEMS = {
    "agency_missing": "Không ghi cơ quan thực hiện.",
    "case_headings": "Thành phần hồ sơ chia theo trường hợp bằng lời; cần lập danh mục trường hợp để người nộp chọn.",
    "channel_unknown": "Cách thức nộp ghi bằng lời, không thuộc trực tiếp, trực tuyến hay bưu chính.",
    "component_is_note": "Dòng không yêu cầu giấy tờ, được xếp là lưu ý theo quy tắc; cần xác nhận.",
    "component_name_too_long": "Tên thành phần hồ sơ quá dài (trên 1.000 ký tự), thường là nhiều giấy tờ gộp lại.",
    "component_quantity_missing": "Giấy tờ không ghi số bản chính, bản sao.",
    "components_missing": "Không có thành phần hồ sơ.",
    "deadline_differs_by_channel": "Thời hạn khác nhau giữa các cách thức nộp; cần xác nhận là đúng quy định.",
    "deadline_difficult_area": "Chênh lệch thời hạn giữa các cách thức có thể là phần cộng thêm cho vùng khó khăn.",
    "deadline_missing": "Không ghi thời hạn giải quyết.",
    "deadline_ruling_outdated": "Bản công bố mới nêu thời hạn khác thời hạn tỉnh đã xác định.",
    "deadline_several": "Một cách thức nộp có nhiều thời hạn khác nhau; phải chọn theo từng hồ sơ.",
    "deadline_text_says_more": "Lời ghi thời hạn nêu nhiều mức hoặc mức khác với con số.",
    "deadline_unit_missing": "Thời hạn chỉ có con số, không có đơn vị (ngày, ngày làm việc, giờ).",
    "deadline_unit_unknown": "Đơn vị thời hạn không thuộc danh mục.",
    "decision_missing": "Không ghi số quyết định công bố.",
    "fee_amount_doubtful": "Số tiền nhỏ bất thường (dưới 1.000 đồng).",
    "fee_currency": "Khoản thu không tính bằng đồng Việt Nam.",
    "fee_in_thousands": "Số tiền có vẻ ghi theo nghìn đồng: chú thích nêu số lớn gấp nghìn lần.",
    "fee_not_free": "Ghi “Miễn phí” nhưng chú thích nói đến mức thu.",
    "fee_set_by_council": "Ghi “Miễn phí” nhưng mức thu do Hội đồng nhân dân hoặc Ủy ban nhân dân cấp tỉnh quy định.",
    "fee_text_only": "Khoản thu ghi bằng lời, không đọc được một số tiền.",
    "field_missing": "Không ghi lĩnh vực.",
    "field_unknown": "Bản ghi có phần mà hệ thống chưa biết; được giữ nguyên.",
    "field_wrong_type": "Giá trị không đúng kiểu; được giữ nguyên ở phần chưa đọc.",
    "form_file_in_name": "Có mẫu đơn nhưng tên tệp còn dính trong tên giấy tờ.",
    "index_only": "Chỉ có thông tin mục lục, không có nội dung thủ tục.",
    "legal_basis_missing": "Không có căn cứ pháp lý.",
    "methods_missing": "Không có cách thức thực hiện.",
    "name_too_long": "Tên thủ tục dài trên 500 ký tự.",
    "quantities_missing": "Nguồn không ghi số lượng của bất kỳ giấy tờ nào.",
    "result_code_doubtful": "Mã kết quả không đúng cấu trúc.",
    "results_missing": "Không có kết quả thực hiện.",
    "steps_missing": "Không có trình tự thực hiện.",
    "subjects_missing": "Không có đối tượng thực hiện.",
    "text_unreadable": "Có ký tự không lưu được (ký tự điều khiển hoặc hỏng mã); đã thay bằng dấu �.",
    "tier_missing": "Không ghi cấp thực hiện.",
    "tier_unknown": "Cấp thực hiện không thuộc danh mục.",
}
"""Every problem code with what it means."""

REJECTIONS = {
    "code_missing": "Bản ghi không có mã thủ tục nên không lưu được.",
    "code_malformed": "Mã thủ tục không đúng cấu trúc n.nnnnnn (chữ số đầu từ 1 đến 6).",
    "json_invalid": "Dòng không phải JSON hợp lệ.",
    "name_missing": "Bản ghi không có tên thủ tục nên không lưu được.",
    "not_a_record": "Dòng không phải một bản ghi (đối tượng JSON).",
    "record_repeated": "Mã thủ tục lặp lại trong cùng một nguồn; bản ghi đầu tiên được lấy.",
    "store_failed": "Cơ sở dữ liệu từ chối bản ghi.",
}
"""Every reason for not storing a record."""

SOURCES = ("portal_2021", "danang_doc_2024", "defence_doc_2025", "national_portal_2026")
"""Known origins of records, weakest first. Other origins rank below all of them, as local editions."""

LONGEST_NAME = 500
LONGEST_COMPONENT = 1_000
DIFFICULT_AREA_DAYS = 10

_KNOWN = frozenset(
    (
        *("code", "name", "ministry", "field", "level", "level_text", "type_text", "decision_no", "subjects"),
        *("agency", "agencies", "authority", "reception_address", "methods", "methods_text", "components"),
        *("components_text", "forms", "steps_text", "conditions_text", "results", "legal_basis", "legal_basis_text"),
        *("source", "source_url"),
    )
)
_OF_AN_INDEX = frozenset(("n_methods", "n_components", "n_forms", "min_deadline_value", "deadline_unit", "has_fee"))
_UNITS = {
    "working_day": Unit.WORKING_DAY,
    "day": Unit.DAY,
    "hour": Unit.HOUR,
    "working_hour": Unit.WORKING_HOUR,
    "month": Unit.MONTH,
    "minute": Unit.MINUTE,
    "same_day": Unit.SAME_DAY,
}
_CHANNELS = frozenset(("online", "in_person", "postal"))
_TIER_WORDS = {label.lower(): code for code, label in TIERS.items()} | {code: code for code in TIERS}
_CHANNEL_HEADINGS = {
    "nộp trực tiếp": "in_person",
    "trực tiếp": "in_person",
    "nộp trực tuyến": "online",
    "trực tuyến": "online",
}
_CODE = re.compile(r"[1-6]\.\d{6}", re.ASCII)
_RESULT_CODE = re.compile(r"KQ\.[A-Z]\d{2}\.\d{6}|(000\.00\.00\.)?[A-Z]\d{2}-KQ\d{4,6}", re.ASCII)
_BULLET = re.compile(r"^[\s\-–+*•.]*(\(?[0-9a-zđ]{1,2}[.)]\s*)?")
_STEP_START = re.compile(r"^\s*(?:[-–+*•]|bước\s*\d+|\(?\d+[.)]|[a-zđ][.)])", re.IGNORECASE)
_CASE_HEADING = re.compile(r"(?i)\b(trường hợp|đối với)\b")
_PAPER = re.compile(
    r"(?i)^(đơn|tờ khai|giấy|bản|văn bản|hồ sơ|quyết định|hợp đồng|biên bản|danh sách|báo cáo|chứng minh|chứng từ|sơ đồ"
    r"|ảnh|phiếu|thông báo|mẫu|công văn|tờ trình|đề án|phương án|tài liệu|điều lệ|nghị quyết|lý lịch|chứng chỉ|thẻ"
    r"|sổ|bằng|hộ chiếu|trích lục|bảng|kế hoạch|dự thảo|bộ)\b"
)
_NOTE_WORDS = re.compile(
    r"(?i)lưu ý|không phải (nộp|xuất trình|tải)|có trách nhiệm|được sử dụng|gửi kèm theo|thì không|có quyền"
)
_IF_ANY = re.compile(r"(?i)\(?\bnếu có\b\)?")
_CONDITIONAL = re.compile(
    r"(?i)^(trường hợp|đối với|nếu|khi)\b|\((đối với|trong|áp dụng)?\s*trường hợp|\btrong trường hợp\b"
)
_DAY_NUMBERS = re.compile(r"(?i)(\d+(?:[.,]\d+)?)\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|tháng|phút)")
_DIFFICULT_AREA = re.compile(r"(?i)vùng khó khăn|miền núi|hải đảo|điều kiện kinh tế\s*-?\s*xã hội (đặc biệt )?khó khăn")
_FEE = re.compile(
    r"^\s*(?P<kind>phí|lệ phí)?\s*:?\s*(?P<amount>miễn phí|không|[\d.,]+)\s*"
    r"(?P<unit>việt nam đồng|vnđ|vnd|đồng|đ|usd)?\s*(?P<note>\(.*\)|/.*)?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_COUNCIL = re.compile(r"(?i)hội đồng nhân dân|hđnd|(ủy|uỷ) ban nhân dân cấp tỉnh|ubnd (cấp )?tỉnh")
_NOTHING = re.compile(r"(?i)^[\s(]*(không( có| quy định| thu)?|miễn phí|0( đồng)?|)[\s.)]*$")
_AMOUNT_IN_WORDS = re.compile(r"(?i)\d[\d.,]*\s*(đồng|đ\b|vnđ|vnd|usd|%)|mức (thu|phí|lệ phí)|theo quy định|thông tư")
_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_FILE_IN_NAME = re.compile(r"(?i)\.(docx?|pdf|xlsx?|rtf|odt)\s*$")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a human must look at: a code of `PROBLEMS`, which procedure, which part, and why."""

    code: str
    procedure: str
    field: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """Return this as JSON values."""
        return {"code": self.code, "procedure": self.procedure, "field": self.field, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one record says: content and problems, or the code of `REJECTIONS` and why it is not stored."""

    source: str
    content: ProcedureContent | None
    problems: tuple[Problem, ...] = ()
    rejected: str = ""
    reason: str = ""
    code: str = ""
    name: str = ""
    is_index: bool = False


def source_rank(source: str) -> int:
    """Return how much an origin counts: editions of a higher rank are in force before those of a lower."""
    return SOURCES.index(source) if source in SOURCES else -1


def read_line(line: str) -> Reading:
    """Read one line of a JSON Lines file. Never raises."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Reading("", None, rejected="json_invalid", reason=f"{REJECTIONS['json_invalid']} ({str(error)[:120]})")
    return read_record(record)


def read_record(record: Any) -> Reading:
    """Read one record. Never raises, whatever it is given."""
    if not isinstance(record, Mapping):
        return Reading("", None, rejected="not_a_record", reason=REJECTIONS["not_a_record"])
    return _Reader(record).read()


class _Reader:
    """One reading: the record, and the problems found on the way."""

    def __init__(self, record: Mapping[Any, Any]) -> None:
        self.record = record
        self.code = ""
        self.problems: dict[tuple[str, str], Problem] = {}
        self.unread: dict[str, Any] = {}

    def read(self) -> Reading:
        code = self.text("code").replace(" ", "")
        source = self.text("source")[:60] or "unknown"
        name = " ".join(self.text("name").split())
        self.code = code[:40]
        for rejected, holds in (
            ("code_missing", not code),
            ("code_malformed", not _CODE.fullmatch(code)),
            ("name_missing", not name),
        ):
            if holds:
                reason = REJECTIONS[rejected]
                return Reading(source, None, (), rejected, reason, self.code, name[:300])
        if len(name) > LONGEST_NAME:
            self.found("name_too_long", "name", f"{len(name)} ký tự")
        is_index = bool(_OF_AN_INDEX & {key for key in self.record if isinstance(key, str)})
        is_index = is_index and "methods" not in self.record
        content = self.content(code, name, is_index=is_index)
        return Reading(source, content, tuple(self.problems.values()), "", "", code, name[:300], is_index)

    def content(self, code: str, name: str, *, is_index: bool) -> ProcedureContent:
        components = self.components()
        methods = self.methods()
        agencies = self.texts("agencies") or ((self.line("agency"),) if self.line("agency") else ())
        authority = self.line("authority")
        decision = self.line("decision_no")
        legal_numbers = self.texts("legal_basis")
        legal_text = self.text("legal_basis_text")
        steps = self.text("steps_text")
        conditions = self.text("conditions_text")
        results = self.results()
        subjects = self.texts("subjects")
        field = self.line("field")
        if is_index:
            self.found("index_only", "")
        for problem, part, present in (
            ("agency_missing", "agency", bool(agencies)),
            ("decision_missing", "decision_no", bool(decision)),
            ("field_missing", "field", bool(field)),
            ("legal_basis_missing", "legal_basis", bool(legal_numbers or legal_text)),
            ("results_missing", "results", bool(results)),
            ("steps_missing", "steps_text", bool(steps)),
            ("subjects_missing", "subjects", bool(subjects)),
            ("components_missing", "components", bool(components) or bool(self.text("components_text"))),
        ):
            if not present and not is_index:
                self.found(problem, part)
        for key in self.record:
            if key not in _KNOWN and not (is_index and key in _OF_AN_INDEX):
                shown = self.clean(str(key)[:100], "")
                self.unread[shown] = self.plain(self.record[key])
                self.found("field_unknown", shown, shown)
        return ProcedureContent(
            code=code,
            name=name,
            field=field,
            ministry=self.line("ministry"),
            type_text=self.line("type_text"),
            is_internal=code.startswith("6."),
            decisions=(Decision(decision),) if decision else (),
            tiers=self.tiers(),
            tiers_text=self.line("level_text"),
            subjects=subjects,
            steps=split_steps(steps),
            methods=methods,
            components=components,
            forms=self.texts("forms"),
            units=Units(executing=agencies, authority=(authority,) if authority else ()),
            reception_address=self.text("reception_address"),
            results=results,
            legal_bases=tuple(LegalBasis(number) for number in legal_numbers),
            legal_basis_text=legal_text,
            conditions=(conditions,) if conditions else (),
            methods_text=self.text("methods_text"),
            components_text=self.text("components_text"),
            source_url=self.line("source_url"),
            unread=self.unread,
        )

    # Plain values

    def found(self, code: str, part: str, said: str = "") -> None:
        """Note a problem once per part; `said` is what the source says there."""
        shown = " ".join(said.split())[:400]
        reason = f"{PROBLEMS[code]} Nguồn ghi: “{shown}”." if shown else PROBLEMS[code]
        self.problems.setdefault((code, part), Problem(code, self.code, part[:160], reason))

    def clean(self, text: str, part: str) -> str:
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        if _BROKEN.search(text):
            text = _BROKEN.sub("\ufffd", text)
            self.found("text_unreadable", part)
        return text.strip()

    def text(self, key: str) -> str:
        return self.as_text(self.record.get(key), key)

    def line(self, key: str) -> str:
        return " ".join(self.text(key).split())

    def as_text(self, value: Any, part: str) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return self.clean(value, part)
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return str(value)
        self.wrong_type(value, part)
        return ""

    def wrong_type(self, value: Any, part: str) -> None:
        self.unread[part] = self.plain(value)
        self.found("field_wrong_type", part, _shown(value)[:100])

    def plain(self, value: Any, depth: int = 0) -> Any:
        """Return what can be stored of an unread value; deep or strange parts as their text."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 10**15:
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        if isinstance(value, str):
            return _BROKEN.sub("\ufffd", value)
        if depth < 6 and isinstance(value, Mapping):
            return {_BROKEN.sub("\ufffd", str(key)): self.plain(one, depth + 1) for key, one in value.items()}
        if depth < 6 and isinstance(value, list | tuple):
            return [self.plain(one, depth + 1) for one in value]
        return _BROKEN.sub("\ufffd", _shown(value))

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.record.get(key)
        if isinstance(value, str):
            return tuple(one for one in (part.strip() for part in self.clean(value, key).split("|")) if one)
        lines = (" ".join(self.as_text(one, f"{key}[{place}]").split()) for place, one in self.rows(key))
        return tuple(dict.fromkeys(line for line in lines if line))

    def rows(self, key: str) -> Iterable[tuple[int, Any]]:
        value = self.record.get(key)
        if value is None or value == "":
            return ()
        if not isinstance(value, list | tuple):
            self.wrong_type(value, key)
            return ()
        return enumerate(value)

    def tables(self, key: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for place, row in self.rows(key):
            if isinstance(row, Mapping):
                yield f"{key}[{place}]", row
            else:
                self.wrong_type(row, f"{key}[{place}]")

    # Parts

    def tiers(self) -> tuple[str, ...]:
        tiers: dict[str, None] = {}
        words = self.texts("level") or tuple(self.line("level_text").split(","))
        for word in words:
            if not word.strip():
                continue
            tier = _TIER_WORDS.get(word.strip().lower())
            if tier is None:
                self.found("tier_unknown", "level", word[:60])
            else:
                tiers[tier] = None
        if not tiers:
            self.found("tier_missing", "level")
        return tuple(tier for tier in TIERS if tier in tiers)

    def results(self) -> tuple[Result, ...]:
        results = []
        for part, row in self.tables("results"):
            name = self.as_text(row.get("name"), f"{part}.name")
            code = " ".join(self.as_text(row.get("code"), f"{part}.code").split())
            if code and not _RESULT_CODE.fullmatch(code):
                self.found("result_code_doubtful", f"{part}.code", code[:60])
            self.keep_unknown(row, part, ("name", "code"))
            if name or code:
                results.append(Result(name, code))
        return tuple(results)

    def keep_unknown(self, row: Mapping[Any, Any], part: str, known: tuple[str, ...]) -> None:
        for key in row:
            if key not in known:
                where = self.clean(f"{part}.{key}"[:160], "")
                self.unread[where] = self.plain(row[key])
                self.found("field_unknown", where, where)

    # Papers

    def components(self) -> tuple[Component, ...]:
        rows = list(self.tables("components"))
        counted = [(self.count(row, "originals", part), self.count(row, "copies", part)) for part, row in rows]
        quantities_known = any(originals or copies for originals, copies in counted)
        if rows and not quantities_known:
            self.found("quantities_missing", "components")
        components = []
        case_headings = []
        for number, ((part, row), (originals, copies)) in enumerate(zip(rows, counted, strict=True), start=1):
            name = self.as_text(row.get("name"), f"{part}.name")
            group = " ".join(self.as_text(row.get("case"), f"{part}.case").split())
            form_file = self.as_text(row.get("form_file"), f"{part}.form_file")
            has_form = row.get("has_form") is True or bool(form_file)
            if not isinstance(row.get("has_form"), bool | None):
                self.wrong_type(row.get("has_form"), f"{part}.has_form")
            self.keep_unknown(row, part, ("name", "case", "originals", "copies", "has_form", "form_file"))
            if not name:
                continue
            if len(name) > LONGEST_COMPONENT:
                self.found("component_name_too_long", f"{part}.name", f"{len(name)} ký tự")
            if has_form and not form_file and _FILE_IN_NAME.search(name):
                self.found("form_file_in_name", f"{part}.name", name[-80:])
            bare = _BULLET.sub("", name, count=1)
            required = self.requirement(bare, group)
            if not originals and not copies and quantities_known:
                if is_note(bare, group):
                    required = "note"
                    self.found("component_is_note", part, bare[:160])
                else:
                    required = "conditional"
                    self.found("component_quantity_missing", part, bare[:160])
            elif _heading_kind(group) == "note":
                required = "note"
                self.found("component_is_note", part, bare[:160])
            if group and not _heading_kind(group) and _CASE_HEADING.search(group):
                case_headings.append(group)
            components.append(
                Component(
                    key=f"TP{number:02d}",
                    name=name,
                    group=group,
                    originals=originals,
                    copies=copies,
                    mode="note" if required == "note" else _mode(bare, group),
                    required=required,
                    channels=_channels_of_heading(group),
                    has_form=has_form,
                    form_file=form_file,
                )
            )
        if case_headings:
            names = "; ".join(dict.fromkeys(heading[:120] for heading in case_headings))
            self.found("case_headings", "components", names)
        return tuple(components)

    def requirement(self, bare: str, group: str) -> str:
        if _IF_ANY.search(bare):
            return "if_any"
        if _CONDITIONAL.search(bare) or (not _heading_kind(group) and _CASE_HEADING.search(group)):
            return "conditional"
        return "yes"

    def count(self, row: Mapping[str, Any], key: str, part: str) -> int:
        value = row.get(key)
        if value is None or value == "":
            return 0
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1_000 and value % 1 == 0:
            return int(value)
        self.wrong_type(value, f"{part}.{key}")
        return 0

    # Ways to hand in, deadlines, fees

    def methods(self) -> tuple[Method, ...]:
        methods = []
        for part, row in self.tables("methods"):
            channel = self.as_text(row.get("channel"), f"{part}.channel")
            channel_text = self.as_text(row.get("channel_text"), f"{part}.channel_text")
            if channel not in _CHANNELS:
                shown = " ".join((channel_text or channel or "không ghi").split())[:160]
                self.found("channel_unknown", f"{part}.channel", shown)
                channel_text = channel_text or channel
                channel = ""
            note = self.as_text(row.get("note"), f"{part}.note")
            known = ("channel", "channel_text", "deadline_text", "deadline_value", "deadline_unit", "fee_text", "note")
            self.keep_unknown(row, part, known)
            methods.append(
                Method(
                    channel=channel,
                    deadline=self.deadline(row, part),
                    fees=self.fees(row, part),
                    note=note,
                    channel_text="" if channel else channel_text,
                )
            )
        if not methods and not self.text("methods_text"):
            self.found("methods_missing", "methods")
        self.compare_deadlines(methods)
        return tuple(methods)

    def deadline(self, row: Mapping[str, Any], part: str) -> Deadline:
        text = self.as_text(row.get("deadline_text"), f"{part}.deadline_text")
        value = self.number(row.get("deadline_value"), f"{part}.deadline_value")
        stated = self.as_text(row.get("deadline_unit"), f"{part}.deadline_unit")
        unit = _UNITS.get(stated)
        if stated and unit is None:
            self.found("deadline_unit_unknown", f"{part}.deadline_unit", stated[:60])
        if value is None:
            self.found("deadline_missing", f"{part}.deadline", text)
        elif unit is None:
            self.found("deadline_unit_missing", f"{part}.deadline", text or str(value))
        said = {number.replace(",", ".").lstrip("0") or "0" for number in _DAY_NUMBERS.findall(text)}
        if value is not None and said and said != {f"{value:g}"}:
            self.found("deadline_text_says_more", f"{part}.deadline", text)
        return Deadline(value, unit, text)

    def number(self, value: Any, part: str) -> float | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = float(value.replace(",", "."))
            except ValueError:
                self.wrong_type(value, part)
                return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 100_000:
            self.wrong_type(value, part)
            return None
        return int(value) if value == int(value) else float(value)

    def compare_deadlines(self, methods: list[Method]) -> None:
        by_channel: dict[str, set[tuple[float, Unit | None]]] = {}
        for method in methods:
            if method.deadline.value is not None:
                by_channel.setdefault(method.channel, set()).add((method.deadline.value, method.deadline.unit))
        for channel, deadlines in by_channel.items():
            if len(deadlines) > 1:
                words = (f"{value:g} {unit.label if unit else '(không đơn vị)'}" for value, unit in deadlines)
                self.found("deadline_several", f"methods.{channel}", ", ".join(sorted(words)))
        if len({frozenset(deadlines) for deadlines in by_channel.values()}) > 1:
            self.found("deadline_differs_by_channel", "methods")
            values = {value for deadlines in by_channel.values() for value, _ in deadlines}
            apart = any(first - second == DIFFICULT_AREA_DAYS for first in values for second in values)
            texts = " ".join(f"{method.deadline.text} {method.note}" for method in methods)
            if _DIFFICULT_AREA.search(texts) or (apart and self.line("field").lower() == "đất đai"):
                self.found("deadline_difficult_area", "methods")

    def fees(self, row: Mapping[str, Any], part: str) -> tuple[Fee, ...]:
        text = self.as_text(row.get("fee_text"), f"{part}.fee_text")
        if not text:
            return ()
        fee, problem = read_fee(text)
        if problem:
            self.found(problem, f"{part}.fee_text", text)
        return (fee,)


def read_fee(text: str) -> tuple[Fee, str]:
    """Return what a published fee says, and the code of what is doubtful about it ("" for nothing)."""
    found = _FEE.match(text)
    if found is None:
        if _NOTHING.match(text) or re.match(r"(?i)không có( lệ)? phí", text):
            return Fee(amount_vnd=0, text=text), ""
        currency = re.search(r"(?i)\d\s*usd\b", text)
        council = "provincial_council" if _COUNCIL.search(text) else ""
        return Fee(text=text, set_by=council), "fee_currency" if currency else ("" if council else "fee_text_only")
    kind = {"phí": "fee", "lệ phí": "charge"}.get((found["kind"] or "").lower(), "")
    note = (found["note"] or "").strip()
    if found["amount"].lower() in {"miễn phí", "không"}:
        if _COUNCIL.search(note):
            return Fee(kind, text=text, set_by="provincial_council"), "fee_set_by_council"
        if not _NOTHING.match(note) and _AMOUNT_IN_WORDS.search(note):
            return Fee(kind, text=text), "fee_not_free"
        return Fee(kind, 0, text=text), ""
    amount = _amount(found["amount"])
    unit = (found["unit"] or "").lower()
    if not unit and not found["kind"] and not note:
        return Fee(kind, text=text), "fee_text_only"
    if unit == "usd":
        return Fee(kind, text=text), "fee_currency"
    if amount is None:
        return Fee(kind, text=text), "fee_text_only"
    if 0 < amount < 1_000:
        thousands = f"{amount * 1_000:,}"
        in_note = thousands in note or thousands.replace(",", ".") in note or str(amount * 1_000) in note
        return Fee(kind, text=text), "fee_in_thousands" if in_note else "fee_amount_doubtful"
    return Fee(kind, amount, formula=_formula(note), text=text), ""


def _amount(text: str) -> int | None:
    """Return whole đồng; None for what is not plainly one number ("12,5", "1.2.3")."""
    if re.fullmatch(r"\d{1,3}(,\d{3})+", text, re.ASCII) or re.fullmatch(r"\d{1,3}(\.\d{3})+", text, re.ASCII):
        return int(text.replace(",", "").replace(".", ""))
    return int(text) if re.fullmatch(r"\d{1,12}", text, re.ASCII) else None


def _formula(note: str) -> str:
    """Return what an amount is for, when the note is only that: "(/hồ sơ)" → "hồ sơ"."""
    bare = note.strip("() .").removeprefix("đồng").strip()
    return bare[1:].strip() if bare.startswith("/") and len(bare) < 60 and not any(c.isdigit() for c in bare) else ""


def is_note(bare: str, group: str) -> bool:
    """Tell whether a row of the component list without any quantity only informs.

    A rule, not knowledge: notes stand under “Lưu ý”, end with a colon, say that something need not be handed in, or do
    not begin with the name of a paper. Every row so classed is put on the review list.
    """
    if _heading_kind(group) == "note" or bare.endswith(":") or _NOTE_WORDS.search(bare):
        return True
    return not _PAPER.match(bare) or len(bare) > 400


def _heading_kind(group: str) -> str:
    """Return what a heading says about the rows under it: note, submit, present, online, in_person, postal, or ""."""
    words = group.strip(" *:.-–+").lower()
    if words.startswith("lưu ý"):
        return "note"
    if words.startswith("giấy tờ phải nộp"):
        return "submit"
    if "phải xuất trình" in words and len(words) < 60:
        return "present"
    return {
        "nộp trực tiếp": "in_person",
        "nộp trực tuyến": "online",
        "trực tiếp": "in_person",
        "trực tuyến": "online",
    }.get(words, "")


def _mode(bare: str, group: str) -> str:
    return "present" if _heading_kind(group) == "present" or bare.lower().startswith("xuất trình") else "submit"


def _channels_of_heading(group: str) -> tuple[str, ...]:
    kind = _heading_kind(group)
    return (kind,) if kind in _CHANNELS else ()


def _shown(value: Any) -> str:
    try:
        return str(value)[:1_000]
    except (ValueError, RecursionError):
        return "?"


def split_steps(text: str) -> tuple[Step, ...]:
    """Split a sequence into its steps at lines that begin with a bullet, a number or “Bước”; no word is lost."""
    steps: list[str] = []
    for line in text.split("\n"):
        if steps and not _STEP_START.match(line):
            steps[-1] += "\n" + line
        else:
            steps.append(line)
    return tuple(Step(step) for step in steps if step.strip())
