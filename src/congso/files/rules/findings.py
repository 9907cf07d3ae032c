"""What the checks find about a paper, in words: what is wrong, and how to mend it.

A *defect* would be sent back by any officer and stops the sending; a *doubt* is shown, may be overruled by who
hands in, and is shown to the officer again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

MOST_KEPT = 20
"""Findings kept of one file."""


class Level(StrEnum):
    """How much a finding weighs."""

    DEFECT = "defect"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing found, on which pages (from 1; none: the whole file). `detail` is a word of the sentence."""

    code: str
    pages: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as people read it."""

    code: str
    level: Level
    what: str
    remedy: str

    @property
    def is_defect(self) -> bool:
        """Tell whether it stops the sending."""
        return self.level is Level.DEFECT

    @property
    def words(self) -> str:
        """The whole sentence: what is wrong, and how to mend it."""
        return f"{self.what} {self.remedy}".strip()


_AGAIN = "Hãy chụp lại ở nơi đủ sáng, không để bóng che giấy."
_SHARP = "Hãy lau ống kính, giữ chắc máy, chạm vào chữ để lấy nét rồi chụp lại; hoặc quét ở 200–300 dpi."
_TURN = "Hãy xoay cho chữ đọc được xuôi rồi tải lên lại."

KINDS: Mapping[str, tuple[Level, str, str]] = {
    "blank": (Level.DEFECT, "{where} trắng, không có nội dung.", "Hãy chụp hoặc quét lại mặt có chữ."),
    "blank_page": (
        Level.DOUBT,
        "{where} trắng.",
        "Nếu đó là mặt sau không có chữ thì giữ nguyên; nếu không, quét lại.",
    ),
    "too_dark": (Level.DEFECT, "{where} quá tối, không đọc được.", _AGAIN),
    "dim": (Level.DOUBT, "{where} hơi tối, có thể khó đọc.", _AGAIN),
    "too_blurred": (Level.DEFECT, "{where} bị nhòe, không đọc được chữ.", _SHARP),
    "blurred": (Level.DOUBT, "{where} hơi mờ, có thể khó đọc.", _SHARP),
    "too_small": (
        Level.DEFECT,
        "{where} quá nhỏ, không đọc được.",
        "Hãy gửi ảnh gốc từ máy chụp (không gửi ảnh thu nhỏ qua tin nhắn) hoặc quét lại.",
    ),
    "small": (Level.DOUBT, "{where} khá nhỏ, có thể khó đọc.", "Nếu chữ không rõ, hãy gửi ảnh gốc từ máy chụp."),
    "sideways": (Level.DOUBT, "{where} có vẻ nằm ngang.", _TURN),
    "turned": (Level.DOUBT, "{where} bị xoay, chữ không đọc được xuôi.", _TURN),
    "signature_format": (
        Level.DEFECT,
        "Chữ ký số trong tệp có định dạng không được chấp nhận ({detail}).",
        "Hãy ký lại bằng phần mềm ký số theo chuẩn PAdES (ETSI.CAdES.detached), hoặc nộp bản chưa ký.",
    ),
    "signature_broken": (
        Level.DEFECT,
        "Chữ ký số trong tệp không còn khớp với nội dung: tệp đã bị sửa sau khi ký.",
        "Hãy lấy lại tệp gốc đã ký; đừng chỉnh sửa, in lại hay nén tệp đã ký.",
    ),
    "signature_unread": (
        Level.DOUBT,
        "Không đọc được chữ ký số trong tệp.",
        "Nếu giấy tờ phải ký số, hãy ký lại rồi tải lên.",
    ),
    "expired": (
        Level.DOUBT,
        "Giấy tờ ghi có giá trị đến {detail}, nay đã hết hạn.",
        "Hãy nộp giấy tờ còn giá trị; nếu thủ tục là đổi, cấp lại chính giấy này thì giữ nguyên.",
    ),
}
"""Code → how much it weighs, what is said, how to mend it."""


def remark(finding: Finding, *, whole: str = "Tệp") -> Remark | None:
    """Return a finding in words; None for a code of a later edition. `whole` names the file when no page is meant."""
    if finding.code not in KINDS:
        return None
    level, what, remedy = KINDS[finding.code]
    return Remark(finding.code, level, what.format(where=_where(finding.pages, whole), detail=finding.detail), remedy)


def remarks(findings: Iterable[Finding], *, valid_until: date | None, today: date, picture: bool) -> list[Remark]:
    """Return what is to be said about a file on a day, defects first: its findings, and that its time is over."""
    told = list(findings)
    if valid_until is not None and valid_until < today:
        told.append(Finding("expired", detail=f"{valid_until:%d/%m/%Y}"))
    said = [one for finding in told if (one := remark(finding, whole="Ảnh" if picture else "Tệp")) is not None]
    return sorted(said, key=lambda one: not one.is_defect)


def over_pages(found: Mapping[int, Iterable[Finding]], pages: int) -> list[Finding]:
    """Put findings of single pages together. Blank throughout is a defect, single blank pages are a doubt."""
    by_code: dict[str, list[int]] = {}
    for number, of_page in sorted(found.items()):
        for one in of_page:
            by_code.setdefault(one.code, []).append(number)
    blank = by_code.pop("blank", [])
    if blank and len(blank) == pages:
        return [Finding("blank")]
    joined = [Finding(code, tuple(numbers) if pages > 1 else ()) for code, numbers in by_code.items()]
    if blank:
        joined.append(Finding("blank_page", tuple(blank)))
    return joined[:MOST_KEPT]


def kept(findings: Iterable[Finding], valid_until: date | None) -> dict[str, Any]:
    """Return what was found as JSON values."""
    return {
        "findings": [
            {"code": one.code, "pages": list(one.pages[:50]), "detail": one.detail[:80]}
            for one in list(findings)[:MOST_KEPT]
        ],
        "valid_until": valid_until.isoformat() if valid_until else None,
    }


def read(stored: Any) -> tuple[list[Finding], date | None]:
    """Read what `kept` wrote; a file that was never looked at has nothing."""
    if not isinstance(stored, Mapping):
        return [], None
    found = [
        Finding(str(one["code"]), tuple(one.get("pages", ())), str(one.get("detail", "")))
        for one in stored.get("findings", ())
    ]
    until = stored.get("valid_until")
    return found, date.fromisoformat(until) if until else None


def _where(pages: tuple[int, ...], whole: str) -> str:
    if not pages:
        return whole
    shown = ", ".join(str(one) for one in pages[:6])
    return f"Trang {shown}" + (" và các trang khác" if len(pages) > 6 else "")
