"""Where a page ended, as a word a page can carry. Not secret and not signed: the scope is applied again each time."""

import base64
import binascii
import json
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from congso.kernel.refusals import Incorrect


class CursorRefused(Incorrect):
    """A cursor that no page of ours gave out."""

    code = "cursor_refused"


def write(at: datetime, id_: UUID, stage: str = "") -> str:
    """Return the cursor after a row."""
    raw = json.dumps([at.isoformat(), str(id_), stage], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read(cursor: str | None) -> tuple[datetime, UUID, str] | None:
    """Return the instant, id and stage of a cursor; None for none. Raises CursorRefused for anything else."""
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor[:400].encode() + b"=" * (-len(cursor) % 4))
        at, id_, stage = json.loads(raw)
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None or not isinstance(stage, str):
            raise ValueError(cursor)
        return instant, UUID(id_), stage
    except (ValueError, TypeError, AttributeError, binascii.Error, UnicodeError, RecursionError):
        raise CursorRefused("Liên kết sang trang tiếp theo không đúng; hãy mở lại danh sách từ đầu.") from None


def beyond(
    column: str,
    at: datetime,
    id_: UUID,
    *,
    descending: bool = False,
    table: str = "dossiers_dossier",
    key: str = "id",
) -> RawSQL:
    """Return the condition "after this row" on dossiers, or another `table` of ours, ordered by (`column`, `key`).

    A row comparison is what a composite index can seek to; an OR of two conditions is not.
    """
    sign = "<" if descending else ">"
    sql = f'("{table}"."{column}", "{table}"."{key}") {sign} (%s, %s)'
    return RawSQL(sql, (at, id_), output_field=BooleanField())  # noqa: S611 - names are ours, values are bound
