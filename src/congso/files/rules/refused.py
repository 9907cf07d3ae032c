"""The refusal of a file."""

from congso.kernel.refusals import Incorrect


class FileRefused(Incorrect):
    """A file that cannot be accepted; the sentence says which bound it breaks."""

    code = "file_refused"
