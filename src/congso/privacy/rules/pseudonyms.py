"""How each field of personal data becomes a pseudonym: keyed, the same for the same person, and no real one's.

Driven by the classification: every field of `PERSONAL` has a rule here or belongs to a table that is not copied, and a
test says so. Without the key (which is made for one copy and thrown away) nobody can go back.
Source: TCVN 14423:2026 level 3 (no real data in test environments); see docs/law.md.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from stdnum.vn import mst

from congso.kernel.normalise import fold, person_sort_key


class Rule(StrEnum):
    """What becomes of one field."""

    NAME = "tên giả, cùng người cùng tên"
    SORT_KEY = "khóa sắp xếp của tên giả"
    FOLDED = "tên giả không dấu"
    NUMBER = "số định danh giả đúng dạng"
    COMPUTED = "tính lại từ số giả khi nạp"
    PHONE = "số điện thoại giả đúng dạng"
    EMAIL = "địa chỉ thư giả"
    BIRTHDAY = "ngày khác trong cùng năm"
    ADDRESS = "chỉ còn xã, tỉnh"
    KEPT = "giữ: mã xã, mã người đã thay trong chính bảng người"
    CODE = "mã giả"
    TAX_CODE = "mã số thuế giả đúng dạng"
    DIGEST = "giá trị băm khác"
    TEXT = "câu thay thế"
    DOCUMENT = "từng giá trị theo loại của nó"
    EMPTY = "để trống"
    UNLINKED = "bỏ liên kết tới bảng không sao chép"


NOT_COPIED = frozenset(
    {
        "audit.AuditEntry", "audit.Seal", "audit.Removal", "audit.Era",
        "dossiers.DossierSearch", "dossiers.ApplicationInvitation", "dossiers.RegisterPrint", "dossiers.SignedSlip",
        "files.FileRecognition", "signatures.SignedFile", "signatures.SigningCredential", "signatures.SignedPaper",
        "signatures.SignatureAct", "signatures.PreparedSignature",
        "identity.ClientSystem", "identity.FailedSignIn", "identity.Invitation", "identity.SignInSession",
        "inspection.TrailExport", "kernel.UsedKey", "notifications.Choice", "notifications.Message", "pages.Feedback",
        "privacy.Breach", "privacy.Consent", "privacy.LegalHold", "privacy.NoticeShown", "privacy.Restriction",
        "privacy.SubjectRequest",
    }
)  # fmt: skip
"""Tables that tell about people or keys and that no test needs: the trail, sessions, messages, requests."""

CONTEXTS_NOT_COPIED = frozenset({"sso", "audit", "processes", "provisioning"})

RULES: Mapping[str, Mapping[str, Rule]] = MappingProxyType(
    {
        "identity.Person": {
            "full_name": Rule.NAME, "name_sort_key": Rule.SORT_KEY, "search_name": Rule.FOLDED,
            "identity_number": Rule.NUMBER, "identity_index": Rule.COMPUTED, "born_on": Rule.BIRTHDAY,
            "phone": Rule.PHONE, "email": Rule.EMAIL, "address": Rule.ADDRESS, "commune_code": Rule.KEPT,
        },
        "identity.Account": {"username": Rule.CODE, "email": Rule.EMAIL, "password": Rule.EMPTY,
                             "lock_reason": Rule.TEXT},
        "dossiers.Dossier": {"applicant_name": Rule.NAME, "applicant_sort_key": Rule.SORT_KEY},
        "dossiers.DossierForm": {"answers": Rule.DOCUMENT},
        "dossiers.ApplicationDraft": {"answers": Rule.DOCUMENT},
        "dossiers.CaseMessage": {"text": Rule.TEXT},
        "dossiers.CoApplicant": {"full_name": Rule.NAME, "token_digest": Rule.DIGEST},
        "dossiers.DossierEvent": {"person_id": Rule.KEPT, "reason": Rule.TEXT, "payload": Rule.DOCUMENT},
        "dossiers.DossierPaper": {"name": Rule.TEXT, "remark": Rule.TEXT},
        "dossiers.FeeCharge": {"waiver_basis": Rule.TEXT, "waiver_evidence": Rule.TEXT},
        "dossiers.Rating": {"comment": Rule.TEXT},
        "dossiers.Result": {
            "title": Rule.TEXT, "body": Rule.TEXT, "recall_reason": Rule.TEXT, "signed_paper": Rule.UNLINKED,
        },
        "dossiers.Handover": {"receiver_name": Rule.NAME, "receiver_paper": Rule.TEXT},
        "dossiers.SupplementRequest": {"items": Rule.DOCUMENT, "reason": Rule.TEXT},
        "dossiers.SupplementShortfall": {"items": Rule.DOCUMENT},
        "dossiers.RefusalNotice": {"reason": Rule.TEXT, "void_reason": Rule.TEXT},
        "dossiers.Extension": {"reason": Rule.TEXT},
        "dossiers.StopNotice": {"ground": Rule.TEXT, "papers_returned": Rule.DOCUMENT},
        "representation.Body": {"code": Rule.TAX_CODE, "name": Rule.NAME, "address": Rule.ADDRESS},
        "representation.Membership": {"document_number": Rule.TEXT},
        "representation.Mandate": {"document_number": Rule.TEXT, "document_issuer": Rule.TEXT},
        "files.StoredFile": {"name": Rule.TEXT, "sha256": Rule.DIGEST, "original_sha256": Rule.DIGEST},
    }
)  # fmt: skip

REPLACED = "Nội dung đã thay"
_FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Phan", "Trương", "Đặng", "Bùi", "Đỗ", "Hồ",
)  # fmt: skip
_GIVEN = (
    "Mận", "Ổi", "Bưởi", "Chanh", "Quýt", "Xoài", "Dừa", "Nhãn", "Vải", "Mít", "Na", "Cam", "Gừng", "Nghệ", "Sả", "Ngò",
    "Húng", "Mơ", "Sen", "Súng",
)  # fmt: skip
_MARK = "Thử"
"""The middle of every made-up name: it says what it is, and no real name has it."""

_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:\+84|0)\d{9}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?")
_CODE = re.compile(
    r"[a-z]+(?:_[a-z0-9]+)*|[A-Z]{1,6}\d{0,3}|\d{1,8}|[1-6]\.\d{6}|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}"
)
_BIRTH_WORDS = ("born", "birth")


@dataclass(slots=True)
class Pseudonyms:
    """One key and what must never come out: the numbers and telephones of real people."""

    key: bytes = field(repr=False)
    real_numbers: Collection[str] = frozenset()
    real_phones: Collection[str] = frozenset()
    _numbers: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def name(self, full_name: str) -> str:
        """Return a made-up name, the same for the same one, however it is written."""
        if not full_name:
            return full_name
        drawn = self._drawn("name", fold(full_name))
        family = _FAMILY[drawn % len(_FAMILY)]
        first = _GIVEN[drawn // 100 % len(_GIVEN)]
        return f"{family} {_MARK} {first} {_GIVEN[drawn // 10_000 % len(_GIVEN)]}"

    def number(self, number: str) -> str:
        """Return a number of the same place, sex and year (its first six digits) that nobody has; each only once."""
        if number not in self._numbers:
            turn = 0
            while True:
                made = f"{number[:6]}{self._drawn(f'number{turn}', number) % 10**6:06d}"
                if made not in self.real_numbers and made not in self._taken:
                    break
                turn += 1
            self._taken.add(made)
            self._numbers[number] = made
        return self._numbers[number]

    def phone(self, phone: str) -> str:
        """Return a telephone number of the same kind that is nobody's of those known."""
        if not phone:
            return phone
        turn = 0
        while True:
            made = f"{phone[:3]}{self._drawn(f'phone{turn}', phone) % 10 ** (len(phone) - 3):0{len(phone) - 3}d}"
            if made not in self.real_phones:
                return made
            turn += 1

    def email(self, email: str) -> str:
        """Return an address at a domain that never receives mail (RFC 2606)."""
        return f"thu-{self._drawn('email', email.casefold()) % 16**10:010x}@example.invalid" if email else email

    def code(self, code: str) -> str:
        """Return a made-up name to sign in with."""
        return f"thu-{self._drawn('code', code) % 16**12:012x}" if code else code

    def tax_code(self, code: str) -> str:
        """Return a tax code with a right check digit that begins with 99, as no province does; each only once.

        A dependent unit (thirteen digits) stays one of the organisation it belongs to.
        """
        whole, unit = code[:10], code[10:]
        if whole not in self._numbers:
            turn = 0
            while True:
                made = f"99{self._drawn(f'tax{turn}', whole) % 10**7:07d}"
                made += mst.calc_check_digit(made)
                if len(made) == 10 and made != whole and made not in self._taken:
                    break
                turn += 1
            self._taken.add(made)
            self._numbers[whole] = made
        return self._numbers[whole] + unit

    def digest(self, digest: str) -> str:
        """Return another digest of the same length, so that what was equal stays equal."""
        return hmac.digest(self.key, digest.encode(), hashlib.sha256).hex()[: len(digest)] if digest else digest

    def birthday(self, born: date) -> date:
        """Return another day of the same year: the number says the year."""
        first = date(born.year, 1, 1)
        return first + timedelta(days=self._drawn("birthday", born.isoformat()) % 365)

    def text(self, text: str) -> str:
        """Return a sentence in place of one that somebody wrote."""
        return REPLACED if text else text

    def document(self, value: Any, key: str = "") -> Any:
        """Return a document of the same shape; what is no code, number or date of ours is replaced.

        `key` is the name of what is looked at: an answer called `…name…` is a name, one called `…street…` is dropped.
        """
        if isinstance(value, Mapping):
            return {one: self.document(inner, one) for one, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.document(one, key) for one in value]
        return self._answer(value, key) if isinstance(value, str) else value

    def _answer(self, text: str, key: str) -> str:
        if _TWELVE.fullmatch(text):
            return self.number(text)
        if _PHONE.fullmatch(text):
            return self.phone(text)
        if _EMAIL.fullmatch(text):
            return self.email(text)
        if _DAY.fullmatch(text):
            return self.birthday(date.fromisoformat(text)).isoformat() if _is_birth(key) else text
        if _INSTANT.fullmatch(text):
            return text
        if key.endswith("name") and " " in text.strip():
            return self.name(text)
        if "street" in key or "address" in key:
            return "Địa chỉ đã lược"
        return text if _CODE.fullmatch(text) else self.text(text)

    def apply(self, rule: Rule, value: Any, row: Mapping[str, Any]) -> Any:
        """Return what stands in the copy for the value of a field; `row` holds the original row's fields."""
        if value is None:
            return None
        match rule:
            case Rule.NAME:
                return self.name(value)
            case Rule.SORT_KEY:
                return person_sort_key(self.name(row.get("full_name") or row.get("applicant_name") or ""))
            case Rule.FOLDED:
                return fold(self.name(row["full_name"]))
            case Rule.NUMBER:
                return self.number(value)
            case Rule.PHONE:
                return self.phone(value)
            case Rule.EMAIL:
                return self.email(value)
            case Rule.BIRTHDAY:
                return self.birthday(value)
            case Rule.ADDRESS:
                return "Địa chỉ đã lược" if value else value
            case Rule.KEPT:
                return value
            case Rule.CODE:
                return self.code(value)
            case Rule.TAX_CODE:
                return self.tax_code(value)
            case Rule.DIGEST:
                return self.digest(value)
            case Rule.TEXT:
                return self.text(value)
            case Rule.DOCUMENT:
                return self.document(value)
            case Rule.EMPTY:
                return "!"
            case _:
                return None

    def _drawn(self, kind: str, value: str) -> int:
        return int.from_bytes(hmac.digest(self.key, f"{kind}\0{value}".encode(), hashlib.sha256)[:12], "big")


def _is_birth(key: str) -> bool:
    return any(word in key for word in _BIRTH_WORDS)


def numbers_in(text: str) -> set[str]:
    """Return every identity number and telephone number that stands in a text."""
    return {*_TWELVE.findall(text), *_PHONE.findall(text)}


def is_copied(label: str) -> bool:
    """Tell whether a table (`app.Model`) is copied at all."""
    return label not in NOT_COPIED and label.partition(".")[0] not in CONTEXTS_NOT_COPIED
