"""The form of a draft, changed step by step; what people fill in now stays as it is until the draft is published."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from congso.catalogue.models import Amendment, Form, FormVersion, ProcedureVersion
from congso.catalogue.queries.form_drafts import definition_of, own_form
from congso.catalogue.rules import form_editing, records
from congso.catalogue.rules.amending import Act, Stage, next_stage
from congso.catalogue.rules.form_language import FormDefinition
from congso.catalogue.rules.parts import FORM_PART
from congso.kernel.refusals import Incorrect, NotPossibleNow
from congso.organisation.queries import ActingOfficer

from .working import check_editor, locked_draft, note_step

Change = Callable[[FormDefinition], FormDefinition]
MOST_BYTES = 1_000_000


class FormChanged(NotPossibleNow):
    """Somebody changed the form meanwhile; what was asked is not done."""

    code = "form_changed"


@transaction.atomic
def revise_form(
    *, amendment_id: int, change: Change, seen: str, note: str, officer: ActingOfficer, now: datetime
) -> str:
    """Change the form of a draft by a function of `rules.form_editing`. Return the hash of what is there now.

    `seen` is the hash of the form as it was shown. Raises FormChanged when it is another by now, NotAllowed, NotFound,
    NotPossibleNow (also from `change`).
    """
    check_editor(officer)
    amendment, version = locked_draft(amendment_id)
    _ = next_stage(Stage(amendment.stage), Act.REVISE)
    before = definition_of(version)
    if before.hash != seen:
        raise FormChanged(
            "Biểu mẫu vừa được người khác (hoặc một cửa sổ khác của bạn) sửa, nên chưa ghi đè.",
            remedy="Xem lại biểu mẫu hiện tại rồi làm lại thao tác.",
        )
    after = change(before)
    if after == before:
        return before.hash
    stored = _written(after)
    if len(records.canonical(stored).encode()) > MOST_BYTES:
        raise NotPossibleNow("Biểu mẫu quá lớn để lưu (nhiều nhất 1 MB).", remedy="Rút ngắn nội dung thông tin.")
    _keep(version, stored)
    Amendment.objects.filter(id=amendment.id).update(changed_at=now, changed_by_id=officer.id)
    note_step(amendment, Act.REVISE, officer, now, part=FORM_PART, note=note[:1_000])
    return records.fingerprint(stored)


def _written(definition: FormDefinition) -> dict[str, object]:
    stored = definition.to_json()
    stored.pop("origin", None)
    return stored


def _keep(version: ProcedureVersion, stored: dict[str, object]) -> None:
    fingerprint = records.fingerprint(stored)
    own = own_form(version)
    if own is not None:
        FormVersion.objects.filter(id=own.id).update(definition=stored, definition_hash=fingerprint)
        return
    form, _ = Form.objects.get_or_create(
        code=version.procedure.code, defaults={"name": str(version.content.get("name", ""))[:300]}
    )
    last = FormVersion.objects.filter(form=form).aggregate(last=Max("number"))["last"] or 0
    version.form_version = FormVersion.objects.create(
        form=form, number=last + 1, definition=stored, definition_hash=fingerprint
    )
    version.save(update_fields=["form_version"])


@transaction.atomic
def drop_form(*, amendment_id: int, officer: ActingOfficer, now: datetime) -> None:
    """Give up every change of the form of a draft: the form in force, or the one made of the text, comes back.

    Raises NotAllowed, NotFound, NotPossibleNow.
    """
    check_editor(officer)
    amendment, version = locked_draft(amendment_id)
    _ = next_stage(Stage(amendment.stage), Act.REVISE)
    own = own_form(version)
    if own is None:
        raise NotPossibleNow("Biểu mẫu của dự thảo chưa có thay đổi nào.")
    version.form_version_id = amendment.based_on.form_version_id if amendment.based_on is not None else None
    version.save(update_fields=["form_version"])
    own.delete()
    Amendment.objects.filter(id=amendment.id).update(changed_at=now, changed_by_id=officer.id)
    note_step(amendment, Act.REVISE, officer, now, part=FORM_PART, note="Bỏ mọi thay đổi của biểu mẫu")


def check_form(version: ProcedureVersion) -> None:
    """Refuse a draft whose changed form people could not fill in, naming each fault. Raises Incorrect."""
    if own_form(version) is None:
        return
    found = form_editing.problems(definition_of(version))
    if found:
        raise Incorrect("Biểu mẫu chưa dùng được.", fields={"form": found}, code="incomplete_form")


def publish_form(version: ProcedureVersion, now: datetime) -> bool:
    """Publish the form that was changed for a draft; it is never rewritten from now on. Tell whether there was one."""
    own = own_form(version)
    if own is None:
        return False
    FormVersion.objects.filter(id=own.id).update(published_at=now)
    own.published_at = now
    return True
