"""The only pages of this context: stored files, for those who may read them."""

from .files import file

__all__ = ["file"]
