"""Every read of the portal's own pages, announcements and feedback."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache as once
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from congso.kernel.refusals import NotFound
from congso.organisation import queries as organisation

from .models import Feedback, Interruption, PageVersion
from .rules.feedback import FeedbackKind, FeedbackState, reference
from .rules.texts import Page, fill, tidy

TEXTS = Path(__file__).parent / "texts"

ANNOUNCED_KEY = "pages.announced"
ANNOUNCED_SECONDS = 30
"""For so long a process shows the banner as it was: notice is given days before."""


# Texts


@dataclass(frozen=True, slots=True)
class PageView:
    """A text of a page. `number` is 0, and nobody wrote it, where the text that comes with the program is shown."""

    page: Page
    number: int
    text: str
    note: str
    written_at: datetime | None
    written_by: str

    @property
    def shown(self) -> str:
        """The text with the portal's contact in its gaps."""
        return fill(self.text, settings.PORTAL_CONTACT)


def page(one: Page, *, language: str = "") -> PageView:
    """Return the newest text of a page, or the one that comes with the program.

    In another language it is the translation that comes with the program, as long as nobody wrote a text of their own:
    an editor's words stay as they are.
    """
    row = PageVersion.objects.filter(page=one.value).order_by("-number").first()
    view = _page_view(row, {}) if row is not None else PageView(one, 0, first_text(one), "", None, "")
    is_ours = row is None or row.written_by_id is None or tidy(view.text) == tidy(first_text(one))
    translated = translated_text(one, language) if language and is_ours else ""
    return replace(view, text=translated) if translated else view


def page_at(one: Page, number: int) -> PageView:
    """Return an older text of a page. Raises NotFound."""
    row = PageVersion.objects.filter(page=one.value, number=number).first()
    if row is None:
        raise NotFound("Không có bản này.")
    return _page_view(row, _names([row]))


def history(one: Page, *, before: int = 0, limit: int = 20) -> tuple[list[PageView], int]:
    """Return the texts of a page, newest first, and the number to go on before (0 at the end)."""
    rows = PageVersion.objects.filter(page=one.value).order_by("-number")
    if before:
        rows = rows.filter(number__lt=before)
    found = list(rows[: limit + 1])
    names = _names(found)
    more = found[limit - 1].number if len(found) > limit else 0
    return [_page_view(row, names) for row in found[:limit]], more


def pages_at_a_glance() -> list[PageView]:
    """Return every page with who wrote its newest text, and when."""
    rows = list(PageVersion.objects.order_by("page", "-number").distinct("page"))
    names = _names(rows)
    written = {row.page: _page_view(row, names) for row in rows}
    return [written.get(one.value) or PageView(one, 0, first_text(one), "", None, "") for one in Page]


@once
def translated_text(one: Page, language: str) -> str:
    """Return what the program brings along of a page in another language; empty where it brings nothing."""
    path = TEXTS / language / f"{one.value}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


@once
def first_text(one: Page) -> str:
    """Return the text of a page that comes with the program."""
    return (TEXTS / f"{one.value}.md").read_text(encoding="utf-8")


def _names(rows: Sequence[PageVersion]) -> Mapping[int, str]:
    labels = organisation.officer_labels(row.written_by_id for row in rows if row.written_by_id is not None)
    return {officer_id: label.name for officer_id, label in labels.items()}


def _page_view(row: PageVersion, names: Mapping[int, str]) -> PageView:
    by = names.get(row.written_by_id or 0, "")
    return PageView(Page(row.page), row.number, row.text, row.note, row.written_at, by)


# Interruptions


@dataclass(frozen=True, slots=True)
class InterruptionView:
    """An announced interruption. `ended_at` says that it was withdrawn or over sooner than expected."""

    id: UUID
    what: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    urgent_reason: str
    announced_at: datetime
    ended_at: datetime | None
    is_now: bool = False

    @property
    def mark(self) -> str:
        """A name for its parts in a page."""
        return f"lan-{self.id.hex[-12:]}"

    @property
    def is_urgent(self) -> bool:
        """Whether it mends a fault."""
        return bool(self.urgent_reason)

    @property
    def was_withdrawn(self) -> bool:
        """Whether it was taken back before it began."""
        return self.ended_at is not None and self.ended_at <= self.starts_at


def announced(now: datetime) -> tuple[InterruptionView, ...]:
    """Return what is announced and not yet over, the next first: kept in the process for some seconds."""
    kept: tuple[InterruptionView, ...] | None = cache.get(ANNOUNCED_KEY)
    if kept is None:
        rows = Interruption.objects.filter(ends_at__gt=now, ended_at__isnull=True).order_by("starts_at", "id")[:10]
        kept = tuple(_interruption_view(row) for row in rows)
        cache.set(ANNOUNCED_KEY, kept, ANNOUNCED_SECONDS)
    return tuple(replace(one, is_now=one.starts_at <= now) for one in kept if one.ends_at > now)


def past_interruptions(now: datetime, *, limit: int = 30) -> list[InterruptionView]:
    """Return what is over or was withdrawn, the latest first."""
    rows = Interruption.objects.exclude(ends_at__gt=now, ended_at__isnull=True).order_by("-ends_at")[:limit]
    return [_interruption_view(row) for row in rows]


def _interruption_view(row: Interruption) -> InterruptionView:
    return InterruptionView(
        id=row.id,
        what=row.what,
        reason=row.reason,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        urgent_reason=row.urgent_reason,
        announced_at=row.announced_at,
        ended_at=row.ended_at,
    )


# Feedback


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """A piece of feedback, as administrators read it."""

    id: UUID
    kind: FeedbackKind
    place: str
    words: str
    email: str
    sent_at: datetime
    state: FeedbackState
    taken_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str

    @property
    def reference(self) -> str:
        """How it is called in a letter."""
        return reference(self.id)


def feedback_in(state: FeedbackState | None, *, before: UUID | None = None, limit: int = 20) -> list[FeedbackView]:
    """Return pieces of feedback, the latest first: one more than `limit` when there are more."""
    rows = Feedback.objects.order_by("-id")
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    names = _who(found)
    return [_feedback_view(row, names) for row in found]


def feedback(feedback_id: UUID) -> FeedbackView:
    """Return one piece of feedback. Raises NotFound."""
    row = Feedback.objects.filter(id=feedback_id).first()
    if row is None:
        raise NotFound("Không có góp ý này.")
    return _feedback_view(row, _who([row]))


def feedback_counts() -> dict[str, int]:
    """Return how many wait in each state that is not the last, up to 1,000."""
    return {
        state: Feedback.objects.filter(id__in=Feedback.objects.filter(state=state).values("id")[:1_000]).count()
        for state in (FeedbackState.NEW, FeedbackState.LOOKED_INTO)
    }


def _who(rows: Sequence[Feedback]) -> Mapping[int, str]:
    ids = {one for row in rows for one in (row.taken_by_id, row.answered_by_id) if one is not None}
    return {officer_id: label.name for officer_id, label in organisation.officer_labels(ids).items()}


def _feedback_view(row: Feedback, names: Mapping[int, str]) -> FeedbackView:
    return FeedbackView(
        id=row.id,
        kind=FeedbackKind(row.kind),
        place=row.place,
        words=row.words or "",
        email=row.email or "",
        sent_at=row.sent_at,
        state=FeedbackState(row.state),
        taken_by=names.get(row.taken_by_id or 0, ""),
        answer=row.answer or "",
        answered_at=row.answered_at,
        answered_by=names.get(row.answered_by_id or 0, ""),
    )
