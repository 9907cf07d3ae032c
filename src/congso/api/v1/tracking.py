"""How far a dossier is: for anybody who has its code."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router

from congso.api.problems import PROBLEMS
from congso.api.shapes import TrackOut
from congso.dossiers import queries as dossiers

router = Router(tags=["tracking"])


@router.get("/tracking/{code}", response={200: TrackOut, **PROBLEMS}, auth=None, operation_id="track")
def track(request: HttpRequest, code: Annotated[str, Path(min_length=4, max_length=60)]) -> TrackOut:
    """Read the degree of completion by dossier code or registration code; never a name (TT 01/2018 Điều 16)."""
    found = dossiers.track(code)
    return TrackOut(code=found.code, stage=found.stage, percent=found.percent, ended=found.ended)
