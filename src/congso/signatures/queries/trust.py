"""Whether a signer's certificate hangs on a root of ours, and whether it was taken back: for every kind of file."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
)
from pyhanko_certvalidator.path import ValidationPath

from ..rules.facts import CertificateFacts, Kind, Revocation, SignatureFacts, Trust
from ..rules.revocation import Answer, AnswerKind, Wanted, moment_of, of_kind
from .evidence import Evidence, NoEvidence

MOST_OTHERS = 200
"""Certificates that a file brings along, of which paths are built."""

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # its warnings are our findings


@dataclass(frozen=True, slots=True)
class Known:
    """What certificates are judged by: our anchors, what the file brings along, what others said, and the present."""

    anchors: Sequence[x509.Certificate]
    now: datetime
    others: Sequence[x509.Certificate] = ()
    ocsps: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()
    evidence: Evidence = field(default_factory=NoEvidence)


def certificate_facts(one: x509.Certificate) -> CertificateFacts:
    """Return what is shown of a certificate."""
    subject = one.subject.native
    return CertificateFacts(
        name=_text(subject.get("common_name")),
        organisation=_text(subject.get("organization_name")),
        issuer=_text(one.issuer.native.get("common_name")) or one.issuer.human_friendly[:200],
        serial=str(one.serial_number),
        valid_from=one.not_valid_before,
        valid_to=one.not_valid_after,
        fingerprint=one.sha256.hex(),
    )


def _text(value: Any) -> str:
    return ", ".join(map(str, value))[:300] if isinstance(value, list) else str(value or "")[:300]


def with_time(facts: SignatureFacts, signer_info: cms.SignerInfo, known: Known) -> SignatureFacts:
    """Add when it was signed at the latest, by a token of an authority that hangs on our anchors."""
    for token in extract_tst_data_iter(signer_info, signed=False):
        if stamped := token_time(token, message_imprint_checker(signer_info), known):
            return replace(facts, proven_at=stamped[0], proven_by=stamped[1])
    return facts


def token_time(token: cms.SignedData, imprint: Any, known: Known) -> tuple[datetime, str] | None:
    """Return the time a token proves and by whom; None when it is about something else or not to be believed."""
    at: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    judging = validate_tst_signed_data(token, _context(known, at, known.ocsps, known.crls), imprint)
    status = TimestampSignatureStatus(**apart(judging))
    if status.intact and status.valid and status.trusted:
        return at, _common_name(status.signing_cert)
    return None


def _common_name(certificate: x509.Certificate | None) -> str:
    return _text(certificate.subject.native.get("common_name")) if certificate is not None else ""


def with_trust(
    facts: SignatureFacts, certificate: x509.Certificate, embedded: Sequence[Any], known: Known
) -> SignatureFacts:
    """Add whether a signer's certificate is to be trusted at the moment that counts, and whether it was taken back."""
    known = replace(known, others=[*embedded, *known.others][:MOST_OTHERS])
    moment = (facts.claimed_at if facts.kind is Kind.TIMESTAMP else facts.proven_at) or known.now
    trust, path = apart(_path(certificate, known, moment))
    if trust is not Trust.OUT_OF_DATE:
        if trust is not Trust.TRUSTED:
            return replace(facts, trust=trust)
        revocation, at = _Question(certificate, known, moment, path).answered()
        return replace(facts, trust=trust, revocation=revocation, revoked_at=at)
    # Out of date by today's clock: was there a path while it was valid?
    claimed = facts.claimed_at or certificate.not_valid_before
    while_valid = min(max(claimed, certificate.not_valid_before), certificate.not_valid_after)
    trust, _path_then = apart(_path(certificate, known, while_valid))
    return replace(facts, trust=trust)


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether one certificate was taken back by a moment."""

    certificate: x509.Certificate
    known: Known
    moment: datetime
    path: ValidationPath | None

    def answered(self) -> tuple[Revocation, datetime | None]:
        """Ask first the file, then what is kept, then others; each only when the one before did not know."""
        found = self._by(())
        if found[0] is not Revocation.UNKNOWN:
            return found
        wanted = self._wanted()
        evidence = self.known.evidence
        answers = evidence.kept(wanted)
        found = self._by(answers) if answers else found
        if found[0] is Revocation.UNKNOWN and (more := evidence.asked(wanted)):
            answers = [*answers, *more]
            found = self._by(answers)
            if found[0] is not Revocation.UNKNOWN:
                evidence.settled(more)
        return found

    def _by(self, answers: Sequence[Answer]) -> tuple[Revocation, datetime | None]:
        ocsps = self._in_time(AnswerKind.OCSP, [*self.known.ocsps, *of_kind(answers, AnswerKind.OCSP)])
        crls = self._in_time(AnswerKind.CRL, [*self.known.crls, *of_kind(answers, AnswerKind.CRL)])
        if not ocsps and not crls:
            return Revocation.UNKNOWN, None
        told = [der for _at, der in ocsps], [der for _at, der in crls]
        found: tuple[Revocation, datetime | None] = apart(self._status(self.moment, *told, mode="require"))
        if found[0] is Revocation.UNKNOWN:
            # Taken back is for ever: an answer from before, or from after the moment, may say it.
            newest = min(max(at for at, _der in (*ocsps, *crls)), self.certificate.not_valid_after)
            later = apart(self._status(newest, *told, mode="soft-fail"))
            found = later if later[0] is Revocation.REVOKED else found
        return found

    def _in_time(self, kind: AnswerKind, ders: Sequence[bytes]) -> list[tuple[datetime, bytes]]:
        """Leave out what was said after the certificate had run out: by then authorities forget."""
        moments = [(moment_of(kind, der), der) for der in ders]
        return [(at, der) for at, der in moments if at is not None and at <= self.certificate.not_valid_after]

    async def _status(
        self, moment: datetime, ocsps: Sequence[bytes], crls: Sequence[bytes], *, mode: str
    ) -> tuple[Revocation, datetime | None]:
        try:
            await _validate(self.certificate, self.known, _context(self.known, moment, ocsps, crls, mode))
        except RevokedError as revoked:
            return Revocation.REVOKED, revoked.revocation_dt
        except (PathValidationError, PathBuildingError):
            return Revocation.UNKNOWN, None
        return Revocation.GOOD, None

    def _wanted(self) -> list[Wanted]:
        if self.path is None:
            return []
        return [
            Wanted(one, self.path.find_issuing_authority(one).public_key)
            for one in self.path.iter_certs(include_root=False)
        ]


async def _path(certificate: x509.Certificate, known: Known, moment: datetime) -> tuple[Trust, ValidationPath | None]:
    try:
        path = await _validate(certificate, known, _context(known, moment, known.ocsps, known.crls))
    except (ExpiredError, NotYetValidError):
        return Trust.OUT_OF_DATE, None
    except PathBuildingError:
        return Trust.NO_PATH, None
    except RevokedError:
        return Trust.TRUSTED, None
    except PathValidationError:
        return Trust.REFUSED, None
    return Trust.TRUSTED, path


async def _validate(certificate: x509.Certificate, known: Known, context: ValidationContext) -> ValidationPath:
    validator = CertificateValidator(certificate, intermediate_certs=list(known.others), validation_context=context)
    return await validator.async_validate_path()


def _context(
    known: Known, moment: datetime, ocsps: Sequence[bytes], crls: Sequence[bytes], mode: str = "soft-fail"
) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(known.anchors),
        other_certs=list(known.others),
        moment=moment,
        allow_fetching=False,
        revocation_mode=mode,
        # "Good" said later than the moment is as good: nothing taken back becomes good again.
        retroactive_revinfo=True,
        ocsps=list(ocsps),
        crls=list(crls),
    )


def apart(work: Any) -> Any:
    """Run something asynchronous to its end, whatever loop the caller's own thread may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def in_words(error: Exception) -> str:
    """Return a reader's error for the technical report."""
    return f"{type(error).__name__}: {str(error)[:160]}".replace("\n", " ")
