"""What happened to feedback, that others react to. Identifiers only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FeedbackAnswered:
    """A piece of feedback has its answer; whoever left an address is to get it."""

    feedback_id: str
