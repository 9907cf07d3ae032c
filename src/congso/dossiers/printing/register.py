"""Sổ theo dõi hồ sơ of an agency and year, as it stood at an instant: read and set a part at a time.

However long the book, no more than one part of its lines is in memory or in the typesetter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db.models import Max, QuerySet

from congso.catalogue import queries as catalogue
from congso.dossiers.models import RegisterEntry, Result
from congso.dossiers.rules.official_forms import FormKind
from congso.kernel.clock import VIETNAM
from congso.organisation import queries as organisation

from . import parts, wording
from .paper import RegisterLine, RegisterPaper
from .typeset import LINES_PER_PART, write_book


@dataclass(frozen=True, slots=True)
class Book:
    """The register of an agency and year as it stood at `as_of`."""

    organisation_id: int
    year: int
    as_of: datetime

    def cover(self) -> RegisterPaper:
        """Return the book without its lines: head, number of dossiers, until when."""
        told = self._entries().aggregate(last=Max("dossier__received_at"))
        last = parts.day_of(told["last"]) or date(self.year, 1, 1)
        at = datetime(last.year, last.month, last.day, 17, tzinfo=VIETNAM)
        return RegisterPaper(
            head=parts.head_of(FormKind.REGISTER, self.organisation_id, at, ""),
            year=self.year,
            book=f"01/{self.year}",
            lines=(),
            total=self._entries().count(),
            until=wording.moment(self.as_of),
        )

    def lines(self) -> Iterator[tuple[RegisterLine, ...]]:
        """Yield the lines in the order of their numbers, `LINES_PER_PART` at a time."""
        places, after = _PlacesOnce(), 0
        while entries := list(
            self._entries()
            .filter(number__gt=after)
            .select_related("dossier", "dossier__form")
            .order_by("number")[:LINES_PER_PART]
        ):
            after = entries[-1].number
            handed = {
                result.dossier_id: result.handover.receiver_name
                for result in Result.objects.filter(
                    dossier_id__in=[one.dossier_id for one in entries], handover__handed_at__lte=self.as_of
                ).select_related("handover")
            }
            with organisation.one_revision():
                yield tuple(_line(one, handed.get(one.dossier_id, ""), places, self.as_of) for one in entries)

    def write(self, target: BinaryIO) -> int:
        """Print the book into `target` as PDF. Returns how many dossiers it has."""
        cover = self.cover()
        write_book(cover, self.lines(), target)
        return cover.total

    def _entries(self) -> QuerySet[RegisterEntry]:
        return RegisterEntry.objects.filter(
            organisation_id=self.organisation_id, year=self.year, dossier__received_at__lte=self.as_of
        )


class _PlacesOnce(catalogue.KnownPlaces):
    """Places asked for once and then remembered, for a register of many lines."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, date], tuple[str, str] | None] = {}

    def commune(self, code: str, on: date) -> tuple[str, str] | None:
        """Return the name and the province code of a commune on a day."""
        if (code, on) not in self.known:
            self.known[code, on] = super().commune(code, on)
        return self.known[code, on]


def _line(entry: RegisterEntry, receiver: str, places: catalogue.KnownPlaces, as_of: datetime) -> RegisterLine:
    dossier = entry.dossier
    answers = dossier.form.answers
    on = parts.day_of(dossier.submitted_at)
    contact = [
        parts.answer_of(dossier, "applicant_address", on, places),
        parts.answer_of(dossier, "applicant_commune", on, places),
        str(answers.get("applicant_phone") or ""),
    ]
    # What came after is not yet in this copy of the book.
    returned_at = dossier.returned_at if dossier.returned_at and dossier.returned_at <= as_of else None
    notes = []
    if dossier.extension_count:
        notes.append("Đã gia hạn")
    if dossier.state in {"withdrawn", "stopped"}:
        notes.append(dossier.get_state_display())
    return RegisterLine(
        number=entry.number,
        code=dossier.code or dossier.registration_code,
        procedure=dossier.procedure_name,
        sets=1,
        party=dossier.applicant_name,
        contact=", ".join(part for part in contact if part),
        agency=organisation.organisation(dossier.processing_organisation_id).name,
        received_on=parts.day_of(dossier.received_at),
        due_on=parts.day_of(dossier.due_at),
        returned_on=parts.day_of(returned_at),
        return_channel=parts.RETURN_WAYS.get(dossier.return_channel, dossier.return_channel),
        receiver=receiver,
        note="; ".join(notes),
    )
