"""Percentages and quantiles as reports give them."""

from collections.abc import Mapping
from math import ceil


def percent(part: int, whole: int) -> float | None:
    """Return `part` of `whole` in percent with one decimal; None where there is nothing to share."""
    return round(100 * part / whole, 1) if whole else None


def quantile(counts: Mapping[int, int], share: float) -> int | None:
    """Return the smallest value that at least `share` of all do not exceed (nearest rank); None without any."""
    total = sum(counts.values())
    if not total:
        return None
    rank, seen = max(1, ceil(share * total - 1e-9)), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank:
            return value
    raise AssertionError("ranks lie within the total")
