"""What happened to requests about personal data, that others react to. Identifiers and codes only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataRequestLodged:
    """A person asked something about their data."""

    request_id: str


@dataclass(frozen=True)
class DataRequestMoved:
    """A request went a step on; `step` is a code of `rules.requests.Step`."""

    request_id: str
    step: str


@dataclass(frozen=True)
class DataDeletionGranted:
    """What no law keeps of a person's data is to be removed."""

    request_id: str
    person_id: str
