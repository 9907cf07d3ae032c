"""How long a paper takes to set, warm, no two alike, beside an empty page set by the same process in turn.

Run with `python -m bench.printing`.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
django.setup()

from bench.report import Report, percentile  # noqa: E402
from congso.dossiers.printing import typeset  # noqa: E402
from congso.dossiers.printing.tests import specimens  # noqa: E402
from congso.ui import typesetting  # noqa: E402

ROUNDS = 60
SLIPS = ("acceptance", "supplement", "refusal", "apology", "stop_notice", "control_slip")


@dataclass(frozen=True)
class Taken:
    """How long something took on the clock, and how much processor time of this process, in milliseconds."""

    clock: float
    processor: float


def taken(work: Callable[[], object]) -> Taken:
    """Return how long `work` takes."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Taken((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000)


def varied(paper: Any, number: int) -> Any:
    """Return the paper of another person: typst remembers what it has set before, a counter never does."""
    party = replace(
        paper.subject.party,
        name=f"Nguyễn Thị Ngọc Ẩn {number}",
        address=f"Số {number}, đường Phan Ngọc Hiển, phường An Xuyên, tỉnh Cà Mau",
        identity_number=f"{96187000000 + number:012d}",
    )
    code = f"H12.96-261121-{number:04d}"
    subject = replace(paper.subject, code=code, party=party, tracking_url=f"https://example.vn/tra-cuu/?ma={code}")
    return replace(paper, subject=subject, head=replace(paper.head, number=f"{number}/TNHS"))


def measure(report: Report) -> None:
    """Measure every slip and the register."""
    papers = specimens.all_papers()
    empty = typesetting._compiler(typeset.TEMPLATES, "blank.typ")
    empty.compile(format="pdf")
    for name in SLIPS:
        typeset.pdf_of(papers[name])
        slips, empties = [], []
        for number in range(ROUNDS):
            slips.append(taken(partial(typeset.pdf_of, varied(papers[name], number))))
            empties.append(taken(partial(empty.compile, format="pdf", sys_inputs={"n": f"{name} {number}"})))
        middle, base = (percentile([one.clock for one in times], 0.5) for times in (slips, empties))
        reference = f"an empty typst page, {base:.2f} ms"
        report.add(f"printing: {name}, p50", middle, "ms", reference=reference, ratio=middle / base)
        report.add(f"printing: {name}, processor time", fmean(one.processor for one in slips), "ms")
    for lines in (1_000, 10_000):
        book = taken(partial(typeset.pdf_of, specimens.register(lines)))
        report.add("printing: register", book.clock / 1000, "s", rows=lines)


if __name__ == "__main__":
    measured = Report()
    measure(measured)
    measured.write()
