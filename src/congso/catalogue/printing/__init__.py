"""The catalogue as files: JSON Lines and a workbook, for `congso export procedures`, the browser and the open dump."""

from .files import write_lines, write_workbook
from .workbook import entries_of_workbook, is_exported_workbook

__all__ = ["entries_of_workbook", "is_exported_workbook", "write_lines", "write_workbook"]
