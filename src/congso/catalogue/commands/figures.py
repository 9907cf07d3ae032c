"""What the public page says about how a procedure really goes; a job above gives it the sums."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from congso.catalogue.models import PublicFigure
from congso.catalogue.rules.public_figures import Sums


@transaction.atomic
def keep_public_figures(*, rows: Iterable[tuple[str, int, Sums]], since: date, until: date, now: datetime) -> int:
    """Replace every public figure by `rows` of (procedure code, agency id, 0 for the province, sums); return how many.

    Readers see the old figures or the new ones, never half of them.
    """
    PublicFigure.objects.all().delete()
    made = PublicFigure.objects.bulk_create(
        (
            PublicFigure(
                procedure_code=code,
                organisation_id=organisation_id,
                since=since,
                until=until,
                made_at=now,
                received_this_year=sums.received_this_year,
                received_online=sums.received_online,
                finished=sums.finished,
                in_time=sums.in_time,
                timed=sums.timed,
                median_days=sums.median_days,
                ninth_days=sums.ninth_days,
                rated=sums.rated,
                rating_sum=sums.rating_sum,
            )
            for code, organisation_id, sums in rows
        ),
        batch_size=1_000,
    )
    return len(made)
