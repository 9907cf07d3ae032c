"""Figures seen whole, and dossiers with a story."""

from datetime import date
from typing import Any

from congso.dashboards import commands
from congso.dashboards.models import (
    MEASURES,
    CountedDossier,
    CountedProcedure,
    DailyFigure,
    DurationFigure,
    MonthlyFigure,
)

CELL = ("processing_id", "receiving_id", "unit_id", "procedure_code", "channel")


def everything() -> dict[str, Any]:
    """Every figure there is, comparable."""
    return {
        "daily": sorted(DailyFigure.objects.values_list("day", *CELL, *MEASURES)),
        "monthly": sorted(MonthlyFigure.objects.values_list("day", *CELL, *MEASURES)),
        "durations": sorted(
            DurationFigure.objects.values_list("day", "processing_id", "receiving_id", "unit_id", "days", "count")
        ),
        "dossiers": {one["dossier_id"]: one for one in CountedDossier.objects.values()},
        "procedures": sorted(CountedProcedure.objects.values_list("code", "name")),
    }


def folded() -> None:
    """Fold until nothing waits."""
    while commands.fold():
        pass


def counted() -> dict[str, dict[date, int]]:
    """Every counter that is not zero, by measure and day, over all cells."""
    found: dict[str, dict[date, int]] = {}
    for row in DailyFigure.objects.values("day", *MEASURES):
        for name in MEASURES:
            if row[name]:
                days = found.setdefault(name, {})
                days[row["day"]] = days.get(row["day"], 0) + row[name]
    return found
