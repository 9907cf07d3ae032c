"""Acting for another person: on which ground, for how long, proved by what.

Sources: Civil Code 2015 (91/2015/QH13) art. 136 (parents and guardians represent by law), art. 138 (by authorisation),
art. 140 (how long), art. 563 (no term agreed: one year), art. 569 (either side may end it at any time). What a proxy
received is never passed on: the Code allows it only with the giver's consent (art. 564), and here nobody asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from django.db.models import TextChoices

from congso.kernel.refusals import Incorrect

OF_AGE = 18
"""Full age (Civil Code 2015 art. 20)."""


class Ground(TextChoices):
    """Why somebody may act for another (căn cứ đại diện)."""

    AUTHORISATION = "authorisation", "Được ủy quyền"
    PARENT = "parent", "Cha, mẹ của con chưa thành niên"
    GUARDIAN_OF_MINOR = "guardian_minor", "Người giám hộ của người chưa thành niên"
    GUARDIAN_OF_ADULT = "guardian_adult", "Người giám hộ của người thành niên"


class Proof(TextChoices):
    """What shows it."""

    ELECTRONIC = "electronic", "Người ủy quyền xác nhận điện tử"
    PRIVATE = "private", "Giấy ủy quyền không công chứng, chứng thực"
    NOTARISED = "notarised", "Giấy ủy quyền có công chứng, chứng thực"
    CIVIL_STATUS = "civil_status", "Giấy khai sinh, giấy tờ hộ tịch"
    DECISION = "decision", "Quyết định, văn bản cử người giám hộ"


@dataclass(frozen=True, slots=True)
class GroundRule:
    """What a ground means: what may prove it, whether the represented person must be under age, and its source."""

    proofs: tuple[Proof, ...]
    of_minor: bool
    source: str
    help: str


_LAW = "Bộ luật Dân sự 91/2015/QH13"

GROUNDS: Mapping[Ground, GroundRule] = MappingProxyType(
    {
        Ground.AUTHORISATION: GroundRule(
            (Proof.ELECTRONIC, Proof.PRIVATE, Proof.NOTARISED), False, f"{_LAW} Điều 138, 562",
            "Người ủy quyền giao cho bạn nộp, theo dõi và nhận kết quả hồ sơ thay.",
        ),
        Ground.PARENT: GroundRule(
            (Proof.CIVIL_STATUS,), True, f"{_LAW} Điều 136",
            "Bạn là cha hoặc mẹ; hết hiệu lực khi con đủ 18 tuổi.",
        ),
        Ground.GUARDIAN_OF_MINOR: GroundRule(
            (Proof.CIVIL_STATUS, Proof.DECISION), True, f"{_LAW} Điều 136",
            "Bạn là người giám hộ; hết hiệu lực khi người được giám hộ đủ 18 tuổi.",
        ),
        Ground.GUARDIAN_OF_ADULT: GroundRule(
            (Proof.DECISION,), False, f"{_LAW} Điều 136",
            "Bạn là người giám hộ của người mất năng lực hành vi dân sự hoặc có khó khăn trong nhận thức, làm chủ "
            "hành vi.",
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MandatePolicy:
    """What the province decides where the law leaves it open (`settings.MANDATES`).

    `days_without_term`: how long an authorisation lasts that names no end (the Code says one year). `longest_days`: how
    far an end may lie, None for no limit (the Code knows none). `confirm_assurance`: how surely a giver must have
    signed in to confirm electronically. `helper_needs_paper`: whether who hands in at the counter for another must
    show an authorisation (Decree 61/2018/NĐ-CP art. 16(2) asks to record them; no source found that asks for a paper).
    """

    days_without_term: int = 365
    longest_days: int | None = None
    confirm_assurance: str = "vneid-2"
    helper_needs_paper: bool = False


def comes_of_age(born_on: date) -> date:
    """Return the day somebody is eighteen; born on 29 February: 1 March."""
    try:
        return born_on.replace(year=born_on.year + OF_AGE)
    except ValueError:
        return date(born_on.year + OF_AGE, 3, 1)


def term(
    ground: Ground,
    *,
    first: date,
    until: date | None,
    born_on: date | None,
    today: date,
    policy: MandatePolicy,
) -> date | None:
    """Return the day from which the ground gives nothing any more (None: no end); `until` is what was asked, exclusive.

    Raises Incorrect with the field's sentence.
    """
    rule = GROUNDS[ground]
    if until is not None and until <= first:
        raise incorrect("valid_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if ground is Ground.AUTHORISATION:
        if first < today - timedelta(days=policy.days_without_term) and until is None:
            raise incorrect("valid_to", "Ủy quyền không ghi thời hạn đã hết hiệu lực sau một năm.")
        end = until or first + timedelta(days=policy.days_without_term)
        if end <= today:
            raise incorrect("valid_to", "Ủy quyền này đã hết thời hạn.")
        if policy.longest_days is not None and (end - first).days > policy.longest_days:
            raise incorrect("valid_to", f"Thời hạn dài nhất là {policy.longest_days} ngày.")
        return end
    if rule.of_minor:
        if born_on is None:
            raise incorrect("born_on", "Ghi ngày sinh của người được đại diện.")
        if born_on > today:
            raise incorrect("born_on", "Ngày sinh ở sau hôm nay.")
        grown = comes_of_age(born_on)
        if grown <= today:
            raise incorrect("born_on", "Người này đã đủ 18 tuổi: tự nộp hồ sơ hoặc lập ủy quyền.")
        return min(until, grown) if until else grown
    if until is not None and until <= today:
        raise incorrect("valid_to", "Thời hạn giám hộ đã hết.")
    return until


def check_proof(ground: Ground, proof: Proof, *, number: str, has_paper: bool, by_giver: bool, seen: bool) -> None:
    """Refuse a proof that does not fit the ground, or that is claimed without its paper.

    `seen`: an officer has the paper before them, so no picture of it is needed.
    """
    if proof not in GROUNDS[ground].proofs:
        raise incorrect("proof", "Chọn loại giấy tờ phù hợp với căn cứ đại diện.")
    if proof is Proof.ELECTRONIC:
        return
    if by_giver:
        raise incorrect("proof", "Bạn tự lập ủy quyền trên cổng thì xác nhận điện tử, không cần giấy.")
    if not number:
        raise incorrect("document_number", "Ghi số của giấy tờ; giấy không có số thì ghi “không số”.")
    if not has_paper and not seen:
        raise incorrect("paper", "Đính kèm ảnh chụp hoặc bản quét của giấy tờ.")


def incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})
