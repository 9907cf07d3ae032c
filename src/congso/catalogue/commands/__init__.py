"""Every change of the catalogue."""

from .editions import (
    adopt,
    bring_into_force,
    keep_form,
    keep_workflow,
    new_draft_revision,
    publish,
    resume,
    revise,
    store_edition,
    suspend,
)
from .importing import Editions, Outcome, finish_run, import_record, reject, start_run
from .reviewing import settle_deadline, settle_review_item, waive_review_items

__all__ = [
    "Editions",
    "Outcome",
    "adopt",
    "bring_into_force",
    "finish_run",
    "import_record",
    "keep_form",
    "keep_workflow",
    "new_draft_revision",
    "publish",
    "reject",
    "resume",
    "revise",
    "settle_deadline",
    "settle_review_item",
    "start_run",
    "store_edition",
    "suspend",
    "waive_review_items",
]
