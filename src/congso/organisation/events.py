"""What happened to officers, that others react to. Identifiers and codes only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PositionEnded:
    """An appointment has ended: every right, session and token that came with it ends now.

    `account_id` is 0 for somebody who never had an account.
    """

    officer_id: int
    account_id: int
    person_id: str
