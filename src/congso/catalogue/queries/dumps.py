"""The open dump of the catalogue: which files there are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congso.catalogue.models import CatalogueDump
from congso.files import queries as files

TITLES = {"jsonl": "JSON Lines", "xlsx": "Bảng tính XLSX"}


@dataclass(frozen=True, slots=True)
class DumpView:
    """A file of the open dump."""

    form: str
    title: str
    mark: str
    procedures: int
    made_at: datetime
    file_id: UUID
    size_bytes: int
    sha256: str
    media_type: str

    @property
    def name(self) -> str:
        """Return the name under which it is downloaded."""
        return f"thu-tuc-hanh-chinh.{self.form}"


def dumps() -> list[DumpView]:
    """Return the files of the open dump."""
    rows = list(CatalogueDump.objects.order_by("form"))
    kept = files.views([row.file_id for row in rows])
    return [
        DumpView(
            row.form,
            TITLES[row.form],
            row.mark,
            row.procedures,
            row.made_at,
            row.file_id,
            kept[row.file_id].size_bytes,
            kept[row.file_id].sha256,
            kept[row.file_id].media_type,
        )
        for row in rows
    ]
