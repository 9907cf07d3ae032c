"""A refusal is an expected "no" with a code and a sentence for the person; it is never a fault."""


class Refusal(Exception):  # noqa: N818 - an expected "no", not a fault
    """An expected "no".

    `code` is stable and for machines; `message` is one Vietnamese sentence that says what happened and what it
    means; `remedy` says what to do next. `status` is the HTTP status a surface answers with.
    """

    code = "refused"
    status = 409

    def __init__(self, message: str, *, code: str | None = None, status: int | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class NotFound(Refusal):
    """The thing does not exist, or the asker may not know that it does."""

    code = "not_found"
    status = 404


class NotAllowed(Refusal):
    """The asker is known and may not do this."""

    code = "not_allowed"
    status = 403


class NotPossibleNow(Refusal):
    """The thing is in a state in which this cannot be done."""

    code = "not_possible_now"
    status = 409


class Incorrect(Refusal):
    """What was handed in cannot be accepted. `fields` maps a field's key to the sentences about it."""

    code = "incorrect"
    status = 422

    def __init__(self, message: str, *, fields: dict[str, list[str]] | None = None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = fields or {}
