"""Where benchmarks put what they measured."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Figure:
    """One measured value. `reference` says what it is compared with; `ratio` is value ÷ reference in the same unit."""

    name: str
    value: float
    unit: str
    reference: str = ""
    ratio: float | None = None
    rows: int | None = None
    commit: str = ""


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


class Report:
    """Collects figures, prints them, and keeps the last value of each name and size in `results.json`."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self._commit = commit()

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
        figure = Figure(name, _rounded(value), unit, reference, shown, rows, self._commit)
        self.figures.append(figure)
        Console().print(f"  {name}: {figure.value} {unit}" + (f"  (ratio {figure.ratio})" if ratio is not None else ""))

    def write(self) -> None:
        """Merge with what other runs measured, write `results.json`, print the table."""
        known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
        merged = {(one["name"], one["rows"]): one for one in known}
        merged.update({(figure.name, figure.rows): asdict(figure) for figure in self.figures})
        rows = [merged[key] for key in sorted(merged, key=lambda key: (key[0], key[1] or 0))]
        RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        table = Table("figure", "rows", "value", "unit", "ratio", "reference", "commit")
        for row in rows:
            ratio = "" if row["ratio"] is None else f"{row['ratio']:g}"
            rows_of = "" if row["rows"] is None else f"{row['rows']:,}"
            table.add_row(
                row["name"], rows_of, f"{row['value']:g}", row["unit"], ratio, row["reference"], row["commit"]
            )
        Console().print(table)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
