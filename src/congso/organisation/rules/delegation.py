"""Acting for somebody else: what kinds there are, what each may pass on, and for how long.

Source: Decree 30/2020/NĐ-CP art. 13 (KT., TL., TUQ.). What an authorisation gives never goes further than its giver,
and its receiver never passes it on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import TextChoices

from congso.kernel.refusals import Incorrect
from congso.kernel.rights import Right

from .roles import Role

LONGEST_DAYS = 366
"""An authorisation is limited in time; a year and a day at most, so that none is forgotten. A longer one is renewed."""


class DelegationKind(TextChoices):
    """How somebody comes to act for another."""

    AUTHORISATION = "authorisation", "Ủy quyền"
    ACTING = "acting", "Giao điều hành, phụ trách"
    BY_ORDER = "by_order", "Thừa lệnh"
    HANDLING = "handling", "Giao xử lý công việc"


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind means: the words before the signature, whether it ends, what it may cover, and its source."""

    form: str
    needs_end: bool
    everything: bool
    signs: bool
    help: str
    source: str


KINDS: Mapping[DelegationKind, KindRule] = MappingProxyType(
    {
        DelegationKind.AUTHORISATION: KindRule(
            "TUQ.", needs_end=True, everything=False, signs=True,
            help="Bằng văn bản, giới hạn thời gian và nội dung; ký “TUQ.”. Người ký phải là người đứng đầu một đơn vị "
            "của cơ quan.",
            source="NĐ 30/2020/NĐ-CP Điều 13",
        ),
        DelegationKind.ACTING: KindRule(
            "KT.", needs_end=True, everything=True, signs=True,
            help="Cấp phó điều hành, phụ trách thay khi người đứng đầu vắng mặt; ký “KT.” như cấp phó ký thay.",
            source="NĐ 30/2020/NĐ-CP Điều 13",
        ),
        DelegationKind.BY_ORDER: KindRule(
            "TL.", needs_end=False, everything=False, signs=True,
            help="Theo quy chế làm việc của cơ quan; ký “TL.”. Người ký phải là người đứng đầu một đơn vị của cơ quan.",
            source="NĐ 30/2020/NĐ-CP Điều 13",
        ),
        DelegationKind.HANDLING: KindRule(
            "", needs_end=True, everything=False, signs=False,
            help="Xem và chuyển việc thay người vắng mặt; không duyệt, không ký, không ban hành.",
            source="Quy chế làm việc của cơ quan",
        ),
    }
)  # fmt: skip

HEADS = frozenset({Role.UNIT_HEAD, Role.LEADER})
"""Who may sign for an agency by order or authorisation: heads one rank below."""


def may_pass_on(held: Collection[Right], kind: DelegationKind) -> frozenset[Right]:
    """Return which of the giver's rights this kind may pass on."""
    return frozenset(right for right in held if right.delegable and (KINDS[kind].signs or not right.signs))


def passed_on(held: Collection[Right], kind: DelegationKind, named: Collection[str]) -> frozenset[Right]:
    """Return what reaches the receiver today: what was named (for some kinds: everything) and the giver still has."""
    open_to_all = may_pass_on(held, kind)
    if KINDS[kind].everything and not named:
        return open_to_all
    return frozenset(right for right in open_to_all if right.value in set(named))


def check(
    *,
    kind: DelegationKind,
    held: Collection[Right],
    named: Collection[str],
    receiver_roles: Collection[Role],
    first: date,
    until: date | None,
    today: date,
) -> None:
    """Refuse a delegation that goes further than it may. Raises Incorrect with the field's sentence."""
    line = KINDS[kind]
    if not named and not line.everything:
        raise _incorrect("rights", "Chọn ít nhất một quyền được giao.")
    beyond = set(named) - {right.value for right in may_pass_on(held, kind)}
    if beyond:
        raise _incorrect("rights", "Không giao được quyền mà người giao không có, hoặc quyền không được giao lại.")
    signs = any(right.signs for right in passed_on(held, kind, named))
    if signs and not line.everything and HEADS.isdisjoint(receiver_roles):
        raise _incorrect("receiver", f"Chỉ người đứng đầu một đơn vị được ký {line.form}: chọn lại người nhận.")
    if first < today:
        raise _incorrect("valid_from", "Không giao lùi ngày: bắt đầu từ hôm nay hoặc sau.")
    if until is None:
        if line.needs_end:
            raise _incorrect("valid_to", "Ghi ngày kết thúc.")
    elif until <= first:
        raise _incorrect("valid_to", "Ngày kết thúc phải sau ngày bắt đầu.")
    elif (until - first).days > LONGEST_DAYS:
        raise _incorrect("valid_to", "Dài quá một năm: hết hạn thì giao lại bằng văn bản mới.")


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})
