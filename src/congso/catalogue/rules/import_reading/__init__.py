"""Reading one imported record of a procedure, without ever inventing a value.

What the source leaves out stays empty; what looks wrong is kept as it is and named as a problem for a human. The codes
are a contract with operators, described in `docs/operations/nhap-thu-tuc.md`. Nothing in a record makes `read_record`
raise.
"""

from .fees import read_fee
from .problems import PROBLEMS, REJECTIONS, Problem, Reading, source_rank
from .record import read_line, read_record

__all__ = [
    "PROBLEMS",
    "REJECTIONS",
    "Problem",
    "Reading",
    "read_fee",
    "read_line",
    "read_record",
    "source_rank",
]
