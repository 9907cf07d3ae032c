"""The texts of the pages: each saving is a further version, nothing is written over."""

from datetime import datetime

from django.db import IntegrityError, transaction

from congso.audit.commands import record
from congso.kernel import normalise
from congso.kernel.clock import VIETNAM
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.organisation import queries as organisation
from congso.pages.models import PageVersion
from congso.pages.permissions import check
from congso.pages.queries import first_text, page_at
from congso.pages.rules.rights import PagesRight
from congso.pages.rules.texts import LONGEST_NOTE, LONGEST_TEXT, Page, saved_meanwhile, tidy

from .keeper import Keeper


class PageChanged(NotPossibleNow):
    """Somebody saved the page after it was opened; `number` is their version."""

    code = "page_changed"

    def __init__(self, message: str, *, number: int) -> None:
        super().__init__(message, remedy="Đọc bản mới, rồi lưu bản của bạn nếu vẫn cần.")
        self.number = number


@transaction.atomic
def write(*, page: Page, text: str, note: str, seen: int, by: Keeper, now: datetime) -> int:
    """Save a page's text as its next version; return the number.

    `seen` is the number of the version it was made from (0: the text that comes with the program). Raises NotAllowed,
    Incorrect, PageChanged.
    """
    check(by, PagesRight.EDIT)
    text, note = tidy(text), normalise.tidy(note)
    if not text.strip():
        raise _incorrect("text", "Nội dung còn trống.")
    if len(text) > LONGEST_TEXT:
        raise _incorrect("text", "Nội dung dài quá 40.000 ký tự.")
    if len(note) > LONGEST_NOTE:
        raise _incorrect("note", f"Ghi chú tối đa {LONGEST_NOTE} ký tự.")
    newest = PageVersion.objects.filter(page=page.value).order_by("-number").first()
    if (newest.number if newest else 0) != seen:
        raise _changed(page)
    if text == (newest.text if newest else first_text(page)):
        raise _incorrect("text", "Nội dung chưa có gì thay đổi.")
    return _keep(page, text, note, seen + 1, by, now)


@transaction.atomic
def restore(*, page: Page, number: int, seen: int, by: Keeper, now: datetime) -> int:
    """Make the text of an older version the newest again; return its new number. Raises as `write`, and NotFound."""
    check(by, PagesRight.EDIT)
    older = page_at(page, number)
    return write(page=page, text=older.text, note=f"Khôi phục bản {number}", seen=seen, by=by, now=now)


@transaction.atomic
def keep_first_texts(*, now: datetime) -> int:
    """Keep the texts that come with the program as first versions, of pages that have none; return how many."""
    there = set(PageVersion.objects.values_list("page", flat=True))
    rows = [
        PageVersion(page=one.value, number=1, text=tidy(first_text(one)), note="Bản đầu", written_at=now)
        for one in Page
        if one.value not in there
    ]
    return len(PageVersion.objects.bulk_create(rows, ignore_conflicts=True))


def _keep(page: Page, text: str, note: str, number: int, by: Keeper, now: datetime) -> int:
    try:
        with transaction.atomic():
            PageVersion.objects.create(
                page=page.value, number=number, text=text, note=note, written_at=now, written_by_id=by.id
            )
    except IntegrityError:
        raise _changed(page) from None
    record(
        action="pages.write",
        at=now,
        account_id=by.account_id,
        officer_id=by.id,
        object_kind="page",
        object_id=page.value,
        version=number,
    )
    return number


def _changed(page: Page) -> PageChanged:
    newest = PageVersion.objects.filter(page=page.value).latest("number")
    who = organisation.officer_name(newest.written_by_id) if newest.written_by_id else ""
    return PageChanged(saved_meanwhile(who, newest.written_at.astimezone(VIETNAM)), number=newest.number)


def _incorrect(field: str, sentence: str) -> Incorrect:
    return Incorrect(sentence, fields={field: [sentence]})
