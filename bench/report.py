"""Where benchmarks put what they measured."""

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Figure:
    """One measured value. `reference` says what it is compared with; `ratio` is value ÷ reference in the same unit.

    `yardstick` is how fast the machine was when the run began (see there); older figures have none.
    """

    name: str
    value: float
    unit: str
    reference: str = ""
    ratio: float | None = None
    rows: int | None = None
    commit: str = ""
    yardstick: float | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0–1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * share // 1).__int__() - 1))]


def commit() -> str:
    """Return the short id of the commit that is measured, with + when the work tree differs from it."""
    git = ["git", "-C", str(RESULTS.parent)]
    head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    dirty = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", "../src"], capture_output=True, check=False)
    return head.stdout.strip() + ("+" if dirty.returncode else "")


def yardstick() -> float:
    """Return the seconds that ten million additions in Python take here and now.

    Machines differ, and one machine differs from hour to hour: two figures in seconds can be compared when their
    yardsticks are alike.
    """
    started, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - started


class Report:
    """Collects figures, prints them, and keeps the last value of each name and size in `results.json`."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self._commit = commit()
        self._yardstick = _rounded(yardstick())

    def add(
        self,
        name: str,
        value: float,
        unit: str,
        *,
        reference: str = "",
        ratio: float | None = None,
        rows: int | None = None,
    ) -> None:
        """Note one figure, rounded to four significant digits."""
        shown = None if ratio is None else _rounded(ratio)
        figure = Figure(name, _rounded(value), unit, reference, shown, rows, self._commit, self._yardstick)
        self.figures.append(figure)
        Console().print(f"  {name}: {figure.value} {unit}" + (f"  (ratio {figure.ratio})" if ratio is not None else ""))

    def write(self) -> None:
        """Merge with what other runs measured, write `results.json`, print the table."""
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
        merged = {(one["name"], one["rows"]): one for one in known}
        merged.update({(figure.name, figure.rows): asdict(figure) for figure in self.figures})
        rows = [merged[key] for key in sorted(merged, key=lambda key: (key[0], key[1] or 0))]
        RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        table = Table("figure", "rows", "value", "unit", "ratio", "reference", "commit", "yardstick")
        for row in rows:
            ratio = "" if row["ratio"] is None else f"{row['ratio']:g}"
            rows_of = "" if row["rows"] is None else f"{row['rows']:,}"
            speed = "" if row.get("yardstick") is None else f"{row['yardstick']:g} s"
            table.add_row(
                row["name"], rows_of, f"{row['value']:g}", row["unit"], ratio, row["reference"], row["commit"], speed
            )
        Console().print(table)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
