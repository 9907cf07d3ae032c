"""Base shapes of what comes in and goes out. What PostgreSQL cannot store is refused at the door."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

BIGGEST = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=BIGGEST)]
ProcedureCode = Annotated[str, Field(pattern=r"^[1-6]\.[0-9]{6}$", examples=["1.001193"])]
Text = Annotated[str, Field(max_length=4_000)]
_DEEPEST = 12


def _storable(value: Any, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise ValueError("Dữ liệu lồng nhau quá sâu.")
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("Không được có ký tự NUL.")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("Có ký tự không hợp lệ (nửa cặp thay thế UTF-16).") from None
    elif isinstance(value, bool):
        return
    elif isinstance(value, int) and abs(value) > BIGGEST:
        raise ValueError("Số quá lớn.")
    elif isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError("Số không hợp lệ.")
    elif isinstance(value, dict):
        for key, one in value.items():
            _storable(key, depth + 1)
            _storable(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _storable(one, depth + 1)


class Input(Schema):
    """What a client sends. Unknown keys are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _is_storable(cls, sent: Any) -> Any:
        if isinstance(sent, dict):
            _storable(sent)
        return sent


class Output(Schema):
    """What a client gets."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, source: object) -> Self:
        """Read the attributes of a view."""
        return cls.model_validate(source, from_attributes=True)


class Problem(Output):
    """A problem document (RFC 9457). `code` is stable; `title` is a Vietnamese sentence for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str | None = None
    fields: dict[str, list[str]] | None = None


class ProcedureItem(Output):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    tiers: list[str]
    is_adopted: bool


class ProcedureList(Output):
    """A page of procedures; pass `next` as `after` to go on."""

    items: list[ProcedureItem]
    next: str | None


class ProcedureDetail(Output):
    """A procedure in force: `content` as published, `form` as data when the province receives it electronically."""

    code: str
    version: int
    version_id: int
    name: str
    field: str
    tiers: list[str]
    decision_number: str
    effective_from: str | None
    effective_to: str | None
    content: dict[str, Any]
    form: dict[str, Any] | None
    accepts_applications: bool


class ProcedureVersionItem(Output):
    """A published version in the history of a procedure, latest first."""

    number: int
    state: str
    source: str
    decision_number: str
    effective_from: date | None
    effective_to: date | None
    published_at: datetime | None


class ProcedureHistory(Output):
    """Every published version of a procedure; abolished ones keep theirs. `replaced_by` is the code of a successor."""

    code: str
    abolished_on: date | None
    abolished_by: str
    replaced_by: str
    versions: list[ProcedureVersionItem]


class ProcedureVersionDetail(Output):
    """One published version: `content` as published then."""

    code: str
    number: int
    name: str
    decision_number: str
    effective_from: date | None
    effective_to: date | None
    content: dict[str, Any]


class CatalogueDumpItem(Output):
    """A file of the open dump of the catalogue, anew each hour in which something was published."""

    form: str
    name: str
    media_type: str
    procedures: int
    size_bytes: int
    sha256: str
    made_at: datetime
    path: str


class OrganisationItem(Output):
    """An agency that receives applications."""

    id: int
    name: str
    kind: str
    tier: str
    place_code: str
    place_name: str
    address: str
    phone: str


class StoredFileItem(Output):
    """A file that was uploaded; its id is attached to a component when applying."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    pages: int | None
    sha256: str


class PaperIn(Input):
    """A paper for a component of the published list."""

    component: Annotated[str, Field(max_length=20, examples=["TP01"])]
    file: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{36}$", description="Mã tệp đã tải lên")]
    name: Annotated[str, Field(max_length=600)] = ""


class ApplicationIn(Input):
    """An application. The keys of `answers` are the keys of the fields of the procedure's form."""

    procedure: ProcedureCode
    organisation: Id
    answers: Annotated[dict[str, Any], Field(max_length=500)]
    case: Annotated[str, Field(max_length=20)] = ""
    channel: Annotated[str, Field(pattern="^(online|postal)$")] = "online"
    return_channel: Annotated[str, Field(pattern="^(counter|postal|online)$")] = "counter"
    papers: Annotated[list[PaperIn], Field(max_length=200)] = []


class BulkItemIn(ApplicationIn):
    """An application of a batch, with its own idempotency key."""

    key: Annotated[str, Field(min_length=1, max_length=80)]


class BulkIn(Input):
    """A batch of applications; each succeeds or fails for itself."""

    applications: Annotated[list[BulkItemIn], Field(min_length=1, max_length=100)]


class Accepted(Output):
    """A new dossier."""

    id: str
    registration_code: str
    state: str
    state_code: int
    submitted_at: datetime


class BulkResult(Output):
    """What became of one application of a batch: a dossier, or a problem."""

    key: str
    dossier: Accepted | None = None
    problem: Problem | None = None


class BulkOut(Output):
    """What became of a batch, in its order."""

    results: list[BulkResult]


class DossierItem(Output):
    """A dossier in a list."""

    id: str
    code: str | None
    registration_code: str
    procedure: str
    procedure_name: str
    state: str
    state_code: int
    state_label: str
    applicant_name: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    waits_until: datetime | None
    step: str
    event_count: int


class DossierList(Output):
    """A page of dossiers; pass `next` as `after` to go on."""

    items: list[DossierItem]
    next: str | None


class EventItem(Output):
    """One line of a dossier's history."""

    sequence: int
    at: datetime
    action: str
    label: str
    to_state: str
    by: str
    reason: str


class DossierDetail(DossierItem):
    """A dossier whole."""

    answers: dict[str, Any]
    papers: list[dict[str, Any]]
    events: list[EventItem]
    deadline: list[str]
    actions: list[str]


class TrackOut(Output):
    """What anybody with the code may know: how far it is, in words and percent."""

    code: str
    stage: str
    percent: int
    ended: bool


class ActIn(Input):
    """An act on a dossier. `seen_events` is the `event_count` it was decided on; a newer state is then refused."""

    seen_events: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    reason: Text = ""
    note: Text = ""
    unit: Id | None = None
    officer: Id | None = None
    branch: Annotated[str, Field(max_length=40)] = ""
    to_step: Annotated[str, Field(max_length=40)] = ""
    title: Annotated[str, Field(max_length=600)] = ""
    body: Annotated[str, Field(max_length=20_000)] = ""
    file: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{36}$")] | None = None
    declined: bool = False
    receiver_name: Annotated[str, Field(max_length=160)] = ""
    receiver_paper: Annotated[str, Field(max_length=60)] = ""
    items: Annotated[list["SupplementIn"], Field(max_length=100)] = []
    deadline: "DeadlineIn | None" = None


class SupplementIn(Input):
    """One thing the applicant is asked for."""

    component: Annotated[str, Field(max_length=20)]
    wanted: Annotated[str, Field(max_length=600)] = ""
    why: Annotated[str, Field(min_length=1, max_length=600)]


class DeadlineIn(Input):
    """The deadline an officer settles where none is published."""

    value: Annotated[float, Field(gt=0, le=3_650)]
    unit: Annotated[str, Field(pattern="^(working_hour|hour|working_day|day|month|minute|same_day)$")]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Done(Output):
    """A dossier after an act."""

    id: str
    code: str | None
    state: str
    state_code: int
    event_count: int


ActIn.model_rebuild()
