"""What a fresh demo begins with: enough work on every desk to look around, in a second or two."""

from congso.kernel import clock

from ..models import Dossier
from .filling import fill

SCALE = 3_000


def load(regime: str) -> None:
    """Fill an empty demo province with a little of everything; does nothing where there are dossiers already."""
    if not Dossier.objects.exists():
        fill(scale=SCALE, seed=int(regime), now=clock.now(), months=6, processes=1, tables=None, tell=lambda _: None)
