"""Tình hình ký số: what was signed and how far it is proven, what was issued unsigned, which keys end."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congso.dossiers import queries as dossiers
from congso.identity.step_up import step_up_required
from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.signatures import queries as signed
from congso.signatures.permissions import needs_to_keep_keys
from congso.signatures.rules.rights import SignatureRight

LOOKED_BACK = timedelta(days=30)


@officer_required(SignatureRight.KEEP_KEYS)
@step_up_required("administer")
@never_cache
@require_safe
def overview(request: OfficerRequest) -> HttpResponse:
    """How signing stands in one's agency; for the province's administrator in all, or in the one they choose."""
    now, today = clock.now(), clock.today()
    of_province = request.officer.tier == "province"
    wanted = request.GET.get("co-quan", "")
    chosen = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    agency_id = chosen if chosen is not None or of_province else request.officer.organisation_id
    agency = organisation.organisation(agency_id) if agency_id is not None else None
    if agency is not None:
        needs_to_keep_keys(request.officer, [agency.id])
    since = now - LOOKED_BACK
    number, unsigned = dossiers.unsigned_results(since, agency_id)
    ending = [signed.held_key(one, today) for one in signed.keys_ending(now)]
    if agency_id is not None:
        ending = [one for one in ending if agency_id in signed.agencies_of(one.key, today)]
    agencies = organisation.organisations(on=today) if of_province else []
    lacking = signed.lacking(agency_id)
    recent = signed.signed_since(since, agency_id)
    met = {one.organisation_id for one in [*lacking, *recent]} | {one.organisation_id for one in unsigned}
    context = {
        "agency": agency,
        "agencies": agencies,
        "names": {one: organisation.organisation(one).name for one in met},
        "levels": signed.levels(agency_id),
        "lacking": lacking,
        "recent": recent,
        "signed": signed.signed_number(since, agency_id),
        "unsigned_number": number,
        "unsigned_tone": "warn" if number else "",
        "unsigned": unsigned,
        "ending": ending,
    }
    return render(request, "workspace/signing_overview.html", context)
