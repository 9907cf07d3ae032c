"""Where backups stand: for the administrator, who makes them by commands on the server."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congso.kernel import backups, clock
from congso.organisation.permissions import OfficerRequest, officer_required
from congso.organisation.rules.rights import OrganisationRight

SHOWN = 20


@officer_required(OrganisationRight.READ_BACKUPS)
@require_safe
def overview(request: OfficerRequest) -> HttpResponse:
    """The last backup, the last drill, and the runs before them."""
    now = clock.now()
    standings = [
        backups.standing(backups.BACKUP, now=now, late_after=timedelta(hours=settings.BACKUP_LATE_HOURS)),
        backups.standing(backups.DRILL, now=now, late_after=timedelta(days=settings.BACKUP_DRILL_LATE_DAYS)),
    ]
    context = {"standings": standings, "runs": backups.latest(SHOWN), "title": _("Sao lưu và phục hồi")}
    return render(request, "workspace/backups.html", context)
