"""What the catalogue says about fees of a case, and what of them keeps a result from its person."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Sum

from congso.catalogue import queries as catalogue
from congso.dossiers import permissions
from congso.dossiers.models import FeeCharge, Result
from congso.dossiers.permissions import Actor, Applicant
from congso.kernel.normalise import tidy


def published_exemptions(version: catalogue.VersionView, case_code: str, channel: str, on: date) -> list[str]:
    """Return the grounds on which the published version itself exempts from its fees, in its own words."""
    lines = catalogue.fee_lines(version, case_code, channel, on)
    return list(dict.fromkeys(tidy(line.exemption)[:600] for line in lines if line.exemption.strip()))


def due_vnd(dossier_ids: Iterable[UUID]) -> int:
    """Return what has still to be paid for these dossiers, whole đồng."""
    due = FeeCharge.objects.filter(dossier_id__in=list(dossier_ids), state=FeeCharge.State.DUE)
    return int(due.aggregate(sum=Sum("amount_vnd"))["sum"] or 0)


def held_for_fees(viewer: Actor, file_id: UUID) -> int:
    """Return for what sum a result is kept from a person who asks for its file; 0 when it is not.

    Officers read it, for they write, check and hand it over. Source: NĐ 61/2018/NĐ-CP Điều 22 (the result is given
    once financial obligations are met).
    """
    if not isinstance(viewer, Applicant):
        return 0
    results = Result.objects.filter(file_id=file_id, state=Result.State.ISSUED).select_related("dossier")
    return due_vnd(
        one.dossier_id for one in results if permissions.may_follow(viewer.person_id, one.dossier, viewer.standing)
    )
