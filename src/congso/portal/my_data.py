"""What is held about one person: as a page, and as a copy to take along."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from congso.audit.commands import record
from congso.audit.rules.kinds import Kind
from congso.audit.rules.purposes import Purpose
from congso.dossiers import queries as dossiers
from congso.dossiers.permissions import Applicant
from congso.dossiers.queries import DossierRow, DossierView
from congso.identity import queries as identity
from congso.identity.queries import PersonView
from congso.kernel.clock import VIETNAM
from congso.notifications import queries as notifications
from congso.privacy import queries as privacy
from congso.privacy.rules.classification import PERSONAL
from congso.representation import queries as representation
from congso.representation.queries import MandateView
from congso.sso import queries as sso

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
GENDERS = {"male": "Nam", "female": "Nữ"}
PAGES_AT_MOST = 200
"""Pages of a hundred dossiers or messages: nobody has more."""

_PERSON = (
    ("full_name", "Họ, chữ đệm và tên", "Nhận ra bạn trong hồ sơ và giấy tờ"),
    ("identity_number", "Số định danh cá nhân", "Nhận ra bạn; điền sẵn tờ khai"),
    ("born_on", "Ngày sinh", "Điền sẵn tờ khai"),
    ("phone", "Điện thoại", "Báo tin về hồ sơ của bạn"),
    ("email", "Thư điện tử", "Báo tin về hồ sơ của bạn"),
    ("address", "Địa chỉ", "Điền sẵn tờ khai; gửi kết quả"),
)


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of data that is held: what, the value or how much, its class, and what it is used for."""

    what: str
    value: str
    data_class: str
    used_for: str
    place: str = ""


def held(person: PersonView, applicant: Applicant, *, now: datetime) -> list[Held]:
    """Return what is held about a person, with its class under the Decree and where it is used."""
    dossiers.note_own(person.id, "identity.own", now=now, object_kind="person", object_id=person.id)
    classes = PERSONAL["identity.Person"]
    rows = [
        Held(label, _shown(getattr(person, field)), classes[field][0].value, used)
        for field, label, used in _PERSON
        if getattr(person, field)
    ]
    drafts = dossiers.drafts_of(applicant.account_id)
    count = len(dossiers.dossiers_of_person(person.id, now=now, limit=100).rows)
    more = "hơn 99" if count >= 100 else str(count)
    sensitive = PERSONAL["dossiers.DossierForm"]["answers"][0].value
    sessions = str(len(identity.open_sessions(applicant.account_id)))
    rows += [
        Held("Hồ sơ đã nộp: nội dung khai, giấy tờ, diễn biến", more, sensitive,
             "Giải quyết thủ tục; lưu trữ theo luật", "portal:mine"),
        Held("Bản nháp chưa nộp", str(len(drafts)), sensitive, "Để bạn soạn tiếp; tự xóa sau 90 ngày", "portal:mine"),
        Held("Ủy quyền, đại diện, tổ chức bạn thay mặt", "",
             PERSONAL["representation.Mandate"]["document_number"][0].value, "Biết ai được làm thay ai",
             "portal:mandates"),
        Held("Thông báo đã gửi", "", PERSONAL["notifications.Message"]["body"][0].value, "Báo tin về hồ sơ của bạn",
             "notifications:inbox"),
        Held("Phiên đăng nhập: thời gian, thiết bị, địa chỉ mạng", sessions,
             PERSONAL["identity.SignInSession"]["device"][0].value, "Bảo vệ tài khoản", "identity:sessions"),
        Held("Nhật ký ai đã xem, thay đổi dữ liệu của bạn", "", PERSONAL["audit.AuditEntry"]["subject_ids"][0].value,
             "Chứng minh việc xử lý đúng luật; không sửa, xóa được", "portal:who_read"),
    ]  # fmt: skip
    return rows


def copy_of(person: PersonView, applicant: Applicant, *, now: datetime, form: str) -> dict[str, Any]:
    """Return everything that is held about a person as plain values, and write down that they took it along.

    An organisation's dossiers and drafts are its own and not in it, only that the person acts for it. Of a dossier
    handed in for somebody else it says that this was done: what was declared is the other person's.
    """
    record(
        action="privacy.copy",
        at=now,
        kind=Kind.EXPORT,
        purpose=Purpose.OWN,
        account_id=applicant.account_id,
        person_id=person.id,
        subjects=[person.id],
        object_kind="person",
        object_id=person.id,
        form=form,
    )
    listed = list(_dossiers(person, now))
    together = {
        dossier_id: f"Cùng đề nghị, đồng ý lúc {_instant(at)}"
        for dossier_id, at in dossiers.agreed_at(person.id, [row.id for row in listed]).items()
    }
    return {
        "lập lúc": _instant(now),
        "người": {label: _shown(getattr(person, field)) for field, label, _used in _PERSON}
        | {"Giới tính": GENDERS.get(person.gender, "")},
        "hồ sơ": [
            _dossier(dossiers.dossier_for_person(person.id, row.id, now=now), now)
            if row.applicant_id == person.id
            else _about(row) | {"tư cách": together.get(row.id) or "Nộp thay người khác"}
            for row in listed
        ],
        "lời mời cùng đề nghị": [
            {"thủ tục": one.procedure_name, "người mời": one.inviter_name, "trả lời": str(one.answer.label)}
            for one in dossiers.invited_to(person.id, now=now)
        ],
        "bản nháp": [
            {"thủ tục": row.procedure_name, "lưu lúc": _instant(row.updated_at),
             "nội dung khai": dict(dossiers.draft(applicant.account_id, row.id).answers)}
            for row in dossiers.drafts_of(applicant.account_id)
        ],
        "ủy quyền, đại diện": [_mandate(one, person) for side in representation.mandates_of(person.id) for one in side],
        "tổ chức mình thay mặt": [
            {"tổ chức": one.body.name, "mã số thuế": one.body.code, "tư cách": str(one.role.label),
             "từ ngày": one.valid_from.isoformat(), "đến hết ngày": one.last_day.isoformat() if one.last_day else ""}
            for one in representation.memberships_of(person.id, now.astimezone(VIETNAM).date())
        ],
        "thông báo": [
            {"lúc": _instant(one.created_at), "tiêu đề": one.subject, "nội dung": one.body}
            for one in notifications.messages_of(person.id, at_work=False, limit=1_000)
        ],
        "cách nhận thông báo": [
            {"việc": one.kind.label, "thư điện tử": "có" if one.by_email else "không",
             "tin nhắn": "có" if one.by_sms else "không"}
            for one in notifications.choices_of(person.id, at_work=False)
        ],
        "phiên đăng nhập": [
            {"từ": _instant(one.started_at), "thiết bị": one.device, "địa chỉ mạng": one.address}
            for one in identity.open_sessions(applicant.account_id)
        ],
        "chia sẻ với hệ thống khác": [
            {"hệ thống": one.system_name, "nội dung": list(one.scopes), "từ": _instant(one.given_at)}
            for one in sso.agreements(applicant.account_id)
        ],
        "sự đồng ý": [
            {key: _instant(value) if isinstance(value, datetime) else value for key, value in asdict(one).items()}
            for one in privacy.consent_views(person.id)
        ],
        "yêu cầu về dữ liệu": [
            {"loại": one.kind_label, "gửi lúc": _instant(one.lodged_at), "nội dung": one.words,
             "tình trạng": one.state_label, "hạn": one.answer_by.isoformat(), "trả lời": one.answer}
            for one in privacy.requests_of(person.id)
        ],
    }  # fmt: skip


def _mandate(one: MandateView, person: PersonView) -> dict[str, Any]:
    return {
        "căn cứ": str(one.ground.label),
        "người được làm thay": one.giver_name if one.giver_id != person.id else "Bạn",
        "người làm thay": one.receiver_name if one.receiver_id != person.id else "Bạn",
        "thủ tục": list(one.scope),
        "giấy tờ": str(one.proof.label),
        "số": one.document_number,
        "từ ngày": one.valid_from.isoformat(),
        "đến hết ngày": one.last_day.isoformat() if one.last_day else "",
        "xác nhận lúc": _instant(one.confirmed_at) if one.confirmed_at else "",
        "kết thúc lúc": _instant(one.revoked_at) if one.revoked_at else "",
    }


def sections(copy: dict[str, Any]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Return a copy as headings with records of (label, text), for reading."""
    found = []
    for title, told in copy.items():
        records = told if isinstance(told, list) else [told] if isinstance(told, dict) else []
        if records:
            found.append((title.capitalize(), [list(_lines(one)) for one in records]))
    return found


def _lines(told: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for label, value in told.items():
        name = f"{before}{label}" if before else f"{label[:1].upper()}{label[1:]}"
        if isinstance(value, dict):
            yield from _lines(value, f"{name}: ")
        elif isinstance(value, list) and value:
            yield name, "; ".join(_readable(str(one)) for one in value)
        elif value not in (None, "", []):
            yield name, _readable(str(value))


def own_dossiers(person: PersonView, *, now: datetime) -> Iterator[DossierRow]:
    """Yield the dossiers that are about a person, the last first; those they handed in for others are not."""
    return (row for row in _dossiers(person, now) if row.applicant_id == person.id)


def _dossiers(person: PersonView, now: datetime) -> Iterator[DossierRow]:
    after = None
    for _page in range(PAGES_AT_MOST):
        page = dossiers.dossiers_of_person(person.id, now=now, after=after, limit=100)
        yield from page.rows
        after = page.next_cursor
        if after is None:
            return


def _about(row: DossierRow) -> dict[str, Any]:
    return {
        "mã": row.shown_code,
        "thủ tục": row.procedure_name,
        "trạng thái": row.state_label,
        "nộp lúc": _instant(row.submitted_at),
        "hẹn trả": _instant(row.due_at) if row.due_at else "",
    }


def _dossier(view: DossierView, now: datetime) -> dict[str, Any]:
    return _about(view.row) | {
        "nội dung khai": {label: value for _group, rows in view.summary for label, value in rows},
        "giấy tờ": [paper.file_name or paper.name for part in view.components for paper in part.papers]
        + [paper.file_name or paper.name for paper in view.other_papers],
        "diễn biến": [f"{_instant(one.at)} {one.label}" for one in view.events],
        "trao đổi": [
            f"{_instant(one.written_at)} {one.who}: {one.text}" for one in dossiers.conversation(view, now=now).messages
        ],
    }


def _instant(at: datetime) -> str:
    """Return an instant as machines read it, by the clock of the place."""
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _readable(text: str) -> str:
    """Return a text with the instants in it as people read them."""
    return _INSTANT.sub(lambda found: f"{datetime.fromisoformat(found[0]):%H:%M %d/%m/%Y}", text)


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value or "")
