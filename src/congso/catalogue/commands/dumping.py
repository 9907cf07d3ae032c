"""The open dump: the public catalogue as files that anybody may take."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congso.catalogue.models import CatalogueDump


@transaction.atomic
def keep_dump(*, form: str, mark: str, procedures: int, file_id: UUID, now: datetime) -> None:
    """Let a stored file be the dump of its form ("jsonl", "xlsx") from now on; the one before is let go."""
    CatalogueDump.objects.update_or_create(
        form=form, defaults={"mark": mark, "procedures": procedures, "made_at": now, "file_id": file_id}
    )
