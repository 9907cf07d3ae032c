"""The dossiers of a person, as the form of another one asks about them (`form_language.Dossiers`)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from congso.dossiers import permissions
from congso.dossiers.models import Dossier
from congso.dossiers.rules import codes
from congso.kernel.refusals import Incorrect
from congso.representation import queries as representation

from .people import dossiers_of_person

TO_CHOOSE_FROM = 20
NAME_AT_MOST = 80


@dataclass(frozen=True, slots=True)
class OwnDossiers:
    """What a person may name as theirs on a day; nobody's without a person. `now`: when they are listed, if at all."""

    person_id: UUID | None
    on: date
    now: datetime | None = None

    def own(self, code: str) -> str | None:
        """Return the code of a dossier of the person's own; None for another's, and for none: nobody can tell which."""
        bare = "".join(code.split()).upper()[:40]
        if self.person_id is None or not bare.isprintable():
            return None
        wanted = {bare}
        with suppress(Incorrect):
            wanted.add(codes.parse_registration_code(bare))
        standing = representation.standing(self.person_id, self.on)
        mine = Q(applicant_id=self.person_id) | Q(submitter_id=self.person_id) | Q(body__in=standing.bodies)
        found = Dossier.objects.filter(mine, Q(code__in=wanted) | Q(registration_code__in=wanted))
        return next((str(one) for one in found if permissions.is_person_of(self.person_id, one, standing)), None)

    def recent(self) -> Sequence[tuple[str, str]]:
        """Return code and procedure of the person's latest dossiers; that they were listed is written down."""
        if self.person_id is None or self.now is None:
            return ()
        rows = dossiers_of_person(self.person_id, now=self.now, limit=TO_CHOOSE_FROM).rows
        return [(row.shown_code, row.procedure_name[:NAME_AT_MOST]) for row in rows]
