"""Files that go with an application, for a paper of the list or for a question of the form: kept, attached, listed."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from congso.catalogue.forms import FilePicker
from congso.dossiers import commands
from congso.dossiers.queries import DraftPaperView
from congso.files.commands import store, store_arrived
from congso.files.queries import HAS_MALWARE, may_recognise
from congso.files.rules.findings import Remark
from congso.kernel import clock
from congso.kernel.refusals import Incorrect

from ..queries import Application
from .asking import applicant_of


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of the list as the file picker shows it."""

    name: str
    size: int
    url: str
    remove_url: str
    note: str = ""
    read_url: str = ""
    remarks: tuple[Remark, ...] = ()


def attached(draft_id: UUID, papers: Iterable[DraftPaperView]) -> list[AttachedFile]:
    """Return attached files as rows."""
    return [
        AttachedFile(
            name=paper.file_name,
            size=paper.size_bytes,
            url=f"{reverse('dossiers:file', args=[paper.file_id])}?xem=1",
            remove_url=reverse("portal:remove", args=[draft_id, paper.component_key, paper.file_id]),
            note=_note(paper),
            read_url=_read_url(draft_id, paper),
            remarks=paper.remarks(clock.today()),
        )
        for paper in papers
    ]


def _note(paper: DraftPaperView) -> str:
    if paper.is_quarantined:
        return HAS_MALWARE
    return _("%(pages)s trang") % {"pages": paper.pages} if paper.pages else ""


def _read_url(draft_id: UUID, paper: DraftPaperView) -> str:
    if paper.is_quarantined or not may_recognise():
        return ""
    return reverse("portal:recognised", args=[draft_id, paper.component_key, paper.file_id])


def pickers_of(found: Application) -> dict[str, FilePicker]:
    """Return where the files go that questions of the form ask for, with those that are there."""
    return {
        one.key: FilePicker(
            reverse("portal:upload", args=[found.draft.id, one.key]),
            attached(found.draft.id, found.files_by_component.get(one.key, [])),
        )
        for one in found.version.papers_of_form
    }


def take(
    request: HttpRequest, found: Application, component: str, uploads: Iterable["UploadedFile[bytes]"]
) -> dict[str, str]:
    """Store and attach files; return what is wrong, under the component's key."""
    wrong = []
    for upload in uploads:
        try:
            attach(request, found, component, upload)
        except Incorrect as refusal:
            wrong.append(refusal.message)
    return {component: " ".join(wrong)} if wrong else {}


def attach(request: HttpRequest, found: Application, component: str, upload: "UploadedFile[bytes] | str") -> None:
    """Keep and attach a file, or one that came in pieces, by its ticket."""
    applicant, now = applicant_of(request), clock.now()
    # Asked before the bytes are kept: what nobody asks for must not fill the store.
    if all(one.key != component for one in (*found.components, *found.version.papers_of_form)):
        raise Incorrect(_("Giấy tờ này không có trong thành phần hồ sơ của thủ tục."))
    if isinstance(upload, str):
        kept = store_arrived(ticket=upload, account_id=applicant.account_id, now=now)
    else:
        kept = store(stream=upload, name=upload.name or "", account_id=applicant.account_id, now=now)
    commands.attach_paper(draft_id=found.draft.id, component_key=component, file_id=kept.id, by=applicant, now=now)
