"""What stands on each official paper: frozen content, no database, no layout.

Forms: TT 01/2018/TT-VPCP Điều 9–10, TT 03/2025/TT-VPCP Phụ lục I. Instants are aware; they are printed in
Asia/Ho_Chi_Minh. The template of a paper is named by its class variable `template`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from congso.catalogue.rules.form_language import Declaration


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in whole đồng, printed as "20.000 đ" and in words."""

    vnd: int


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a paper, laid out after NĐ 30/2020/NĐ-CP: who issues it, its number, where and when."""

    title: str
    agency: str
    place: str
    issued_at: datetime
    superior: str = ""
    desk: str = ""
    number: str = ""
    form: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """The person or organisation a dossier belongs to."""

    name: str
    identity_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_label: str = "Số định danh cá nhân"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is about: whose dossier, which procedure, under which code; `tracking_url` becomes the QR code."""

    code: str
    code_label: str
    tracking_url: str
    party: Party
    procedure: str
    procedure_code: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the words above the signature, how, and the name below it.

    `instead` stands in the place of a handwritten signature, e.g. "Nộp trực tuyến lúc 08:30 21/11/2026".
    """

    role: str
    name: str
    note: str = "(Ký, ghi rõ họ tên)"
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """A paper handed in: name, kind (bản chính, bản sao, bản điện tử) and number."""

    name: str
    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee or charge and whether it has been paid."""

    name: str
    amount: Amount
    state: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to ask: the desk, its address and telephone."""

    desk: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPaper:
    """What each paper about a dossier that the desk gives out has: its head, the dossier, where to ask."""

    head: Letterhead
    subject: Subject
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptancePaper(DeskPaper):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01)."""

    template: ClassVar[str] = "acceptance.typ"

    components: tuple[ComponentLine, ...]
    sets: int
    time_allowed: str
    received_at: datetime
    due_at: datetime
    return_at: str
    fees: tuple[FeeLine, ...]
    fee_total: Amount
    register_book: str
    register_number: str
    channel: str
    submitter: Signatory
    receiver: Signatory


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One thing asked for in a supplement request."""

    name: str
    wanted: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementPaper(DeskPaper):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (Mẫu số 02)."""

    template: ClassVar[str] = "supplement.typ"

    round: int
    items: tuple[WantedLine, ...]
    reason: str
    answer_until: datetime
    guide: Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPaper(DeskPaper):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (Mẫu số 03)."""

    template: ClassVar[str] = "refusal.typ"

    submitted_at: datetime
    reason: str
    submitter: Signatory
    receiver: Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologyPaper(DeskPaper):
    """Văn bản xin lỗi và đề nghị gia hạn (Mẫu số 04); until 2025 phiếu xin lỗi và hẹn lại ngày trả kết quả."""

    template: ClassVar[str] = "apology.typ"

    agency_name: str
    received_at: datetime
    old_due_at: datetime
    new_due_at: datetime
    reason: str
    asks_extension: bool
    signatory: Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPaper(DeskPaper):
    """Thông báo dừng giải quyết hồ sơ (Mẫu số 05, from 2025)."""

    template: ClassVar[str] = "stop_notice.typ"

    agency_name: str
    received_at: datetime | None
    stopped_at: datetime
    withdrawn: bool
    ground: str
    papers_returned: tuple[ComponentLine, ...]
    fees: tuple[FeeLine, ...]
    fee_paid: Amount
    signatory: Signatory


@dataclass(frozen=True, slots=True)
class Hop:
    """A handing over: who gave it when, who received it when, how the receiver kept the time, and a note."""

    giver: str
    given_by: str
    given_at: datetime
    receiver: str
    received_by: str = ""
    received_at: datetime | None = None
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlPaper:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu số 06; 05 until 2025)."""

    template: ClassVar[str] = "control_slip.typ"

    head: Letterhead
    subject: Subject
    agency_name: str
    cooperating: tuple[str, ...]
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    outcome: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of the register."""

    number: int
    code: str
    procedure: str
    sets: int
    party: str
    contact: str
    agency: str
    received_on: date | None
    due_on: date | None
    returned_on: date | None
    return_channel: str
    receiver: str
    note: str


@dataclass(frozen=True, slots=True)
class RegisterPaper:
    """Sổ theo dõi hồ sơ (Mẫu số 07; 06 until 2025): one book per agency and year, on A4.

    A long book is set in parts: each knows its `first_page` and the `total` of the book, only a `whole` one its last
    page. `until` says in words up to which moment the book is told.
    """

    template: ClassVar[str] = "register.typ"

    head: Letterhead
    year: int
    book: str
    lines: tuple[RegisterLine, ...]
    total: int
    until: str = ""
    first_page: int = 1
    whole: bool = True


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """Văn bản kết quả giải quyết: a result written in the system, laid out after NĐ 30/2020/NĐ-CP on A4.

    `mark` is printed large beside the title while the paper is no result in force: "Dự thảo", "Đã thu hồi".
    With a `check_url` it is set to be signed: number, day, signature and seal are left free; the QR code leads there.
    """

    template: ClassVar[str] = "result.typ"

    head: Letterhead
    subject: Subject
    paragraphs: tuple[str, ...]
    mark: str
    recipients: tuple[str, ...]
    signatory: Signatory
    check_url: str = ""


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A group of the application form: its title and the answers as shown, in order."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ApplicationPaper:
    """The application as handed in (tờ khai đã nộp): what was answered, and the papers that came with it."""

    template: ClassVar[str] = "application.typ"

    head: Letterhead
    subject: Subject
    addressee: str
    groups: tuple[AnswerGroup, ...]
    components: tuple[ComponentLine, ...]
    channel: str
    submitted_at: datetime
    signatory: Signatory
    together: tuple[str, ...] = ()
    """Who applies together with the applicant: name, when and how they agreed."""


@dataclass(frozen=True, slots=True)
class DeclarationPaper:
    """The prescribed declaration (tờ khai theo mẫu) with its answers, or with dots for the pen, on A4.

    `mark` is printed over each page of what is no declaration yet or not a whole one. `signed_at` None is a day that
    the pen writes, and so is an empty place in the head; a blank or a draft has no `subject`.
    """

    template: ClassVar[str] = "declaration.typ"

    head: Letterhead
    declaration: Declaration
    signatory: Signatory
    footer: str
    signed_at: datetime | None = None
    subject: Subject | None = None
    mark: str = ""
    together: tuple[str, ...] = ()


Paper = (
    AcceptancePaper
    | SupplementPaper
    | RefusalPaper
    | ApologyPaper
    | StopPaper
    | ControlPaper
    | RegisterPaper
    | ResultPaper
    | ApplicationPaper
    | DeclarationPaper
)
