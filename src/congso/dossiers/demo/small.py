"""What a fresh demo begins with: enough work on every desk to look around, most of it where the shown sign-ins are."""

from congso.kernel import clock
from congso.organisation import queries as organisation
from congso.organisation.demo.sign_ins import SHOWN_COMMUNE, SHOWN_DISTRICT

from ..models import Dossier
from .filling import fill

SCALE = 3_000
MONTHS = 3
BUSIER = 40.0


def load(regime: str) -> None:
    """Fill an empty demo province with a little of everything; does nothing where there are dossiers already."""
    if Dossier.objects.exists():
        return
    now = clock.now()
    shown = [("commune", SHOWN_COMMUNE[regime]), *([("district", SHOWN_DISTRICT)] if regime == "2021" else [])]
    committees = [organisation.committee_of(tier, code, now.date()) for tier, code in shown]
    fill(
        scale=SCALE,
        seed=int(regime),
        now=now,
        months=MONTHS,
        processes=1,
        tables=None,
        tell=lambda _: None,
        busier={one.id: BUSIER for one in committees if one is not None},
    )
