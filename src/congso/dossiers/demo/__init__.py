"""A living demo: believable months of work for a whole province, synthetic, seeded, repeatable.

No real person is in it: names are drawn from frequencies of name parts, numbers are made up within the official
form, and every row is marked by the demo's own origin.
"""

from .filling import fill
from .small import load

__all__ = ["fill", "load"]
