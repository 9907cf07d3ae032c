"""The report on a file: for clerks in words, for machines as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .facts import CertificateFacts, Kind, SignatureFacts
from .judging import WORDS, Indication, Verdict, judge, overall

ENCRYPTED = "encrypted"
"""The trouble of a file that is closed; every other is the reader's own words, for the technical report alone."""
LOCKED = "Tệp có mật khẩu nên không kiểm tra được. Hãy xin bản không đặt mật khẩu."
DAMAGED = "Tệp bị hỏng hoặc không phải PDF, XML, P7S, P7M. Hãy xin lại bản gốc từ người gửi; đừng in ra rồi quét lại."


@dataclass(frozen=True, slots=True)
class Judged:
    """A signature with its verdict."""

    facts: SignatureFacts
    verdict: Verdict

    @property
    def words(self) -> str:
        """The verdict in one word."""
        return WORDS[self.verdict.indication]


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be thought of a file. `trouble`: why it could not be read as a PDF; `sha256` in hexadecimal."""

    name: str
    sha256: str
    checked_at: datetime
    signatures: tuple[Judged, ...]
    revisions: int = 0
    trouble: str = ""

    @property
    def indication(self) -> Indication | None:
        """The worst of its signatures; None for a file without any."""
        return overall(one.verdict for one in self.signatures)

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        if self.trouble:
            return LOCKED if self.trouble == ENCRYPTED else DAMAGED
        match self.indication:
            case None:
                return "Tệp không có chữ ký số nào."
            case Indication.TOTAL_PASSED:
                return "Mọi chữ ký số hợp lệ; tệp không bị sửa sau khi ký."
            case Indication.INDETERMINATE:
                return "Có chữ ký số chưa kết luận được là hợp lệ: xem lý do ở từng chữ ký."
            case _:
                return "Có chữ ký số không hợp lệ: đừng dùng tệp này làm căn cứ."

    def to_json(self) -> dict[str, Any]:
        """Return the technical report, in the words of ETSI EN 319 102-1 where it has some. Instants are ISO 8601."""
        return {
            "file": self.name,
            "sha256": self.sha256,
            "checked_at": self.checked_at.isoformat(),
            "indication": self.indication,
            "revisions": self.revisions,
            "trouble": self.trouble or None,
            "signatures": [_json(one) for one in self.signatures],
        }


def report(
    *, name: str, sha256: str, now: datetime, signatures: Iterable[SignatureFacts], revisions: int, trouble: str
) -> Report:
    """Judge everything that was read of a file."""
    judged = tuple(Judged(one, judge(one, now)) for one in signatures)
    return Report(name, sha256, now, judged, revisions, trouble)


def _json(one: Judged) -> dict[str, Any]:
    facts, verdict = one.facts, one.verdict
    return {
        "index": facts.index,
        "field": facts.field,
        "kind": facts.kind,
        "format": facts.format,
        "digest": facts.digest,
        "signer": _certificate(facts.certificate),
        "claimed_at": _instant(facts.claimed_at),
        "proven_at": _instant(facts.proven_at) if facts.kind is Kind.SIGNATURE else _instant(facts.claimed_at),
        "proven_by": facts.proven_by or None,
        "integrity": {"intact": facts.intact, "valid": facts.valid},
        "coverage": facts.coverage,
        "modification": facts.change,
        "changes": list(facts.changes),
        "filled": list(facts.filled),
        "covers": list(facts.covers),
        "trust": facts.trust,
        "revocation": {"status": facts.revocation, "revoked_at": _instant(facts.revoked_at)},
        "indication": verdict.indication,
        "sub_indication": verdict.sub or None,
        "verdict": one.words,
        "reason": verdict.reason,
        "trouble": facts.trouble or None,
    }


def _certificate(one: CertificateFacts | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "name": one.name,
        "organisation": one.organisation or None,
        "issuer": one.issuer,
        "serial": one.serial,
        "valid_from": _instant(one.valid_from),
        "valid_to": _instant(one.valid_to),
        "sha256": one.fingerprint,
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
