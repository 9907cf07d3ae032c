"""What signatures are judged by: the roots that the settings name, and those that administrators added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from asn1crypto import x509
from django.conf import settings

from congso.kernel import timestamps
from congso.organisation import queries as organisation

from ..models import TrustAnchor
from ..rules.certificates import AnchorKind, Offered, grouped, read_certificates


@dataclass(frozen=True, slots=True)
class AnchorView:
    """A root that administrators added, as they read it. `removed_by` is "" while it is trusted."""

    id: UUID
    name: str
    kind: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    source: str
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    removed_by: str
    removed_why: str

    @property
    def mark(self) -> str:
        """Return what tells it apart within a page."""
        return self.id.hex


def trusted() -> list[Any]:
    """Return the roots this installation trusts: `CONGSO_SIGNATURE_ANCHORS`, for time-stamps, and those added here.

    They are read anew for each file, so that what one process is told holds in all of them at once.
    """
    rows = TrustAnchor.objects.filter(removed_at__isnull=True).order_by("added_at")
    return [*configured(), *(_loaded(bytes(der)) for der in rows.values_list("certificate", flat=True))]


def configured() -> list[Any]:
    """Return the roots that the settings name; needs no database."""
    return [*timestamps.anchors(settings.SIGNATURE_ANCHORS), *timestamps.anchors(settings.TSA_ANCHORS)]


@lru_cache(maxsize=256)
def _loaded(der: bytes) -> Any:
    return x509.Certificate.load(der)


def from_settings() -> list[Offered]:
    """Return the roots that the settings name, to be shown beside the others."""
    return read_certificates(b"".join(_pem(one) for one in configured())) if configured() else []


def _pem(certificate: Any) -> bytes:
    from asn1crypto import pem

    return bytes(pem.armor("CERTIFICATE", certificate.dump()))


def anchors() -> list[AnchorView]:
    """Return the roots that administrators added: those trusted first, then those removed, newest first."""
    rows = TrustAnchor.objects.order_by("removed_at", "-added_at")
    found = list(rows.filter(removed_at__isnull=True)) + list(rows.filter(removed_at__isnull=False))
    names = organisation.officer_labels(
        one for row in found for one in (row.added_by_id, row.removed_by_id) if one is not None
    )
    return [
        AnchorView(
            row.id, row.name, AnchorKind(row.kind).label, grouped(row.sha256), row.valid_from, row.valid_to, row.source,
            row.added_at, names[row.added_by_id].name, row.removed_at,
            names[row.removed_by_id].name if row.removed_by_id is not None else "", row.removed_why,
        )
        for row in found
    ]  # fmt: skip


def known(fingerprints: Iterable[str]) -> set[str]:
    """Return those of the fingerprints (SHA-256, hexadecimal) that are trusted now, wherever that is said."""
    wanted = set(fingerprints)
    rows = TrustAnchor.objects.filter(sha256__in=wanted, removed_at__isnull=True)
    return {*rows.values_list("sha256", flat=True), *(wanted & {one.sha256.hex() for one in configured()})}
