"""How a procedure really goes, said honestly: no share and no time of a handful of dossiers.

Source: TT 32/2017/TT-BTTTT art. 11 clause 3 (a portal shows per service, year to date: received, settled, share on
time, satisfaction). Below how many dossiers a figure says more about single people than about the agency is the
province's choice (`CONGSO_PUBLIC_FIGURES_AT_LEAST`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of one procedure at one agency. `timed` of `finished` had a promised day; ratings run from 1 to 3."""

    received_this_year: int = 0
    received_online: int = 0
    finished: int = 0
    timed: int = 0
    in_time: int = 0
    median_days: int | None = None
    ninth_days: int | None = None
    rated: int = 0
    rating_sum: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown; None where there were fewer than the least number."""

    received_this_year: int | None
    received_online: int | None
    median_days: int | None
    ninth_days: int | None
    in_time_percent: float | None
    satisfaction: float | None
    finished: int | None
    rated: int | None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all may be shown."""
        return self.received_this_year is None and self.finished is None and self.rated is None


def shown(sums: Sums, *, at_least: int) -> Shown:
    """Return what may be shown of sums, each figure only when it stands on `at_least` dossiers."""
    enough, many = sums.finished >= at_least, sums.received_this_year >= at_least
    return Shown(
        received_this_year=sums.received_this_year if many else None,
        received_online=sums.received_online if many else None,
        median_days=sums.median_days if enough else None,
        ninth_days=sums.ninth_days if enough else None,
        in_time_percent=round(100 * sums.in_time / sums.timed, 1) if sums.timed and sums.timed >= at_least else None,
        satisfaction=round(sums.rating_sum / sums.rated, 1) if sums.rated and sums.rated >= at_least else None,
        finished=sums.finished if enough else None,
        rated=sums.rated if sums.rated >= at_least else None,
    )
