"""Pages about signatures: checking a file, and what a code on a paper leads to."""

from .checking import check
from .papers import original, paper

__all__ = ["check", "original", "paper"]
