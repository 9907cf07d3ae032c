"""When a document marked as a state secret is refused, the trail says who and which mark, nothing of it."""

from procrastinate.contrib.django import app

from congso.audit.commands import record
from congso.files.events import SecretDocumentRefused
from congso.kernel import clock
from congso.kernel.events import reacts_to


@reacts_to(SecretDocumentRefused)
@app.task(name="processes.note_secret", queue="processes", retry=5)
def note_secret(
    *, mark: str = "", account_id: int | None = None, client_id: int | None = None, **_later_fields: object
) -> None:
    """Write the refusal in the trail."""
    record(action="files.refuse_secret", at=clock.now(), account_id=account_id, client_id=client_id, mark=mark)
